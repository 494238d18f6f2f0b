# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import MissingError

from .helpdesk_after_sales_join import join_names
from .helpdesk_after_sales_rows import OPEN_STATES

# So many products of a document are named.
NAMED_PRODUCTS = 2


class HelpdeskAfterSalesMixin(models.AbstractModel):
    """What a document says of itself: in the overview, and in the notes on its ticket.

    Called for one document after the other; those of a list share what they fetch.
    """

    _inherit = "helpdesk.after.sales.mixin"

    def _after_sales_get_contents(self):
        """Return what the document is about.

        :return: product, quantity, and its unit
        :rtype: list[tuple]
        """
        return []

    def _after_sales_get_amount(self):
        """Return what the document gives the customer, taxes included.

        :return: the amount, positive, and its currency; or None if it has none
        :rtype: tuple | None
        """
        return None

    def _after_sales_get_title(self):
        """Say in the service's words what the document is: "Refund of 1 Desk lamp".

        :rtype: str
        """
        return self._after_sales_get_label()

    def _after_sales_get_number(self):
        """Return what the document is found by, where its title does not say it.

        :rtype: str
        """
        return self.display_name

    def _after_sales_get_summary(self):
        """Name the document's products with their quantities: "1 Desk lamp, 2 Chairs".

        :rtype: str
        """
        contents = self._after_sales_get_contents()
        names = [
            self.env._("%(quantity)s %(product)s", quantity=amount, product=name)
            for amount, name in (
                (self._after_sales_format_quantity(quantity, unit), product.name)
                for product, quantity, unit in contents[:NAMED_PRODUCTS]
            )
        ]
        more = len(contents) - NAMED_PRODUCTS
        if more > 0:
            names.append(self.env._("%(number)s more", number=more))
        return join_names(self.env, names)

    @api.model
    def _after_sales_format_quantity(self, quantity, unit):
        """Write a quantity as people say it: the unit only if it is not pieces.

        :param float quantity: in the unit
        :param unit: a ``uom.uom``, or none
        :rtype: str
        """
        number = f"{quantity:g}"
        pieces_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        if not unit or unit.id == pieces_id:
            return number
        return f"{number} {unit.name}"

    def _after_sales_get_common_state(self):
        """Return the document's state, common to all services.

        :return: draft, open, done or cancelled
        :rtype: str
        """
        state = self[self._after_sales_state_field]
        if state in self._after_sales_draft_states:
            return "draft"
        return self._after_sales_get_progress(state)

    def _after_sales_is_open(self):
        """Whether something is still to come of the document.

        :rtype: bool
        """
        return self._after_sales_get_common_state() in OPEN_STATES

    def _after_sales_get_state_label(self):
        """Say how far the document is, in the service's own words.

        :rtype: str
        """
        field = self._fields[self._after_sales_state_field]
        if field.relational:
            return self[field.name].display_name or ""
        return dict(field._description_selection(self.env)).get(self[field.name], "")

    def _after_sales_get_related(self):
        """Return what stands beside the document: its new invoice, its quotation.

        :return: records of any models, whoever may read them
        :rtype: list
        """
        return []

    def _after_sales_get_chain(self):
        """Return what follows from the document, step by step.

        :return: of each step its ``label``, whether it is ``done``, ``waiting`` or
            ``stuck`` as ``state``, and in ``notes`` who did it when, or what it waits
            for
        :rtype: list[dict]
        """
        return []

    def _after_sales_describe(self):
        """Say what the document is, how much it gives, and how far it is.

        :return: "Refund of 1 Desk lamp, $ 56.35 (Draft)"
        :rtype: str
        """
        what = self._after_sales_get_title()
        if amount := self._after_sales_get_amount():
            what = join_names(self.env, [what, amount[1].format(amount[0])])
        state = self._after_sales_get_state_label()
        if not state:
            return what
        return self.env._("%(what)s (%(state)s)", what=what, state=state)

    def _after_sales_get_note(self):
        """Return the note that says on the ticket how far the document is.

        :return: what it is, and its link
        :rtype: Markup
        """
        return self.env._(
            "%(description)s – %(document)s",
            description=self._after_sales_describe(),
            document=self._get_html_link(),
        )

    # ------------------------------------------------------------------
    # Deleted documents
    # ------------------------------------------------------------------

    def unlink(self):
        # sudo: whoever deletes the document need not have access to its ticket.
        documents = self.sudo()
        try:
            linked = documents.filtered("helpdesk_ticket_id")
        except MissingError:  # to delete what is gone already is no error
            linked = documents.exists().filtered("helpdesk_ticket_id")
        gone = [
            (
                document.helpdesk_ticket_id,
                document.id,
                document._after_sales_describe(),
                document._after_sales_is_open(),
            )
            for document in linked
        ]
        res = super().unlink()
        for ticket, document_id, description, was_open in gone:
            if not ticket.exists():
                continue
            self._after_sales_log_deletion(ticket, document_id, description)
            if was_open:
                ticket._closing_ask()
        return res

    @api.model
    def _after_sales_log_deletion(self, ticket, document_id, description):
        """Log on the ticket that a document is gone, and leave no link to it.

        Neither on the customer's archived ones: one that was merged is archived, and
        keeps its notes.

        :param ticket: the ticket, in superuser mode
        :param int document_id: the document that was deleted
        :param str description: what it was
        """
        tickets = ticket
        if customer := ticket.commercial_partner_id:
            tickets |= ticket.with_context(active_test=False).search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("active", "=", False),
                ]
            )
        for message in ticket.env["mail.message"].search(
            [
                ("model", "=", ticket._name),
                ("res_id", "in", tickets.ids),
                ("body", "like", f'data-oe-id="{document_id}"'),
            ]
        ):
            message.body = self._after_sales_drop_links(message.body, document_id)
        ticket.message_post(
            body=self.env._("Deleted: %(document)s", document=description),
            subtype_xmlid="mail.mt_note",
        )

    @api.model
    def _after_sales_drop_links(self, body, document_id):
        """Return a message in which a document's links are mere text.

        :param body: HTML
        :param int document_id: the document
        :rtype: Markup
        """
        root = lxml.html.fragment_fromstring(str(body), create_parent="div")
        path = "//a[@data-oe-model=$model][@data-oe-id=$id]"
        for link in root.xpath(path, model=self._name, id=str(document_id)):
            link.drop_tag()
        inner = lxml.html.tostring(root, encoding="unicode")
        # Made of a body that was sanitized when it was posted.
        return Markup(inner.removeprefix("<div>").removesuffix("</div>"))
