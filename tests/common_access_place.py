# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A record of every model that the addon adds, extends or opens, around one ticket."""

from typing import NamedTuple

from odoo import Command, fields
from odoo.tests import Form

from .common_access_around import AroundMaker
from .common_field_service import make_signature

# They compute what they hold: found by the ticket, or by the product.
VIEWS = (
    "helpdesk.after.sales.document",
    "helpdesk.after.sales.report",
    "helpdesk.after.sales.product.report",
)


class Place(NamedTuple):
    """A ticket and what is around it.

    :param agent: whose ticket it is, and who opened its popups
    :param records: by model; popups, too
    """

    company: object
    agent: object
    customer: object
    ticket: object
    records: dict


class PlaceMaker(AroundMaker):
    """Makes a place: a shop's records, then papers, then what agents open."""

    def make(self):
        """Make all of it.

        :rtype: Place
        """
        self._make_shop()
        self._make_ticket()
        self._make_papers()
        self._make_documents()
        self._make_settings()
        self._make_messages()
        self.env.flush_all()
        ticket = self.records["helpdesk.ticket"]
        for model in VIEWS:
            by_ticket = "ticket_id" in self.env[model]._fields
            name, record = (
                ("ticket_id", ticket)
                if by_ticket
                else ("product_id", self.records["product.product"])
            )
            found = self.env[model].search([(name, "=", record.id)], limit=1)
            self.records[model] = found
        self._open_popups()
        return Place(self.env.company, self.agent, self.customer, ticket, self.records)

    # ------------------------------------------------------------------
    # The shop
    # ------------------------------------------------------------------

    def _make_shop(self):
        env = self.env
        company = env.company
        category = self._make("product.category")
        product = self._make(
            "product.product",
            type="consu",
            is_storable=True,
            tracking="lot",
            categ_id=category.id,
            company_id=company.root_id.id,
            invoice_policy="order",
            taxes_id=[Command.clear()],
        )
        self.records["product.template"] = product.product_tmpl_id
        lot = self._make("stock.lot", product_id=product.id, company_id=company.id)
        warehouse = env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        stock = warehouse.lot_stock_id
        env["stock.quant"]._update_available_quantity(product, stock, 9, lot_id=lot)
        quant = env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", stock.id)]
        )
        # A branch uses that of its parent.
        journals = env["account.journal"]
        of_company = journals._check_company_domain(company)
        journal = journals.search([*of_company, ("type", "=", "sale")], limit=1)
        rule = warehouse.delivery_route_id.rule_ids[:1]
        for record in (warehouse, quant, journal, rule):
            self.records[record._name] = record
        self._make("account.cash.rounding", rounding=0.05)
        project = self._make(
            "project.project",
            is_fsm=True,
            privacy_visibility="followers",
            company_id=company.id,
            type_ids=[Command.create({"name": f"{self.word} New"})],
        )
        self.records["project.task.type"] = project.type_ids
        program = self._make(
            "loyalty.program",
            program_type="coupons",
            applies_on="current",
            trigger="with_code",
            company_id=company.id,
            rule_ids=[Command.create({})],
            reward_ids=[Command.create({"required_points": 5})],
        )
        self.records["loyalty.rule"] = program.rule_ids
        self.records["loyalty.reward"] = program.reward_ids
        self._make("repair.tags")
        template = self._make(
            "project.worksheet.template",
            company_id=company.id,
            line_ids=[
                Command.create(
                    {"name": "State", "line_type": "selection", "options": "Good, Poor"}
                ),
            ],
        )
        project.worksheet_template_id = template
        self.records["project.worksheet.template.line"] = template.line_ids
        choices = template.line_ids.choice_ids
        self.records["project.worksheet.template.choice"] = choices[:1]

    # ------------------------------------------------------------------
    # The ticket and its papers
    # ------------------------------------------------------------------

    def _make_ticket(self):
        services = self.env["helpdesk.ticket"]._after_sales_services()
        team = self._make(
            "helpdesk.ticket.team",
            company_id=self.env.company.id,
            user_ids=[Command.set(self.agent.ids)],
            fsm_project_id=self.records["project.project"].id,
            **dict.fromkeys(services, True),
        )
        settings = self.env["helpdesk.after.sales.notice.setting"]
        settings = settings.search([("team_id", "=", team.id)])
        settings.is_on = False
        self.records[settings._name] = settings[:1]
        self._make(
            "helpdesk.ticket",
            description="It does not work.",
            team_id=team.id,
            user_id=self.agent.id,
            partner_id=self.customer.id,
            company_id=self.env.company.id,
        )

    def _make_papers(self):
        product = self.records["product.product"]
        order = self._make(
            "sale.order",
            partner_id=self.customer.id,
            client_order_ref=f"{self.word} reference",
            order_line=[Command.create({"product_id": product.id})],
        )
        order.order_line.product_uom_qty = 5
        order.action_confirm()
        self.records["sale.order.line"] = order.order_line
        delivery = order.picking_ids
        delivery.move_ids.quantity = 5
        delivery.move_ids.picked = True
        delivery._action_done()
        self.delivery = delivery
        self.invoice = order._create_invoices()
        self.invoice.write(
            {"invoice_date": fields.Date.today(), "ref": f"{self.word} reference"}
        )
        self.invoice.action_post()
        self.records["helpdesk.ticket"].sale_order_ids = order

    def _press(self, button, **values):
        """Open a popup of the ticket as its agent, not saved."""
        ticket = self.records["helpdesk.ticket"].with_user(self.agent)
        ticket = ticket.with_context(allowed_company_ids=self.env.company.ids)
        action = getattr(ticket, button)()
        popup = ticket.env[action["res_model"]].with_context(action["context"])
        form = Form(popup)
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def _open_refund(self):
        form = self._press("action_refund")
        form.move_ids.clear()
        form.move_ids.add(self.invoice)
        with form.refund_line_ids.edit(0) as line:
            line.quantity = 1
        return form.save()

    def _open_coupon(self):
        program = self.records["loyalty.program"]
        return self._press("action_coupon", program_id=program).save()

    def _open_return(self):
        form = self._press("action_return", picking_id=self.delivery)
        with form.product_return_moves.edit(0) as line:
            line.quantity = 1
        return form.save()

    def _open_repair(self):
        form = self._press(
            "action_repair",
            product_id=self.records["product.product"],
            lot_id=self.records["stock.lot"],
        )
        with form.part_ids.new() as part:
            part.product_id = self.records["product.product"]
        return form.save()

    def _open_task(self):
        name = f"{self.word} plan"
        return self._press("action_plan_intervention", name=name).save()

    def _make_documents(self):
        self._open_refund().refund_moves()
        self._open_coupon().action_send_email()
        self._open_return().action_create_returns()
        self._open_repair().action_confirm()
        self._open_task().action_create_task()
        ticket = self.records["helpdesk.ticket"]
        for service in ticket._after_sales_services().values():
            made = ticket[service.documents] or ticket.draft_credit_note_ids
            self.records[made._name] = made
        move = self.records["account.move"]
        picking = self.records["stock.picking"]
        card = self.records["loyalty.card"]
        task = self.records["project.task"]
        move.ref = f"{self.word} credit"
        picking.origin = f"{self.word} return"
        task.name = f"{self.word} visit"
        self.records["account.move.line"] = move.invoice_line_ids
        self.records["stock.move"] = picking.move_ids
        picking.move_ids.move_line_ids.unlink()
        self._make("stock.move.line", move_id=picking.move_ids.id)
        self._make("loyalty.history", card_id=card.id, description=self.word, issued=1)
        self._make(
            "project.task.signature",
            task_id=task.id,
            signer="customer",
            signed_by=f"{self.word} signer",
            signed_on=fields.Datetime.now(),
            signature=make_signature(),
            snapshot=task._worksheet_get_content(),
        )
