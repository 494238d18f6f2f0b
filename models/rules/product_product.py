# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from .return_rule import ReturnRule


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _return_get_rules(self, company):
        """Return what holds for the return of each of these products.

        The window is that of the product, else of the nearest category that has one,
        else of the company. Not taken back is what the product or any of its categories
        says so of. In a constant number of queries.

        :param company: the company that sold them
        :rtype: dict[ProductProduct, ReturnRule]
        """
        # sudo: the rules hold whoever asks, and are no secret of anybody's.
        products = self.sudo()
        company = company.sudo()
        paths = {
            category.id: [int(id_) for id_ in category.parent_path.split("/") if id_]
            for category in products.categ_id
        }
        # All are read at once.
        categories = products.categ_id.browse(
            {id_ for path in paths.values() for id_ in path}
        )
        by_id = {category.id: category for category in categories}
        return {
            product: product_sudo._return_get_rule(
                [
                    by_id[id_]
                    for id_ in reversed(paths.get(product_sudo.categ_id.id, []))
                ],
                company,
            )
            for product, product_sudo in zip(self, products, strict=True)
        }

    def _return_get_rule(self, categories, company):
        """Return what holds for the return of this product.

        :param list categories: those of the product, the nearest first
        :param company: the company that sold it
        :rtype: ReturnRule
        """
        days, source = 0, None
        for record in (self, *categories, company):
            if record.return_window_days > 0:
                days, source = record.return_window_days, record
                break
        for record in (self, *categories):
            if record.is_final_sale:
                return ReturnRule(days, True, record)
        return ReturnRule(days, False, source)
