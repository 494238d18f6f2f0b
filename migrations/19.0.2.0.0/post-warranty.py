# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.tools.sql import column_exists

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    """Take over the warranty in months as a warranty of OCA's product_warranty.

    The column of the old field is still there: Odoo drops it at the end of the update.
    """
    if not column_exists(cr, "product_template", "warranty_months"):
        return
    # Archived products, too: they are repaired for as long as anybody has one.
    cr.execute(
        """
        SELECT id, warranty, warranty_type, warranty_months
          FROM product_template
         WHERE warranty_months > 0
           AND warranty > 0
           AND (warranty != warranty_months OR warranty_type != 'month')
      ORDER BY id
        """
    )
    for product_id, duration, unit, months in cr.fetchall():
        _logger.info(
            "Product template %s: its warranty of %s month(s) replaces that of "
            "%s %s(s), by which repairs did not go.",
            product_id,
            months,
            duration,
            unit,
        )
    # The unit's default is the day, never what was meant.
    cr.execute(
        """
        UPDATE product_template
           SET warranty = warranty_months,
               warranty_type = 'month'
         WHERE warranty_months > 0
        """
    )
    _logger.info("%s product template(s) keep their warranty in months.", cr.rowcount)
