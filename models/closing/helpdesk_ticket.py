# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..entered_values import is_id
from ..helpdesk_after_sales_join import join_phrases
from ..helpdesk_after_sales_rows import OPEN_STATES

# So many documents, and so many tickets, are named.
NAMED = 10


class HelpdeskTicket(models.Model):
    """A ticket is closed while something made from it is open.

    The form asks before; elsewhere whoever closes it is told, and a note stays on the
    ticket. Where its team refuses it, nobody closes it by hand.
    """

    _inherit = "helpdesk.ticket"

    # The form sends it along with the stage, once it has asked. Read, it is empty.
    after_sales_closing_asked = fields.Boolean(
        store=False, exportable=False, export_string_translation=False
    )

    def write(self, vals):
        vals = dict(vals)
        asked = vals.pop("after_sales_closing_asked", False)
        closing = self if self._closing_is_closed_by(vals.get("stage_id")) else None
        documents = closing and closing._closing_get_open_documents()
        if closing:
            closing._closing_refuse(documents)
        res = super().write(vals)
        if documents:
            self._closing_log(documents)
            if not asked:
                self._closing_notify(documents)
        if closing:
            closing._closing_drop_question()
        return res

    @api.onchange("stage_id")
    def _onchange_stage_id_closing(self):
        ticket = self._origin
        if self.after_sales_closing_asked or not ticket or not self.stage_id.closed:
            return None
        # What is open is found in superuser mode.
        if not ticket.has_access("write"):
            return None
        warning = ticket._closing_get_warning()
        return warning and {
            "warning": {"title": warning["title"], "message": warning["message"]}
        }

    @api.readonly
    def after_sales_get_closing_warning(self, stage_id=False):
        """Return what the form says before it closes the ticket.

        :param int stage_id: the stage to which it is to be moved
        :return: ``title``, ``message``, and whether it is ``refused``; nothing if
            there is nothing to say
        :rtype: dict
        :raise AccessError: if the user may not write the ticket
        """
        self.ensure_one()
        # Whoever may not close it is told nothing of what is open: customers and
        # followers read their tickets, too.
        self.check_access("write")
        if not self._closing_is_closed_by(stage_id):
            return {}
        return self._closing_get_warning()

    # ------------------------------------------------------------------
    # What is open
    # ------------------------------------------------------------------

    @api.model
    def _closing_is_closed_by(self, stage_id):
        """Whether tickets are closed by being moved to a stage.

        :param stage_id: as a client sends it
        :rtype: bool
        """
        # Whatever else is no stage is refused where it is written.
        stages = self.env["helpdesk.ticket.stage"]
        return is_id(stage_id) and stages.browse(stage_id).closed

    def _closing_get_open_domain(self):
        """Return the domain of the overview's rows that are open on these tickets.

        :rtype: Domain
        """
        return Domain("ticket_id", "in", self.ids) & Domain("state", "in", OPEN_STATES)

    def _closing_get_open_documents(self):
        """Return what is open of what was made from these tickets, in one query.

        Of those that are closed already nobody need be told.

        :return: documents of any models by id of their ticket, in superuser mode
        :rtype: dict[int, list]
        """
        open_documents = defaultdict(list)
        # sudo: a customer or the server may close a ticket, too, and the note is for
        # its agents. Whoever closes it by hand may write it, and so read these.
        rows = self.env["helpdesk.after.sales.document"].sudo()
        rows = rows.search_fetch(self._closing_get_open_domain())
        rows = rows.filtered(lambda row: not row.ticket_id.closed)
        documents = rows._get_documents()
        for row in rows:
            open_documents[row.ticket_id.id].append(documents[row.id])
        return open_documents

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.model
    def _closing_list(self, documents, link=False):
        """Name documents with their state, as a list of lines.

        :param list documents: of any models, in superuser mode
        :param bool link: whether to make links of them
        :rtype: list
        """
        lines = [
            self.env._(
                "%(document_type)s %(document)s: %(state)s",
                document_type=document._after_sales_get_label(),
                document=document._get_html_link() if link else document.display_name,
                state=document._after_sales_get_state_label(),
            )
            for document in documents[:NAMED]
        ]
        if len(documents) > NAMED:
            more = len(documents) - NAMED
            lines.append(self.env._("%(number)s more", number=more))
        return lines

    def _closing_get_warning(self):
        """Return what is said before this ticket is closed.

        :return: ``title``, ``message`` and ``refused``; empty if nothing is open
        :rtype: dict
        """
        documents = self._closing_get_open_documents()[self.id]
        refused = self._closing_get_refused()
        former = refused._closing_get_former()[self.id]
        if former or (refused and documents):
            return {
                "title": self.env._("It cannot be closed yet"),
                "message": self._closing_get_refusal(documents, former),
                "refused": True,
            }
        if not documents:
            return {}
        return {
            "title": self.env._("Something is still open"),
            "message": self.env._(
                "Not done yet of what was made from ticket %(ticket)s:\n%(documents)s",
                ticket=self.number,
                documents=self._closing_join(self._closing_list(documents)),
            ),
            "refused": False,
        }

    @api.model
    def _closing_join(self, lines):
        return "\n".join(f"\N{BULLET} {line}" for line in lines)

    # ------------------------------------------------------------------
    # Told
    # ------------------------------------------------------------------

    def _closing_log(self, documents):
        """Log on tickets what was open when they were closed.

        :param dict documents: as :meth:`_closing_get_open_documents` returns them
        """
        text = self.env._("Closed while this was open:")
        bodies = {
            ticket_id: Markup("%s<ul>%s</ul>")
            % (
                text,
                Markup().join(
                    Markup("<li>%s</li>") % line
                    for line in self._closing_list(of_ticket, link=True)
                ),
            )
            for ticket_id, of_ticket in documents.items()
        }
        # sudo: a customer who closes their ticket may not log notes. The author stays
        # the current user.
        self.browse(bodies).sudo()._message_log_batch(bodies=bodies)

    def _closing_notify(self, documents):
        """Tell whoever closed tickets in a list or a kanban what is open.

        :param dict documents: as :meth:`_closing_get_open_documents` returns them
        """
        if not self._closing_is_by_hand():
            return
        tickets = self.browse(documents)
        if len(tickets) == 1:
            message = self.env._(
                "Not done yet of what was made from ticket %(ticket)s: %(documents)s",
                ticket=tickets.number,
                documents=join_phrases(
                    self.env, self._closing_list(documents[tickets.id])
                ),
            )
        else:
            message = self.env._(
                "Of these tickets something is still open, a note on each says what: "
                "%(tickets)s",
                tickets=tickets._closing_name_tickets(),
            )
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Closed with open documents"),
                "message": message,
            },
        )
