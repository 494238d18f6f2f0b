# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_my_ticket import MyTicketCommon


@tagged("post_install", "-at_install")
class TestMyTicketReturns(MyTicketCommon):
    """What the customer reads of their return, and of what is sent to them for it."""

    def _new_return(self, **values):
        return self._make_use_product_returns(**values)

    def test_return(self):
        back = self._new_return(quantity=2)
        entry = self._entry(back)
        self.assertEqual(entry.title, "Your return")
        self.assertEqual(entry.number, back.name)
        self.assertEqual(entry.steps, ["Approved", "On its way to us", "Received"])
        self.assertEqual(entry.current, "Approved")
        self.assertIn("2 Desk lamp", entry.facts)
        self.assertEqual(entry.papers, {"Return Slip": self._paper_url(back, "slip")})
        self.assertFalse(entry.actions)
        back.helpdesk_tracking_number = "1Z 999"
        entry = self._entry(back)
        self.assertEqual(entry.current, "On its way to us")
        self.assertIn("Tracking number: 1Z 999", entry.facts)
        self._arrive(back)
        entry = self._entry(back)
        self.assertEqual((entry.badge, entry.current), ("Received", "Received"))
        self.assertFalse(entry.papers)
        self.assertNotIn("Print the return slip", entry.text)

    def test_where_to_send_it(self):
        address = self.env["res.partner"].create(
            {"name": "Returns desk", "street": "1 Dock", "city": "Ghent"}
        )
        self.company.crm_return_address_id = address
        # The company's own partner is no address of a warehouse.
        self.warehouse.partner_id = self.company.partner_id
        back = self._new_return()
        [fact] = [x for x in self._entry(back).facts if "send it to" in x]
        self.assertIn("Returns desk, 1 Dock, Ghent", fact)

    def test_cancelled(self):
        back = self._new_return()
        back.action_cancel()
        entry = self._entry(back)
        self.assertEqual((entry.badge, entry.steps), ("Cancelled", []))
        self.assertFalse(entry.papers or entry.actions)

    def test_replacement(self):
        back = self._new_return(exchange=True)
        [sent] = self.ticket.return_ids - back
        entry = self._entry(sent)
        self.assertEqual(entry.title, "Your replacement")
        self.assertEqual(entry.steps, ["Being prepared", "Sent"])
        self.assertEqual(entry.current, "Being prepared")
        self.assertFalse(entry.papers)
        self._receive(sent)
        entry = self._entry(sent)
        self.assertEqual((entry.badge, entry.current), ("Sent", "Sent"))
        entry = self._entry(back)
        self.assertEqual(entry.steps[-1], "Replaced")

    def test_replacement_in_several_steps(self):
        """Picking and packing it in the warehouse is no news."""
        self.warehouse.delivery_steps = "pick_pack_ship"
        back = self._new_return(exchange=True)
        step = self.ticket.return_ids - back
        seen = []
        while step:
            [entry] = [x for x in self._card(self.buyer) if x.id != back.id]
            self.assertEqual(entry.title, "Your replacement")
            self.assertEqual((entry.id, entry.current), (step.id, "Being prepared"))
            seen.append(step)
            self._receive(step)
            self.env.invalidate_all()
            step = self.ticket.return_ids - back - step.concat(*seen)
        self.assertGreater(len(seen), 1)
        [entry] = [x for x in self._card(self.buyer) if x.id != back.id]
        self.assertEqual((entry.id, entry.current), (seen[-1].id, "Sent"))

    def test_repaired_goods(self):
        back = self._new_return(outcome="repair")
        self.assertEqual(self._entry(back).steps[-1], "Repaired")
        self._arrive(back)
        [repair] = back.repair_ids
        repair.action_repair_start()
        repair.action_repair_end()
        action = repair.with_user(self.agent).action_send_back()
        sent = self.env["stock.picking"].browse(action["res_id"])
        entry = self._entry(sent)
        self.assertEqual(entry.title, "Your repaired goods")
        self.assertEqual(entry.current, "Being prepared")
        self._receive(sent)
        self.assertEqual(self._entry(sent).current, "Sent")

    def test_other_transfers_of_the_ticket(self):
        delivery = self._deliver(self._new_order())
        delivery.write(
            {
                "helpdesk_ticket_id": self.ticket.id,
                "helpdesk_service": "use_product_returns",
            }
        )
        self.assertIsNone(self._entry(delivery))
