"""What is there after a press: rows, and what they say, since a case began."""

import re
from collections import Counter

# Books of Odoo itself, which say nothing of the shop; and mails, which are deleted
# once they are sent: the post office counts them.
LEFT_OUT = re.compile(
    r"ir_|bus_|web_|website_|iap_|mail_mail$|mail_presence|res_users_|res_device"
    # What lies at one place is one row, whoever brought it; its moves are counted.
    r"|stock_quant$"
)
# Whether its mail is on its way; that it was sent, the post office tells.
ONLY_COUNTED = {"mail_notification"}
# Said by the clock; and changed once a mail is sent
NOT_TOLD = {"has_deadline_issue", "write_uid"}
SHOWN = 12  # differences
# What is said by these does not change with what was there before.
WORDS = ("boolean", "selection")

NUMBERS = ("float", "monetary")


class Watch:
    """Tells what came into the database since it was made."""

    def __init__(self, registry):
        self._registry = registry
        self._models = {
            model._table: model
            for _name, model in sorted(registry.items())
            if not model._abstract
            and not model._transient
            and model._auto
            and not LEFT_OUT.match(model._table)
        }
        with registry.cursor() as cr:
            self._last = {table: self._get_last(cr, table) for table in self._models}

    @staticmethod
    def _get_last(cr, table):
        cr.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')
        return cr.fetchone()[0]

    def state(self, tables=None):
        """Return how many rows there are of each kind, and how many say what.

        :param tables: of which; of all, by default
        """
        found = Counter()
        with self._registry.cursor() as cr:
            for table in tables or self._models:
                last = self._last[table]
                cr.execute(f'SELECT * FROM "{table}" WHERE id > %s', [last])
                for row in cr.dictfetchall():
                    found[table] += 1
                    if table not in ONLY_COUNTED:
                        said = self._tell(self._models[table], row)
                        found.update(f"{table}.{x}" for x in said)
        return dict(found)

    def get_question(self, table):
        """Return what asks whether a table is other than it is now."""
        before = self.state([table])
        return lambda: self.state([table]) != before

    def _tell(self, model, row):
        for name, value in row.items():
            field = model._fields.get(name)
            if field is None or value is None or name == "id" or name in NOT_TOLD:
                continue
            if field.type in WORDS:
                yield f"{name} {value}"
            elif field.type in NUMBERS and isinstance(value, float | int):
                yield f"{name} {value:g}"
            elif field.type == "many2one":
                table = self._registry[field.comodel_name]._table
                is_old = value <= self._last.get(table, 0)
                yield f"{name} {value if is_old else 'new'}"
            elif value:
                yield f"{name} set"


def choose_table(before, after):
    """Return a table of those in which something comes of a press."""
    changed = [
        x for x in after if after[x] != before.get(x, 0) and x != "mails"
    ] or list(before)
    return min(changed, key=lambda x: ("." in x, x)).partition(".")[0]


def differ(state, expected):
    """Return in what a state differs from what is expected."""
    found = [
        f"{name}: {state.get(name, 0)} not {expected.get(name, 0)}"
        for name in sorted({*state, *expected}, key=lambda x: ("." in x, x))
        if state.get(name, 0) != expected.get(name, 0)
    ]
    return ", ".join(found[:SHOWN] + ["..."] * (len(found) > SHOWN))
