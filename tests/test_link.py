# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestLink(DocumentsCommon):
    """Documents that exist already are linked to a ticket of their customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit_note = cls._new_invoice(move_type="out_refund")
        cls.draft = cls._new_invoice(move_type="out_refund", post=False)
        cls.foreign = cls._new_invoice(
            move_type="out_refund", partner_id=cls.other_customer.id
        )
        cls.both = cls._new_user(
            "both",
            "helpdesk_mgmt.group_helpdesk_user,account.group_account_invoice,"
            "stock.group_stock_user,project.group_project_manager,"
            "sales_team.group_sale_manager",
        )
        cls.team.user_ids += cls.both

    def _open(self, user=None, ticket=None):
        action = (ticket or self.ticket).with_user(user or self.agent)
        return self._open_popup_as(user or self.agent, action.action_link_documents())

    def _get_offered(self, form):
        lines = form.save().line_ids
        return {(line.res_model, line.res_id) for line in lines}

    def _link(self, document, user=None, ticket=None):
        popup = self._open(user, ticket).save()
        line = popup.line_ids.filtered(
            lambda x: (x.res_model, x.res_id) == (document._name, document.id)
        )
        line.is_chosen = True
        popup.action_link()
        return popup

    def test_offered_is_what_the_agent_may_read(self):
        offered = self._get_offered(self._open())
        self.assertEqual(offered, {("account.move", self.credit_note.id)})

    def test_nothing_is_added_by_hand(self):
        view = self.env.ref(
            "helpdesk_mgmt_after_sales.helpdesk_after_sales_link_view_form"
        )
        arch = etree.fromstring(view.get_combined_arch())
        lists = arch.xpath("//field[@name='line_ids']/*[self::list or self::kanban]")
        self.assertEqual([x.get("create") for x in lists], ["0", "0"])

    def test_who_works_in_the_apps_is_offered_each_service(self):
        self._make_documents()
        made = [
            *self.ticket.draft_credit_note_ids,
            *self.ticket.return_ids.filtered("return_id"),
            *self.ticket.repair_ids,
            *self.ticket.fsm_task_ids,
            *self.ticket.coupon_ids,
        ]
        replacement = self.ticket.return_ids.filtered(lambda x: not x.return_id)
        for document in (*made, replacement):
            document.helpdesk_ticket_id = False
        offered = self._get_offered(self._open(self.both))
        for document in made:
            self.assertIn((document._name, document.id), offered)
        self.assertIn(("account.move", self.draft.id), offered)
        for document in (self.foreign, self.invoice, self.delivery, replacement):
            self.assertNotIn((document._name, document.id), offered)
        for document in made:
            with self.subTest(document._name):
                self._link(document, self.both)
                self.assertEqual(document.helpdesk_ticket_id, self.ticket)
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        self.env.flush_all()
        found = rows.search([("ticket_id", "=", self.ticket.id)])
        self.assertEqual(
            {(row.res_model, row.res_id) for row in found},
            {(document._name, document.id) for document in made},
        )

    def test_link_is_logged_on_both_sides(self):
        self._link(self.credit_note)
        self.assertRecordValues(
            self.credit_note,
            [
                {
                    "helpdesk_ticket_id": self.ticket.id,
                    "helpdesk_service": "use_credit_notes",
                    "helpdesk_is_made": False,
                }
            ],
        )
        note = self.ticket.message_ids[0]
        self.assertIn("Linked: ", note.body)
        self.assertIn(f'data-oe-id="{self.credit_note.id}"', note.body)
        self.assertEqual(note.author_id, self.agent.partner_id)
        self.assertIn(
            f"Linked to ticket {self.ticket.display_name}",
            self.credit_note.sudo().message_ids[0].body,
        )
        # Not twice, nor from another ticket.
        self.assertFalse(self._get_offered(self._open(ticket=self._new_ticket())))

    def test_popups_open_where_mails_are_on(self):
        settings = self.env["helpdesk.after.sales.notice.setting"]
        settings.search([("team_id", "=", self.team.id)]).is_on = True
        self.assertTrue(self._open().save().line_ids)
        self.assertFalse(self._open().after_sales_notice)
        self._make_coupon()
        action = self.ticket.coupon_ids.with_user(self.agent).action_after_sales_undo()
        self.assertFalse(self._open_popup_as(self.agent, action).after_sales_notice)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Tick what is to be linked"):
            self._open().save().action_link()

    def test_nothing_to_link(self):
        self.credit_note.helpdesk_ticket_id = self._new_ticket()
        form = self._open()
        self.assertTrue(form.after_sales_blocked)
        self.assertIn("nothing to link", form.after_sales_notice)

    def test_switched_off_service(self):
        popup = self._open().save()
        popup.line_ids.is_chosen = True
        self.team.use_credit_notes = False
        with self.assertRaisesRegex(UserError, "does not offer"):
            popup.action_link()
        self.assertFalse(self._open().save().line_ids)

    def test_what_is_not_offered_by_rpc(self):
        popup = self._open().save()
        for document in (self.foreign, self.draft, self.invoice, self.delivery):
            for model_name in ("account.move", document._name):
                with self.subTest(document=document.name, model=model_name):
                    popup.line_ids.write(
                        {
                            "is_chosen": True,
                            "res_id": document.id,
                            "res_model": model_name,
                        }
                    )
                    with self.assertRaisesRegex(UserError, "cannot be linked"):
                        popup.action_link()
        self.assertFalse((self.foreign | self.draft).helpdesk_ticket_id)

    def test_other_teams_agent(self):
        popup = self._open().save()
        popup.line_ids.is_chosen = True
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.team.copy({"name": "Other", "user_ids": False})
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            popup.action_link()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self._open()

    def test_ticket_without_customer(self):
        self.ticket.partner_id = False
        overview = self.ticket.with_user(self.agent).after_sales_get_overview()
        self.assertFalse(overview["may_link"])
        self.assertTrue(self._open().after_sales_blocked)

    # ------------------------------------------------------------------
    # Unlink
    # ------------------------------------------------------------------

    def _get_row(self):
        self.env.flush_all()
        rows = self.env["helpdesk.after.sales.document"].with_user(self.agent)
        rows.invalidate_model()
        return rows.search([("ticket_id", "=", self.ticket.id)])

    def test_linked_is_unlinked(self):
        self._link(self.credit_note)
        [line] = self.ticket.with_user(self.agent).after_sales_get_overview()[
            "documents"
        ]
        self.assertTrue(line["is_linked"])
        self.assertFalse(line["undoable"])
        self._get_row().action_remove_link()
        self.assertFalse(self.credit_note.helpdesk_ticket_id)
        self.assertFalse(self.credit_note.helpdesk_service)
        self.assertIn("Not linked any more: ", self.ticket.message_ids[0].body)
        self.assertIn(
            "Not linked to ticket", self.credit_note.sudo().message_ids[0].body
        )
        with self.assertRaisesRegex(UserError, "not linked to a ticket any more"):
            self.credit_note.with_user(self.agent).action_after_sales_remove_link()

    def test_made_is_not_unlinked(self):
        self._make_coupon()
        [line] = self.ticket.with_user(self.agent).after_sales_get_overview()[
            "documents"
        ]
        self.assertFalse(line["is_linked"])
        with self.assertRaisesRegex(UserError, "Undo it instead"):
            self._get_row().action_remove_link()

    def test_other_teams_agent_unlinks_nothing(self):
        self._link(self.credit_note)
        row = self._get_row()
        self.ticket.user_id = self.manager
        self.ticket.team_id = self.team.copy({"name": "Other", "user_ids": False})
        for press in (
            row.action_remove_link,
            self.credit_note.with_user(self.agent).action_after_sales_remove_link,
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger("odoo.addons.base.models.ir_rule"),
            ):
                press()
        self.assertTrue(self.credit_note.helpdesk_ticket_id)
