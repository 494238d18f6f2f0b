# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_reasons import ReasonCommon


@tagged("post_install", "-at_install")
class TestReasonsPopup(ReasonCommon):
    """Every popup of a service asks for a reason, and its document keeps it."""

    def _get_node(self, form):
        [node] = form._view["tree"].xpath("//field[@name='after_sales_reason_id']")
        return node

    def test_plain_agent_gives_a_reason_in_every_service(self):
        for switch in self.switches:
            with self.subTest(switch):
                form = self._open_popup(switch)
                self.assertTrue(form.after_sales_reason_offered)
                self.assertFalse(form.after_sales_reason_needed)
                form.after_sales_reason_id = self.broken
                made = self._press_popup(switch, form.save())
                self.assertEqual(len(made), 1)
                self.assertEqual(made.after_sales_reason_id, self.broken)
                self.assertEqual(
                    made.with_user(self.agent).after_sales_reason_id.name, "Broken"
                )

    def test_it_need_not_be_given(self):
        for switch in self.switches:
            with self.subTest(switch):
                made = self._press_popup(switch, self._open_popup(switch).save())
                self.assertEqual(len(made), 1)
                self.assertFalse(made.after_sales_reason_id)

    def test_only_those_that_fit_are_offered(self):
        for switch in self.switches:
            own = self._new_reason(f"Own {switch}", [switch], sequence=1)
            with self.subTest(switch):
                form = self._open_popup(switch)
                domain = form.after_sales_reason_domain
                found = self.reasons.with_user(self.agent).search(domain)
                self.assertEqual(found.ids, (own + self.broken).ids)

    def test_without_any_nothing_is_asked(self):
        self.broken.active = False
        self.team.after_sales_reason_required = True
        for switch in self.switches:
            with self.subTest(switch):
                form = self._open_popup(switch)
                values = {
                    "after_sales_reason_offered": form.after_sales_reason_offered,
                    "after_sales_blocked": False,
                }
                hidden = self._get_node(form).get("invisible")
                self.assertTrue(safe_eval(hidden, values))
                self.assertTrue(self._press_popup(switch, form.save()))

    def test_team_asks_for_one(self):
        self.team.with_user(self.manager).after_sales_reason_required = True
        for switch in self.switches:
            with self.subTest(switch):
                form = self._open_popup(switch)
                self.assertTrue(form.after_sales_reason_needed)
                with self.assertRaisesRegex(AssertionError, "after_sales_reason_id"):
                    form.save()
                # A client that sends none all the same.
                form._view["modifiers"]["after_sales_reason_id"]["required"] = "False"
                popup = form.save()
                with self.assertRaisesRegex(UserError, "team Shop wants one"):
                    self._press_popup(switch, popup)
                popup.after_sales_reason_id = self.broken
                made = self._press_popup(switch, popup)
                self.assertEqual(made.after_sales_reason_id, self.broken)
        self.team.after_sales_reason_required = False
        form = self._open_popup("use_coupons")
        self.assertFalse(form.after_sales_reason_needed)

    def test_what_does_not_fit_is_refused_over_rpc(self):
        for switch in self.switches:
            [other, *__] = [x for x in self.switches if x != switch]
            strange = self._new_reason("Strange", [other])
            cases = (
                (self.archived, UserError, "Archived is archived"),
                (strange, UserError, "Strange is not one for"),
                (self.foreign, AccessError, "may not use what was entered"),
            )
            for reason, error, message in cases:
                with (
                    self.subTest(switch=switch, reason=reason.name),
                    self.assertRaisesRegex(error, message),
                    mute_logger("odoo.addons.base.models.ir_rule"),
                ):
                    popup = self._open_popup(switch).save()
                    popup.write({"after_sales_reason_id": reason.id})
                    self._press_popup(switch, popup)
            with self.subTest(switch), self.assertRaises(ValidationError):
                popup = self._open_popup(switch).save()
                popup.write({"after_sales_reason_id": str(self.broken.id)})

    def test_reason_of_another_company_of_the_agent(self):
        self.agent.company_ids += self.other_company
        for switch in self.switches:
            popup = self._open_popup(switch).save()
            popup = popup.with_context(
                allowed_company_ids=(self.company + self.other_company).ids
            )
            popup.after_sales_reason_id = self.foreign
            with (
                self.subTest(switch),
                self.assertRaisesRegex(UserError, "Foreign belongs to Other"),
            ):
                self._press_popup(switch, popup)

    def test_a_client_hands_on_none_by_itself(self):
        """Neither a default nor the server's own key gets past the checks."""
        for switch in self.switches:
            with self.subTest(switch):
                popup = self._open_popup(switch).save()
                popup = popup.with_context(
                    after_sales_reason_id=self.archived.id,
                    default_after_sales_reason_id=self.archived.id,
                )
                made = self._press_popup(switch, popup)
                self.assertFalse(made.after_sales_reason_id)

    def test_what_undoes_has_none(self):
        arch = self.env["helpdesk.after.sales.undo"].get_view(view_type="form")["arch"]
        self.assertNotIn("after_sales_reason_id", arch)

    def test_replacement_and_backorder_keep_it(self):
        form = self._open_popup("use_product_returns")
        form.after_sales_reason_id = self.broken
        form.save().action_create_exchanges()
        transfers = self.env["stock.picking"].search(
            [("helpdesk_ticket_id", "=", self.ticket.id)]
        )
        types = transfers.mapped("helpdesk_document_type")
        self.assertEqual(set(types), {"return", "replacement"})
        self.assertEqual(transfers.after_sales_reason_id, self.broken)
        self.assertTrue(all(x.after_sales_reason_id for x in transfers))

    def test_backorder_keeps_it_though_archived(self):
        order = self._new_order([(self.product, 3)])
        delivery = self._deliver(order)
        form = self._popup_as(
            self.agent, self.ticket, "action_return", picking_id=delivery
        )
        with form.product_return_moves.edit(0) as line:
            line.quantity = 3
        form.after_sales_reason_id = self.broken
        back = self._press_popup("use_product_returns", form.save())
        self.broken.active = False
        back.move_ids.quantity = 1
        back.move_ids.picked = True
        warehouse = self._new_user("stock_only", "stock.group_stock_user")
        back.with_user(warehouse).with_context(skip_backorder=True).button_validate()
        self.assertEqual(back.backorder_ids.after_sales_reason_id, self.broken)
