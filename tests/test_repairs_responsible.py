# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_repairs import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairsResponsible(RepairCommon):
    """Who is responsible for a repair can open it and keep a log there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # An agent of another team, who reads no ticket of this one.
        cls.mechanic = cls._new_user(
            "mechanic", "helpdesk_mgmt.group_helpdesk_user_own"
        )

    def test_only_who_can_open_repairs_is_offered(self):
        users = self.env["res.users"].with_user(self.agent)
        offered = users.search(
            self.env["repair.order"]._repair_get_responsible_domain()
        )
        for user in (self.agent, self.stock_user, self.mechanic):
            self.assertIn(user, offered)
        self.assertNotIn(self.outsider, offered)
        popup = self._open(product_id=self.product).save()
        popup.user_id = self.outsider
        with self.assertRaisesRegex(UserError, "cannot open repairs"):
            popup.action_confirm()
        self.assertFalse(self.ticket.repair_ids)

    def test_responsible_reads_the_repair_not_the_ticket(self):
        repair = self._repair(product_id=self.product)
        self.assertFalse(repair.with_user(self.mechanic).has_access("read"))
        mine = self._repair(product_id=self.product, user_id=self.mechanic)
        self.assertTrue(mine.with_user(self.mechanic).has_access("read"))
        self.assertFalse(mine.with_user(self.mechanic).has_access("write"))
        self.assertFalse(self.ticket.with_user(self.mechanic).has_access("read"))
        # Not what has nothing to do with a ticket.
        other = self.env["repair.order"].create(
            {"product_id": self.product.id, "user_id": self.mechanic.id}
        )
        self.assertFalse(other.with_user(self.mechanic).has_access("read"))

    def test_responsible_logs_notes_nobody_else_does(self):
        repair = self._repair(product_id=self.product, user_id=self.mechanic)
        note = repair.with_user(self.mechanic).message_post(
            body="Opened it: the element is burnt.", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(note.author_id, self.mechanic.partner_id)
        stranger = self._new_user("stranger", "helpdesk_mgmt.group_helpdesk_user_own")
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            repair.with_user(stranger).message_post(body="Hello")
