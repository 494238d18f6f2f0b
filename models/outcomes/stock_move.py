# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from .refund_outcome import RefundOutcome
from .repair_outcome import RepairOutcome
from .replace_outcome import ReplaceOutcome
from .return_outcome import NoOutcome

OUTCOMES = [
    ("refund", "Refund"),
    ("replace", "Replace"),
    ("repair", "Repair"),
    ("none", "Nothing"),
]
# Written by the server alone: what follows costs money and goods.
PROTECTED = (
    "helpdesk_outcome",
    "helpdesk_outcome_quantity",
    "helpdesk_outcome_lot_ids",
    "helpdesk_outcome_problem",
    "helpdesk_followed_on",
    "helpdesk_disposition_problem",
    "helpdesk_replace_product_id",
    "helpdesk_replaced_quantity",
)
# What tells of which order a promise was made, and whether the goods are off it then.
SETTLED = ("sale_line_id", "product_id", "origin_returned_move_id", "to_refund")


class Promised(str):
    """An outcome that the server hands on; of a client it would be mere text."""


class StockMove(models.Model):
    """What was promised of returned goods: it belongs to the move that brings them.

    Never to a second step of the receipt, to a delivery of the same goods later, or to
    a replacement: none of the fields is copied.
    """

    _inherit = "stock.move"

    helpdesk_outcome = fields.Selection(
        selection=OUTCOMES,
        string="When It Arrives",
        readonly=True,
        copy=False,
        help="What follows once these goods have arrived, as the ticket's agent chose.",
    )
    # Whoever receives the goods may change what they are to be.
    helpdesk_outcome_quantity = fields.Float(
        string="Announced Quantity",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="What the agent announced, in the product's unit: no more of it follows.",
    )
    helpdesk_outcome_lot_ids = fields.Many2many(
        comodel_name="stock.lot",
        relation="stock_move_helpdesk_outcome_lot_rel",
        column1="move_id",
        column2="lot_id",
        string="Announced Lots/Serials",
        readonly=True,
        copy=False,
    )
    helpdesk_followed_on = fields.Datetime(
        string="Followed up on",
        readonly=True,
        copy=False,
        help="When what was to follow was done.",
    )
    helpdesk_outcome_problem = fields.Text(
        string="What It Waits for",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why what was to follow could not be done.",
    )

    @api.model
    def _outcome_get_classes(self):
        """Return what can follow, in the order in which it is offered.

        :return: a :class:`ReturnOutcome` by value of ``helpdesk_outcome``
        :rtype: dict
        """
        return {
            "refund": RefundOutcome,
            "replace": ReplaceOutcome,
            "repair": RepairOutcome,
            "none": NoOutcome,
        }

    # ------------------------------------------------------------------
    # Whose to write it is
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        # Users may set defaults of their own for any field, and so may a client.
        for name in PROTECTED:
            defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._outcome_check_not_entered(vals, filter(vals.get, PROTECTED))
        return super().create(vals_list)

    def write(self, vals):
        # Emptied is entered, too: what was done would be done again.
        self._outcome_check_not_entered(vals, [x for x in PROTECTED if x in vals])
        self._outcome_check_settled(vals)
        return super().write(vals)

    @api.model
    def _outcome_check_not_entered(self, vals, names):
        """Check that nobody enters what the server alone writes.

        :param dict vals: values of a move
        :param names: those of its fields that are written by the server alone
        :raise AccessError: if they do
        """
        if (
            not self.env.su
            and any(names)
            and not isinstance(vals.get("helpdesk_outcome"), Promised)
        ):
            raise AccessError(
                self.env._(
                    "What follows a return is chosen where it is made: from its ticket."
                )
            )

    def _outcome_check_settled(self, vals):
        """Check that nobody turns a promise into one about something else.

        :param dict vals: values to write
        :raise AccessError: if they do
        """
        names = [name for name in SETTLED if name in vals]
        if self.env.su or not names:
            return
        for move in self:
            if move.helpdesk_outcome and any(
                self._fields[name].convert_to_write(move[name], move) != vals[name]
                for name in names
                # What has no line of an order gets one from the standard.
                if move[name] or name == "to_refund"
            ):
                raise AccessError(
                    self.env._(
                        "What is to follow once %(product)s of %(transfer)s arrives "
                        "was promised for these goods of their order: it cannot be "
                        "changed. Cancel the return and make another one from its "
                        "ticket.",
                        product=move.product_id.display_name,
                        transfer=move.picking_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Backorders
    # ------------------------------------------------------------------

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        # EXTENDS 'stock'
        return super()._prepare_merge_moves_distinct_fields() + ["helpdesk_outcome"]

    def _merge_moves_fields(self):
        # EXTENDS 'stock': two lots of a product are two lines of the popup.
        values = super()._merge_moves_fields()
        if self[:1].helpdesk_outcome:
            announced = sum(self.mapped("helpdesk_outcome_quantity"))
            values |= self[:1]._outcome_prepare_copy(announced)
            lots = self.helpdesk_outcome_lot_ids
            values["helpdesk_outcome_lot_ids"] = [Command.set(lots.ids)]
        return values

    def _split(self, qty, restrict_partner_id=False):
        # EXTENDS 'stock': what is still to come is a backorder's, and what was
        # announced of it, too.
        vals_list = super()._split(qty, restrict_partner_id=restrict_partner_id)
        if vals_list and self.helpdesk_outcome:
            announced = self.helpdesk_outcome_quantity
            arrived = 0.0
            if self.picked:
                arrived = sum(self._return_get_quantities_by_lot().values())
            later = max(min(qty, announced - arrived), 0.0)
            for vals in vals_list:
                vals |= self._outcome_prepare_copy(later)
            # sudo: whoever receives the goods; see PROTECTED.
            self.sudo().helpdesk_outcome_quantity = announced - later
        return vals_list

    def _outcome_prepare_copy(self, quantity):
        """Return the values that hand on what was promised to a part of this move.

        :param float quantity: what was announced of it, in the product's unit
        :rtype: dict
        """
        return {
            "helpdesk_outcome": Promised(self.helpdesk_outcome),
            "helpdesk_outcome_quantity": quantity,
            "helpdesk_outcome_lot_ids": [
                Command.set(self.helpdesk_outcome_lot_ids.ids)
            ],
        }
