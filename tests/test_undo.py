# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestUndo(DocumentsCommon):
    """What was made from a ticket is undone as long as nothing has come of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_documents()
        cls.documents = {
            switch: cls.ticket[service.documents]
            for switch, service in cls.ticket._after_sales_services().items()
        }
        cls.documents["use_credit_notes"] = cls.ticket.draft_credit_note_ids
        cls.documents["use_product_returns"] = cls.ticket.return_ids.filtered(
            "return_id"
        )
        cls.replacement = cls.ticket.return_ids - cls.documents["use_product_returns"]
        cls.env.flush_all()

    def _open(self, document, user=None):
        action = document.with_user(user or self.agent).action_after_sales_undo()
        return self._open_popup_as(user or self.agent, action)

    def _undo(self, document, user=None, reason="Wrong product", **values):
        form = self._open(document, user)
        form.reason = reason
        for name, value in values.items():
            form[name] = value
        popup = form.save()
        popup.action_undo()
        return popup

    def _get_state(self, document):
        document.invalidate_recordset()
        return document.sudo()._after_sales_get_common_state()

    def test_plain_agent_undoes_each_service(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                self.assertEqual(len(document), 1)
                self.assertTrue(document.with_user(self.agent).after_sales_undoable)
                self._undo(document)
                self.assertEqual(self._get_state(document), "cancelled")
                document.invalidate_recordset()
                self.assertFalse(document.with_user(self.agent).after_sales_undoable)

    def test_reason_is_logged_on_both_sides(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                self._undo(document, reason="Wrong <b>product</b>")
                for record in (document, self.ticket):
                    note = record.sudo().message_ids.filtered(
                        lambda message: "Undone: " in message.body
                    )[:1]
                    self.assertIn("Reason: Wrong &lt;b&gt;product", note.body)
                    self.assertEqual(note.author_id, self.agent.partner_id)

    def test_reason_is_needed(self):
        document = self.documents["use_product_repairs"]
        with self.assertRaisesRegex(UserError, "fill in the reason"):
            self._undo(document, reason="  ")
        self.assertEqual(self._get_state(document), "open")

    def test_second_press_says_so(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                popup = self._undo(document)
                with self.assertRaisesRegex(UserError, "cannot be undone: it is"):
                    popup.action_undo()
                blocked = self._open(document)
                self.assertTrue(blocked.after_sales_blocked)
                self.assertIn("cannot be undone", blocked.after_sales_notice)

    # ------------------------------------------------------------------
    # What cannot be undone any more
    # ------------------------------------------------------------------

    def assert_refused(self, document, reason):
        self.env.flush_all()
        document.invalidate_recordset()
        self.assertFalse(document.with_user(self.agent).after_sales_undoable)
        before = self._get_state(document)
        with self.assertRaisesRegex(UserError, reason):
            self._undo_by_rpc(document)
        self.assertEqual(self._get_state(document), before)

    def _undo_by_rpc(self, document, user=None, **values):
        popup = self.env["helpdesk.after.sales.undo"].with_user(user or self.agent)
        popup.create(
            {
                "ticket_id": self.ticket.id,
                "res_model": document._name,
                "res_id": document.id,
                "reason": "x",
                **values,
            }
        ).action_undo()

    def test_posted_credit_note(self):
        credit_note = self.documents["use_credit_notes"]
        credit_note.action_post()
        self.assert_refused(credit_note, "is posted")
        credit_note.button_draft()
        self.assert_refused(credit_note, "was posted before")

    def test_arrived_return(self):
        back = self.documents["use_product_returns"]
        self._receive(back)
        self.assert_refused(back, "has arrived")

    def test_return_that_is_being_received(self):
        back = self.documents["use_product_returns"]
        back.move_ids.picked = True
        self.assert_refused(back, "being received just now")

    def test_begun_repair(self):
        repair = self.documents["use_product_repairs"]
        repair.action_repair_start()
        self.assert_refused(repair, "has begun")

    def test_begun_visit(self):
        task = self.documents["use_fsm"]
        stages = task.project_id.type_ids.filtered(
            lambda stage: not stage.fold and not stage.fsm_state
        )
        task.stage_id = stages.sorted()[-1]
        self.assert_refused(task, "has begun")

    def test_used_coupon(self):
        coupon = self.documents["use_coupons"]
        self._redeem(coupon, self._new_order(confirm=False))
        self.assert_refused(coupon, "is used")

    # ------------------------------------------------------------------
    # Exchanges
    # ------------------------------------------------------------------

    def test_replacement_goes_with_its_return(self):
        back = self.documents["use_product_returns"]
        form = self._open(back)
        self.assertIn("Replacement of 1 Desk lamp", form.companion)
        self._undo(back)
        self.assertEqual(self._get_state(self.replacement), "cancelled")

    def test_replacement_stays_if_the_agent_wants(self):
        self._undo(self.documents["use_product_returns"], with_companion=False)
        self.assertEqual(self._get_state(self.replacement), "open")
        self._undo(self.replacement)
        self.assertEqual(self._get_state(self.replacement), "cancelled")

    def test_sent_replacement_stays(self):
        self._put_in_stock(self.product, 5)
        self._receive(self.replacement)
        back = self.documents["use_product_returns"]
        self.assertFalse(self._open(back).companion)
        self._undo(back)
        self.assertEqual(self._get_state(self.replacement), "done")
        self.assert_refused(self.replacement, "is sent")

    def test_replacement_that_is_packed_meanwhile(self):
        back = self.documents["use_product_returns"]
        form = self._open(back)
        form.reason = "Wrong product"
        popup = form.save()
        self.replacement.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "being packed just now"):
            popup.action_undo()
        self.assertEqual(self._get_state(back), "open")

    def test_delivery_that_goes_on_with_other_goods(self):
        other = self._new_product("Chair")
        move = self.replacement.move_ids.copy(
            {"product_id": other.id, "helpdesk_return_id": False}
        )
        move._action_confirm(merge=False)
        self._undo(self.replacement)
        self.assertEqual((self.replacement.move_ids - move).mapped("state"), ["cancel"])
        self.assertNotEqual(self.replacement.state, "cancel")
        self.assertFalse(self.replacement.helpdesk_ticket_id)

    # ------------------------------------------------------------------
    # For whom
    # ------------------------------------------------------------------

    def test_what_somebody_linked_is_not_the_agents_to_cancel(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                document.helpdesk_ticket_id = False
                document.helpdesk_ticket_id = self.ticket
                self.assert_refused(document, "not made by a button of its ticket")

    def test_other_teams_agent(self):
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.team.copy({"name": "Other", "user_ids": False})
        for switch, document in self.documents.items():
            with (
                self.subTest(switch),
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                self._undo_by_rpc(document)

    def test_switched_off_service(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                self.team[switch] = False
                self.assert_refused(document, "does not offer")

    def test_document_of_another_ticket_by_rpc(self):
        document = self.documents["use_credit_notes"]
        ticket = self._new_ticket()
        with self.assertRaisesRegex(UserError, "no document of ticket"):
            self._undo_by_rpc(document, ticket_id=ticket.id)
        with self.assertRaisesRegex(UserError, "no document of ticket"):
            self._undo_by_rpc(self.invoice)
        with self.assertRaisesRegex(UserError, "no document of ticket"):
            self._undo_by_rpc(document, res_model="res.users")
        self.assertEqual(self._get_state(document), "draft")

    def test_nobody_says_that_it_was_made_here(self):
        document = self.documents["use_product_repairs"]
        stock_user = self._new_user("keeper", "stock.group_stock_user")
        with self.assertRaises(AccessError):
            document.with_user(stock_user).helpdesk_is_made = True
        self.assertNotIn("helpdesk_is_made", document.with_user(stock_user).read()[0])

    def test_own_default_says_nothing(self):
        self.env["ir.default"].with_user(self.accountant).set(
            "account.move", "helpdesk_is_made", True, user_id=True
        )
        draft = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.customer.id,
                    "helpdesk_ticket_id": self.ticket.id,
                }
            )
        )
        self.assertFalse(draft.sudo().helpdesk_is_made)

    def test_what_is_still_to_come_stays_made(self):
        order = self._new_order([(self.product, 3)])
        back = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=self._deliver(order)
        ).save()
        back.action_create_returns()
        picking = (
            self.ticket.return_ids.filtered("return_id")
            - (self.documents["use_product_returns"])
        )
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking._action_done()
        backorder = picking.backorder_ids
        self.assertEqual(backorder.helpdesk_ticket_id, self.ticket)
        self.assertTrue(backorder.helpdesk_is_made)
        self.assert_refused(backorder, "has arrived")

    def test_copy_is_nobodys(self):
        copy = self.documents["use_product_repairs"].copy()
        self.assertFalse(copy.sudo().helpdesk_is_made)

    def test_slim_forms_offer_it(self):
        for switch, document in self.documents.items():
            with self.subTest(switch):
                form = Form(document.with_user(self.agent))
                self.assertTrue(form.after_sales_undoable)

    def test_reviewer_is_not_asked_any_more(self):
        self.team.refund_reviewer_id = self.accountant
        credit_note = self._reverse(self._popup(invoices=self.invoice))
        self.assertTrue(credit_note.activity_ids)
        self._undo(credit_note)
        self.assertFalse(credit_note.activity_ids)

    def test_tab_offers_what_can_be_undone(self):
        self.documents["use_credit_notes"].action_post()
        self.env.flush_all()
        lines = self.ticket.with_user(self.agent).after_sales_get_overview()
        offered = {
            x["title"].split(" of ")[0]: x["undoable"] for x in lines["documents"]
        }
        self.assertFalse(offered.pop("Refund"))
        self.assertTrue(all(offered.values()), offered)
