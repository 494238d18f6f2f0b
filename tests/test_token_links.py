# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import suppress

from markupsafe import Markup

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_token import TokenCommon


@tagged("post_install", "-at_install")
class TestTokenLinks(TokenCommon):
    """Whose the links are, and what mails, messages and templates make of them."""

    def test_changed_customer_closes_the_old_link(self):
        """Who makes themselves the customer for a minute gets a link that ends."""
        for document, user in (
            (self.ticket, self.agent),
            (self.task, self.technician),
        ):
            with self.subTest(document._name):
                document.with_user(user).partner_id = user.partner_id
                token = document._portal_ensure_token()
                document.with_user(user).partner_id = self.customer
                self.assertNotEqual(document._portal_ensure_token(), token)
                # Nor is it a colleague's, who may be an address of the agent's own.
                token = document._portal_ensure_token()
                document.with_user(user).partner_id = self.contact
                self.assertNotEqual(document._portal_ensure_token(), token)
                # It goes on while nothing changes.
                token = document._portal_ensure_token()
                document.with_user(user).write(
                    {"partner_id": self.contact.id, "name": "Renamed"}
                )
                self.assertEqual(document.access_token, token)

    def test_token_known_outside_of_field_service_signs_no_visit(self):
        office = self.env["project.project"].create(
            {"name": "Office", "privacy_visibility": "portal"}
        )
        task = self.task.with_user(self.technician)
        before = self.task.access_token
        task.project_id = office
        self.assertNotEqual(self.task._portal_ensure_token(), before)
        known = task.read(["access_token"])[0]["access_token"]
        self.assertEqual(known, self.task.access_token)
        task.project_id = self.project
        self.assertNotEqual(self.task._portal_ensure_token(), known)
        # Made outside, or by ticking Field Service later.
        other = self.env["project.task"].create(
            {"name": "x", "project_id": office.id, "partner_id": self.customer.id}
        )
        other.active = False
        known = other.access_token
        self.assertTrue(known)
        office.with_user(self.technician).is_fsm = True
        self.assertNotEqual(other._portal_ensure_token(), known)
        self.assertFalse(self.task._portal_get_parent_hash_token(self.customer.id))

    def test_values_of_an_alias_are_no_token(self):
        for model, values in (
            ("helpdesk.ticket", {"team_id": self.team.id}),
            ("project.task", {"project_id": self.project.id}),
        ):
            with self.subTest(model):
                document = self.env[model].message_new(
                    {"subject": "x", "from": "x@example.com", "body": "x"},
                    {**values, "access_token": "known"},
                )
                self.assertTrue(document.exists())
                self.assertNotEqual(document.access_token, "known")

    def test_messages_of_what_a_ticket_alone_opens_are_closed(self):
        """The standard Share posts its link there."""
        messages = self.env["mail.message"]
        for document in (self.order, self.invoice, self.project):
            message = document.message_post(
                body=document.get_portal_url(), subtype_xmlid="mail.mt_comment"
            )
            with self.subTest(document._name):
                mine = messages.with_user(self.agent)
                self.assertFalse(mine.search([("id", "=", message.id)]))
                with self.assertRaises(AccessError), mute_logger("odoo.models"):
                    message.with_user(self.agent).read(["body"])
                self.assertFalse(mine._get_with_access(message.id))
        accountant = self._new_user(
            "accountant",
            "account.group_account_invoice,helpdesk_mgmt.group_helpdesk_user_own",
        )
        message = self.invoice.message_post(body="x")
        self.assertTrue(message.with_user(accountant).read(["body"]))
        message = self.ticket.message_post(body="x")
        self.assertTrue(message.with_user(self.agent).read(["body"]))

    def test_no_message_of_tickets_and_visits_holds_the_link(self):
        for document, user in (
            (self.ticket, self.agent),
            (self.task, self.technician),
        ):
            token = document._portal_ensure_token()
            message = document.message_post(
                body=Markup('<a href="%s">x</a>') % document.get_portal_url()
            )
            with self.subTest(document._name):
                self.assertIn("access_token=", message.body)
                self.assertNotIn(token, message.body)
                self.assertTrue(message.with_user(user).read(["body"]))
        office = self.env["project.project"].create({"name": "Office"})
        task = self.env["project.task"].create({"name": "x", "project_id": office.id})
        token = task._portal_ensure_token()
        self.assertIn(token, task.message_post(body=task.get_portal_url()).body)

    def test_any_value_in_the_context(self):
        for value in (1, {"a": 1}, [[1]], "x"):
            orders = self.env["sale.order"].with_user(self.agent)
            orders = orders.with_context(after_sales_own_rights=value)
            self.assertEqual(orders.search_count([]), 0)

    def test_mail_to_the_customer_carries_the_link(self):
        for document, user in (
            (self.ticket, self.agent),
            (self.task, self.technician),
        ):
            with self.subTest(document._name):
                message = (
                    document.with_user(user)
                    .with_context(mail_notify_force_send=False)
                    .message_post(
                        body="We come tomorrow.",
                        partner_ids=self.customer.ids,
                        subtype_xmlid="mail.mt_comment",
                    )
                )
                token = document.access_token
                mails = message.sudo().mail_ids
                mail = mails.filtered(lambda x: self.customer in x.recipient_ids)
                self.assertIn(token, mail.body_html)
                self.assertNotIn(token, message.body)
                others = (mails - mail).mapped("body_html")
                self.assertNotIn(token, "".join(filter(None, others)))

    def test_templates_with_a_link(self):
        """In the mail of a stage, made by the system, it has the token; in what an
        agent writes it has not."""
        template = self.env["mail.template"].create(
            {
                "name": "Closed",
                "model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "subject": "Closed",
                "body_html": '<a t-att-href="object.get_portal_url()">Ticket</a>',
                "email_to": "x@example.com",
            }
        )
        stage = self.env["helpdesk.ticket.stage"].create(
            {
                "name": "Done with",
                "mail_template_id": template.id,
                "team_ids": [Command.set(self.team.ids)],
            }
        )
        before = self.env["mail.mail"].search([])
        ticket = self._tracked(self.ticket).with_user(self.agent)
        ticket.stage_id = stage
        self._flush_tracking()
        mail = self.env["mail.mail"].search([]) - before
        self.assertIn(self.ticket.access_token, mail.body_html)
        self.assertNotIn(self.ticket.access_token, mail.mail_message_id.body)
        composer = self.env["mail.compose.message"].with_user(self.agent)
        composer = composer.create(
            {
                "model": "helpdesk.ticket",
                "res_ids": str(ticket.ids),
                "template_id": template.id,
            }
        )
        self.assertIn(f"res_id={self.ticket.id}", composer.body)
        self.assertNotIn(self.ticket.access_token, composer.body)

    def test_sharing_in_the_backend_gives_no_token(self):
        sharer = self._new_user(
            "sharer",
            "helpdesk_mgmt.group_helpdesk_user,base.group_partner_manager",
        )
        self.project.privacy_visibility = "portal"
        for document in (self.ticket, self.invoice, self.order, self.task):
            with self.subTest(document._name):
                self.assertTrue(document.with_user(sharer).has_access("read"))
                wizard = self.env["portal.share"].with_user(sharer)
                wizard = wizard.with_context(
                    active_model=document._name, active_id=document.id
                ).create({"partner_ids": [Command.set(self.customer.ids)]})
                self.assertTrue(wizard.share_link)
                self.assertNotIn(document.access_token, wizard.share_link)
                with suppress(AccessError):
                    wizard.action_send_mail()
                bodies = "".join(document.message_ids.mapped("body"))
                self.assertNotIn(document.access_token, bodies)
                self.assertNotIn("hash=", bodies)
