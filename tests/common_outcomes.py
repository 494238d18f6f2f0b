# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import Form

from .common import AfterSalesShop
from .common_returns import ReturnCommon, ReturnShop


class OutcomeShop(AfterSalesShop):
    """A shop whose returns something follows, and a plain user of its warehouse."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_credit_notes = True
        cls.warehouseman = cls._new_user("warehouseman", "stock.group_stock_user")
        cls.reviewer = cls._new_user("reviewer", "account.group_account_invoice")
        cls.team.refund_reviewer_id = cls.reviewer


class OutcomeTourShop(ReturnShop):
    """Such a shop in the browser; to be mixed into an ``HttpCase``."""

    @classmethod
    def _set_up_shop(cls):
        super()._set_up_shop()
        cls.team.use_credit_notes = True
        # Whom no demo data knows, so that lists have them once.
        cls.customer.name = "Lamp lovers"
        # With the app Delivery, the standard form needs the second group, too.
        cls._new_user(
            "warehouse",
            "stock.group_stock_user,stock.group_production_lot,"
            "base.group_partner_manager",
        )
        cls.ticket.sale_order_ids = cls.order

    def _tour_as_agent(self, tour):
        self.start_tour(f"/odoo/helpdesk-tickets/{self.ticket.id}", tour, login="agent")

    def _tour_as_warehouse(self, tour):
        # By the menu's action, so that the menus of its app are there.
        action = self.env.ref("stock.method_action_picking_tree_incoming")
        self.start_tour(f"/odoo/action-{action.id}", tour, login="warehouse")


class OutcomeCommon(OutcomeShop, ReturnCommon):
    """Popups and receipts of such a shop, by those who do it."""

    def _return_with(self, outcome, *quantities, ticket=None, user=None, **values):
        """Make a return of which something follows, as the plain agent."""
        form = self._open(ticket, user, **values)
        form.outcome = outcome
        if quantities:
            self._set_quantities(form, *quantities)
        return self._press(form.save())

    def _arrive(self, picking, *quantities, user=None):
        """Receive a return as the warehouse does, in part if quantities are given.

        :return: what is still to come, if anything
        """
        picking = picking.with_user(user or self.warehouseman)
        for move, quantity in zip(picking.move_ids, quantities, strict=False):
            move.quantity = quantity
        picking.move_ids.picked = True
        action = picking.button_validate()
        if isinstance(action, dict) and action.get("res_model"):
            wizard = self.env[action["res_model"]].with_user(self.warehouseman)
            Form(wizard.with_context(**action["context"])).save().process()
        backorder = self.env["stock.picking"].search(
            [("backorder_id", "=", picking.id)]
        )
        self._begin_request()
        return backorder

    def _begin_request(self):
        """Begin another request: what was written is read anew."""
        self.env.flush_all()
        self.env.invalidate_all()

    def _credit_notes(self, ticket=None):
        return self.env["account.move"].search(
            [
                ("helpdesk_ticket_id", "=", (ticket or self.ticket).id),
                ("move_type", "=", "out_refund"),
            ],
            order="id",
        )

    def _questions(self, picking):
        """Return the activities that ask for a decision about a return."""
        return picking.activity_ids.filtered(
            lambda x: (
                x.activity_type_id
                == self.env.ref("helpdesk_mgmt_after_sales.mail_activity_type_outcome")
            )
        )

    def _notice(self, form):
        """Return what the popup says of what follows, with plain spaces."""
        return form.outcome_notice.replace("\N{NO-BREAK SPACE}", " ")
