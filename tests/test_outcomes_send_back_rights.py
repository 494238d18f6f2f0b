# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_send_back import SendBackCommon


@tagged("post_install", "-at_install")
class TestOutcomesSendBackRights(SendBackCommon):
    """Who sends it, or that it goes by itself; who is told, and who undoes it."""

    # ------------------------------------------------------------------
    # By itself
    # ------------------------------------------------------------------

    def test_by_itself_where_team_has_it_so(self):
        __, repair = self._bring(1)
        self._end(repair)
        self.assertFalse(repair.helpdesk_delivery_ids)
        self.team.repair_send_back = True
        __, repair = self._bring(2)
        self.assertEqual(
            repair._after_sales_get_chain()[0]["notes"], ["once it is repaired"]
        )
        self._end(repair)
        delivery = repair.helpdesk_delivery_ids
        self.assertEqual(delivery.move_ids.product_uom_qty, 2)
        self.assertEqual(self._send_back(repair), delivery)
        self._receive(delivery)
        self.assertEqual(repair._after_sales_get_chain()[0]["state"], "done")
        self.assertEqual(self._returnable(), 4)

    def test_what_cannot_go_by_itself_is_asked_about(self):
        self.team.repair_send_back = True
        delivery = self._deliver_serials("<b>SN-1")
        ticket = self._new_ticket(product_id=self.serial_product.id)
        back, repair = self._bring(ticket=ticket, picking_id=delivery)
        other = self._new_order([(self.serial_product, 1)]).picking_ids
        self.assertEqual(other.move_line_ids.lot_id, repair.lot_id)
        self._end(repair)
        self.assertEqual(repair.state, "done")
        self.assertFalse(repair.helpdesk_delivery_ids)
        self.assertEqual(repair.activity_ids.user_id, self.agent)
        self.assertIn("&lt;b&gt;SN-1", repair.activity_ids.note)
        notes = " ".join(ticket.message_ids.mapped("preview"))
        self.assertIn("cannot be sent back yet", notes)
        [step] = repair._after_sales_get_chain()
        self.assertEqual(step["state"], "stuck")
        self.assertIn("<b>SN-1 cannot be sent back yet", step["notes"][0])
        other.do_unreserve()
        self.assertEqual(self._send_back(repair).state, "assigned")
        self.assertFalse(repair.activity_ids)

    # ------------------------------------------------------------------
    # Told, and undone
    # ------------------------------------------------------------------

    def test_customer_is_told(self):
        self._switch("repaired_sent", "repair_ready")
        self.team.write({"repair_send_back": True, "after_sales_ask_close": True})
        __, repair = self._bring(2)
        self._end(self._tracked(repair))
        self._flush_tracking()
        delivery = repair.helpdesk_delivery_ids
        # What is being sent is not ready to be picked up, and not all is done.
        self.assertEqual(self._get_sent(repair), [])
        self.assertFalse(self.ticket.activity_ids)
        self._receive(self._tracked(delivery))
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertIn("2 Units", mail.body)
        self.assertIn(delivery.name, mail.body)
        self.assertEqual(self._get_sent(delivery), ["repaired_sent"])
        self.assertEqual(self.ticket.activity_ids.summary, "Close?")

    def test_overview_says_how_far_it_is(self):
        back, repair = self._bring(2)
        self._end(repair)
        delivery = self._send_back(repair)
        lines = self.ticket.with_user(self.agent).after_sales_get_overview()
        by_number = {x["number"]: x for x in lines["documents"]}
        line = by_number[delivery.name]
        self.assertEqual(line["title"], "Repaired goods: 2 Desk lamp")
        self.assertEqual(line["state_label"], "To be sent")
        self.assertTrue(line["undoable"])
        names = [x["name"] for x in line["related"]]
        self.assertEqual(names, [repair.name, back.name])
        step = by_number[repair.name]["chain"][0]
        self.assertEqual(step["state"], "waiting")
        self.assertEqual(step["notes"], [f"{delivery.name} (To be sent)"])
        beside = [x["name"] for x in by_number[repair.name]["related"]]
        self.assertIn(delivery.name, beside)
        self._receive(delivery)
        lines = self.ticket.with_user(self.agent).after_sales_get_overview()
        line = {x["number"]: x for x in lines["documents"]}[delivery.name]
        self.assertEqual((line["state_label"], line["undoable"]), ("Sent", False))
        self.assertIn("is sent", delivery._after_sales_get_undo_refusal())

    def test_undone_until_it_has_left(self):
        __, repair = self._bring(1)
        self._end(repair)
        delivery = self._send_back(repair)
        popup = self._open_popup_as(
            self.agent,
            delivery.with_user(self.agent).action_after_sales_undo(),
            reason="The customer fetches it",
        ).save()
        popup.action_undo()
        self.assertEqual(delivery.state, "cancel")
        self.env.invalidate_all()
        self.assertTrue(repair.with_user(self.agent).helpdesk_may_send_back)
        again = self._send_back(repair)
        self.assertNotEqual(again, delivery)
        self.assertEqual(again.state, "assigned")
        again.move_ids.picked = True
        self.assertIn("being packed", again._after_sales_get_undo_refusal())

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_who_may(self):
        __, repair = self._bring(1)
        self._end(repair)
        stranger = self._new_user("stranger", "helpdesk_mgmt.group_helpdesk_user_own")
        repairer = self._new_user("repairer", "helpdesk_mgmt.group_helpdesk_user_own")
        repair.user_id = repairer
        self.assertTrue(repair.with_user(repairer).has_access("read"))
        for user in (stranger, repairer, self.outsider, self.reviewer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                repair.with_user(user).action_send_back()
        self.team.use_product_repairs = False
        with self.assertRaises(AccessError):
            repair.with_user(self.agent).action_send_back()
        self.team.use_product_repairs = True
        self.assertFalse(repair.helpdesk_delivery_ids)
        delivery = self._send_back(repair, self.warehouseman)
        self.assertEqual(self._send_back(repair), delivery)
        self.assertFalse(
            delivery.with_user(self.agent).has_access("write"),
        )

    def test_whoever_is_entered_on_the_dock_does_not_get_it(self):
        back = self._return_with("repair", 2)
        back.with_user(self.warehouseman).partner_id = self.other_customer
        self._arrive(back, 1)
        repair = self._end(back.repair_ids)
        self.assertEqual(self._send_back(repair).partner_id, self.customer)
        # Another address of theirs is where it came from.
        rest = back.backorder_ids
        rest.with_user(self.warehouseman).partner_id = self.contact
        self._arrive(rest)
        repair = self._end(rest.repair_ids)
        self.assertEqual(self._send_back(repair).partner_id, self.contact)

    def test_context_of_the_client_reaches_nothing(self):
        __, repair = self._bring(1)
        self._end(repair)
        context = {
            "default_partner_id": self.other_customer.id,
            "default_helpdesk_repair_id": 1,
            "default_product_uom_qty": 50,
            "default_location_dest_id": self.stock.id,
            "default_state": "done",
            "tracking_disable": True,
        }
        action = repair.with_user(self.agent).with_context(**context).action_send_back()
        delivery = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(delivery.partner_id, self.customer)
        self.assertEqual(delivery.helpdesk_repair_id, repair)
        self.assertEqual(delivery.move_ids.product_uom_qty, 1)
        self.assertEqual(delivery.state, "assigned")

    def test_nobody_enters_what_it_sends(self):
        __, repair = self._bring(2)
        self._end(repair)
        delivery = self._send_back(repair)
        pickings = self.env["stock.picking"].with_user(self.warehouseman)
        picking = delivery.with_user(self.warehouseman)
        repair = repair.with_user(self.warehouseman)
        for call in (
            lambda: picking.write({"helpdesk_repair_id": False}),
            lambda: self.delivery.with_user(self.warehouseman).write(
                {"helpdesk_repair_id": repair.id}
            ),
            lambda: repair.write({"helpdesk_delivery_ids": [Command.clear()]}),
            lambda: repair.write(
                {"helpdesk_delivery_ids": [Command.link(self.delivery.id)]}
            ),
            lambda: pickings.create(
                {
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "helpdesk_repair_id": repair.id,
                }
            ),
            lambda: pickings.with_context(default_helpdesk_repair_id=repair.id).create(
                {"picking_type_id": self.warehouse.out_type_id.id}
            ),
        ):
            with self.assertRaises(AccessError):
                call()
            self.env.invalidate_all()
        self.assertEqual(repair.helpdesk_delivery_ids, delivery)
        self.assertFalse(delivery.copy().helpdesk_repair_id)

    def test_forms(self):
        __, repair = self._bring(1)
        self._end(repair)
        for user in (self.agent, self.warehouseman):
            form = Form(repair.with_user(user))
            self.assertTrue(form.helpdesk_may_send_back)
            view = repair.with_user(user).get_view(view_type="form")
            self.assertIn('name="action_send_back"', view["arch"])
        delivery = self._send_back(repair)
        for user in (self.agent, self.warehouseman):
            form = Form(delivery.with_user(user))
            self.assertEqual(form.helpdesk_repair_id, repair)
            action = repair.with_user(user).action_view_send_back()
            self.assertEqual(action["res_id"], delivery.id)
        manager = self.team.with_user(self.manager)
        with Form(manager) as form:
            form.repair_send_back = True
        self.assertTrue(self.team.repair_send_back)
