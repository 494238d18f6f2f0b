# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml.builder import E

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .asked_once import filter_readable
from .entered_values import is_id


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """What every document made from a Helpdesk ticket shares.

    The link to the ticket and the way back to it, the notes on both sides, the
    announcement on the ticket when the document ends. A service says only what
    is its own, in the class attributes below.

    Over 300 lines: all of it is what one document owes its ticket, and is read
    together when a service is added.
    """

    _name = "helpdesk.after.sales.mixin"
    _description = "Document made from a Helpdesk ticket"
    _inherit = [
        "helpdesk.after.sales.scope",
        "helpdesk.after.sales.lock",
        "helpdesk.after.sales.question",
        "helpdesk.after.sales.mail",
        "mail.thread",
    ]

    # The team's switch of the service that makes these documents, for those of which
    # nobody says that another service made them.
    _after_sales_service = None

    # The tracked field that tells how far the document is, and which of its
    # values end it.
    _after_sales_state_field = "state"
    _after_sales_done_states = ("done",)
    _after_sales_cancelled_states = ("cancel",)

    helpdesk_ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        index="btree_not_null",
        copy=False,
        ondelete="set null",
        help="The ticket from which this document was made.",
    )
    helpdesk_service = fields.Selection(
        selection="_selection_helpdesk_service",
        string="After-Sales Service",
        readonly=True,
        copy=False,
        help="The service of the ticket's team by which this document was made.",
    )
    helpdesk_ticket_label = fields.Char(
        string="Ticket",
        compute="_compute_helpdesk_ticket_label",
        compute_sudo=True,
    )
    helpdesk_ticket_accessible = fields.Boolean(
        compute="_compute_helpdesk_ticket_accessible",
        export_string_translation=False,
    )

    @api.model
    def _selection_helpdesk_service(self):
        # Those that make documents of this model.
        tickets = self.env["helpdesk.ticket"]
        teams = self.env["helpdesk.ticket.team"]._fields
        return [
            (switch, teams[switch].get_description(self.env, ["string"])["string"])
            for switch, service in tickets._after_sales_services().items()
            if tickets._fields[service.documents].comodel_name == self._name
        ]

    @api.depends("helpdesk_ticket_id.number", "helpdesk_ticket_id.name")
    def _compute_helpdesk_ticket_label(self):
        # In superuser mode: number and title are shown as text to whoever may
        # read the document, the ticket itself stays closed to them.
        for document in self:
            document.helpdesk_ticket_label = document.helpdesk_ticket_id.display_name

    @api.depends("helpdesk_ticket_id")
    @api.depends_context("uid")
    def _compute_helpdesk_ticket_accessible(self):
        accessible = self.helpdesk_ticket_id._filtered_access("read")
        for document in self:
            document.helpdesk_ticket_accessible = (
                document.helpdesk_ticket_id in accessible
            )

    @api.constrains("helpdesk_service")
    def _check_helpdesk_service(self):
        # The ORM takes any text where a method says what may be selected.
        services = dict(self._selection_helpdesk_service())
        for document in self:
            if document.helpdesk_service and document.helpdesk_service not in services:
                raise self._after_sales_get_service_error(document.helpdesk_service)

    @api.model
    def _after_sales_get_service_error(self, service):
        return ValidationError(
            self.env._(
                "There is no after-sales service %(service)s for this kind of "
                "document.",
                service=service,
            )
        )

    @api.model
    def default_get(self, fields):
        # What a client sends in its context is checked before the ORM takes it.
        context = self.env.context
        self._after_sales_check_link(
            {
                name: context.get(f"default_{name}")
                for name in ("helpdesk_ticket_id", "helpdesk_service")
            }
        )
        defaults = super().default_get(fields)
        self._after_sales_check_link(defaults)
        if "helpdesk_service" not in fields:
            return defaults
        return self._after_sales_complete_link(defaults)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._after_sales_check_link(vals)
        return super().create(
            [self._after_sales_complete_link(vals) for vals in vals_list]
        )

    def write(self, vals):
        if not self.env.su:
            self._after_sales_check_link(vals)
        if "helpdesk_ticket_id" not in vals or "helpdesk_service" in vals:
            return super().write(vals)
        if not vals["helpdesk_ticket_id"]:
            return super().write({**vals, "helpdesk_service": False})
        # What another service made stays its own on another ticket.
        new = self.filtered(lambda document: not document.helpdesk_service)
        super(HelpdeskAfterSalesMixin, self - new).write(vals)
        return super(HelpdeskAfterSalesMixin, new).write(
            self._after_sales_complete_link(vals)
        )

    @api.model
    def _after_sales_complete_link(self, vals):
        """Return values that say with the ticket which service made the document.

        :param dict vals: values of the document
        :rtype: dict
        """
        if not vals.get("helpdesk_ticket_id") or vals.get("helpdesk_service"):
            return vals
        return {**vals, "helpdesk_service": self._after_sales_service}

    @api.model
    def _after_sales_check_link(self, vals):
        """Check that the user may read the ticket that a document is linked to.

        Number and title of the ticket show to whoever reads the document: nobody may
        read them of any ticket by linking a document of theirs.

        :param dict vals: values of the document
        :raise AccessError: if the user may not read the ticket
        :raise ValidationError: if the service is none
        """
        service = vals.get("helpdesk_service")
        if service and not isinstance(service, str):
            raise self._after_sales_get_service_error(service)
        ticket_id = vals.get("helpdesk_ticket_id")
        if not ticket_id:
            return
        # As the user: defaults of their own reach what is made in superuser mode, too.
        ticket = self.env["helpdesk.ticket"].sudo(False)
        if is_id(ticket_id):
            ticket = ticket.browse(ticket_id)
        if not ticket or not ticket.has_access("read"):
            raise AccessError(
                self.env._(
                    "You may not read the ticket that you want to link. Choose another "
                    "one, or ask somebody who may read it."
                )
            )

    @api.model
    def _after_sales_scope(self, alias):
        # Documents of a ticket that the user may read.
        link = self._after_sales_way_of_link(alias)
        return [self._after_sales_of_ticket(link)]

    def _after_sales_get_of_ticket(self):
        if self.env.su or not self.env.user._after_sales_is_agent():
            return self.browse()
        # sudo: the link is closed in no app, but the document may be.
        tickets = self.sudo().helpdesk_ticket_id.sudo(False)._filtered_access("read")
        linked = self.filtered(lambda x: x.sudo().helpdesk_ticket_id in tickets)
        return filter_readable(linked)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            # Not those of other models in the form's lists.
            path = "//field[@name='helpdesk_ticket_id'][not(ancestor::field)]"
            for node in arch.xpath(path):
                self._after_sales_show_ticket(node)
        return arch, view

    @api.model
    def _after_sales_show_ticket(self, node):
        """Show where a document comes from: the link for who may read the ticket.

        Number and title as text for who may not; nothing without ticket.

        :param node: the field ``helpdesk_ticket_id`` in a form, changed in place
        """
        node.set("readonly", "1")
        node.set(
            "invisible", "not helpdesk_ticket_id or not helpdesk_ticket_accessible"
        )
        node.addnext(
            E.field(
                name="helpdesk_ticket_label",
                string=self._fields["helpdesk_ticket_id"].get_description(
                    self.env, ["string"]
                )["string"],
                invisible="not helpdesk_ticket_id or helpdesk_ticket_accessible",
            )
        )

    # ------------------------------------------------------------------
    # Notes and announcements
    # ------------------------------------------------------------------

    def _after_sales_log_origin(self):
        """Log on each document and on its ticket where the other one is.

        Called by the popups once their documents exist.
        """
        # sudo: whoever made the document from a ticket need not have the right to
        # post on it; the author stays the current user.
        for document in self.sudo():
            ticket = document.helpdesk_ticket_id
            document.message_post_with_source(
                "mail.message_origin_link",
                render_values={"self": document, "origin": ticket},
                subtype_xmlid="mail.mt_note",
            )
            ticket.message_post(
                body=document._after_sales_get_note(), subtype_xmlid="mail.mt_note"
            )

    def _after_sales_get_label(self):
        """Return what people call this document ("Credit note").

        :rtype: str
        """
        services = self.env["helpdesk.ticket"]._after_sales_services()
        # The addon whose service made the document may be uninstalled: whoever ends
        # it must not be stopped by that.
        service = services.get(self.helpdesk_service)
        return (service or services[self._after_sales_service]).label

    def _message_track(self, fields_iter, initial_values_dict):
        tracking = super()._message_track(fields_iter, initial_values_dict)
        state_field = self._after_sales_state_field
        for document in self.filtered("helpdesk_ticket_id"):
            changes, __ = tracking.get(document.id, ((), ()))
            if changes and state_field in changes:
                document._after_sales_announce_end(
                    initial_values_dict[document.id][state_field]
                )
        return tracking

    def _after_sales_get_progress(self, state):
        """Translate a value of the state field into 'open', 'done' or 'cancelled'.

        :param state: a value of the field ``_after_sales_state_field``
        :rtype: str
        """
        if state in self._after_sales_done_states:
            return "done"
        if state in self._after_sales_cancelled_states:
            return "cancelled"
        return "open"

    def _after_sales_announce_end(self, initial_state):
        """Tell the ticket's followers when the document reached an end state.

        :param initial_state: value of the state field before the change
        """
        self.ensure_one()
        progress = self._after_sales_get_progress(self[self._after_sales_state_field])
        if progress == self._after_sales_get_progress(initial_state):
            return
        if progress == "open" or not self._after_sales_filter_of_customer():
            return
        if progress == "done":
            self._after_sales_post_announcement(
                self._after_sales_get_done_message(),
                "helpdesk_mgmt_after_sales.mt_after_sales_done",
            )
        elif progress == "cancelled":
            self._after_sales_post_announcement(
                self._after_sales_get_cancelled_message(),
                "helpdesk_mgmt_after_sales.mt_after_sales_cancelled",
            )

    def _after_sales_get_done_message(self):
        """Return what says that the document is done, with its link."""
        return self._after_sales_get_note()

    def _after_sales_get_cancelled_message(self):
        """Return what says that the document is cancelled, with its link."""
        return self._after_sales_get_note()

    def _after_sales_post_announcement(self, body, subtype_xmlid):
        """Post on the document's ticket under a subtype its followers can choose.

        :param body: the message, as Markup or text
        :param str subtype_xmlid: external id of a subtype of ``helpdesk.ticket``
        """
        # sudo: the warehouse or accounting user who ends a document need not have
        # access to the ticket, whose followers wait for the news all the same.
        self.helpdesk_ticket_id.sudo().message_post(
            body=body, subtype_xmlid=subtype_xmlid
        )
