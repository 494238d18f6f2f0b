# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common_notices import NoticeCase
from .common_outcomes import OutcomeCommon


class SendBackCommon(NoticeCase, OutcomeCommon):
    """What comes back to be repaired, its repair, and the way to the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.use_product_repairs = True
        cls.line = cls.order.order_line

    def _bring(self, *quantities, **values):
        """Return something to be repaired, and receive it.

        :return: its return and its repairs
        """
        back = self._return_with("repair", *quantities, **values)
        self._arrive(back)
        return back, back.repair_ids.sorted("id")

    def _end(self, repairs):
        for repair in repairs.with_user(self.warehouseman):
            repair.action_repair_start()
            repair.action_repair_end()
        self._begin_request()
        return repairs

    def _send_back(self, repair, user=None):
        action = repair.with_user(user or self.agent).action_send_back()
        self.assertEqual(action["res_model"], "stock.picking")
        self._begin_request()
        return self.env["stock.picking"].browse(action["res_id"])

    def _returnable(self, delivery=None):
        moves = (delivery or self.delivery).move_ids
        return sum(sum(x._return_get_returnable().values()) for x in moves)
