# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_overdue"
# While it is on its way. Said like this, PostgreSQL finds these few by the index below.
EXPECTED_STATES = ("draft", "waiting", "confirmed", "assigned")
# So many agents are asked in one go.
ASKED_AT_ONCE = 200


class StockPicking(models.Model):
    """Returns that never come: the ticket's agent is asked, once."""

    _inherit = "stock.picking"

    helpdesk_overdue_on = fields.Date(
        string="Overdue since",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the ticket's agent was asked what becomes of this return, because "
        "it had not arrived.",
    )

    _after_sales_expected_idx = models.Index(
        "(create_date) WHERE helpdesk_ticket_id IS NOT NULL"
        " AND helpdesk_overdue_on IS NULL"
        " AND state IN ('draft', 'waiting', 'confirmed', 'assigned')"
    )

    @api.model
    def _cron_ask_overdue(self):
        """Ask the agents of returns that have not arrived for too long.

        Called once a day, as the superuser. What is left when very many are overdue, as
        after the setting was made, follows in further runs.
        """
        teams = self.env["helpdesk.ticket.team"].search(
            [("return_overdue_days", ">", 0)]
        )
        for days, of_days in teams.grouped("return_overdue_days").items():
            pickings = self.search(
                self._overdue_get_domain(days)
                & Domain("helpdesk_ticket_id.team_id", "in", of_days.ids),
                limit=ASKED_AT_ONCE,
                order="create_date, id",
            )
            for picking in pickings:
                picking._overdue_ask(days)
            if len(pickings) == ASKED_AT_ONCE:
                self.env.ref("helpdesk_mgmt_after_sales.ir_cron_ask_overdue")._trigger()

    @api.model
    def _overdue_get_domain(self, days):
        """Return the returns that were made so long ago and have not arrived.

        Of which nobody was asked yet.

        :param int days: how long ago, at least
        :rtype: Domain
        """
        return Domain(
            [
                ("helpdesk_ticket_id", "!=", False),
                ("helpdesk_overdue_on", "=", False),
                ("state", "in", EXPECTED_STATES),
                ("create_date", "<=", fields.Datetime.now() - timedelta(days=days)),
                ("helpdesk_service", "=", self._after_sales_service),
                ("return_id", "!=", False),
                ("picking_type_id.code", "=", "incoming"),
            ]
        )

    def _overdue_ask(self, days):
        """Ask the ticket's agent what becomes of this return.

        :param int days: how long the team waits
        """
        self.ensure_one()
        user = self.helpdesk_ticket_id._after_sales_get_agent() or self.create_uid
        self.helpdesk_overdue_on = fields.Date.context_today(self.with_user(user))
        self._question_ask(
            QUESTION,
            user,
            lambda env: (
                env._("This return has not arrived"),
                env._(
                    "It was announced more than %(days)s days ago. Ask the customer "
                    "for it, or undo the return: then what was to follow does not.",
                    days=days,
                ),
            ),
        )

    def _overdue_drop_question(self):
        """Take back the question: the goods are here, or nobody waits for them."""
        asked = self.filtered("helpdesk_overdue_on")
        if asked:
            asked._question_drop(QUESTION)

    def _action_done(self):
        # EXTENDS 'stock'
        res = super()._action_done()
        self._overdue_drop_question()
        return res

    def action_cancel(self):
        # EXTENDS 'stock'
        res = super().action_cancel()
        self._overdue_drop_question()
        return res
