# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_outcome"


class StockPicking(models.Model):
    """A return whose goods something follows: what it waits for, and its retry."""

    _inherit = "stock.picking"

    helpdesk_done_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Validated by",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Who received, or sent, the goods of a ticket.",
    )
    helpdesk_credit_note_ids = fields.One2many(
        comodel_name="account.move",
        inverse_name="helpdesk_return_id",
        string="Credit Notes",
        readonly=True,
        groups="base.group_user",
    )
    helpdesk_outcome_problem = fields.Text(
        string="What It Waits for",
        compute="_compute_helpdesk_outcome_problem",
        compute_sudo=True,
        groups="base.group_user",
    )
    helpdesk_outcome_due = fields.Boolean(
        compute="_compute_helpdesk_outcome_problem",
        compute_sudo=True,
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.model
    def _after_sales_check_link(self, vals):
        # EXTENDS: the ticket's chain names them.
        res = super()._after_sales_check_link(vals)
        if "helpdesk_done_by_id" in vals and (self or vals["helpdesk_done_by_id"]):
            raise AccessError(
                self.env._(
                    "Who received or sent the goods of a ticket is noted when the "
                    "transfer is validated. It cannot be entered."
                )
            )
        return res

    @api.depends("move_ids.helpdesk_outcome_problem", "move_ids.helpdesk_followed_on")
    def _compute_helpdesk_outcome_problem(self):
        for picking in self:
            problems = [x.helpdesk_outcome_problem for x in picking.move_ids]
            picking.helpdesk_outcome_problem = "\n".join(
                dict.fromkeys(filter(None, problems))
            )
            picking.helpdesk_outcome_due = any(
                x.helpdesk_outcome_problem and x._outcome_is_due()
                for x in picking.move_ids
            )

    def write(self, vals):
        self._outcome_check_settled(vals)
        return super().write(vals)

    def _outcome_check_settled(self, vals):
        """Check that nobody takes a return with promises away from what it is of.

        :param dict vals: values to write
        :raise AccessError: if they do
        """
        names = [x for x in ("helpdesk_ticket_id", "return_id") if x in vals]
        if self.env.su or not names:
            return
        # sudo: only whether something was promised of it.
        for picking in self.sudo():
            if any(picking[x] and picking[x].id != vals[x] for x in names) and any(
                picking.move_ids.mapped("helpdesk_outcome")
            ):
                raise AccessError(
                    self.env._(
                        "What follows return %(transfer)s was promised on its ticket: "
                        "it stays with it. Cancel the return if it was a mistake.",
                        transfer=picking.name,
                    )
                )

    def _action_done(self):
        # EXTENDS 'stock'
        res = super()._action_done()
        for picking in self:
            if picking.helpdesk_ticket_id:
                # sudo: written by the server alone.
                picking.sudo().helpdesk_done_by_id = self.env.user
        return res

    def action_follow_up(self):
        """Try again what is to follow the goods that have arrived.

        For the ticket's agents, and for whoever may receive goods. What is made is
        what was promised, whoever asks; what still cannot be made keeps no other from
        it.

        :return: True
        :rtype: bool
        :raise AccessError: if the user is neither
        :raise UserError: saying why nothing of it can be made still
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: whoever receives goods need not have access to the ticket.
        ticket = self.sudo().helpdesk_ticket_id.sudo(False)
        if not self.has_access("write") and not ticket.has_access("write"):
            raise AccessError(
                self.env._(
                    "Only the agents of its ticket and the warehouse can continue "
                    "return %(transfer)s.",
                    transfer=self.name,
                )
            )
        # Of two that press at once one finds the work done.
        self._after_sales_lock_rows()
        # sudo: agents need not read the moves; see the checks above.
        picking = self.sudo()
        tried = [
            picking.move_ids._outcome_try(carry_out, note_problem)
            for carry_out, note_problem in picking._outcome_get_due()
        ]
        if tried and not any(tried):
            raise UserError(picking.helpdesk_outcome_problem)
        return True

    def _outcome_get_due(self):
        """Return what is to follow the goods of this return, and did not yet.

        :return: tuples of what makes it, and of what keeps why it cannot be made
        :rtype: list
        """
        moves = self.move_ids.filtered(lambda x: x._outcome_is_due())
        return [
            (x._outcome_carry_out, x._outcome_note_problem)
            for x in moves._outcome_group()
        ]

    def _outcome_update_question(self, is_new=False):
        """Ask what the goods of this return wait for now, all of them in one.

        What else arrived with them may be done.

        :param bool is_new: whether there is something to ask that was not asked yet
        """
        self.ensure_one()
        reason = self.helpdesk_outcome_problem
        if not reason:
            self._question_drop(QUESTION)
        elif is_new or self.activity_search([QUESTION]):
            self._outcome_ask(reason)

    def _outcome_ask(self, reason):
        """Ask the ticket's agent to decide what becomes of a promise that is stuck.

        :param str reason: why it is
        """
        self.ensure_one()
        user = self.helpdesk_ticket_id._after_sales_get_agent() or self.create_uid
        # One for each receipt, with what is wrong now.
        self._question_drop(QUESTION)
        self._question_ask(
            QUESTION,
            user,
            lambda env: (env._("What was to follow this return waits"), reason),
        )
