# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AfterSalesCommon


@tagged("post_install", "-at_install")
class TestCustomerPopup(AfterSalesCommon):
    """Who is the customer? Asked for a ticket that has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_credit_notes = True
        # Tests of real transactions leave contacts with the usual address.
        cls.contact.email = "known.buyer@example.com"

    def _open(self, name="Ann New", email="ann@example.com"):
        ticket = self._new_ticket(
            partner_id=False, partner_name=name, partner_email=email
        )
        action = ticket.with_user(self.agent).action_refund()
        return ticket, self._open_popup_as(self.agent, action)

    def _search(self, form, name="", limit=8):
        """Look for a contact as the popup's drop-down does."""
        partners = self.env["res.partner"].with_user(self.agent)
        partners = partners.with_context(after_sales_email_first=form.partner_email)
        return [x[0] for x in partners.name_search(name, limit=limit)]

    def test_no_customer_is_asked_for_first(self):
        ticket = self._new_ticket(
            partner_id=False, partner_name="Ann New", partner_email="ann@example.com"
        )
        action = ticket.with_user(self.agent).action_refund()
        self.assertEqual(action["res_model"], "helpdesk.ticket.customer.wizard")
        form = self._open_popup_as(self.agent, action)
        self.assertEqual(form.mode, "create")
        action = form.save().action_continue()
        self.assertEqual(action["res_model"], "account.move.reversal")
        self.assertRecordValues(
            ticket.partner_id, [{"name": "Ann New", "email": "ann@example.com"}]
        )

    def test_no_customer_but_a_known_email(self):
        ticket = self._new_ticket(
            partner_id=False,
            partner_name="Buyer",
            partner_email="known.buyer@example.com",
        )
        form = self._open_popup_as(
            self.agent, ticket.with_user(self.agent).action_refund()
        )
        self.assertEqual(form.mode, "choose")
        self.assertEqual(form.partner_id, self.contact)
        form.partner_id = self.customer
        form.save().action_continue()
        self.assertEqual(ticket.partner_id, self.customer)

    def test_customer_popup_of_no_service_is_refused(self):
        ticket = self._new_ticket(partner_id=False)
        popups = self.env["helpdesk.ticket.customer.wizard"].with_user(self.agent)
        popup = popups.create(
            {
                "ticket_id": ticket.id,
                "service": "unlink",
                "mode": "choose",
                "partner_id": self.customer.id,
            }
        )
        with self.assertRaisesRegex(UserError, "from a button of the ticket"):
            popup.action_continue()
        popup = popups.create(
            {
                "ticket_id": ticket.id,
                "service": "use_credit_notes",
                "mode": "choose",
                "partner_id": False,
            }
        )
        with self.assertRaisesRegex(UserError, "Choose the contact"):
            popup.action_continue()
        popup.write({"mode": "create"})
        with self.assertRaisesRegex(UserError, "Enter the name"):
            popup.action_continue()
        self.assertFalse(ticket.partner_id)

    def test_contacts_with_the_email_come_first(self):
        twin = self.env["res.partner"].create(
            {"name": "Zoe", "email": "Known.Buyer@Example.com"}
        )
        self.env["res.partner"].create({"name": "Aaron", "email": "a@example.com"})
        __, form = self._open(email="Buyer <known.buyer@example.com>")
        same = [self.contact.id, twin.id]
        self.assertCountEqual(self._search(form)[:2], same)
        self.assertEqual(len(self._search(form)), 8)
        self.assertCountEqual(self._search(form, limit=2), same)
        self.assertGreater(len(set(self._search(form, limit=None))), 8)
        self.assertEqual(self._search(form, "Zoe"), twin.ids)
        # Only there, and whatever a client sends.
        field = form._view["tree"].xpath("//field[@name='partner_id']")[0]
        self.assertIn("'after_sales_email_first': partner_email", field.get("context"))
        partners = self.env["res.partner"].with_user(self.agent)
        plain = partners.name_search(limit=8)
        for value in (False, "", "x", [1], {"a": 1}, 5):
            odd = partners.with_context(after_sales_email_first=value)
            self.assertEqual(odd.name_search(limit=8), plain)

    def test_among_several_contacts_none_is_guessed(self):
        twin = self.env["res.partner"].create(
            {"name": "Zoe", "email": "known.buyer@example.com"}
        )
        ticket, form = self._open(email="known.buyer@example.com")
        self.assertEqual(form.mode, "choose")
        self.assertFalse(form.partner_id)
        self.assertIn("Several contacts have", form.after_sales_notice)
        for contact in self.contact | twin:
            self.assertIn(f"/odoo/res.partner/{contact.id}", form.after_sales_notice)
        form.partner_id = twin
        self.assertFalse(form.after_sales_notice)
        form.save().action_continue()
        self.assertEqual(ticket.partner_id, twin)

    def test_name_and_email_are_corrected_before_creating(self):
        ticket, form = self._open("ann new", "ann@exampel.com")
        self.assertEqual(form.mode, "create")
        form.partner_name = "Ann New"
        form.partner_email = "Ann <Ann@example.com>"
        form.save().action_continue()
        self.assertRecordValues(
            ticket.partner_id, [{"name": "Ann New", "email": "ann@example.com"}]
        )
        self.assertRecordValues(
            ticket, [{"partner_name": "Ann New", "partner_email": "ann@example.com"}]
        )

    def test_wrong_email_is_refused(self):
        ticket, form = self._open()
        form.partner_email = "ann@"
        with self.assertRaisesRegex(UserError, "ann@ is not an e-mail address"):
            form.save().action_continue()
        self.assertFalse(ticket.partner_id)

    def test_corrected_email_of_a_known_contact(self):
        __, form = self._open()
        self.assertFalse(form.after_sales_notice)
        form.partner_email = "known.buyer@example.com"
        self.assertRegex(
            form.after_sales_notice,
            r"already the e-mail address of "
            rf'<a href="/odoo/res.partner/{self.contact.id}"',
        )

    def test_ticket_without_name_and_email(self):
        ticket, form = self._open(name=False, email=False)
        self.assertEqual(form.mode, "choose")
        form.mode = "create"
        form.partner_name = "Ann"
        form.save().action_continue()
        self.assertRecordValues(ticket.partner_id, [{"name": "Ann", "email": False}])
