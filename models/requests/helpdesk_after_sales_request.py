# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import SQL

from ..helpdesk_after_sales_join import join_phrases
from ..helpdesk_after_sales_scope_ways import TicketWay

# So long somebody may take to fill in the form and send it.
DRAFT_HOURS = 24
# Of those that nobody sent so many are dropped at a time.
MOST_DROPPED = 1000


class HelpdeskAfterSalesRequest(models.Model):
    """What a customer asks for in the portal, and what became of it.

    Nobody has the right to create or write one: the server does, after its checks. It
    begins as a draft, of which only who filled it in knows the token; sent, it belongs
    to a ticket, and whoever may read that reads it.

    Here it is described; ``_files.py`` has its photos, ``_sending.py`` says what
    happens when it is sent, ``_check.py`` whether it can be, ``_decision.py`` how it is
    granted, declined or withdrawn.
    """

    _name = "helpdesk.after.sales.request"
    _description = "After-Sales Request"
    _inherit = ["helpdesk.after.sales.scope", "helpdesk.after.sales.lock"]
    _order = "id DESC"

    name = fields.Char(string="Asks for", compute="_compute_name", compute_sudo=True)
    ticket_id = fields.Many2one(
        comodel_name="helpdesk.ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    team_id = fields.Many2one(related="ticket_id.team_id", store=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # The company or person, as it was when they asked.
    customer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whose Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        export_string_translation=False,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Not sent yet"),
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn"),
        ],
        string="Status",
        required=True,
        default="draft",
        readonly=True,
    )
    wish = fields.Selection(
        selection="_selection_wish", string="Would like", required=True, readonly=True
    )
    reason_id = fields.Many2one(
        comodel_name="helpdesk.after.sales.reason",
        string="What is wrong",
        readonly=True,
        ondelete="set null",
    )
    note = fields.Text(string="In the customer's words", readonly=True)
    line_ids = fields.One2many(
        comodel_name="helpdesk.after.sales.request.line",
        inverse_name="request_id",
        string="What it is about",
        readonly=True,
    )
    sent_on = fields.Datetime(readonly=True)
    decided_on = fields.Datetime(string="Decided on", readonly=True)
    # Nobody where it was granted at once, or withdrawn.
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        readonly=True,
        ondelete="set null",
    )
    decline_reason = fields.Text(
        string="Why it was declined", readonly=True, help="The customer reads it."
    )
    # Who knows it has filled in this draft.
    access_token = fields.Char(
        groups=NO_ACCESS,
        default=lambda self: secrets.token_urlsafe(32),
        copy=False,
        export_string_translation=False,
    )
    # Where it was filled in, with what was entered, to change it.
    form_url = fields.Char(groups=NO_ACCESS, export_string_translation=False)
    # What counts for the hour's bounds.
    changed_on = fields.Datetime(
        groups=NO_ACCESS,
        default=fields.Datetime.now,
        export_string_translation=False,
    )
    file_bytes = fields.Integer(groups=NO_ACCESS, export_string_translation=False)

    _customer_idx = models.Index("(customer_id, changed_on)")
    _drafts_idx = models.Index("(create_date) WHERE state = 'draft'")

    @api.model
    def _selection_wish(self):
        wishes = self.env["helpdesk.ticket"]._request_get_wishes()
        return [(key, wish.get_label(self.env)) for key, wish in wishes.items()]

    @api.depends(
        "wish",
        "line_ids.product_id.display_name",
        "line_ids.lot_id.name",
        "line_ids.quantity",
    )
    @api.depends_context("lang")
    def _compute_name(self):
        for request in self:
            pieces = join_phrases(
                self.env, [line._get_words() for line in request.line_ids]
            )
            wish = request._get_wish()
            request.name = wish.get_summary(self.env, pieces) if wish else pieces

    def _get_wish(self):
        """Return the class of what is asked for.

        :return: a ``RequestWish``; None if the addon that brought it was uninstalled
        """
        wishes = self.env["helpdesk.ticket"]._request_get_wishes()
        return wishes.get(self.wish)

    def _get_words(self):
        """Return what the customer reads of it: "Send it back for my money: 2 lamps".

        :rtype: str
        """
        wish = self._get_wish()
        return wish.get_label(self.env) if wish else self.wish

    @api.model
    def _get_portal_step(self):
        """Return the first step of all that came of a request, for its customer.

        :return: see the documents' own method
        :rtype: dict
        """
        name = self.env._("Requested")
        return {"name": name, "is_reached": True, "is_current": True}

    def _get_portal_steps(self):
        """Return the steps of a request, until a document has its own.

        :return: none of what was declined or withdrawn
        :rtype: list[dict]
        """
        self.ensure_one()
        if self.state != "requested":
            return []
        following = {"name": self.env._("Approved"), "is_reached": False}
        return [self._get_portal_step(), {**following, "is_current": False}]

    def _get_link(self):
        """Return the customer's own link to the ticket, for their mails.

        To be called in superuser mode: it opens the ticket without login.

        :rtype: str
        """
        return self.ticket_id._get_share_url(redirect=False)

    def _get_text_direction(self):
        """Return in which direction the language of the context is read, for mails.

        :rtype: str
        """
        reports = self.env["ir.actions.report"]
        return reports._after_sales_get_direction(self.env.lang or "en_US")

    @api.model
    def _after_sales_is_for_reading(self, view_id, view_type):
        # The buttons are for who merely reads it.
        return False

    @api.model
    def _after_sales_scope(self, alias):
        # Whoever reads the ticket.
        id_ = SQL("helpdesk_ticket.id")
        link = SQL.identifier(alias, "ticket_id")
        return [
            self._after_sales_of_ticket(TicketWay(link, id_, SQL("%s = %s", id_, link)))
        ]

    @api.autovacuum
    def _gc_drafts(self):
        """Drop what was never sent, with its photos.

        :return: how many were dropped, and how many are left for another run, as
            Odoo's own clean-up takes it
        :rtype: tuple[int, int]
        """
        old = ("create_date", "<", self._get_oldest_draft())
        # Once it is sent they are the ticket's: of a draft that is gone with its
        # ticket or its customer they are left over.
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), old], limit=MOST_DROPPED
        )
        drafts = self.search([("state", "=", "draft"), old], limit=MOST_DROPPED)
        dropped = len(drafts)
        files.unlink()
        drafts.unlink()
        return dropped, int(MOST_DROPPED in (dropped, len(files)))

    @api.model
    def _get_oldest_draft(self):
        """Return when the oldest draft was begun that can still be sent, in UTC.

        :rtype: datetime
        """
        return fields.Datetime.subtract(fields.Datetime.now(), hours=DRAFT_HOURS)
