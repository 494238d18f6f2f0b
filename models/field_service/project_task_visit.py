# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from urllib.parse import urlencode

from odoo import api, fields, models

from ..helpdesk_after_sales_date import format_date

MAP = "https://www.openstreetmap.org/"


class ProjectTask(models.Model):
    """What a technician has to know of a visit: to what, where, and whom to call.

    They need no rights in Helpdesk, Inventory or Sales for it.
    """

    _inherit = "project.task"

    visit_product = fields.Char(string="Product", compute="_compute_visit_product")
    visit_serial = fields.Char(
        string="Lot/Serial Number", compute="_compute_visit_product"
    )
    visit_warranty = fields.Char(string="Warranty", compute="_compute_visit_product")
    visit_phone = fields.Char(string="Phone", compute="_compute_visit_contact")
    visit_map_url = fields.Char(string="Map", compute="_compute_visit_contact")

    @api.depends("helpdesk_ticket_id.product_id", "helpdesk_ticket_id.lot_id")
    @api.depends_context("uid", "lang", "tz")
    def _compute_visit_product(self):
        self.visit_product = self.visit_serial = self.visit_warranty = False
        # A client writes in a form what it likes, somebody else's ticket, too: only
        # what is saved counts.
        saved = self.filtered("helpdesk_ticket_id")._origin.sudo(False)
        readable = saved._filtered_access("read") if saved else saved
        for task in self.filtered(lambda task: task._origin in readable):
            # sudo: who reads the task may know to what they are sent; ticket, product
            # and deliveries need not be open to them.
            ticket_sudo = task._origin.sudo().helpdesk_ticket_id
            task.visit_product = ticket_sudo.product_id.display_name
            task.visit_serial = ticket_sudo.lot_id.name
            task.visit_warranty = task._fsm_get_warranty(ticket_sudo)

    @api.model
    def _fsm_get_warranty(self, ticket_sudo):
        """Say in plain words whether a ticket's product is under warranty.

        :param ticket_sudo: the ticket, in superuser mode
        :return: a sentence, or False if the ticket has no product
        :rtype: str | bool
        """
        # Whichever companies the user looks at, the ticket's deliveries count.
        company = ticket_sudo.company_id
        ticket = ticket_sudo.with_context(allowed_company_ids=company.ids)
        product, lot = ticket.product_id, ticket.lot_id
        if product.tracking != "none" and product.warranty > 0 and not lot:
            return self.env._("Warranty unknown: the serial number is not known.")
        warranty = product._repair_get_warranty(ticket, ticket.partner_id, lot)
        if not warranty.until:
            return warranty.message
        until = format_date(self.env, warranty.until)
        if warranty.covered:
            return self.env._("Under warranty until %(until)s", until=until)
        return self.env._("No warranty any more: it ended on %(until)s", until=until)

    @api.depends(
        "visit_address_id", "partner_id.phone", "partner_id.commercial_partner_id.phone"
    )
    @api.depends_context("uid")
    def _compute_visit_contact(self):
        self.visit_phone = self.visit_map_url = False
        visits = self.filtered("is_fsm")
        partners = visits.visit_address_id | visits.partner_id
        partners |= partners.commercial_partner_id
        # As the user: in a form any partner can be entered.
        readable = partners._origin.sudo(False)._filtered_access("read")
        for task in visits:
            partner, address = task.partner_id, task.visit_address_id
            # Who is there, who asked, their company.
            phones = [
                contact.phone
                for contact in (address, partner, partner.commercial_partner_id)
                if contact._origin in readable and contact.phone
            ]
            task.visit_phone = phones[:1] and phones[0]
            place = (address or partner)._origin
            task.visit_map_url = place in readable and self._fsm_get_map_url(place)

    @api.model
    def _fsm_get_map_url(self, partner):
        """Return a link that shows where a partner is.

        Odoo's own, ``google_map_link``, comes with the Website app. OpenStreetMap
        needs neither a key nor an app, on no device.

        :param partner: an address
        :return: the link, or False without address
        :rtype: str | bool
        """
        latitude, longitude = partner.partner_latitude, partner.partner_longitude
        if latitude or longitude:
            query = urlencode({"mlat": latitude, "mlon": longitude})
            return f"{MAP}?{query}#map=17/{latitude}/{longitude}"
        # The street's second line, a floor say, leads the search astray.
        parts = (
            partner.street,
            " ".join(filter(None, (partner.zip, partner.city))),
            partner.state_id.name,
            partner.country_id.name,
        )
        if not partner.street and not partner.city:
            return False
        query = urlencode({"query": ", ".join(filter(None, parts))})
        return f"{MAP}search?{query}"

    # ------------------------------------------------------------------
    # The worksheet's serial number
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._worksheet_fill_in_serials()
        return tasks

    def write(self, vals):
        res = super().write(vals)
        # A project brings its template.
        if vals.keys() & {"worksheet_template_id", "project_id", "helpdesk_ticket_id"}:
            self._worksheet_fill_in_serials()
        return res

    def _worksheet_get_serials(self):
        """Return what the worksheet's fields for the serial number are filled in with.

        :return: texts by the keys of the template's lines
        :rtype: dict
        """
        # sudo: the ticket need not be open to whoever works on its task.
        task_sudo = self.sudo()
        serial = task_sudo.helpdesk_ticket_id.lot_id.name
        if not serial:
            return {}
        lines = task_sudo.worksheet_template_id.line_ids.filtered("is_serial")
        return dict.fromkeys(lines.mapped("key"), serial)

    def _worksheet_fill_in_serials(self):
        """Fill in the serial number of the ticket where nothing is entered yet."""
        # Asked first: whoever plans no visits does not wait for it.
        for task in self.sudo().filtered("helpdesk_ticket_id"):
            if task._worksheet_get_signatures():
                continue
            values = dict(task.worksheet_properties or {})
            missing = {
                key: serial
                for key, serial in task._worksheet_get_serials().items()
                if not values.get(key)
            }
            if missing:
                task.worksheet_properties = {**values, **missing}
