# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicketCouponWizard(models.TransientModel):
    """The Coupon popup's link that puts the code into the customer's cart."""

    _inherit = "helpdesk.ticket.coupon.wizard"

    # Why there is no link to share; empty where there is one.
    share_problem = fields.Char(
        compute="_compute_share_problem", export_string_translation=False
    )
    share_link = fields.Char(readonly=True, copy=False)

    @api.depends("program_id", "ticket_id")
    def _compute_share_problem(self):
        for popup in self:
            popup.share_problem = popup._get_share_problem(popup.program_id)

    def action_get_share_link(self):
        """Make the code, unless this popup already has, and show the link to share.

        :return: the window action of the popup Share Coupons
        :rtype: dict
        :raise UserError: if program or date do not fit, or there is no website for
            the code; see also :meth:`~._after_sales_start_popup`
        """
        popup = self._after_sales_start_popup()
        program = popup._get_made_coupon().program_id
        if not program:
            popup._check_program()
            program = popup.program_id
        if problem := popup._get_share_problem(program):
            raise UserError(problem)
        coupon = popup._get_coupon()
        popup.share_link = program._coupon_get_share_url(coupon)
        # sudo: plain agents may not change coupons; this one is of their own ticket.
        coupon.sudo().after_sales_shared = True
        view_xmlid = (
            "helpdesk_mgmt_after_sales.helpdesk_ticket_coupon_wizard_view_form_share"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Share Coupons"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(self.env.ref(view_xmlid).id, "form")],
            "target": "new",
            "context": {},
        }

    def _get_share_problem(self, program):
        """Tell why a code of the program cannot be shared by a link.

        :param program: a coupon program, empty while none is chosen
        :return: what is missing and who can change it, or False
        :rtype: str | bool
        """
        if "coupon.share" not in self.env:
            return self.env._(
                "There is no link to share, because coupons for eCommerce "
                "(website_sale_loyalty) are not installed. An administrator can "
                "install them in the team's settings. Send the code by email instead."
            )
        if not program:
            # Not chosen yet.
            return False
        # sudo: agents do not read all of a program; only its website is used.
        program = program.sudo()
        if not program.ecommerce_ok:
            return self.env._(
                "There is no link to share, because coupon program %(program)s is not "
                "available on the website. A Sales administrator can change that in "
                "the program. Send the code by email instead.",
                program=program.name,
            )
        if not program._coupon_get_website(self.company_id):
            return self.env._(
                "There is no link to share, because %(company)s has no website. Send "
                "the code by email instead.",
                company=self.company_id.name,
            )
        return False
