# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from .common import AfterSalesCommon
from .common_coupons import CouponShop

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_ask_close"


class ClosingShop(CouponShop):
    """A ticket with stages of its own, and what those hear who close it."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.opened, cls.closed = cls.env["helpdesk.ticket.stage"].create(
            [
                {"name": "At work", "sequence": 1, "team_ids": cls.team.ids},
                {
                    "name": "Done",
                    "sequence": 90,
                    "closed": True,
                    "close_from_portal": True,
                    "team_ids": cls.team.ids,
                },
            ]
        )
        cls.ticket.stage_id = cls.opened

    @classmethod
    def _new_coupon(cls, ticket=None):
        """Give a ticket a coupon that is not used yet."""
        ticket = ticket or cls.ticket
        return cls.env["loyalty.card"].create(
            {
                "program_id": cls.program.id,
                "partner_id": ticket.partner_id.id,
                "points": 5,
                "helpdesk_ticket_id": ticket.id,
            }
        )

    @classmethod
    def _new_refund(cls, **values):
        """Give the ticket a draft credit note."""
        return cls._new_invoice(
            move_type="out_refund",
            post=False,
            helpdesk_ticket_id=cls.ticket.id,
            **values,
        )

    def _close(self, user=None, ticket=None, **values):
        ticket = ticket or self.ticket
        ticket.with_user(user or self.agent).write(
            {"stage_id": self.closed.id, **values}
        )

    def _get_questions(self, ticket=None):
        """Return the activities that ask to close a ticket."""
        return (ticket or self.ticket).activity_ids.filtered(
            lambda x: x.activity_type_id == self.env.ref(QUESTION)
        )

    def _get_told(self, user=None):
        """Return the notifications that a user got since the last time, as texts."""
        self._flush_tracking()
        notifications = self.env["bus.bus"].search([])
        channel = json.dumps(
            [self.env.cr.dbname, "res.partner", (user or self.agent).partner_id.id]
        )
        told = []
        for notification in notifications:
            message = json.loads(notification.message)
            if message["type"] != "simple_notification":
                continue
            if json.loads(notification.channel) == json.loads(channel):
                told.append(message["payload"])
        notifications.unlink()
        return told

    def _get_notes(self, ticket=None):
        notes = (ticket or self.ticket).message_ids
        return notes.filtered(lambda x: "Closed while this was open" in x.body)


class ClosingCommon(ClosingShop, AfterSalesCommon):
    pass
