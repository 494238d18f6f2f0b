# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.asked_once import find_readable
from ..models.helpdesk_after_sales_join import join_names


class HelpdeskAfterSalesPopup(models.AbstractModel):
    """What the popups of the services share, the extended standard ones too.

    What agents should know is shown above the popup: a service says it in
    :meth:`_after_sales_get_notices`. One with which nothing can be done says so in
    :meth:`_after_sales_get_blocker`, and then shows that and *Close* only. The form
    need not name either.
    """

    _name = "helpdesk.after.sales.popup"
    _description = "Popup of an after-sales service"
    _inherit = "helpdesk.after.sales.input"

    # The popup's field that holds the ticket, and the team's switch.
    _after_sales_ticket_field = "ticket_id"
    _after_sales_switch = None
    _after_sales_needs_customer = True

    # Not sanitized: made below, of escaped text and links of our own.
    after_sales_notice = fields.Html(
        compute="_compute_after_sales_notice",
        sanitize=False,
        export_string_translation=False,
    )
    after_sales_blocked = fields.Boolean(
        compute="_compute_after_sales_notice", export_string_translation=False
    )

    # ------------------------------------------------------------------
    # What agents should know
    # ------------------------------------------------------------------

    @api.depends(lambda self: (self._after_sales_ticket_field,))
    def _compute_after_sales_notice(self):
        for popup in self:
            popup.after_sales_notice = popup.after_sales_blocked = False
            ticket = popup[self._after_sales_ticket_field]
            if not ticket:
                continue
            if not find_readable(ticket._origin):
                ticket.check_access("read")
            notices = list(popup._after_sales_get_notices())
            blocker = popup._after_sales_get_blocker()
            if blocker and blocker not in notices:
                notices.append(blocker)
            popup.after_sales_blocked = bool(blocker)
            popup.after_sales_notice = Markup().join(
                Markup("<div>%s</div>") % notice for notice in notices
            )

    def _after_sales_get_notices(self):
        """Return what the agent should know before choosing, sentence by sentence.

        :return: texts; links in them as Markup
        :rtype: list[str]
        """
        self.ensure_one()
        return []

    def _after_sales_get_blocker(self):
        """Say why nothing can be done with this popup, whatever is entered.

        And what to do instead. It may be one of the notices, too: it shows once.

        :return: the reason; nothing if something can be done
        :rtype: str
        """
        self.ensure_one()
        return ""

    @api.model
    def _after_sales_link_document(self, document, name, *details):
        """Return a document's name for a notice, as a link that opens it.

        :param document: one record, which need not be the user's to read: then its
            name alone is told
        :param str name: what people call it
        :param details: what else to tell of it, such as its amount and its date
        :rtype: Markup
        """
        if not document.sudo(False).has_access("read"):
            return Markup("%s") % name
        # Its own direction: a code or number would wander in a line from right to left.
        link = Markup('<a href="/odoo/%s/%s" target="_blank" dir="auto">%s</a>') % (
            document._name,
            document.id,
            name,
        )
        details = join_names(self.env, filter(None, details))
        return Markup("%s (%s)") % (link, details) if details else link

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        ticket = f"//field[@name='{self._after_sales_ticket_field}']"
        # The standard forms of extended popups hold no ticket.
        if view_type == "form" and arch.xpath(f"{ticket}[not(ancestor::field)]"):
            self._after_sales_add_notice(arch)
        return arch, view

    @api.model
    def _after_sales_add_notice(self, form):
        """Show the notices above the form, and only them while it is blocked.

        :param form: the form's node, changed in place
        """
        for node in form:
            if node.tag != "footer":
                self._after_sales_hide_blocked(node)
        for button in form.xpath("footer//button[not(@special='cancel')]"):
            self._after_sales_hide_blocked(button)
        for button in form.xpath("footer//button[@special='cancel']"):
            self._after_sales_hide_blocked(button)
            close = {
                "string": self.env._("Close"),
                "class": "btn-primary",
                "special": "cancel",
                "data-hotkey": "x",
                "invisible": "not after_sales_blocked",
            }
            button.addnext(E.button(close))
        notice = E.field(name="after_sales_notice", nolabel="1", readonly="1")
        attributes = {
            "class": "alert alert-warning mb-3",
            "role": "status",
            "invisible": "not after_sales_notice",
        }
        form.insert(0, E.div(attributes, notice))
        form.insert(0, E.field(name="after_sales_blocked", invisible="1"))

    @api.model
    def _after_sales_hide_blocked(self, node):
        condition = node.get("invisible")
        if condition not in ("1", "True"):
            condition = f" or ({condition})" if condition else ""
            node.set("invisible", f"after_sales_blocked{condition}")

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _after_sales_start_popup(self):
        """Check that the user may act with this popup, and lock it.

        To be called first by each button. What the button does then runs under
        the returned popup: in the ticket's company and without the context of the
        client, whose ``default_...`` keys must not reach the records created.

        :return: this popup, cleaned
        :raise AccessError: if it is somebody else's popup, or the user may not
            write the ticket
        :raise UserError: if it is of no ticket, or the ticket's team does not offer
            the service
        """
        self.ensure_one()
        # sudo: what only the server writes is read with all else, in one query.
        self.sudo().fetch()
        self._after_sales_check_creator()
        ticket = self[self._after_sales_ticket_field]
        if not ticket:
            # A standard popup, opened from its own app.
            raise UserError(
                self.env._("This window is of no ticket. Open it from the ticket.")
            )
        ticket._after_sales_check_service(self._after_sales_get_switch())
        if self._after_sales_needs_customer and not ticket.partner_id:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s has no customer any more. Open the window from "
                    "the ticket again.",
                    ticket=ticket.number,
                )
            )
        self._after_sales_lock_rows()
        # Only what is known to be harmless: other keys switch off parts of the
        # standard code, and a client may send any.
        context = {
            key: value
            for key, value in self.env.context.items()
            if key in ("allowed_company_ids", "lang", "tz", "uid")
        }
        return self.with_context(context).with_company(ticket.company_id)

    def _after_sales_finish_popup(self, documents):
        """Keep what the popup has made: log it on both sides.

        To be called last by each button that makes something, and once for all that
        it makes. What has to hold of the documents themselves is checked here: an
        error rolls all of it back.

        :param documents: the new documents, of one model
        :raise UserError: if they go beyond what the team lets its agents do
        """
        self.ensure_one()
        documents._after_sales_log_origin()

    def _after_sales_check_customer(self, partner):
        """Check that what the popup makes is for the ticket's customer.

        What is somebody else's would not show on the ticket: its other readers must not
        learn of it.

        :param partner: whom the agent chose
        :raise UserError: if it is no contact of the ticket's customer
        """
        ticket = self[self._after_sales_ticket_field]
        customer = ticket.commercial_partner_id
        if partner.commercial_partner_id != customer:
            raise UserError(
                self.env._(
                    "%(partner)s is not a contact of %(customer)s, the customer of "
                    "ticket %(ticket)s. Choose a contact of theirs, or change the "
                    "ticket's customer first.",
                    partner=partner.display_name,
                    customer=customer.display_name,
                    ticket=ticket.number,
                )
            )

    def _after_sales_get_switch(self):
        return self._after_sales_switch
