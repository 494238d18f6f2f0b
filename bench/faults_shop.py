"""What is pressed while the server dies: each capability, up to its last press.

All before that press is done in this process, by the helpers of the addon's tests, and
committed; the press itself goes over HTTP to the server.
"""

from faults_desk import Desk
from faults_portal import Portal
from faults_press import press

from odoo import Command, models
from odoo.tests import Form

from odoo.addons.helpdesk_mgmt_after_sales.tests.common_coupons import CouponShop
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_requests import RequestShop
from odoo.addons.helpdesk_mgmt_after_sales.tests.common_visit_slots import SlotsShop


class Shop(Desk, Portal, SlotsShop, CouponShop, RequestShop):
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
        cls._set_up_technicians()
        # Of two, one would come this time, the other one next time.
        cls.project.fsm_user_ids = cls.technician
        cls.merger = cls._new_user(
            "merger", "helpdesk_mgmt.group_helpdesk_manager,base.group_system"
        )
        cls.closed = env["helpdesk.ticket.stage"].create(
            {"name": "Ended", "closed": True, "company_id": False}
        )
        cls.fee_reason = env["helpdesk.after.sales.reason"].create(
            {"name": "Changed their mind"}
        )
        cls.company.after_sales_fee_product_id = cls._new_product(
            "Restocking fee", type="service", is_storable=False
        )
        env["helpdesk.after.sales.restocking.fee"].create(
            {
                "company_id": cls.company.id,
                "reason_id": cls.fee_reason.id,
                "percent": 10.0,
            }
        )
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
        # As it was, whatever the case before has set.
        self._set(
            refund_limit=0,
            refund_post_limit=1000,
            repair_send_back=False,
            return_overdue_days=0,
        )
        # There are so many that a customer may ask for in an hour.
        self.env.cr.execute(
            "UPDATE helpdesk_after_sales_request "
            "SET changed_on = changed_on - interval '1 day'"
        )
        self._put_in_stock(self.product, 10)
        self.order = self._new_order([(self.product, 5)])
        self.delivery = self._deliver(self.order)
        self.invoice = self._invoice(self.order)
        self.ticket = self._new_ticket(
            partner_id=self.contact.id,
            sale_order_ids=[Command.set(self.order.ids)],
            product_id=self.product.id,
        )

    def _set(self, **values):
        # What is tracked would be counted as something that comes of the press.
        self.team.with_context(tracking_disable=True).write(values)

    def _open(self, button, user=None, **values):
        return self._popup_as(user or self.agent, self.ticket, button, **values)

    def refund(self):
        """Credit an invoice, posted at once."""
        return press(self._open("action_refund").save(), "refund_moves")

    def refund_with_fee(self):
        """Credit it less the fee that its reason costs."""
        popup = self._open("action_refund", after_sales_reason_id=self.fee_reason)
        return press(popup.save(), "refund_moves")

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

    def send_back(self):
        """Send the customer what was repaired."""
        return press(self._repair(end=True).with_user(self.agent), "action_send_back")

    def repair_end(self):
        """End a repair, after which the goods go back by themselves."""
        self._set(repair_send_back=True)
        repair = self._repair()
        return press(repair.with_user(self.warehouseman), "action_repair_end")

    def receipt(self):
        """Receive a return that is to be refunded."""
        return self._receive("refund")

    def receipt_replacement(self):
        """Receive a return that is to be replaced."""
        return self._receive("replace")

    def receipt_repair(self):
        """Receive a return that is to be repaired."""
        return self._receive("repair")

    def receipt_scrap(self):
        """Receive a return that is thrown away."""
        lines = self._return("refund").move_line_ids.with_user(self.warehouseman)
        lines.helpdesk_disposition_choice = "scrap"
        return self._receive()

    def _receive(self, outcome=None):
        picking = self._return(outcome) if outcome else self.ticket.return_ids
        picking.move_ids.picked = True
        return press(picking.with_user(self.warehouseman), "button_validate")

    def _return(self, outcome=None):
        """Make a return from the ticket.

        :param str outcome: what is to follow
        """
        form = self._open("action_return")
        if outcome:
            form.outcome = outcome
        form.save().action_create_returns()
        return self.ticket.return_ids

    def _repair(self, end=False):
        """Have something come back, and repair it.

        :param bool end: whether the repair has ended
        """
        picking = self._return("repair")
        picking.move_ids.picked = True
        picking.with_user(self.warehouseman).button_validate()
        repair = picking.repair_ids.with_user(self.warehouseman)
        repair.action_repair_start()
        if end:
            repair.action_repair_end()
        return repair
