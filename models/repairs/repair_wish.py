# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..requests.request_wish import RequestWish


class RepairWish(RequestWish):
    """Customers want something repaired."""

    switch = "use_product_repairs"
    icon = "fa-wrench"

    @classmethod
    def get_label(cls, env):
        return env._("Have it repaired")

    @classmethod
    def get_help(cls, env):
        return env._("We look at it and tell you what it costs, if anything.")

    @classmethod
    def get_summary(cls, env, pieces):
        return env._("Repair of %(pieces)s", pieces=pieces)

    @classmethod
    def open_popup(cls, request):
        action = request.ticket_id.action_repair()
        lines = request.line_ids.filtered(lambda x: x._open_quantity > 0)
        popups = request.env[action["res_model"]].with_context(**action["context"])
        vals = {"product_id": lines[:1].product_id.id, "lot_id": lines[:1].lot_id.id}
        return action, popups.create(vals)

    @classmethod
    def get_granted(cls, line, documents):
        repairs = [
            x
            for x in documents
            if x._name == "repair.order"
            and x.product_id == line.product_id
            and (not line.lot_id or x.lot_id in (line.lot_id, line.lot_id.browse()))
        ]
        return line.quantity if repairs else 0.0
