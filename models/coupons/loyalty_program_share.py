# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ..asked_once import recall


class LoyaltyProgram(models.Model):
    """The link that puts a coupon into the cart, where the shop takes coupons."""

    _inherit = "loyalty.program"

    def _coupon_get_website(self, company):
        """Return the website on which a code of the program can be used.

        :param company: of the ticket
        :return: the program's website, else the company's; may be empty
        """
        # sudo: agents do not read all of a program; only its website is used.
        program = self.sudo()
        return program.website_id or recall(
            program.env,
            ("website", company.id),
            lambda: program.env["website"].search(
                [("company_id", "=", company.id)], limit=1
            ),
        )

    def _coupon_get_share_url(self, coupon):
        """Return the link that puts a code into the cart, as Sales makes it.

        :param coupon: a coupon of this program
        :return: nothing where the shop takes no coupons
        :rtype: str
        """
        # sudo: the standard share link is for Sales managers; the coupon is one of a
        # ticket of who asks.
        program = self.sudo()
        if "coupon.share" not in self.env or not program.ecommerce_ok:
            return ""
        company = coupon.sudo().helpdesk_ticket_id.company_id or self.env.company
        website = program._coupon_get_website(company)
        if not website:
            return ""
        share = program.env["coupon.share"].new(
            {
                "website_id": website.id,
                "program_id": program.id,
                "coupon_id": coupon.id,
                "redirect": "/shop",
            }
        )
        return share.share_link
