# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from .common_documents import DocumentsCommon


class ClosingCommon(DocumentsCommon):
    """A ticket with stages of its own, and what those hear who close it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
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

    def _close(self, user=None, ticket=None, **values):
        ticket = ticket or self.ticket
        ticket.with_user(user or self.agent).write(
            {"stage_id": self.closed.id, **values}
        )

    def _copy_coupon(self, ticket):
        """Give a ticket a coupon like that of the first one."""
        code = self.env["loyalty.card"]._generate_code()
        values = {"helpdesk_ticket_id": ticket.id, "code": code}
        return self.ticket.coupon_ids[:1].sudo().copy(values)

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
