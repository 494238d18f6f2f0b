# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.tools import format_amount

from ..asked_once import filter_readable
from ..helpdesk_after_sales_join import join_names


class LoyaltyCard(models.Model):
    """How a coupon made from a ticket reaches the customer: its mail and its paper."""

    _inherit = "loyalty.card"

    after_sales_company_id = fields.Many2one(
        related="helpdesk_ticket_id.company_id", string="Company of the Ticket"
    )
    after_sales_ticket_number = fields.Char(
        related="helpdesk_ticket_id.number", string="Number of the Ticket"
    )

    # ------------------------------------------------------------------
    # What mail and paper say
    # ------------------------------------------------------------------

    def _coupon_get_rewards(self):
        """Return what the code gives, by the points on it.

        :return: descriptions
        :rtype: list[str]
        """
        rewards = self.program_id.reward_ids
        return [
            reward.description
            for reward in rewards.sorted("required_points")
            if reward.required_points <= self.points
        ]

    def _coupon_get_conditions(self):
        """Return what an order needs for the code, in the language of the context.

        :return: sentences
        :rtype: list[str]
        """
        conditions = []
        # sudo: whoever may read the coupon may know when it can be used.
        for rule in self.program_id.sudo().rule_ids:
            if rule.minimum_qty > 1:
                conditions.append(
                    self.env._(
                        "Minimum purchase: %(quantity)s products",
                        quantity=rule.minimum_qty,
                    )
                )
            if rule.minimum_amount:
                amount = format_amount(self.env, rule.minimum_amount, rule.currency_id)
                conditions.append(
                    self.env._("Minimum purchase: %(amount)s incl. tax", amount=amount)
                    if rule.minimum_amount_tax_mode == "incl"
                    else self.env._(
                        "Minimum purchase: %(amount)s excl. tax", amount=amount
                    )
                )
        return conditions

    def _get_report_base_filename(self):
        self.ensure_one()
        code = self.code
        if self._after_sales_get_text_direction() == "rtl":
            # After a word written from right to left, the parts of a code that begins
            # with digits would be shown in the wrong order.
            code = f"\N{LEFT-TO-RIGHT MARK}{code}"
        return self.env._("Coupon %(code)s", code=code)

    def _get_signature(self):
        if self.helpdesk_ticket_id:
            # The order that a coupon stands on has a salesperson: they did not write.
            return self.env.user.signature
        return super()._get_signature()

    # ------------------------------------------------------------------
    # The mail
    # ------------------------------------------------------------------

    def _get_default_template(self):
        template = self.env.ref(
            "helpdesk_mgmt_after_sales.mail_template_coupon", raise_if_not_found=False
        )
        if self.helpdesk_ticket_id and template:
            return template
        # sudo: agents do not read the programs' communication plans; mail templates
        # are readable by all employees.
        template = super(LoyaltyCard, self.sudo())._get_default_template()
        return template.sudo(self.env.su)

    def action_coupon_send(self):
        """Compose the mail with the code.

        :return: the window action of Compose Email
        :rtype: dict
        :raise AccessError: if the user may not read the coupon
        """
        self.ensure_one()
        if not filter_readable(self):
            self.check_access("read")
        # sudo: of the ticket, only who gets its news is told.
        ticket = self.sudo().helpdesk_ticket_id
        if not ticket:
            return super().action_coupon_send()
        recipients = (ticket.partner_id | ticket.message_partner_ids).sudo(False)
        return self._after_sales_compose_mail(
            self.env._("Compose Email"),
            "helpdesk_mgmt_after_sales.mail_template_coupon",
            # A program's own, should ours be gone.
            default_template_id=self._get_default_template().id,
            default_email_layout_xmlid="mail.mail_notification_light",
            # A follower of another company may be unreadable for this user.
            default_partner_ids=recipients._filtered_access("read").ids,
        )

    def _message_post_after_hook(self, message, msg_values):
        res = super()._message_post_after_hook(message, msg_values)
        # sudo: the note goes to the ticket even if a salesperson sends the coupon.
        ticket = self.sudo().helpdesk_ticket_id
        if (
            ticket
            and message.message_type == "comment"
            and message.subtype_id == self.env.ref("mail.mt_comment")
            and message.partner_ids
        ):
            ticket.message_post(
                body=self.env._(
                    "Coupon %(coupon)s was sent by email to %(recipients)s.",
                    coupon=self._get_html_link(),
                    recipients=join_names(self.env, message.partner_ids.mapped("name")),
                ),
                subtype_xmlid="mail.mt_note",
            )
        return res
