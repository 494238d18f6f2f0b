# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Columns of a large table that are empty when the addon is installed."""

from odoo.tools.sql import column_exists, create_column


def create_empty_columns(model, *names):
    """Create columns of computed fields, for which no record there is has a value.

    To be called before the ORM creates them, which then would compute them for all
    records, in the transaction that keeps the table locked.
    """
    for name in names:
        field = model._fields[name]
        if not column_exists(model.env.cr, model._table, name):
            create_column(
                model.env.cr, model._table, name, field.column_type[1], field.string
            )
