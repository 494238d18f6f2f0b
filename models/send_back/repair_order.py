# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..as_server import as_server, try_out
from .repair_delivery import RepairDelivery

QUESTION = "helpdesk_mgmt_after_sales.mail_activity_type_send_back"


class RepairOrder(models.Model):
    """What is repaired goes back to its customer, once."""

    _inherit = "repair.order"

    helpdesk_delivery_ids = fields.One2many(
        comodel_name="stock.picking",
        inverse_name="helpdesk_repair_id",
        string="Deliveries of Repaired Goods",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    # Not stored, and asked only of repairs of tickets: nobody else pays for it.
    helpdesk_delivery_count = fields.Integer(
        compute="_compute_helpdesk_delivery_count",
        groups="base.group_user",
        export_string_translation=False,
    )
    helpdesk_may_send_back = fields.Boolean(
        compute="_compute_helpdesk_delivery_count",
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends("state", "helpdesk_ticket_id")
    @api.depends_context("uid")
    def _compute_helpdesk_delivery_count(self):
        for repair in self:
            repair.helpdesk_delivery_count = 0
            repair.helpdesk_may_send_back = False
            if repair.helpdesk_ticket_id and repair.state == "done":
                # sudo: whether there is one does not depend on who asks.
                deliveries = repair.sudo().helpdesk_delivery_ids
                repair.helpdesk_delivery_count = len(deliveries)
                repair.helpdesk_may_send_back = bool(
                    repair.product_id
                    and not deliveries._send_back_filter_valid()
                    and repair._send_back_is_allowed()
                )

    def _send_back_is_allowed(self):
        """Whether the user may send this repair back.

        Whoever works with repairs, and the agents of its ticket where the team repairs.

        :rtype: bool
        """
        self.ensure_one()
        if not self.has_access("read"):
            return False
        if self.has_access("write"):
            return True
        # sudo: whoever repairs need not have access to the ticket.
        ticket = self.sudo().helpdesk_ticket_id.sudo(False)
        return ticket.has_access("write") and self._after_sales_is_offered()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_send_back(self):
        """Make the delivery of what was repaired. Pressed again, it makes no more.

        :return: a window action on the delivery
        :rtype: dict
        :raise AccessError: if the user neither works with repairs nor may write the
            ticket
        :raise UserError: saying why it cannot be sent
        """
        self.ensure_one()
        self.check_access("read")
        if not self._send_back_is_allowed():
            raise AccessError(
                self.env._(
                    "Only the agents of its ticket and the workshop can send repair "
                    "%(repair)s back.",
                    repair=self.name,
                )
            )
        # Of the client only what is harmless, as the popups have it.
        context = {
            key: value
            for key, value in self.env.context.items()
            if key in ("allowed_company_ids", "lang", "tz", "uid")
        }
        repair = self.with_context(context).with_company(self.company_id)
        # sudo: agents need no rights in Inventory; what is sent, from where and to
        # whom, nobody chooses. That the user may was checked above.
        delivery = repair.sudo()._send_back_make()
        return delivery.sudo(False)._get_records_action(
            name=self.env._("Repaired goods"), context={"create": False}
        )

    def action_view_send_back(self):
        """Open the deliveries of what was repaired.

        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        action = self.helpdesk_delivery_ids._get_records_action(
            name=self.env._("Repaired goods"), context={"create": False}
        )
        if not action.get("res_id"):
            list_view = self.env.ref(
                "helpdesk_mgmt_after_sales.stock_picking_view_list_return"
            )
            action["views"] = [(list_view.id, "list"), (False, "form")]
        return action

    # ------------------------------------------------------------------
    # The delivery
    # ------------------------------------------------------------------

    def _send_back_make(self):
        """Return the delivery of this repair; make it if there is none.

        To be called in superuser mode, after the checks.

        :return: the delivery, in superuser mode
        :raise UserError: saying why it cannot be made
        """
        # Of two at once, one finds the work done.
        self._after_sales_lock_rows()
        self.invalidate_recordset(["helpdesk_delivery_ids"])
        delivery = self.helpdesk_delivery_ids._send_back_filter_valid()
        if delivery:
            return delivery
        self._send_back_check()
        making = RepairDelivery(self)
        try:
            making.make()
            self._send_back_log(making.picking)
            # What it came to is checked here.
            self.env.flush_all()
        except Exception:
            # Nothing is told of what is not kept.
            making.picking._track_discard()
            raise
        self._question_drop(QUESTION)
        return making.picking

    def _send_back_log(self, delivery):
        """Log on repair, delivery and ticket where the others are."""
        delivery.message_post_with_source(
            "mail.message_origin_link",
            render_values={"self": delivery, "origin": self},
            subtype_xmlid="mail.mt_note",
        )
        delivery._after_sales_log_origin()
        self.message_post(
            body=self.env._(
                "To be sent back to %(customer)s: %(delivery)s",
                customer=delivery.partner_id.display_name,
                delivery=delivery._get_html_link(),
            ),
            subtype_xmlid="mail.mt_note",
        )

    def _send_back_check(self):
        """Check that there is something to send back.

        :raise UserError: saying why not
        """
        if not self.helpdesk_ticket_id:
            raise UserError(
                self.env._(
                    "Repair %(repair)s is of no ticket. Make its delivery in "
                    "Inventory.",
                    repair=self.name,
                )
            )
        if self.state != "done" or not self.product_id:
            raise UserError(
                self.env._(
                    "Repair %(repair)s is not done yet, so there is nothing to send "
                    "back. End it first.",
                    repair=self.name,
                )
            )
        if not self._after_sales_filter_of_customer():
            raise UserError(
                self.env._(
                    "Repair %(repair)s is not one of the customer of ticket "
                    "%(ticket)s. Make its delivery in Inventory.",
                    repair=self.name,
                    ticket=self.helpdesk_ticket_id.number,
                )
            )

    # ------------------------------------------------------------------
    # By itself
    # ------------------------------------------------------------------

    def action_repair_done(self):
        # EXTENDS 'repair'
        res = super().action_repair_done()
        # Not filtered(): that would fetch what is asked of each repair alone.
        self.browse([x.id for x in self if x.helpdesk_ticket_id])._send_back_at_end()
        return res

    def _send_back_at_end(self):
        """Send back what was repaired, where the ticket's team has it so.

        The repair is done whatever comes of it: where it cannot be sent, the ticket's
        agent is told why. Whoever repairs needs no rights for it.
        """
        for repair in as_server(self):
            if not repair._send_back_is_automatic():
                continue
            repair = repair.with_company(repair.company_id)
            # Not flushed: that would tell that all is done, and nothing open, before
            # there is the delivery.
            if reason := try_out(repair.env, repair._send_back_make, flush=False):
                repair._send_back_ask(reason)

    def _send_back_is_automatic(self):
        """Whether the ticket's team sends back what is repaired, by itself.

        To be called in superuser mode.

        :rtype: bool
        """
        self.ensure_one()
        team = self.helpdesk_ticket_id.team_id
        return team.repair_send_back and self._after_sales_is_offered()

    def _send_back_get_question_type(self):
        # Whoever administrates the database may have deleted it.
        types = self.env["mail.activity.type"]
        return self.env.ref(QUESTION, raise_if_not_found=False) or types

    def _send_back_ask(self, reason):
        """Ask the ticket's agent to send back what could not be sent by itself.

        :param str reason: why it could not
        """
        ticket = self.helpdesk_ticket_id
        for record in (self, ticket):
            record.message_post(body=reason, subtype_xmlid="mail.mt_note")
        self._question_drop(QUESTION)
        user = ticket._after_sales_get_agent()
        of_user = self.with_user(user).with_context(
            allowed_company_ids=user._get_company_ids()
        )
        if user and of_user.has_access("read"):
            self._question_ask(
                QUESTION,
                user,
                lambda env: (env._("The repaired goods wait to be sent back"), reason),
            )
