# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..as_server import as_server
from .return_disposition import (
    QuarantineDisposition,
    RepairDisposition,
    RestockDisposition,
)
from .scrap_disposition import ScrapDisposition
from .vendor_disposition import VendorDisposition

DISPOSITIONS = [
    ("restock", "Restock"),
    ("quarantine", "Quarantine"),
    ("scrap", "Scrap"),
    ("repair", "To Repair"),
    ("vendor", "Back to Vendor"),
]


class StockMoveLine(models.Model):
    """What becomes of returned goods, line by line and lot by lot.

    Nobody has to choose: a line without choice becomes what its return proposes. That
    is looked up where it is needed, so that no other line of a transfer costs anything.
    """

    _inherit = "stock.move.line"

    helpdesk_disposition = fields.Selection(
        selection=DISPOSITIONS,
        string="Disposition",
        help="What became, or is to become, of these goods of a return. Empty: what "
        "the return proposes.",
    )
    helpdesk_disposition_choice = fields.Selection(
        selection=DISPOSITIONS,
        string="What Becomes of It",
        compute="_compute_helpdesk_disposition_choice",
        inverse="_inverse_helpdesk_disposition_choice",
        compute_sudo=True,
        help="What becomes of these goods once they are received: by their return's "
        "reason, unless chosen otherwise.",
    )
    helpdesk_disposed_on = fields.Datetime(
        string="Dealt with on",
        readonly=True,
        copy=False,
        help="When what was to become of these goods was done.",
    )

    @api.depends("helpdesk_disposition", "picking_id", "move_id")
    def _compute_helpdesk_disposition_choice(self):
        for line in self:
            line.helpdesk_disposition_choice = line._disposition_get()

    def _inverse_helpdesk_disposition_choice(self):
        for line in self:
            line.helpdesk_disposition = line.helpdesk_disposition_choice

    def _disposition_get(self):
        """Return what becomes of these goods: as chosen, else as proposed.

        :return: a value of ``helpdesk_disposition``; none if they are no return
        :rtype: str
        """
        self.ensure_one()
        if self.helpdesk_disposition or not self.picking_id:
            return self.helpdesk_disposition
        return self.move_id._disposition_get_default(self.picking_id)

    @api.model
    def _disposition_get_classes(self):
        """Return what can become of returned goods, in the order of the choice.

        :return: a :class:`ReturnDisposition` by value of ``helpdesk_disposition``
        :rtype: dict
        """
        return {
            "restock": RestockDisposition,
            "quarantine": QuarantineDisposition,
            "scrap": ScrapDisposition,
            "repair": RepairDisposition,
            "vendor": VendorDisposition,
        }

    def _disposition_get_warehouse(self):
        """Return the warehouse that received these goods.

        :rtype: recordset of ``stock.warehouse``
        """
        warehouse = self.picking_id.picking_type_id.warehouse_id
        return warehouse or self.move_id.location_dest_id.warehouse_id

    # ------------------------------------------------------------------
    # Whose to write it is
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        # Users may set defaults of their own for any field, and so may a client.
        for name in ("helpdesk_disposition", "helpdesk_disposed_on"):
            defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._disposition_check_entered(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._disposition_check_entered(vals)
        return super().write(vals)

    def _disposition_check_entered(self, vals):
        """Check that it is chosen by the warehouse, and before the goods are there.

        Standard Odoo lets every employee write on lines of transfers.

        :param dict vals: values of these lines, or of a new one
        :raise AccessError: if the user may not choose it
        :raise UserError: if it is too late
        """
        if self.env.su or not (
            "helpdesk_disposition" in vals or "helpdesk_disposed_on" in vals
        ):
            return
        if vals.get("helpdesk_disposed_on") or not self.picking_id.has_access("write"):
            raise AccessError(
                self.env._(
                    "What becomes of returned goods is chosen by those who receive "
                    "them: users of Inventory."
                )
            )
        chosen = vals.get("helpdesk_disposition")
        for line in self:
            if line.state == "done" and line.helpdesk_disposition != chosen:
                raise UserError(
                    self.env._(
                        "%(product)s of %(transfer)s has arrived: what became of it "
                        "stays as it is. Move it on by a transfer.",
                        product=line.product_id.display_name,
                        transfer=line.picking_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------------

    def _action_done(self):
        # EXTENDS 'stock'
        # Not filtered(): that would fetch what is asked of each line alone.
        lines = self.browse([x.id for x in self if x._disposition_is_return()])
        for picking, of_picking in as_server(lines).grouped("picking_id").items():
            of_picking.with_company(picking.company_id)._disposition_direct()
        return super()._action_done()

    def _disposition_is_return(self):
        """Whether this line brings goods back for a ticket.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.picking_id.helpdesk_document_type == "return"
            # Not what is scrapped of it, say.
            and self.location_id.usage == "customer"
        )

    def _disposition_direct(self):
        """Send the goods of a return where they shall be, just before they are there.

        To be called as the superuser.
        """
        classes = self._disposition_get_classes()
        for value, lines in self.grouped(lambda x: x._disposition_get()).items():
            lines.helpdesk_disposition = value
            disposition = classes[value](lines)
            for line in lines:
                location = disposition.get_location(line)
                if location and not line.location_dest_id._child_of(location):
                    line.location_dest_id = location
        self._disposition_unpack()
        for move in self.move_id:
            if move._disposition_is_unannounced():
                # Standard Odoo would put it on the customer's order, if they who
                # receive it may write that at all. It is for the agent to decide.
                move.to_refund = False

    def _disposition_unpack(self):
        """Take out of packages what does not go where the rest of them goes.

        A package is in one place: the standard receipt would refuse it.
        """
        for package, lines in self.grouped("result_package_id").items():
            if not package:
                continue
            places = lines.location_dest_id | package.quant_ids.location_id
            for line in lines:
                if len(places) > 1 and line._disposition_is_set_apart():
                    line.result_package_id = False

    def _disposition_is_set_apart(self):
        """Whether the further steps of the receipt leave these goods alone.

        :rtype: bool
        """
        self.ensure_one()
        if not self.helpdesk_disposition or not self._disposition_is_return():
            return False
        # sudo: whoever receives or moves the goods; where they are put is the
        # warehouse's.
        line = self.sudo()
        classes = self._disposition_get_classes()
        return classes[line.helpdesk_disposition](line).is_set_apart(line)

    # ------------------------------------------------------------------
    # Once the goods are here
    # ------------------------------------------------------------------

    def _disposition_is_due(self):
        """Whether something is to become of these goods, and did not yet.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.helpdesk_disposition
            and not self.helpdesk_disposed_on
            and self.state == "done"
            and self._disposition_is_return()
        )

    def _disposition_carry_out(self):
        """Make of these goods what was chosen; all of one return and with one choice.

        To be called as the superuser.

        :raise UserError: if it cannot be made
        """
        classes = self._disposition_get_classes()
        problems = classes[self[:1].helpdesk_disposition](self).follow_up()
        self.helpdesk_disposed_on = fields.Datetime.now()
        # What it came to is checked here, not once the receipt is kept.
        self.env.flush_all()
        moves = self.move_id.filtered("helpdesk_disposition_problem")
        settled = moves.filtered(lambda x: not x._disposition_is_due())
        settled.helpdesk_disposition_problem = False
        if problems:
            self._disposition_note_problem("\n".join(problems))
        elif settled:
            self.picking_id._outcome_update_question(is_new=True)

    def _disposition_note_problem(self, reason):
        """Keep why nothing could become of these goods, and ask for a decision.

        :param str reason: as the user would have been told
        """
        for move in self.move_id:
            known = (move.helpdesk_disposition_problem or "").splitlines()
            # Once, however often it was tried.
            problems = dict.fromkeys([*known, *reason.splitlines()])
            move.helpdesk_disposition_problem = "\n".join(problems)
        self.picking_id._outcome_update_question(is_new=True)
