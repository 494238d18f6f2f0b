# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from requests.exceptions import RequestException

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..asked_once import find_once

_logger = logging.getLogger(__name__)


class StockPicking(models.Model):
    """The label by which a carrier brings a return, where one can make labels.

    Carriers of transfers come with ``stock_delivery``, which this addon does not need:
    without it no field of theirs is asked for.
    """

    _inherit = "stock.picking"

    helpdesk_label_problem = fields.Text(
        string="Why There Is No Return Label",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="What the carrier answered when it was asked for a label.",
    )
    helpdesk_label_offered = fields.Boolean(
        compute="_compute_helpdesk_label_offered",
        compute_sudo=True,
        groups="base.group_user",
        export_string_translation=False,
    )

    @api.depends("state", "helpdesk_ticket_id", "helpdesk_label_problem")
    def _compute_helpdesk_label_offered(self):
        for picking in self:
            picking.helpdesk_label_offered = bool(
                picking.helpdesk_document_type == "return"
                and picking._return_is_expected()
                and picking._label_get_carrier()
                and not picking.return_label_ids
            )

    @api.model
    def _label_is_possible(self):
        """Whether there are carriers at all that could make labels.

        :rtype: bool
        """
        return "return_label_ids" in self._fields

    def _label_get_carrier(self):
        """Return the carrier that can make the label of this return.

        Of a delivery, the label of what is returned of it. The parcel comes back by
        the carrier that brought the goods.

        :return: a ``delivery.carrier`` in superuser mode; None if there is none
        """
        self.ensure_one()
        if not self._label_is_possible():
            return None
        # sudo: agents do not read carriers; of a transfer that the caller has checked.
        picking = self.sudo()
        carrier = picking.carrier_id or picking.return_id.carrier_id
        if not carrier.can_generate_return:
            return None
        operation = picking.picking_type_id
        if operation.code != "incoming":
            operation = picking._return_get_operation_type()
        # What goes out would be sent by the carrier once it is validated.
        return carrier if operation.code == "incoming" else None

    def action_get_return_label(self):
        """Let the carrier make the label of this return, if it has none.

        For the ticket's agents, and for whoever may receive goods.

        :return: True
        :rtype: bool
        :raise AccessError: if the user is neither
        :raise UserError: if it is no return that is expected, or saying why the
            carrier makes no label
        """
        self.ensure_one()
        self._return_check_slip()
        # sudo: whoever receives goods need not have access to the ticket.
        ticket = self.sudo().helpdesk_ticket_id.sudo(False)
        if not self.has_access("write") and not ticket.has_access("write"):
            raise AccessError(
                self.env._(
                    "Only the agents of its ticket and the warehouse can get a label "
                    "for return %(transfer)s.",
                    transfer=self.name,
                )
            )
        self._return_check_expected()
        carrier = self._label_get_carrier()
        if not carrier:
            raise UserError(
                self.env._(
                    "The carrier of return %(transfer)s makes no labels. Send the "
                    "return slip to the customer.",
                    transfer=self.name,
                )
            )
        context = {
            key: value
            for key, value in self.env.context.items()
            if key in ("allowed_company_ids", "lang", "tz", "uid")
        }
        # sudo: agents have no rights in Inventory; see the checks above.
        back = self.sudo().with_context(context).with_company(self.company_id)
        # Of two that press at once one finds the label made.
        back._after_sales_lock_rows()
        if problem := back._label_make(carrier):
            raise UserError(problem)
        return True

    def _label_make(self, carrier):
        """Let the carrier make the label of this return; once.

        To be called in superuser mode, of a return that only this transaction works
        with. Whatever comes of it, nothing else of the transaction is undone.

        :param carrier: a ``delivery.carrier``
        :return: why there is no label; nothing if there is one
        :rtype: str
        """
        self.ensure_one()
        if self._label_get():
            return ""
        self.carrier_id = carrier
        # No rollback takes back what the carrier makes: what others could be in the
        # way of is written before, so that it is not asked twice.
        self.env.flush_all()
        # The label goes with the customer's mail.
        with self._after_sales_hold_notices():
            reason = self._label_ask(carrier)
        self.invalidate_recordset(["return_label_ids"])
        if not reason and not self._label_get():
            reason = self.env._("it sent no label.")
        if not reason:
            self.helpdesk_label_problem = False
            return ""
        return self.env._(
            "%(carrier)s made no return label: %(reason)s",
            carrier=carrier.name,
            reason=reason,
        )

    def _label_ask(self, carrier):
        """Ask the carrier for a label.

        :return: why it makes none; nothing if it did
        :rtype: str
        """
        try:
            # Without the hooks of a flushing savepoint: going back, it would forget
            # what else waits for the end of the transaction.
            with self.env.cr.savepoint(flush=False):
                carrier.get_return_label(self)
                self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        # The connections of carriers fail in any way.
        except Exception as error:
            self.env.transaction.clear()
            if isinstance(error, UserError):
                return str(error)
            _logger.warning("No return label of %s: %s", self, error, exc_info=True)
            if isinstance(error, RequestException):
                return self.env._("it cannot be reached just now. Try again later.")
            return self.env._(
                "its connection has an error. Tell it an administrator, who finds it "
                "in the server's log."
            )
        return ""

    def _label_note_problem(self, problem):
        """Keep why there is no label, and log it.

        :param str problem: as :meth:`_label_make` returns it
        """
        self.helpdesk_label_problem = problem
        self.message_post(body=problem, subtype_xmlid="mail.mt_note")

    def _label_get(self):
        """Return the labels of this return.

        :return: ``ir.attachment`` records, in superuser mode
        """
        self.ensure_one()
        # sudo: the label is the customer's, whoever sends it; the caller has checked
        # the return.
        picking = self.sudo()
        files = picking.env["ir.attachment"]
        if not picking._label_is_possible():
            return files
        return files.browse(find_once(picking, "labels", type(picking)._label_find))

    def _label_find(self):
        """Find the labels of returns, as the standard finds those of one by one.

        To be called in superuser mode.

        :return: ids of the files, by id of the transfer
        :rtype: dict
        """
        prefixes = {
            picking.id: picking.carrier_id.get_return_label_prefix()
            for picking in self
            if picking.carrier_id
        }
        found = {id_: [] for id_ in prefixes}
        if not prefixes:
            return found
        names = Domain.OR(
            Domain("name", "=like", f"{prefix}%") for prefix in {*prefixes.values()}
        )
        domain = names & Domain("res_id", "in", [*prefixes])
        files = self.env["ir.attachment"].search_fetch(
            domain & Domain("res_model", "=", self._name), ["name", "res_id"]
        )
        for file in files:
            if file.name.startswith(prefixes[file.res_id]):
                found[file.res_id].append(file.id)
        return found
