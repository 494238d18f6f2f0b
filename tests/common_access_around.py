# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command

from .common_field_service import make_signature
from .common_malformed import ADDON


class AroundMaker:
    """Makes what is around a ticket and its documents: settings, messages, popups.

    :param env: in superuser mode, in the company of the place
    :param str word: in every name, to know them by
    :param agent: a user with a Helpdesk group
    :param customer: a partner; by default a new one
    :param dict openers: who opens a popup that is not for agents, by its model; by
        default nobody of the tests' users does
    """

    def __init__(self, env, word, agent, customer=None, openers=None):
        self.env = env
        self.word = word
        self.agent = agent
        self.openers = openers or {}
        self.records = {}
        self.customer = customer or self._make("res.partner", email=f"{word}@x.example")
        self.records["res.partner"] = self.customer
        self.records["res.company"] = env.company
        self.records["res.users"] = agent

    def _make(self, model, /, **values):
        """Make a record and keep it, under the name of the place if it has one."""
        records = self.env[model]
        name = records._fields.get("name")
        if name and name.type == "char" and (name.inherited or not name.compute):
            values.setdefault("name", f"{self.word} {records._description}")
        self.records[model] = records.create(values)
        return self.records[model]

    def _keep(self, records):
        self.records[records._name] = records.with_env(self.env)

    # ------------------------------------------------------------------
    # Around them
    # ------------------------------------------------------------------

    def _make_settings(self):
        ticket = self.records["helpdesk.ticket"]
        product = self.records["product.product"]
        reason = self._make(
            "helpdesk.after.sales.reason", company_id=ticket.company_id.id
        )
        self._make(
            "helpdesk.after.sales.restocking.fee",
            company_id=ticket.company_id.id,
            reason_id=reason.id,
            fee_type="percent",
            percent=10,
        )
        self.records["helpdesk.after.sales.service"] = self.env[
            "helpdesk.after.sales.service"
        ].search([], limit=1)
        self._make(
            "helpdesk.after.sales.approval",
            ticket_id=ticket.id,
            service="use_credit_notes",
            user_id=self.agent.id,
            note=f"{self.word} note",
        )
        self._make("web_tour.tour")
        request = self._make(
            "helpdesk.after.sales.request",
            ticket_id=ticket.id,
            company_id=ticket.company_id.id,
            partner_id=self.customer.id,
            customer_id=self.customer.id,
            wish="refund",
            line_ids=[
                Command.create(
                    {
                        "product_id": product.id,
                        "quantity": 1,
                        "product_uom_id": product.uom_id.id,
                    }
                )
            ],
        )
        self.records["helpdesk.after.sales.request.line"] = request.line_ids
        self._make(
            "helpdesk.after.sales.notice",
            ticket_id=ticket.id,
            res_model="stock.picking",
            res_id=self.records["stock.picking"].id,
            step=f"{self.word} step",
            sequence=0,
        )

    def _make_messages(self):
        """Write on the ticket's return, and nobody follows it but a colleague."""
        picking = self.records["stock.picking"]
        partner = self.env["res.partner"].create({"name": f"{self.word} colleague"})
        self.records["mail.message"] = picking.message_post(
            body=f"{self.word} message", subject=f"{self.word} subject"
        )
        self._make(
            "ir.attachment",
            name=f"{self.word} file.txt",
            raw=b"content",
            res_model=picking._name,
            res_id=picking.id,
        )
        self._make(
            "mail.followers",
            res_model=picking._name,
            res_id=picking.id,
            partner_id=partner.id,
        )
        self.records["mail.activity"] = picking.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.env.uid,
            summary=f"{self.word} activity",
        )
        self._make(
            "mail.scheduled.message",
            model=picking._name,
            res_id=picking.id,
            author_id=partner.id,
            subject=f"{self.word} mail",
            scheduled_date="2099-01-01 00:00:00",
        )
        own = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "in", ("ir.rule", "ir.actions.report"))]
        )
        for data in own:
            self.records[data.model] = self.env[data.model].browse(data.res_id)

    # ------------------------------------------------------------------
    # What agents open
    # ------------------------------------------------------------------

    def _open_popups(self):
        """Open each popup once more, by its creator; nothing is pressed in it."""
        for popup in (
            self._open_refund(),
            self._open_coupon(),
            self._open_return(),
            self._open_repair(),
            self._open_task(),
        ):
            self._keep(popup)
        self._keep(self.records["account.move.reversal"].refund_line_ids)
        self._keep(self.records["stock.return.picking"].product_return_moves)
        self._keep(self.records["helpdesk.ticket.repair.wizard"].part_ids)
        ticket = self.records["helpdesk.ticket"]
        picking = self.records["stock.picking"]
        of_ticket = {"ticket_id": ticket.id}
        for model, values in {
            "helpdesk.ticket.customer.wizard": {
                **of_ticket,
                "service": "use_credit_notes",
                "mode": "choose",
            },
            "helpdesk.after.sales.undo": {
                **of_ticket,
                "res_model": picking._name,
                "res_id": picking.id,
                "reason": f"{self.word} reason",
            },
            "helpdesk.after.sales.tracking": {**of_ticket, "picking_id": picking.id},
            "helpdesk.after.sales.request.decline": {
                "request_id": self.records["helpdesk.after.sales.request"].id,
                "reason": f"{self.word} reason",
            },
            "helpdesk.after.sales.approval.refusal": {
                "approval_id": self.records["helpdesk.after.sales.approval"].id,
                "reason": f"{self.word} reason",
            },
        }.items():
            self._keep(self.env[model].with_user(self.agent).create(values))
        link = self.env["helpdesk.after.sales.link"].with_user(self.agent)
        link = link.create(
            {
                **of_ticket,
                "line_ids": [
                    Command.create(
                        {
                            "service": "use_product_returns",
                            "res_model": picking._name,
                            "res_id": picking.id,
                            "name": f"{self.word} line",
                        }
                    )
                ],
            }
        )
        self._keep(link)
        self._keep(link.line_ids)
        self._open_what_is_not_for_agents()

    def _open_what_is_not_for_agents(self):
        """Open the popups of those who work in Project, in Sales, or lead."""
        task = self.records["project.task"]
        for model, values in {
            "project.task.sign": {
                "task_id": task.id,
                "signed_by": f"{self.word} signer",
                "signature": make_signature(),
            },
            "project.task.reopen": {"task_id": task.id, "reason": f"{self.word} why"},
            "helpdesk.after.sales.rules": {"company_id": self.env.company.id},
        }.items():
            opener = self.openers.get(model, self.env.user)
            self._keep(self.env[model].with_user(opener).create(values))
        self._make(
            "loyalty.generate.wizard", program_id=self.records["loyalty.program"].id
        )
        self._make(
            "mail.compose.message",
            model="stock.picking",
            res_ids=str(self.records["stock.picking"].ids),
            subject=f"{self.word} composer",
        )
