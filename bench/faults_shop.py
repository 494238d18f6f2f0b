"""What is pressed while the server dies: each capability, up to its last press.

All before that press is done in this process, by the helpers of the addon's tests, and
committed; the press itself goes over HTTP to the server.
"""

from dataclasses import dataclass, field

from odoo import Command, models
from odoo.tests import Form

from odoo.addons.helpdesk_mgmt_after_sales.tests.common_coupons import CouponShop
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_field_service import (
    make_signature,
)
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_requests import RequestShop


@dataclass
class Press:
    """The last click of something that a user does.

    :param login: of the user; also their password
    :param model: whose method is called; none for a page of the portal
    :param path: of that page
    :param values: what is sent to it
    :param json: whether it takes JSON, as some of the pages do
    """

    login: str
    model: str = ""
    method: str = ""
    id: int = 0
    context: dict = field(default_factory=dict)
    path: str = ""
    values: dict = field(default_factory=dict)
    json: bool = False


def press(popup, method):
    """Return the press of a button, by the user who opened the popup."""
    context = {k: v for k, v in popup.env.context.items() if k != "uid"}
    return Press(popup.env.user.login, popup._name, method, popup.id, context)


class Shop(CouponShop, RequestShop):
    """A shop that offers all of it, and tells its customers by mail."""

    @classmethod
    def set_up(cls, env):
        """Fill the database."""
        cls.env = env
        cls._set_up_shop()
        cls.approver = cls._new_user("approver", "helpdesk_mgmt.group_helpdesk_user")
        cls.team.user_ids += cls.approver
        cls.team.approver_ids = cls.approver
        env["helpdesk.after.sales.notice.setting"].search(
            [("team_id", "=", cls.team.id)]
        ).is_on = True
        env.ref("website.default_website").company_id = cls.company
        users = env["res.users"].search([("login", "not in", ("admin", "__system__"))])
        for user in users:
            user.password = user.login

    @classmethod
    def use(cls, env):
        """Go on in another transaction."""
        cls.env = env
        for name, value in list(vars(cls).items()):
            if isinstance(value, models.BaseModel):
                setattr(cls, name, value.with_env(env))
            elif name in ("lines", "stages"):
                setattr(cls, name, {k: v.with_env(env) for k, v in value.items()})

    def begin(self):
        """Begin another case: an order, what came of it, and a ticket."""
        self._limit(refund_limit=0, refund_post_limit=1000)
        self._put_in_stock(self.product, 10)
        self.order = self._new_order([(self.product, 5)])
        self.delivery = self._deliver(self.order)
        self.invoice = self._invoice(self.order)
        self.ticket = self._new_ticket(
            partner_id=self.contact.id,
            sale_order_ids=[Command.set(self.order.ids)],
            product_id=self.product.id,
        )

    def _limit(self, **values):
        # What is tracked would be counted as something that comes of the press.
        self.team.with_context(tracking_disable=True).write(values)

    def _open(self, button, user=None, **values):
        return self._popup_as(user or self.agent, self.ticket, button, **values)

    def refund(self):
        """Credit an invoice, posted at once."""
        return press(self._open("action_refund").save(), "refund_moves")

    def coupon(self):
        """Make a coupon, for the mail with its code."""
        popup = self._open("action_coupon", program_id=self.program).save()
        return press(popup, "action_send_email")

    def coupon_mail(self):
        """Send the mail with a coupon's code."""
        popup = self._open("action_coupon", program_id=self.program).save()
        action = popup.action_send_email()
        composer = self.env[action["res_model"]].with_user(self.agent)
        form = Form(composer.with_context(action["context"]))
        return press(form.save(), "action_send_mail")

    def coupon_link(self):
        """Make a coupon, for the link into the cart."""
        popup = self._open("action_coupon", program_id=self.program).save()
        return press(popup, "action_get_share_link")

    def return_(self):
        """Make a return."""
        return press(self._open("action_return").save(), "action_create_returns")

    def exchange(self):
        """Make a return, and the delivery of its replacement."""
        return press(self._open("action_return").save(), "action_create_exchanges")

    def repair(self):
        """Make a repair order."""
        return press(self._open("action_repair").save(), "action_confirm")

    def visit(self):
        """Plan a visit."""
        popup = self._open("action_plan_intervention").save()
        return press(popup, "action_create_task")

    def signature(self):
        """Sign a visit's worksheet in the portal."""
        task = self._plan(name="Signed").sudo()
        task.user_ids = self.technician
        self._fill_in(task)
        task.action_fsm_done()
        worksheet = task._worksheet_get_fingerprint()
        return Press(
            self.buyer.login,
            path=f"/my/tasks/{task.id}/sign?worksheet={worksheet}",
            values={"name": "Joe Willis", "signature": make_signature()},
            json=True,
        )

    def request(self):
        """Ask for a refund in the portal."""
        draft = self._draft()
        path = f"/my/help/{draft.id}/{draft.access_token}"
        return Press(self.buyer.login, path=path)

    def grant(self):
        """Grant what a customer asks for."""
        draft = self._draft()
        draft._send()
        action = draft.ticket_id.with_user(self.agent_all).action_request_open_popup()
        popup = self.env[action["res_model"]].with_user(self.agent_all)
        popup = popup.browse(action["res_id"]).with_context(action["context"])
        return press(popup, "action_create_returns")

    def receipt(self):
        """Receive a return that is to be refunded."""
        form = self._open("action_return")
        form.outcome = "refund"
        form.save().action_create_returns()
        picking = self.ticket.return_ids
        picking.move_ids.picked = True
        return press(picking.with_user(self.warehouseman), "button_validate")

    def undo(self):
        """Undo a return."""
        self._open("action_return").save().action_create_returns()
        action = self.ticket.return_ids.with_user(self.agent).action_after_sales_undo()
        form = self._open_popup_as(self.agent, action, reason="Wrong product")
        return press(form.save(), "action_undo")

    def question(self):
        """Ask somebody to approve a refund beyond the limit."""
        return press(self._open_beyond().save(), "action_ask_approval")

    def approval(self):
        """Approve such a refund, and make it."""
        popup = self._open_beyond().save()
        popup.action_ask_approval()
        approval = popup.sudo().approval_id.with_user(self.approver)
        action = approval.action_open_popup()
        popup = self.env[action["res_model"]].with_user(self.approver)
        popup = popup.browse(action["res_id"]).with_context(action["context"])
        return press(popup, "refund_moves")

    def _open_beyond(self):
        self._limit(refund_limit=50)
        form = self._open("action_refund")
        form.approval_note = "They are furious"
        return form

    def _draft(self):
        tickets = self.env["helpdesk.ticket"]
        ticket = tickets._request_prepare_ticket(self.contact, self.company, self.team)
        pieces = ticket._request_get_pieces(self.order.order_line)
        chosen = [(piece, 2) for piece in pieces]
        values = {"wish": "refund", "reason_id": self.reason.id, "note": ""}
        return self.requests._make_draft(ticket, tickets, chosen, values, files=())


CAPABILITIES = {
    "refund": Shop.refund,
    "coupon": Shop.coupon,
    "mail with a coupon": Shop.coupon_mail,
    "link with a coupon": Shop.coupon_link,
    "return": Shop.return_,
    "exchange": Shop.exchange,
    "repair": Shop.repair,
    "visit": Shop.visit,
    "signature": Shop.signature,
    "request": Shop.request,
    "grant of a request": Shop.grant,
    "receipt with a refund": Shop.receipt,
    "undo": Shop.undo,
    "question for approval": Shop.question,
    "approved refund": Shop.approval,
}
