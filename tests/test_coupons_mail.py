# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MockEmail

from .common_coupons import CouponCommon


@tagged("post_install", "-at_install")
class TestCouponsMail(MockEmail, CouponCommon):
    """The mail with the code, and the notes on the ticket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # With tracking and followers, as in real life.
        cls.env = cls.env(context={})
        cls.ticket = cls.ticket.with_env(cls.env)
        cls.program = cls.program.with_env(cls.env)
        cls.company.write({"name": "The shop", "email": "shop@example.com"})
        cls.follower = cls.env["res.partner"].create(
            {"name": "Fay Follower", "email": "fay@example.com"}
        )
        cls.ticket.message_subscribe((cls.follower | cls.agent.partner_id).ids)
        # The mail that the program itself sends when a code is made.
        cls.program.communication_plan_ids = [
            Command.clear(),
            Command.create(
                {
                    "trigger": "create",
                    "mail_template_id": cls.env.ref(
                        "loyalty.mail_template_loyalty_card"
                    ).id,
                }
            ),
        ]
        cls._flush_tracking()

    @classmethod
    def _flush_tracking(cls):
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _compose(self, user=None, **values):
        popup = self._popup_as(
            user or self.agent, self.ticket, "action_coupon", **values
        ).save()
        action = popup.action_send_email()
        coupon = popup.sudo().coupon_id.sudo(False)
        return coupon, self._compose_form(action, user or self.agent)

    def _ticket_notes(self):
        self._flush_tracking()
        self.ticket.invalidate_recordset(["message_ids"])
        return "\n".join(message.body for message in self.ticket.message_ids)

    def test_compose_is_filled_in(self):
        with self.mock_mail_gateway():
            coupon, form = self._compose(valid_until="2030-12-31")
            self._flush_tracking()
        self.assertFalse(self._new_mails, "making the code sends nothing")
        self.assertEqual(
            form.partner_ids[:],
            self.customer | self.follower | self.agent.partner_id,
        )
        self.assertEqual(form.email_from, '"The shop" <shop@example.com>')
        self.assertIn("The shop", form.subject)
        self.assertIn(coupon.code, form.body)
        self.assertIn("10% on your order", form.body)
        self.assertIn("until <bdi>12/31/2030", form.body)

    def test_mail_says_sorry(self):
        """And thanks nobody for buying, whatever the program's own template says."""
        self.agent.signature = "<p>Ali of the shop</p>"
        for company in (self.company, self.env["res.company"]):
            with self.subTest(company=company.name):
                self.program.company_id = company
                __, form = self._compose()
                for text in ("our apology", self.ticket.number, "Ali of the shop"):
                    self.assertIn(text, form.body)
                for text in ("Congratulations", "your reward", "before"):
                    self.assertNotIn(text, form.body)
                self.assertIn(self.ticket.number, form.subject)

    def test_mail_says_what_an_order_needs(self):
        self.program.rule_ids = [
            Command.clear(),
            Command.create({"minimum_amount": 50, "minimum_qty": 3}),
        ]
        __, form = self._compose()
        self.assertIn("Minimum purchase: 3 products", form.body)
        self.assertIn("50.00 incl. tax", form.body.replace("\N{NO-BREAK SPACE}", " "))

    def test_mail_is_written_as_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.customer.lang = "fa_IR"
        __, form = self._compose()
        self.assertIn('dir="rtl"', form.body)
        self.assertIn('<strong dir="ltr"', form.body)

    def test_popup_has_the_words_of_the_specification(self):
        coupon, form = self._compose()
        action = coupon.action_coupon_send()
        self.assertEqual(action["name"], "Compose Email")
        composer = self.env[action["res_model"]].with_user(self.agent)
        arch = composer.get_view(action["views"][0][0])["arch"]
        labels = etree.fromstring(arch).xpath("//label[@for='partner_ids']/@string")
        self.assertEqual(labels, ["Recipients"])

    def test_no_expiry_line_without_date(self):
        __, form = self._compose()
        self.assertIn("Use this code:", form.body)
        self.assertNotIn("until", form.body)

    def test_plain_agent_sends_exactly_one_mail(self):
        extra = self.env["res.partner"].create(
            {"name": "Extra", "email": "extra@example.com"}
        )
        # Whoever gets a message themselves may post it: here they do not.
        self.ticket.message_unsubscribe(self.agent.partner_id.ids)
        with self.mock_mail_gateway():
            coupon, form = self._compose()
            form.partner_ids.add(extra)
            form.save().action_send_mail()
            self._flush_tracking()
        message = coupon.sudo().message_ids.filtered(
            lambda message: message.message_type == "comment"
        )
        self.assertEqual(len(message), 1)
        self.assertEqual(message.partner_ids, self.customer | self.follower | extra)
        self.assertEqual(self._new_mails.mail_message_id, message)
        addresses = [address for mail in self._mails for address in mail["email_to"]]
        for partner in self.customer | self.follower | extra:
            with self.subTest(partner=partner.name):
                self.assertEqual(
                    sum(partner.email in address for address in addresses), 1
                )
        for mail in self._mails:
            self.assertIn(coupon.code, mail["body"])
        notes = self._ticket_notes()
        self.assertIn("was sent by email to", notes)
        self.assertIn("Deco Addict", notes)
        self.assertIn("Extra", notes)

    def test_colleague_sends_the_coupon_again(self):
        coupon, __ = self._compose()
        coupon = coupon.with_user(self.agent_all).with_context({})
        form = self._compose_form(coupon.action_coupon_send(), self.agent_all)
        form.partner_ids.remove(self.agent.partner_id.id)
        with self.mock_mail_gateway():
            form.save().action_send_mail()
        self.assertEqual(
            self._new_mails.mail_message_id.partner_ids, self.customer | self.follower
        )
        self.assertEqual(len(self.ticket.coupon_ids), 1)

    def test_program_without_company(self):
        self.program.company_id = False
        coupon, form = self._compose(valid_until="2030-12-31")
        self.assertFalse(coupon.company_id)
        self.assertEqual(form.email_from, '"The shop" <shop@example.com>')
        self.assertEqual(
            form.subject,
            f"A coupon for you from The shop (ticket {self.ticket.number})",
        )
        for text in (coupon.code, "The shop", "10% on your order", "12/31/2030"):
            self.assertIn(text, form.body)
        with self.mock_mail_gateway():
            form.save().action_send_mail()
        self.assertIn("shop@example.com", self._mails[0]["email_from"])
        __, form = self._compose()
        self.assertNotIn("until", form.body)

    def test_sender_without_company_address(self):
        self.company.email = False
        for company in (self.company, self.env["res.company"]):
            self.program.company_id = company
            __, form = self._compose()
            self.assertEqual(form.email_from, self.agent.email_formatted)
            self.assertEqual(form.author_id, self.agent.partner_id)

    def test_template_of_the_program_is_for_others(self):
        template = self.env["mail.template"].create(
            {
                "name": "Ours",
                "model_id": self.env.ref("loyalty.model_loyalty_card").id,
                "subject": "A present",
                "body_html": "<p>Take it</p>",
            }
        )
        self.program.communication_plan_ids.mail_template_id = template
        coupon, form = self._compose()
        self.assertIn("A coupon for you", form.subject)
        # Of no ticket, or without our template: the program's.
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        action = card.action_coupon_send()
        self.assertEqual(action["context"]["default_template_id"], template.id)
        self.env.ref("helpdesk_mgmt_after_sales.mail_template_coupon").unlink()
        form = self._compose_form(coupon.action_coupon_send(), self.agent)
        self.assertEqual(form.subject, "A present")

    def test_closed_coupon_is_not_sent_by_rpc(self):
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        for user in (self.agent, self.outsider):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                card.with_user(user).with_context({}).action_coupon_send()

    def test_follower_of_another_company_does_not_break_it(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.env.ref("base.res_partner_rule").active = True
        self.follower.company_id = other
        __, form = self._compose()
        self.assertEqual(form.partner_ids[:], self.customer | self.agent.partner_id)

    def test_note_on_a_coupon_is_no_sending(self):
        coupon, __ = self._compose()
        coupon.message_post(body="Internal")
        self.assertNotIn("was sent by email", self._ticket_notes())

    def test_coupon_without_ticket_is_mailed_as_before(self):
        card = self.env["loyalty.card"].create({"program_id": self.program.id})
        context = card.action_coupon_send()["context"]
        self.assertNotIn("default_partner_ids", context)
        self.assertNotIn("default_email_from", context)

    def test_used_is_announced_on_the_ticket(self):
        coupon, __ = self._compose()
        self._flush_tracking()
        order = self._new_order(confirm=False)
        self._redeem(coupon.sudo(), order)
        order.action_confirm()
        notes = self._ticket_notes()
        self.assertIn("was used on order", notes)
        self.assertIn(order.name, notes)
        subtype = self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_done")
        self.assertIn(subtype, self.ticket.message_ids.subtype_id)

    def test_used_up_elsewhere_is_announced(self):
        coupon, __ = self._compose()
        self._flush_tracking()
        coupon.sudo().points = 1
        self.assertIn("has no points left", self._ticket_notes())

    def test_revoked_is_announced_on_the_ticket(self):
        coupon, __ = self._compose()
        self._flush_tracking()
        coupon.action_coupon_revoke()
        notes = self._ticket_notes()
        self.assertIn("was revoked", notes)
        self.assertNotIn("was used", notes)
        subtype = self.env.ref("helpdesk_mgmt_after_sales.mt_after_sales_cancelled")
        message = self.ticket.message_ids.filtered(
            lambda message: message.subtype_id == subtype
        )
        self.assertEqual(message.author_id, self.agent.partner_id)
