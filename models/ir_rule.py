# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    # Gives agents what belongs to their tickets, and narrows nobody who reads the model
    # through another group.
    after_sales_scope = fields.Boolean(export_string_translation=False)

    def _eval_context(self):
        # EXTENDS 'base': the user of a rule has no context. This key can only take
        # rights away, so that any client may send it.
        eval_context = super()._eval_context()
        if self.env.context.get("after_sales_own_rights"):
            eval_context["user"] = eval_context["user"].with_context(
                after_sales_own_rights=True
            )
        return eval_context

    def _compute_domain_context_values(self):
        # EXTENDS 'base'. Not the value itself: a client may send any.
        yield from super()._compute_domain_context_values()
        yield bool(self.env.context.get("after_sales_own_rights"))
