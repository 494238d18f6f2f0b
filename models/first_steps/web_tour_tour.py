# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models

TOUR = "helpdesk_after_sales_first_steps"


class WebTourTour(models.Model):
    """The agents' tour, which they start themselves and nothing follows."""

    _inherit = "web_tour.tour"

    @api.model
    def consume(self, tourName):
        res = super().consume(tourName)
        if tourName != TOUR:
            return res
        user = self.env.user
        if user._is_internal() and not user._is_admin():
            # To play it, Odoo has switched tours on: those of all other apps would
            # follow at the next login. sudo: as the switch in Odoo's own menu does.
            user.sudo().tour_enabled = False
        return False
