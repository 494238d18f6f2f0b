# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_notices import NoticeCase
from .common_returns import ReturnCommon


@tagged("post_install", "-at_install")
class TestNoticesRecipients(NoticeCase, ReturnCommon):
    """Who gets a mail and who does not, what they get, and where answers go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("return_prepared", "goods_received")

    def test_followers_get_nothing(self):
        self.agent.notification_type = "inbox"
        followers = self.agent.partner_id | self.manager.partner_id | self.contact
        self.ticket.message_subscribe(followers.ids)
        self._return()
        self._assert_told(self._get_mails(), self.customer)

    def test_customer_of_the_portal(self):
        portal = self._new_user("buyer", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        self.ticket.partner_id = portal.partner_id
        self._return()
        mail = self._get_mails()
        self._assert_told(mail, portal.partner_id)
        self.assertIn(mail, self.ticket.website_message_ids)
        # They read it there, with the slip.
        mine = mail.with_user(portal)
        self.ticket.message_subscribe(portal.partner_id.ids)
        self.assertIn("return", mine.body)

    def test_gift_that_was_delivered_to_somebody_else(self):
        order = self._new_order(
            [(self.product, 1)], partner_shipping_id=self.other_customer.id
        )
        delivery = self._deliver(order)
        form = self._open(picking_id=delivery)
        self.assertIn("Deco Addict (deco@example.com)", form.after_sales_notice)
        back = self._press(form.save())
        self.assertEqual(back.partner_id, self.other_customer)
        self._assert_told(self._get_mails(), self.customer)

    def test_another_customers_ticket(self):
        back = self._tracked(self._return())
        self._get_mails()
        before = self.ticket.message_ids
        self.ticket.partner_id = self.other_customer
        self._receive(back)
        self._flush_tracking()
        news = (self.ticket.message_ids - before).filtered("body")
        self.assertFalse([x.body for x in news if "lamp" in x.body])
        with self.assertRaisesRegex(UserError, "not the customer's of ticket"):
            back.with_user(self.agent).after_sales_send_notice_again("return_prepared")

    def test_return_and_receipt(self):
        back = self._tracked(self._return())
        prepared = self._get_mails()
        self.assertIn("slip", prepared.body)
        self.assertEqual(len(prepared.attachment_ids), 1)
        stock_user = self._new_user("stock_worker", "stock.group_stock_user")
        self._receive(back.with_user(stock_user))
        received = self._get_mails() - prepared
        self._assert_told(received, self.customer)
        self.assertIn("Desk lamp", received.body)
        self.assertIn("5 Units", received.body)
        self.assertEqual(self._get_sent(back), ["return_prepared", "goods_received"])

    def test_delivery_tells_nothing(self):
        delivery = self._new_order([(self.product, 1)]).picking_ids
        delivery.helpdesk_ticket_id = self.ticket
        delivery = self._tracked(delivery)
        self._receive(delivery)
        self.assertFalse(self._get_mails())

    def test_without_address(self):
        self.customer.email = False
        back = self._return()
        self.assertFalse(self._get_mails())
        [note] = self._get_notes()
        self.assertIn("Deco Addict has no valid e-mail address.", note)
        self.assertIn(back.name, note)
        [message] = self.ticket.message_ids.filtered(lambda x: "No mail" in x.body)
        self.assertTrue(message.subtype_id.internal)

    def test_archived(self):
        back = self._tracked(self._return())
        self.assertEqual(len(self._get_mails()), 1)
        self.customer.active = False
        self._receive(back)
        self.assertEqual(len(self._get_mails()), 1)
        self.assertIn("archived", self._get_notes()[0])

    def test_internal_customer(self):
        self.ticket.partner_id = self.outsider.partner_id
        self.outsider.partner_id.parent_id = self.customer
        self._return()
        self.assertFalse(self._get_mails())
        self.assertIn("is a user of this company", self._get_notes()[0])

    def test_company_without_address(self):
        self.company.email = False
        self._return()
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertTrue(mail.email_from)
        self.assertNotIn(self.agent.email, mail.email_from)

    def test_answer_comes_back_to_the_ticket(self):
        self._return()
        mail = self._get_mails()
        headers = (
            f"From: Deco <{self.customer.email}>\n"
            "To: catchall@example.com\n"
            "Subject: Re: your return\n"
            "Message-Id: <answer-of-deco@example.com>\n"
            f"In-Reply-To: {mail.message_id}\n"
            f"References: {mail.message_id}\n\n"
        )
        record = self.env["mail.thread"].message_process(
            None, f"{headers}Where do I find tape?\n"
        )
        self.assertEqual(record, self.ticket.id)
        answer = self.ticket.message_ids[0]
        self.assertIn("tape", answer.body)
        self.assertFalse(answer.is_internal)

    def test_reply_to(self):
        self.team.alias_id.alias_name = "after-sales-shop"
        domain = self.env["mail.alias.domain"].create({"name": "shop.example.com"})
        self.company.alias_domain_id = domain
        self.team.alias_id.alias_domain_id = domain
        self._return()
        self.assertIn("after-sales-shop@shop.example.com", self._get_mails().reply_to)

    def test_files_of_mails_are_not_copied_to_visits(self):
        self._return()
        mail = self._get_mails()
        project = self.env.ref("helpdesk_mgmt_after_sales.project_project_fsm")
        self.team.write({"use_fsm": True, "fsm_project_id": project.id})
        popup = self._popup_as(self.agent, self.ticket, "action_plan_intervention")
        popup = popup.save()
        popup.action_create_task()
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "project.task"),
                ("res_id", "=", popup.sudo().task_id.id),
            ]
        )
        self.assertTrue(mail.attachment_ids)
        self.assertFalse(
            set(files.mapped("checksum")) & set(mail.attachment_ids.mapped("checksum"))
        )
