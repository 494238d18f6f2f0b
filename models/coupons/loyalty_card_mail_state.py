# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# What became of the mail to each recipient, the worst first.
NOTIFICATION_STATES = {
    "bounce": "bounced",
    "exception": "failed",
    "canceled": "failed",
    "ready": "outgoing",
    "process": "outgoing",
    "pending": "sent",
    "sent": "sent",
}


class LoyaltyCard(models.Model):
    """What became of the mail with a coupon made from a ticket."""

    _inherit = "loyalty.card"

    after_sales_shared = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    after_sales_mail_state = fields.Selection(
        selection=[
            ("not_sent", "Not Sent"),
            ("shared", "Link Made"),
            ("outgoing", "Being Sent"),
            ("sent", "Sent"),
            ("failed", "Sending Failed"),
            ("bounced", "Bounced"),
        ],
        string="Mail Status",
        compute="_compute_after_sales_mail_state",
        compute_sudo=True,
        help="Whether the code is on its way to the customer: what became of the last "
        "mail with it.",
    )

    # In superuser mode: whoever may read the coupon is told, also if a colleague or a
    # salesperson sent it.
    @api.depends("helpdesk_ticket_id", "after_sales_shared", "message_ids")
    def _compute_after_sales_mail_state(self):
        from_ticket = self.filtered("helpdesk_ticket_id")
        (self - from_ticket).after_sales_mail_state = False
        rows = from_ticket._coupon_read_mail(from_ticket._origin._as_query(False))
        states = {card_id: state for card_id, __, state in rows}
        for card in from_ticket:
            card.after_sales_mail_state = states.get(card._origin.id) or (
                "shared" if card.after_sales_shared else "not_sent"
            )

    @api.model
    def _coupon_get_unused_mail_states(self, domain):
        """Tell what became of the mails with coupons that can still be used.

        In one query, for the form of their ticket. What can be used is the same as in
        :meth:`_compute_after_sales_state`.

        :param Domain domain: coupons of tickets
        :return: states by the ticket's id, of those coupons that the user may read
        :rtype: dict[int, list[str]]
        """
        states = defaultdict(list)
        if not self.has_access("read"):
            return states
        query = self._search(domain & Domain("points", ">", 0), active_test=True)
        if query.is_empty():
            return states
        column = partial(self._after_sales_get_column, query.table)
        # Whether a coupon is used does not depend on who asks.
        query.add_where(
            SQL(
                """NOT EXISTS (
                    SELECT 1
                    FROM sale_order_line after_sales_line
                    JOIN sale_order after_sales_order
                        ON after_sales_order.id = after_sales_line.order_id
                    WHERE %(line_coupon)s = %(id)s AND %(order_state)s != 'cancel'
                ) AND %(points)s >= COALESCE((
                    SELECT MIN(%(required_points)s)
                    FROM loyalty_reward after_sales_reward
                    WHERE %(reward_program)s = %(program)s AND %(reward_active)s
                ), 0)""",
                id=column("id"),
                points=column("points"),
                program=column("program_id"),
                line_coupon=self._after_sales_get_column(
                    "after_sales_line", "coupon_id", "sale.order.line"
                ),
                order_state=self._after_sales_get_column(
                    "after_sales_order", "state", "sale.order"
                ),
                required_points=self._after_sales_get_column(
                    "after_sales_reward", "required_points", "loyalty.reward"
                ),
                reward_program=self._after_sales_get_column(
                    "after_sales_reward", "program_id", "loyalty.reward"
                ),
                reward_active=self._after_sales_get_column(
                    "after_sales_reward", "active", "loyalty.reward"
                ),
            )
        )
        columns = ("helpdesk_ticket_id", "expiration_date", "company_id")
        for __, values, state in self._coupon_read_mail(query, *columns):
            ticket_id, expiration_date, company_id = values
            company = self.env["res.company"].browse(company_id) or self.env.company
            if not self._coupon_is_expired(expiration_date, company):
                states[ticket_id].append(state)
        return states

    @api.model
    def _coupon_is_expired(self, expiration_date, company):
        """Whether a date has passed where the shop is.

        :param date expiration_date: or None
        :param company: the coupon's
        :rtype: bool
        """
        if not expiration_date:
            return False
        # Only around midnight the shop's time zone has to be looked up.
        days = (expiration_date - fields.Date.today()).days
        if abs(days) > 1:
            return days < 0
        today = self.env["loyalty.program"]._coupon_get_today(company)
        return expiration_date < today

    @api.model
    def _coupon_read_mail(self, query, *columns):
        """Read what became of the last mail with each coupon, in one query.

        :param Query query: of a search for coupons
        :param str columns: what else to read of them
        :return: for each coupon its id, the values and its mail state
        :rtype: list[tuple]
        """
        if query.is_empty():
            return []
        self.env["mail.message"].flush_model(
            ["message_type", "model", "partner_ids", "res_id", "subtype_id"]
        )
        self.env["mail.notification"].flush_model(
            ["mail_message_id", "notification_status", "res_partner_id"]
        )
        column = partial(self._after_sales_get_column, query.table)
        # What hangs on the message is not the user's to read; what became of it is.
        mail = SQL(
            """(
                SELECT ARRAY(
                    SELECT ARRAY[res_partner_id::text, notification_status::text]
                    FROM mail_notification
                    WHERE mail_message_id = message.id
                )
                FROM mail_message message
                WHERE message.model = %(model)s
                    AND message.res_id = %(id)s
                    AND message.message_type = 'comment'
                    AND message.subtype_id = %(subtype_id)s
                    AND EXISTS (
                        SELECT 1 FROM mail_message_res_partner_rel
                        WHERE mail_message_id = message.id
                    )
                ORDER BY message.id DESC
                LIMIT 1
            )""",
            model=self._name,
            id=column("id"),
            subtype_id=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
        )
        known = ("id", "partner_id", "after_sales_shared", *columns)
        rows = self.env.execute_query(query.select(mail, *map(column, known)))
        return [
            (card_id, values, self._coupon_get_mail_state(partner_id, mails, shared))
            for mails, card_id, partner_id, shared, *values in rows
        ]

    @api.model
    def _coupon_get_mail_state(self, partner_id, notifications, shared):
        """Tell what became of the last mail with a coupon.

        :param partner_id: id of the coupon's customer, if any
        :param notifications: of the mail, each the id of its partner as text and its
            status; None if there was no mail
        :param bool shared: whether a link was made
        :return: a value of ``after_sales_mail_state``
        :rtype: str
        """
        if notifications is None:
            return "shared" if shared else "not_sent"
        # What matters is whether the customer got it, if it went to them.
        customer = str(partner_id) if partner_id else None
        received = [
            status for partner, status in notifications if partner == customer
        ] or [status for __, status in notifications]
        order = list(NOTIFICATION_STATES)
        worst = min(received, key=order.index, default="sent")
        return NOTIFICATION_STATES[worst]
