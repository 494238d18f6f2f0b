# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from requests.exceptions import ConnectTimeout

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_carriers import LabelCase
from .common_notices import NoticeCase
from .common_returns import ReturnCommon

LOGGER = "odoo.addons.helpdesk_mgmt_after_sales.models.carriers.stock_picking"


@tagged("post_install", "-at_install")
class TestCarriersLabelOptional(LabelCase, NoticeCase, ReturnCommon):
    """The carrier's label of a return, made by a carrier of the test's own."""

    def _get(self, picking, user=None):
        """Press Get Return Label, in a request of its own."""
        self.env.invalidate_all()
        return picking.with_user(user or self.agent).action_get_return_label()

    def _fail(self, error):
        """Make a return whose carrier fails."""
        self.provider.error = error
        return self._return()

    def _file_name(self, back):
        return f"Return Label - {back.name.replace('/', '_')}.pdf"

    # ------------------------------------------------------------------
    # The popup
    # ------------------------------------------------------------------

    def test_label_is_made_with_the_return(self):
        form = self._open()
        self.assertEqual(form.return_label_carrier, "Sunny Parcels")
        self.assertTrue(form.return_label)
        popup = form.save()
        back = self._press(popup)
        self.assertEqual(back.carrier_id, self.carrier)
        self.assertEqual(len(self._labels(back)), 1)
        self.assertFalse(back.helpdesk_label_problem)
        self.assertFalse(back.helpdesk_label_offered)
        self.assertEqual(self._press(popup), back)
        self._get(back)
        self.assertEqual(self.provider.asked, [back.name])

    def test_not_wanted(self):
        back = self._return(return_label=False)
        self.assertFalse(self.provider.asked)
        self.assertFalse(back.carrier_id)
        self.assertTrue(back.helpdesk_label_offered)
        self._get(back)
        self.assertEqual(len(self._labels(back)), 1)
        self.assertEqual(back.carrier_id, self.carrier)

    def test_offered_only_where_the_carrier_makes_labels(self):
        self.delivery.carrier_id = self._new_carrier("Bicycle", delivery_type="fixed")
        form = self._open()
        self.assertFalse(form.return_label_carrier)
        self.assertFalse(form.return_label)
        self.delivery.carrier_id = False
        form = self._open()
        self.assertFalse(form.return_label)
        popup = form.save()
        popup.return_label = True
        back = self._press(popup)
        self.assertFalse(back.carrier_id)
        self.assertFalse(back.helpdesk_label_offered)
        with self.assertRaisesRegex(UserError, "makes no labels. Send the return slip"):
            self._get(back)
        self.assertFalse(self.provider.asked)

    def test_what_goes_out_gets_no_label(self):
        self.delivery.picking_type_id.return_picking_type_id = False
        self.assertFalse(self._open().return_label_carrier)
        self.assertFalse(self._return().carrier_id)

    def test_standard_popup_asks_nothing(self):
        popup = self._standard_popup(self.delivery).save()
        self.assertFalse(popup.return_label)
        self.assertFalse(popup.return_label_carrier)
        popup.product_return_moves.quantity = 1
        popup.action_create_returns()
        self.assertFalse(self.delivery.return_ids.carrier_id)
        self.assertFalse(self.provider.asked)

    def test_exchange_has_a_label_too(self):
        back = self._return(button="action_create_exchanges")
        self.assertEqual(self.provider.asked, [back.name])
        self.assertEqual(len(self._labels(back)), 1)

    def test_rest_comes_in_another_parcel(self):
        back = self._return()
        back.move_ids.quantity = 2
        back.move_ids.picked = True
        back._action_done()
        rest = self.env["stock.picking"].search([("backorder_id", "=", back.id)])
        self.assertTrue(rest.helpdesk_label_offered)
        self._get(rest)
        self.assertEqual(self.provider.asked, [back.name, rest.name])

    # ------------------------------------------------------------------
    # A carrier that fails
    # ------------------------------------------------------------------

    def test_refusal_of_the_carrier(self):
        back = self._fail(UserError("No such street."))
        self.assertEqual(back.state, "assigned")
        self.assertEqual(
            back.helpdesk_label_problem,
            "Sunny Parcels made no return label: No such street.",
        )
        self.assertIn("No such street.", back.message_ids[0].body)
        self.assertFalse(self._labels(back), "What it had kept is rolled back.")
        self.assertTrue(back.helpdesk_label_offered)
        with self.assertRaisesRegex(UserError, "No such street."):
            self._get(back)
        self.provider.error = None
        self._get(back)
        self._get(back)
        self.assertEqual(len(self._labels(back)), 1)
        self.assertEqual(self.provider.asked, [back.name] * 3)
        self.assertFalse(back.helpdesk_label_problem)

    @mute_logger(LOGGER)
    def test_network(self):
        back = self._fail(ConnectTimeout("10.0.0.1"))
        self.assertIn("cannot be reached just now", back.helpdesk_label_problem)
        self.assertNotIn("10.0.0.1", back.helpdesk_label_problem)

    @mute_logger(LOGGER)
    def test_error_in_the_connection(self):
        back = self._fail(KeyError("label"))
        self.assertIn("its connection has an error", back.helpdesk_label_problem)
        self.assertTrue(back.move_ids)

    def test_no_label_comes(self):
        self.provider.sends = False
        back = self._return()
        self.assertIn("it sent no label", back.helpdesk_label_problem)

    # ------------------------------------------------------------------
    # Mails
    # ------------------------------------------------------------------

    def test_composer_has_slip_and_label(self):
        back = self._return().with_user(self.agent_all)
        action = back.action_send_return_slip()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.agent_all)
            .with_context(**action["context"])
        )
        composer = form.save()
        self.assertEqual(len(composer.attachment_ids), 2)
        self.assertIn("Stick the attached label", composer.body)
        composer.action_send_mail()
        files = back.message_ids[0].sudo().attachment_ids
        self.assertIn(self._file_name(back), files.mapped("name"))
        self.assertEqual(len(files), 2)
        # What was sent is no label of its own, to be sent the next time.
        self.assertEqual(len(self._labels(back)), 1)
        self.assertEqual(back.sudo()._label_get(), self._labels(back))

    def test_automatic_mail_has_slip_and_label(self):
        self._switch("return_prepared")
        back = self._return()
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertEqual(len(mail.attachment_ids), 2)
        self.assertIn(self._file_name(back), mail.attachment_ids.mapped("name"))
        self.assertIn("Stick the attached label", mail.body)

    def test_automatic_mail_goes_without_label(self):
        self._switch("return_prepared")
        self._fail(UserError("No such street."))
        mail = self._get_mails()
        self._assert_told(mail, self.customer)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertNotIn("label", mail.body)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------

    def test_warehouse_may_get_it(self):
        back = self._fail(UserError("No such street."))
        self.provider.error = None
        worker = self._new_user("worker", "stock.group_stock_manager")
        with Form(back.with_user(worker)) as form:
            self.assertIn("No such street.", form.helpdesk_label_problem)
        self._get(back, worker)
        self.assertEqual(len(self._labels(back)), 1)

    def test_nobody_else(self):
        back = self._return(return_label=False)
        for login, groups in (
            ("employee", "base.group_user"),
            ("somebody", "base.group_portal"),
            ("foreign_agent", "helpdesk_mgmt.group_helpdesk_user_own"),
        ):
            user = self._new_user(login, groups)
            with self.subTest(login), self.assertRaises(AccessError):
                self._get(back, user)
        self.assertFalse(self.provider.asked)

    def test_label_of_a_return_that_is_closed(self):
        """The composer attaches nothing of what its sender may not read."""
        back = self._return()
        foreign = self._new_user("foreign", "helpdesk_mgmt.group_helpdesk_user_own")
        context = back.with_user(self.agent).action_send_return_slip()["context"]
        composers = self.env["mail.compose.message"].with_user(foreign)
        with self.assertRaises(AccessError):
            Form(composers.with_context(**context)).save()

    def test_only_while_it_is_expected(self):
        with self.assertRaisesRegex(UserError, "not the return of a Helpdesk ticket"):
            self._get(self.delivery)
        back = self._return(return_label=False)
        back.action_cancel()
        self.assertFalse(back.helpdesk_label_offered)
        with self.assertRaisesRegex(UserError, "received or cancelled"):
            self._get(back)
