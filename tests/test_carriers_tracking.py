# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_notices import NoticeCase
from .common_outcomes import OutcomeCommon

NUMBER = "1Z 999-AA1/0123456784"


@tagged("post_install", "-at_install")
class TestCarriersTracking(NoticeCase, OutcomeCommon):
    """The number of the customer's parcel, entered by agents without Inventory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._new_user("foreign", "helpdesk_mgmt.group_helpdesk_user_own")

    def _ask(self, back, user=None):
        action = back.with_user(user or self.agent).action_enter_tracking_number()
        self.assertEqual(action["target"], "new")
        return self._open_popup_as(user or self.agent, action)

    def _enter(self, back, number, user=None):
        form = self._ask(back, user)
        form.tracking_number = number
        popup = form.save()
        self.assertEqual(popup.action_save(), {"type": "ir.actions.act_window_close"})
        return popup

    def _steps(self):
        overview = self.ticket.with_user(self.agent).after_sales_get_overview()
        return overview["documents"][0]["chain"]

    def test_agent_enters_it(self):
        back = self._tracked(self._return())
        self._enter(back, f"  {NUMBER} ")
        self.assertEqual(back.helpdesk_tracking_number, NUMBER)
        self._flush_tracking()
        # Who entered it, is told by the return.
        self.assertEqual(back.message_ids[0].author_id, self.agent.partner_id)
        with Form(back.with_user(self.agent)) as form:
            self.assertEqual(form.helpdesk_tracking_number, NUMBER)
        self.assertEqual(self._ask(back).tracking_number, NUMBER)
        self._enter(back, False)
        self.assertFalse(back.helpdesk_tracking_number)

    def test_it_promises_no_mail(self):
        self._switch("return_prepared")
        back = self._tracked(self._return())
        self.assertFalse(self._ask(back).after_sales_notice)
        self._enter(back, NUMBER)
        self.assertEqual(self._get_sent(back), ["return_prepared"], "Only the first.")

    def test_ticket_shows_it_while_it_waits(self):
        back = self._return_with("refund", 2)
        self._enter(back, NUMBER)
        self.assertEqual(self._steps()[0]["notes"], [NUMBER])
        rest = self._arrive(back, 1)
        self.assertFalse(rest.helpdesk_tracking_number, "It is another parcel.")
        self.assertEqual(back.helpdesk_tracking_number, NUMBER)

    def test_ticket_shows_it_though_nothing_is_decided(self):
        back = self._return()
        self.assertEqual(self._steps(), [])
        self._enter(back, NUMBER)
        self.assertEqual(
            [(x["label"], x["notes"]) for x in self._steps()],
            [("Waits for the parcel", [NUMBER])],
        )
        self._arrive(back)
        self.assertEqual(self._steps(), [])

    def test_warehouse_enters_it_in_its_own_form(self):
        back = self._return()
        with Form(back.with_user(self.warehouseman)) as form:
            form.helpdesk_tracking_number = NUMBER
        self.assertEqual(back.helpdesk_tracking_number, NUMBER)
        self._arrive(back)
        with (
            self.assertRaises(AssertionError),
            Form(back.with_user(self.warehouseman)) as form,
        ):
            form.helpdesk_tracking_number = "1"

    def test_what_is_no_number(self):
        back = self._return()
        popup = self._ask(back).save()
        for number in ("x" * 65, "a\nb", "<b>1</b>", "\u202e123", "1\x07"):
            popup.tracking_number = number
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, "64 at most"),
                self.env.cr.savepoint(),
            ):
                popup.action_save()
            with (
                self.subTest(number=number, written=True),
                self.assertRaisesRegex(ValidationError, "64 at most"),
                self.env.cr.savepoint(),
            ):
                back.with_user(self.warehouseman).helpdesk_tracking_number = number
        self.assertFalse(back.helpdesk_tracking_number)
        self._enter(back, "۱۲۳-کد")
        self.assertEqual(back.helpdesk_tracking_number, "۱۲۳-کد")

    def test_only_while_it_is_expected(self):
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self._ask(self.delivery)
        back = self._return()
        popup = self._ask(back).save()
        popup.tracking_number = NUMBER
        self._arrive(back)
        for press in (popup.action_save, lambda: self._ask(back)):
            with self.assertRaisesRegex(UserError, "has been received or cancelled"):
                press()
        self.assertFalse(back.helpdesk_tracking_number)

    def test_hostile_calls(self):
        back = self._return()
        popup = self._ask(back).save()
        popup.tracking_number = NUMBER
        portal = self._new_user("somebody", "base.group_portal")
        employee = self._new_user("employee", "base.group_user")
        for user in (self.foreign, portal, employee):
            with self.subTest(user.login):
                for call in (
                    lambda x=user: self._ask(back, x),
                    lambda x=user: popup.with_user(x).action_save(),
                    lambda x=user: popup.with_user(x).write({"tracking_number": "1"}),
                    lambda x=user: popup.with_user(x).read(["tracking_number"]),
                    lambda x=user: back.with_user(x).read(["helpdesk_tracking_number"]),
                ):
                    with self.assertRaises(AccessError):
                        call()
        for user in (self.agent, self.agent_all):
            with self.subTest(user.login), self.assertRaises(AccessError):
                back.with_user(user).write({"helpdesk_tracking_number": "1"})
        # A colleague who may write the ticket opens their own.
        with self.assertRaisesRegex(AccessError, "was opened by"):
            popup.with_user(self.agent_all).sudo(False).sudo().with_user(
                self.agent_all
            ).action_save()
        self.assertFalse(back.helpdesk_tracking_number)
        self._enter(back, NUMBER, self.agent_all)

    def test_return_of_another_ticket(self):
        back = self._return()
        other = self._new_ticket(user_id=self.agent_all.id)
        back.helpdesk_ticket_id = other
        mine = self._new_ticket()
        popups = self.env["helpdesk.after.sales.tracking"].with_user(self.agent)
        try:
            popup = popups.create(
                {
                    "ticket_id": mine.id,
                    "picking_id": back.id,
                    "tracking_number": NUMBER,
                }
            )
            popup.action_save()
        except UserError as error:
            # They may not read it at all, or are told.
            self.assertTrue(error.args[0])
        self.assertFalse(back.helpdesk_tracking_number)
