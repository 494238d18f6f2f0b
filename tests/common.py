# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, Form, get_db_name, new_test_user

from odoo.addons.base.tests.common import BaseCommon


class AfterSalesShop:
    """A shop: customer, products, a team with its agents, a ticket.

    The records kept on the class carry the superuser's environment; a test acts
    as a role by ``record.with_user(self.agent)``. To be mixed into a test class
    that has ``env``; its ``setUpClass`` calls :meth:`_set_up_shop`.
    """

    @classmethod
    def _set_up_shop(cls):
        cls.company = cls._setup_company()
        # Lowest role first: what they can do, all can.
        roles = [
            (cls._get_login(name), group)
            for name, group in (
                ("agent", "helpdesk_mgmt.group_helpdesk_user_own"),
                ("agent_team", "helpdesk_mgmt.group_helpdesk_user_team"),
                ("agent_all", "helpdesk_mgmt.group_helpdesk_user"),
                ("manager", "helpdesk_mgmt.group_helpdesk_manager"),
                ("outsider", "base.group_user"),
            )
        ]
        # Together: one by one takes half of the time of all that is set up here.
        cls.agent, cls.agent_team, cls.agent_all, cls.manager, cls.outsider = cls.env[
            "res.users"
        ].create(
            [
                {
                    "login": login,
                    "name": f"{login} ({group})",
                    "email": f"{login}@example.com",
                    # Browser tours log in with the login as password.
                    "password": login,
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for login, group in roles
            ]
        )

        cls.customer = cls.env["res.partner"].create(
            {"name": "Deco Addict", "email": "deco@example.com", "is_company": True}
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Addict's buyer",
                "email": "buyer@example.com",
                "parent_id": cls.customer.id,
            }
        )
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Gemini", "email": "gemini@example.com"}
        )
        cls.product = cls._new_product("Desk lamp")
        cls.serial_product = cls._new_product("Coffee machine", tracking="serial")

        cls.team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "Shop",
                "company_id": cls.company.id,
                "user_ids": [
                    Command.set(
                        (cls.agent | cls.agent_team | cls.agent_all | cls.manager).ids
                    )
                ],
            }
        )
        # Whoever tests what customers are told switches it on.
        settings = cls.env["helpdesk.after.sales.notice.setting"]
        settings.search([("team_id", "=", cls.team.id)]).is_on = False
        cls.ticket = cls._new_ticket()

    @classmethod
    def _setup_company(cls):
        return cls.env.company

    @classmethod
    def _get_login(cls, name):
        """Return the login of a new user."""
        return name

    @classmethod
    def _new_user(cls, name, groups, **values):
        login = cls._get_login(name)
        values.setdefault("email", f"{login}@example.com")
        # Browser tours log in with the login as password.
        values.setdefault("password", login)
        return new_test_user(cls.env, login=login, groups=groups, **values)

    @classmethod
    def _new_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "consu",
                "is_storable": True,
                "list_price": 100.0,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _new_ticket(cls, **values):
        return cls.env["helpdesk.ticket"].create(
            {
                "name": "It does not work",
                "description": "<p>It does not work.</p>",
                "team_id": cls.team.id,
                "user_id": cls.agent.id,
                "partner_id": cls.customer.id,
                "company_id": cls.team.company_id.id,
                **values,
            }
        )

    @classmethod
    def _new_request(cls, ticket, **values):
        """Let a ticket's customer ask for something, whatever the rules say to it."""
        return cls.env["helpdesk.after.sales.request"].create(
            {
                "ticket_id": ticket.id,
                "company_id": ticket.company_id.id,
                "partner_id": cls.customer.id,
                "customer_id": cls.customer.id,
                "wish": "visit",
                "line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "quantity": 1,
                            "product_uom_id": cls.product.uom_id.id,
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _new_order(cls, lines=None, confirm=True, **values):
        """Create a sales order.

        :param list lines: tuples (product, quantity) or (product, quantity, values);
            by default one of the untracked product
        """
        lines = lines or [(cls.product, 1)]
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.team.company_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            **(rest[0] if rest else {}),
                        }
                    )
                    for product, quantity, *rest in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _new_lot(cls, product, name):
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": product.id, "company_id": cls.company.id}
        )

    @classmethod
    def _deliver(cls, order, lots=None):
        """Validate the order's delivery.

        :param lots: for tracked products, the lots to deliver, one unit each
        :return: the done transfer
        """
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move_lots = (lots or cls.env["stock.lot"]).filtered(
                lambda lot, product=move.product_id: lot.product_id == product
            )
            if move_lots:
                move.move_line_ids.unlink()
                move.move_line_ids = [
                    Command.create(
                        {
                            "product_id": move.product_id.id,
                            "product_uom_id": move.product_id.uom_id.id,
                            "lot_id": lot.id,
                            "quantity": 1,
                            "location_id": move.location_id.id,
                            "location_dest_id": move.location_dest_id.id,
                            "picking_id": picking.id,
                        }
                    )
                    for lot in move_lots
                ]
            else:
                move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return picking

    @classmethod
    def _invoice(cls, order, post=True):
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.today()
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _new_invoice(cls, lines=None, post=True, **values):
        """Create a customer invoice that has no sales order.

        :param list lines: as for :meth:`_new_order`
        """
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "company_id": cls.team.company_id.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            "tax_ids": [Command.clear()],
                            **(rest[0] if rest else {}),
                        }
                    )
                    for product, quantity, *rest in lines or [(cls.product, 1)]
                ],
                **values,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    def _tracked(self, records):
        """Return the records with tracking on, which tests switch off by default."""
        self._flush_tracking()
        return records.with_context(tracking_disable=False, mail_notrack=False)

    def _flush_tracking(self):
        """Let tracking post its messages, as the end of a request does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    @classmethod
    def _print_in_letters(cls):
        """Have wkhtmltopdf print letters that can be read from the file.

        Web fonts it draws as mere shapes, whenever a server is there to send them.
        """
        cls.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "inherit_id": cls.env.ref("web.minimal_layout").id,
                "arch": """
                    <xpath expr="//head" position="inside">
                        <style>* { font-family: sans-serif !important; }</style>
                    </xpath>
                """,
            }
        )

    @classmethod
    def _open_popup_as(cls, user, action, **values):
        """Open the popup that a ticket button returned, as the web client does.

        :param dict action: the window action
        :param values: fields to fill in, in this order
        :return: the Form, not saved
        """
        popup = cls.env[action["res_model"]].with_user(user)
        form = Form(popup.with_context(action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form

    @classmethod
    def _popup_as(cls, user, ticket, button, **values):
        """Press a ticket button as a user; see :meth:`_open_popup_as`."""
        action = getattr(ticket.with_user(user), button)()
        return cls._open_popup_as(user, action, **values)


class AfterSalesCommon(AfterSalesShop, BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_shop()


class RaceCase(AfterSalesShop, BaseCase):
    """Two agents at once: real transactions, in parallel, really committed.

    What is committed stays in the database of the tests, under logins that are
    unique; its users are archived in the end. Not among the standard tests, so
    that nobody's own database is filled by it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls.cr.close)
        context = {"tracking_disable": True, "no_reset_password": True}
        cls.env = api.Environment(cls.cr, SUPERUSER_ID, context)
        cls._set_up_shop()
        cls.cr.commit()
        cls.addClassCleanup(cls._archive_users)

    @classmethod
    def _archive_users(cls):
        cls.cr.rollback()
        cls.team.user_ids.active = False
        cls.cr.commit()

    @classmethod
    def _get_login(cls, name):
        return f"{name}_{time.time_ns()}"

    def run_together(self, *functions):
        """Run functions in parallel transactions whose snapshots are all taken first.

        Each goes through Odoo's own retry of failed serializations, as a request
        does, and is committed unless it raises.

        :param functions: callables on an environment
        :return: for each what it returned, or the exception it raised
        :rtype: list
        """
        self.cr.commit()  # pylint: disable=invalid-commit
        barrier = threading.Barrier(len(functions), timeout=60)

        def run(function):
            started = []

            def attempt():
                if not started:
                    env.cr.execute("SELECT count(*) FROM helpdesk_ticket")
                    started.append(True)
                    barrier.wait()
                return function(env)

            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, dict(self.env.context))
                try:
                    return retrying(attempt, env)
                except (UserError, RedirectWarning) as error:
                    cr.rollback()
                    return error

        with ThreadPoolExecutor(len(functions)) as pool:
            results = list(pool.map(run, functions))
        # What the others committed is seen by a new transaction only.
        self.cr.rollback()
        self.env.invalidate_all()
        return results
