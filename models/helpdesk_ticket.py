# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .helpdesk_after_sales_reading import filter_gear
from .new_columns import create_empty_columns


class HelpdeskTicket(models.Model):
    """What the after-sales services share on the ticket.

    Each service extends the ticket in its own folder.
    """

    _inherit = "helpdesk.ticket"

    partner_id = fields.Many2one(tracking=True)
    # Another team has other limits: who moved the ticket is known.
    team_id = fields.Many2one(tracking=True)
    sale_order_ids = fields.Many2many(string="Sales Orders")
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Lot/Serial Number",
        compute="_compute_lot_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        domain="[('product_id', '=', product_id)]",
    )
    product_tracking = fields.Selection(
        related="product_id.tracking", string="Product Tracking"
    )
    # OCA has no index here; whether a customer has a ticket is asked for every
    # document that an agent reads. Not index=True: that one would outlive us.
    _after_sales_commercial_partner_idx = models.Index("(commercial_partner_id)")

    @api.depends("product_id")
    def _compute_lot_id(self):
        for ticket in self:
            if ticket.lot_id.product_id != ticket.product_id:
                ticket.lot_id = False

    @api.constrains("lot_id", "product_id")
    def _check_lot_product(self):
        for ticket in self:
            # sudo: a lot of another company is refused with the reason, not by a rule.
            lot = ticket.sudo().lot_id
            if lot and lot.product_id != ticket.product_id:
                raise ValidationError(
                    self.env._(
                        "The lot/serial number %(lot)s is one of %(lot_product)s, not "
                        "of %(product)s. Choose a lot of the ticket's product.",
                        lot=lot.name,
                        lot_product=lot.product_id.display_name,
                        product=ticket.product_id.display_name or "-",
                    )
                )

    def _auto_init(self):
        # No ticket names a lot before it can.
        create_empty_columns(self, "lot_id")
        return super()._auto_init()

    def write(self, vals):
        customers = self._after_sales_get_customers(vals)
        res = super().write(vals)
        self._after_sales_close_links_of(customers)
        return res

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        # EXTENDS 'helpdesk_mgmt': a team's e-mail alias has values of its manager's.
        return super().message_new(
            msg_dict, self._after_sales_drop_token(custom_values)
        )

    def _after_sales_get_with_hidden_token(self):
        # Agents have all rights on the ticket, but must not pass for its customer, and
        # nor must a customer who merely follows it.
        return self.browse() if self.env.su else self

    @api.model
    def _after_sales_hides_tokens(self):
        return not self.env.su

    def _after_sales_get_with_own_author(self):
        # They have all rights on it, but are not its customer.
        agent = not self.env.su and self.env.user._after_sales_is_agent()
        return self if agent else self.browse()

    @api.model
    def get_views(self, views, options=None):
        result = super().get_views(views, options)
        # The ticket's link is its customer's alone: sharing it would be refused.
        share_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "helpdesk_mgmt.model_helpdesk_ticket_action_share"
        )
        for view in result["views"].values():
            if share_id and view.get("toolbar"):
                filter_gear(view, share_id.__ne__)
        return result

    # ------------------------------------------------------------------
    # Services
    # ------------------------------------------------------------------

    @api.model
    def _after_sales_services(self):
        """Return the services: what the shared code knows of them is said here.

        Each service adds its own, under its team's switch. Whatever is done for all
        services asks this.

        :return: services by switch, see ``AfterSalesService``
        :rtype: dict[str, AfterSalesService]
        """
        return {}

    def _after_sales_get_documents(self):
        """Return all that is linked to these tickets, whoever's it is and in any state.

        To be called in superuser mode.

        :return: the documents of each model, as a recordset
        :rtype: list
        """
        names = {
            self._fields[service.documents].comodel_name
            for service in self._after_sales_services().values()
        }
        return [
            self.env[name]
            .with_context(active_test=False)
            .search([("helpdesk_ticket_id", "in", self.ids)])
            for name in sorted(names)
        ]

    def _after_sales_check_service(self, switch):
        """Check that the current user may use a service on this ticket.

        :param str switch: the team's switch of the service
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer the service
        """
        self.ensure_one()
        self.check_access("write")
        team = self.team_id
        if not team[switch]:
            service = team._fields[switch].get_description(self.env, ["string"])
            raise UserError(
                self.env._(
                    "The team of ticket %(ticket)s (%(team)s) does not offer "
                    "%(service)s. A Helpdesk manager can switch it on in the team's "
                    "After-Sales settings.",
                    ticket=self.number,
                    team=team.name or self.env._("no team"),
                    service=service["string"],
                )
            )

    def _after_sales_open_popup(
        self, switch, res_model, view_xmlid, name, context=None
    ):
        """Open the popup of a service, after asking for a customer if there is none.

        The context of the returned action alone opens the popup right.

        :param str switch: the team's switch of the service
        :param str res_model: the popup's model
        :param str view_xmlid: the popup's form view
        :param str name: the popup's title
        :param dict context: further keys for the popup
        :return: a window action
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        :raise UserError: if the ticket's team does not offer the service
        """
        self._after_sales_check_service(switch)
        popup = self.env[res_model]
        if not self.partner_id and res_model != "helpdesk.ticket.customer.wizard":
            return self._after_sales_open_popup(
                switch,
                "helpdesk.ticket.customer.wizard",
                "helpdesk_mgmt_after_sales.helpdesk_ticket_customer_wizard_view_form",
                self.env._("Who is the customer?"),
                {"default_service": switch},
            )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": res_model,
            "view_mode": "form",
            "views": [(self.env.ref(view_xmlid).id, "form")],
            "target": "new",
            "context": {
                f"default_{popup._after_sales_ticket_field}": self.id,
                "form_view_ref": view_xmlid,
                **(context or {}),
            },
        }

    def _after_sales_get_bought_orders(self):
        """Return the ticket's orders by which the customer bought what it is about.

        Not those that one of its services made.

        :return: sales orders that the user may read
        """
        return self.sale_order_ids._origin

    def _after_sales_open_documents(self, documents, name):
        """Open the documents of a service: one in its form, several in a list.

        Without *New*: what is made for a ticket is made by its buttons.

        :param documents: recordset
        :param str name: title of the list
        :return: a window action
        :rtype: dict
        """
        self.ensure_one()
        return documents._get_records_action(name=name, context={"create": False})

    def _after_sales_get_agent(self):
        """Return who works on this ticket: the assigned user, or the team's leader.

        :return: a user who can open the ticket, or none
        """
        self.ensure_one()
        for user in self.user_id | self.team_id.user_id:
            # In their companies, not in those of whoever asks.
            ticket = self.with_user(user).with_context(
                allowed_company_ids=user._get_company_ids()
            )
            if user.active and ticket.has_access("read"):
                return user
        return self.env["res.users"]
