# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_outcomes import OutcomeCommon

FIELDS = (
    "helpdesk_outcome",
    "helpdesk_outcome_quantity",
    "helpdesk_outcome_lot_ids",
    "helpdesk_followed_on",
    "helpdesk_outcome_problem",
)


@tagged("post_install", "-at_install")
class TestOutcomesRights(OutcomeCommon):
    """Who receives goods needs no rights, and has no say in what follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(cls.order)
        cls.portal = cls._new_user("portal", "base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer

    def _call(self, user, records, method, *args, **kwargs):
        """Call a method as a client does over RPC."""
        model = self.env[records._name].with_user(user).with_context(clean=True)
        args = [records.ids, *args] if records else list(args)
        result = call_kw(model, method, args, kwargs)
        self.env.flush_all()
        self.env.invalidate_all()
        return result

    def _promise(self, quantity=2):
        return self._return_with("refund", quantity)

    # ------------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------------

    def test_accountant_without_helpdesk_sees_what_it_is_for(self):
        back = self._promise()
        self._arrive(back)
        note = self._credit_notes().with_user(self.reviewer)
        self.assertTrue(note.read(["helpdesk_return_id", "name"]))
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_agent_without_inventory_sees_and_continues(self):
        back = self._promise()
        self.team.use_credit_notes = False
        self._arrive(back)
        self.team.use_credit_notes = True
        mine = back.with_user(self.agent)
        names = ["helpdesk_outcome_problem", "helpdesk_outcome_due", "move_ids"]
        view = mine.get_view(view_type="form")
        for name in names[:2]:
            self.assertIn(f'name="{name}"', view["arch"])
        [values] = mine.web_read(
            {
                names[0]: {},
                names[1]: {},
                names[2]: {"fields": {"helpdesk_outcome": {}}},
            }
        )
        self.assertTrue(values["helpdesk_outcome_due"])
        self.assertIn("Shop", values["helpdesk_outcome_problem"])
        self.assertEqual(values["move_ids"][0]["helpdesk_outcome"], "refund")
        self._call(self.agent, back, "action_follow_up")
        self.assertEqual(self._credit_notes().amount_total, 200)

    def test_warehouse_of_another_company(self):
        company, __, ticket = self._set_up_branch()
        ticket.team_id.use_credit_notes = True
        delivery = self._deliver_from(company)
        journal = self.env["account.journal"].create(
            {"name": "S", "code": "S", "type": "sale", "company_id": company.id}
        )
        account = self.env["account.account"].create(
            {
                "name": "Income",
                "code": "INC",
                "account_type": "income",
                "company_ids": [Command.set(company.ids)],
            }
        )
        receivable = self.env["account.account"].create(
            {
                "name": "Receivable",
                "code": "REC",
                "account_type": "asset_receivable",
                "company_ids": [Command.set(company.ids)],
            }
        )
        journal.default_account_id = account
        self.customer.with_company(company).property_account_receivable_id = receivable
        self._invoice(delivery.sale_id.with_company(company))
        form = self._open(ticket, picking_id=delivery)
        form.outcome = "refund"
        back = self._press(form.save())
        # They work in both companies, and have the other one chosen.
        self.warehouseman.company_ids += company
        both = [self.company.id, company.id]
        mine = back.with_user(self.warehouseman).with_context(allowed_company_ids=both)
        mine.move_ids.picked = True
        mine.button_validate()
        self.assertRecordValues(
            self._credit_notes(ticket),
            [{"company_id": company.id, "amount_total": 200.0}],
        )
        # Who does not work there may not.
        stranger = self._new_user("stranger", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            back.with_user(stranger).action_follow_up()

    def test_ticket_moved_to_another_company(self):
        back = self._promise()
        __, __, ticket = self._set_up_branch()
        self.ticket.sudo().write(
            {"team_id": ticket.team_id.id, "company_id": ticket.company_id.id}
        )
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(self._credit_notes())
        self.assertTrue(back.helpdesk_outcome_problem)
        self.assertTrue(self._questions(back))

    def test_portal_customer_reads_nothing_of_it(self):
        back = self._promise()
        self._arrive(back)
        for records, names in (
            (back, ["helpdesk_outcome_problem", "helpdesk_outcome_due"]),
            (back.move_ids, FIELDS),
            (self._credit_notes(), ["helpdesk_return_id"]),
            (self.team, ["default_outcome", "default_outcome_offered"]),
        ):
            for name in names:
                with self.subTest(name), self.assertRaises(AccessError):
                    self._call(self.portal, records, "read", [name])
        with self.assertRaises(AccessError):
            self._call(self.portal, back, "action_follow_up")

    # ------------------------------------------------------------------
    # What clients send
    # ------------------------------------------------------------------

    def test_context_of_a_client_changes_nothing(self):
        contexts = (
            {
                "default_helpdesk_outcome": "none",
                "default_helpdesk_ticket_id": self.ticket.id,
                "default_helpdesk_return_id": self.delivery.id,
                "default_helpdesk_service": "use_coupons",
                "default_helpdesk_followed_on": "2020-01-01",
            },
            {
                "default_move_type": "in_invoice",
                "default_partner_id": self.other_customer.id,
                "default_quantity": 50,
                "default_price_unit": 1000,
                "default_state": "posted",
                "default_company_id": 999999,
                "default_journal_id": 999999,
            },
            {
                "active_model": "account.move",
                "active_ids": [999999],
                "tz": "Nowhere/Nothing",
                "allowed_company_ids": self.company.ids,
            },
            {"move_reverse_cancel": True, "mail_notrack": 5, "cancel_backorder": True},
        )
        delivery = self._deliver(self._new_order([(self.product, len(contexts))]))
        self._invoice(delivery.sale_id)
        ticket = self._new_ticket(sale_order_ids=delivery.sale_id.ids)
        for number, context in enumerate(contexts, 1):
            with self.subTest(context):
                back = self._return_with(
                    "refund", 1, ticket=ticket, picking_id=delivery
                )
                back.move_ids.picked = True
                back = back.with_user(self.warehouseman)
                self._call(self.warehouseman, back, "button_validate", context=context)
                notes = self._credit_notes(ticket)
                self.assertRecordValues(
                    notes,
                    [
                        {
                            "state": "draft",
                            "move_type": "out_refund",
                            "amount_total": 100.0,
                            "partner_id": self.customer.id,
                            "helpdesk_service": "use_credit_notes",
                        }
                    ]
                    * number,
                )
                self.assertEqual(notes[-1].helpdesk_return_id, back.sudo(False))

    def test_language_that_there_is_not(self):
        back = self._promise()
        back.move_ids.picked = True
        with self.assertRaises(UserError):
            self._call(
                self.warehouseman, back, "button_validate", context={"lang": "xx_XX"}
            )

    def test_nobody_resets_or_forges_a_promise(self):
        """Not by text that says so, nor by emptying what was promised or done."""
        back = self._promise()
        move = back.move_ids
        attempts = [
            {name: False} for name in FIELDS if name != "helpdesk_outcome_lot_ids"
        ]
        attempts += [
            {"helpdesk_outcome_lot_ids": [Command.clear()]},
            {"helpdesk_outcome_quantity": 5},
            {"helpdesk_outcome": "refund", "helpdesk_outcome_quantity": 5},
            {"helpdesk_outcome": {"Promised": "refund"}},
            {"helpdesk_outcome": "nonsense"},
            {"to_refund": False},
            {"sale_line_id": self._new_order().order_line.id},
            {"product_id": self.serial_product.id},
            {"origin_returned_move_id": False},
        ]
        for values in attempts:
            with self.subTest(values), self.assertRaises(AccessError):
                self._call(self.warehouseman, move, "write", values)
            with self.subTest(values), self.assertRaises(AccessError):
                self._call(
                    self.warehouseman,
                    back,
                    "write",
                    {"move_ids": [Command.update(move.id, values)]},
                )
        # The same values again, as some clients send them.
        self._call(
            self.warehouseman,
            move,
            "write",
            {"product_id": move.product_id.id, "to_refund": True},
        )
        self._arrive(back)
        self.assertEqual(self._credit_notes().amount_total, 200)

    def test_nobody_has_it_done_twice(self):
        back = self._promise()
        self._arrive(back)
        with self.assertRaises(AccessError):
            self._call(
                self.warehouseman,
                back.move_ids,
                "write",
                {"helpdesk_followed_on": False},
            )
        self._call(self.warehouseman, back, "action_follow_up")
        self._call(self.warehouseman, back, "button_validate")
        self.assertEqual(len(self._credit_notes()), 1)

    def test_imported_moves_promise_nothing(self):
        back = self._return_with(False, 2)
        names = [
            "product_id/.id",
            "picking_id/.id",
            "location_id/.id",
            "location_dest_id/.id",
            "helpdesk_outcome",
        ]
        row = [
            str(self.product.id),
            str(back.id),
            str(back.location_id.id),
            str(back.location_dest_id.id),
            "refund",
        ]
        moves = self.env["stock.move"].with_user(self.warehouseman)
        with self.env.cr.savepoint() as savepoint:
            try:
                result = moves.load(names, [row])
            except AccessError:
                result = {"ids": False}
            self.assertFalse(result["ids"])
            savepoint.rollback()
        self.assertFalse(back.move_ids.filtered("helpdesk_outcome"))

    def test_copies_promise_nothing(self):
        back = self._promise()
        copies = back.copy().move_ids | back.move_ids.copy({"picking_id": back.id})
        for name in FIELDS:
            self.assertFalse(any(copies.mapped(name)), name)

    def test_outcome_that_there_is_not(self):
        popup = self._open().save()
        line = popup.product_return_moves
        for value in ("nonsense", "Refund", 5, ["refund"], {"a": 1}, "replace"):
            for records in (popup, line):
                with self.subTest(value=value), self.env.cr.savepoint() as savepoint:
                    try:
                        self._call(self.agent, records, "write", {"outcome": value})
                        self._call(self.agent, popup, "action_create_returns")
                        done = True
                    except (UserError, ValueError):
                        # ValueError: that is how Odoo itself refuses it.
                        done = False
                    offered = self.team._outcome_get_offered()
                    self.assertFalse(done and value not in offered)
                    savepoint.rollback()

    def test_popup_of_somebody_else(self):
        popup = self._open(outcome="none").save()
        for records in (popup, popup.product_return_moves):
            for method, args in (
                ("write", [{"outcome": "refund"}]),
                ("read", [["outcome"]]),
            ):
                with self.subTest(method), self.assertRaises(AccessError):
                    self._call(self.agent_all, records, method, *args)

    def test_names_are_text_in_what_is_asked(self):
        """A lot's name is the warehouse's, and a ticket's title the customer's."""
        bold = "<b>Press here</b>"
        self.ticket.sudo().name = bold
        back = self._promise()
        self._arrive(back)
        check = self._credit_notes().activity_ids
        self.assertIn("Press here", check.note)
        self.assertNotIn("<b", check.note)
        delivery = self._deliver_serials("SN-1", "SN-2")
        first, second = delivery.move_line_ids.lot_id.sorted("name")
        second.name = bold
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back = self._return_with("refund", 1, 0, ticket=ticket, picking_id=delivery)
        self.assertEqual(back.move_ids.helpdesk_outcome_lot_ids, first)
        back.move_line_ids.with_user(self.warehouseman).lot_id = second
        self._arrive(back)
        self.assertIn("Press here", self._questions(back).note)
        self.assertNotIn("<b", self._questions(back).note)

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------

    def test_quantity_of_done_receipt_changes_no_amount(self):
        back = self._promise()
        self._arrive(back)
        back.is_locked = False
        for quantity in (5, 1):
            back.move_ids.with_user(self.warehouseman).quantity = quantity
            self.env.flush_all()
            back.with_user(self.agent).action_follow_up()
            self.assertEqual(self._credit_notes().amount_total, 200)

    def test_quantity_of_waiting_receipt_raises_no_amount(self):
        back = self._promise(1)
        self.team.use_credit_notes = False
        self._arrive(back)
        back.is_locked = False
        back.move_ids.with_user(self.warehouseman).quantity = 3
        self.env.flush_all()
        self.team.use_credit_notes = True
        back.with_user(self.agent).action_follow_up()
        self.assertEqual(self._credit_notes().amount_total, 100)

    def test_ticket_deleted_meanwhile(self):
        back = self._promise()
        self.ticket.sudo().unlink()
        self._arrive(back)
        self.assertEqual(back.state, "done")
        self.assertFalse(
            self.env["account.move"].search([("helpdesk_return_id", "=", back.id)])
        )
