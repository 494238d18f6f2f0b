# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tests import tagged

from .common_documents import DocumentsCommon


@tagged("post_install", "-at_install")
class TestMergeOptional(DocumentsCommon):
    """Documents follow their ticket where OCA's helpdesk_mgmt_merge merges it."""

    def setUp(self):
        super().setUp()
        if "helpdesk.ticket.merge" not in self.env:
            self.skipTest("helpdesk_mgmt_merge is not installed")
        # In Odoo 19 OCA's popup is for them alone: it moves messages.
        self.merger = self._new_user(
            "merger", "helpdesk_mgmt.group_helpdesk_manager,base.group_system"
        )
        self._make_documents()
        self.env.flush_all()
        of_models = self.ticket.sudo()._after_sales_get_documents()
        self.documents = [document for records in of_models for document in records]
        self.assertGreater(len(self.documents), 5)

    def _open(self, target, ticket=None, **values):
        ticket = ticket or self.ticket
        popup = self.env["helpdesk.ticket.merge"].with_user(self.merger)
        popup = popup.with_context(active_ids=(target | ticket).ids)
        return popup.create(
            {
                "ticket_ids": [Command.set((target | ticket).ids)],
                "dst_ticket_id": target.id,
                **values,
            }
        )

    def _merge(self, target, ticket=None, **values):
        popup = self._open(target, ticket, **values)
        popup.merge_tickets()
        self.assertFalse((ticket or self.ticket).active)
        return popup.sudo().dst_ticket_id.with_env(self.env)

    def _new_asked(self):
        """Return a ticket whose agent is asked to close it."""
        self.team.after_sales_ask_close = True
        ticket = self._new_ticket(partner_id=self.contact.id)
        ticket._closing_ask()
        self.assertEqual(len(ticket._closing_get_questions()), 1)
        return ticket

    def _get_tickets(self):
        return {document.helpdesk_ticket_id for document in self.documents}

    def test_documents_of_the_customer_follow(self):
        target = self._new_ticket(partner_id=self.contact.id)
        self._merge(target)
        self.assertEqual(self._get_tickets(), {target})
        # They can still be undone.
        self.assertTrue(all(x.helpdesk_is_made for x in self.documents))
        overview = target.with_user(self.agent).after_sales_get_overview()
        self.assertEqual(len(overview["documents"]), len(self.documents))
        notes = "".join(target.message_ids.mapped("body"))
        self.assertEqual(notes.count("Came from ticket"), len(self.documents))

    def test_each_step_of_a_replacement_follows(self):
        """Also what is picked and packed, which the overview does not show."""
        self.warehouse.delivery_steps = "pick_pack_ship"
        ticket = self._new_ticket(
            partner_id=self.contact.id, sale_order_ids=self.order.ids
        )
        popup = self._popup_as(
            self.agent, ticket, "action_return", picking_id=self.delivery
        )
        with popup.product_return_moves.edit(0) as line:
            line.quantity = 1
        popup.save().action_create_exchanges()
        pick = ticket.return_ids.filtered(lambda x: x.picking_type_code == "internal")
        self.assertTrue(pick)
        made = ticket.return_ids
        target = self._new_ticket(partner_id=self.contact.id)
        self._merge(target, ticket)
        self.assertEqual(made.helpdesk_ticket_id, target)
        self.assertNotIn("stays with", "".join(target.message_ids.mapped("body")))

    def test_another_customers_stay(self):
        target = self._new_ticket(partner_id=self.other_customer.id)
        self._merge(target)
        self.assertEqual(self._get_tickets(), {self.ticket})
        self.assertTrue(all(x.helpdesk_is_made for x in self.documents))
        overview = target.with_user(self.agent).after_sales_get_overview()
        self.assertFalse(overview["documents"])
        for ticket in (self.ticket, target):
            notes = "".join(ticket.message_ids.mapped("body"))
            self.assertIn("stays with ticket", notes)

    def test_another_companys_stay(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.merger.company_ids += company
        target = self._new_ticket(company_id=company.id, team_id=False)
        self._merge(
            target.with_context(allowed_company_ids=self.merger.company_ids.ids)
        )
        self.assertEqual(self._get_tickets(), {self.ticket})

    # ------------------------------------------------------------------
    # Pressed again
    # ------------------------------------------------------------------

    def test_pressed_again_nothing_is_merged_anew(self):
        target = self._new_ticket(partner_id=self.contact.id)
        popup = self._open(target)
        popup.merge_tickets()
        before = target.description, target.message_ids
        popup.invalidate_recordset()
        action = popup.merge_tickets()
        self.assertEqual(action["res_id"], target.id)
        self.assertEqual((target.description, target.message_ids), before)
        self.assertEqual(self._get_tickets(), {target})

    def test_pressed_again_no_second_ticket_is_made(self):
        other = self._new_ticket(partner_id=self.contact.id)
        popup = self._open(
            other,
            create_new_ticket=True,
            dst_ticket_name="Both",
            dst_helpdesk_team_id=self.team.id,
        )
        popup.merge_tickets()
        made = popup.dst_ticket_id
        popup.invalidate_recordset()
        self.assertEqual(popup.merge_tickets()["res_id"], made.id)
        found = self.env["helpdesk.ticket"].search([("name", "=", "Both")])
        self.assertEqual(found.ids, made.ids)

    def test_archived_tickets_can_be_merged(self):
        self.ticket.active = False
        self.env.flush_all()
        # Some time ago, other than all else of this transaction.
        self.env.cr.execute(
            "UPDATE helpdesk_ticket SET write_date = write_date - interval '1 day' "
            "WHERE id = %s",
            [self.ticket.id],
        )
        self.env.invalidate_all()
        target = self._new_ticket(partner_id=self.contact.id)
        self._merge(target)
        self.assertIn("merged", "".join(target.message_ids.mapped("body")))

    # ------------------------------------------------------------------
    # What else is on the tickets
    # ------------------------------------------------------------------

    def test_question_is_not_asked_where_something_is_open(self):
        asked = self._new_asked()
        self._merge(self.ticket, asked)
        self.assertFalse((self.ticket | asked)._closing_get_questions())

    def test_question_is_asked_once(self):
        asked, target = self._new_asked(), self._new_asked()
        question = target._closing_get_questions()
        self._merge(target, asked)
        self.assertEqual((target | asked)._closing_get_questions(), question)

    def test_question_goes_along_if_all_has_ended(self):
        asked = self._new_asked()
        target = self._new_ticket(partner_id=self.contact.id)
        other = asked.activity_schedule(user_id=self.agent.id)
        self._merge(target, asked)
        self.assertEqual((target | asked)._closing_get_questions().res_id, target.id)
        self.assertEqual(other.res_id, target.id)

    def test_questions_of_tickets_merged_into_a_new_one(self):
        asked, other = self._new_asked(), self._new_asked()
        target = self._merge(
            other,
            asked,
            create_new_ticket=True,
            dst_ticket_name="Both",
            dst_helpdesk_team_id=self.team.id,
        )
        self.assertNotIn(target, asked | other)
        questions = (target | asked | other)._closing_get_questions()
        self.assertEqual(questions.res_id, target.id)

    def test_deleted_after_the_merge(self):
        """No note leads to what is gone, those of the archived ticket neither."""
        credit_note = self.ticket.draft_credit_note_ids
        link = f'data-oe-model="account.move" data-oe-id="{credit_note.id}"'
        repair = self.ticket.repair_ids
        target = self._new_ticket(partner_id=self.contact.id)
        self._merge(target)
        for ticket in (self.ticket, target):
            self.assertIn(link, "".join(ticket.message_ids.mapped("body")))
        credit_note.unlink()
        for ticket in (self.ticket, target):
            notes = "".join(ticket.message_ids.mapped("body"))
            self.assertNotIn(link, notes)
            self.assertIn(
                f'data-oe-model="repair.order" data-oe-id="{repair.id}"', notes
            )
