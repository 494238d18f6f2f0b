# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .return_rule import get_zone


class StockMove(models.Model):
    _inherit = "stock.move"

    def _return_get_late(self, company, partner):
        """Return which of these deliveries are beyond the rules of returns today.

        Of a kit the rule of what was sold holds, not that of its components.

        :param company: the company that sold
        :param partner: the customer, or one of their contacts
        :return: how far beyond, of those moves that are; nothing for those that may
            still be returned, and for those that delivered nothing
        :rtype: dict[StockMove, ReturnLate]
        """
        # sudo: which of these moves the user may know, the caller has checked; agents
        # read neither all orders nor all customers.
        moves = self.sudo()
        sold = {
            move: move.sale_line_id.product_id or move.product_id
            for move in moves
            if move._return_is_delivered()
        }
        products = self.env["product.product"].browse(
            dict.fromkeys(product.id for product in sold.values())
        )
        rules = products._return_get_rules(company)
        if not any(rule.source for rule in rules.values()):
            return {}
        # sudo: see above.
        zone = get_zone(company.sudo(), partner.sudo())
        late = {}
        for move, move_sudo in zip(self, moves, strict=True):
            if move_sudo not in sold:
                continue
            rule = rules[sold[move_sudo].sudo(products.env.su)]
            if found := rule.get_late(move_sudo.date, zone):
                late[move] = found
        return late
