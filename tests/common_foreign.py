# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.tools import SQL

from .common_rpc import RpcCommon

INPUT = "helpdesk.after.sales.input"
# What agents read of, and never write.
READ_ONLY = (
    "helpdesk.after.sales.approval",
    "helpdesk.after.sales.request",
    "helpdesk.after.sales.request.line",
)
AUTOMATIC = {"create_uid", "write_uid"}


class ForeignCommon(RpcCommon):
    """Ids of another customer's and another company's records, and of none."""

    def _get_relational_fields(self, model):
        return [
            field
            for field in model._fields.values()
            if field.relational and field.name not in AUTOMATIC
        ]

    def _get_foreign(self, user, field):
        """Return ids that a user may not use in a field, by what is foreign of them."""
        records = self.env[field.comodel_name].with_context(active_test=False)
        found = {}
        for word in ("others", "elsewhere"):
            place = self.places[word]
            found[word] = place.records.get(field.comodel_name, records.browse())[:1]
            if not found[word] and word == "elsewhere" and "company_id" in records:
                of_company = [("company_id", "=", place.company.id)]
                found[word] = records.search(of_company, limit=1)
        foreign = {"missing": max(records.search([]).ids, default=0) + 99}
        for word, record in found.items():
            if record and not record.with_user(user)._filtered_access("read"):
                foreign[word] = record.id
        return foreign

    def _archive_others(self):
        """Archive whatever can be of the other customer's, past all that it does."""
        for record in self.places["others"].records.values():
            if record._active_name and record._fields[record._active_name].store:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET active = false WHERE id IN %s",
                        SQL.identifier(record._table),
                        record._ids,
                    )
                )
        self.env.invalidate_all()

    def _get_entries(self, field, record_id):
        """Return by way of entering what stands for an id there.

        :return: first as the web client has it, then what else Odoo would understand
        :rtype: dict[str, list]
        """
        if field.type == "many2one":
            return {
                "create": [record_id],
                "write": [record_id, [record_id, "x"]],
                "web_save": [record_id],
                "onchange": [record_id, {"id": record_id}],
                "default": [record_id, str(record_id)],
            }
        return {
            "create": [[Command.link(record_id)]],
            "write": [[Command.set([record_id])]],
            "web_save": [[Command.link(record_id)]],
            "onchange": [[Command.link(record_id)]],
            "default": [[Command.set([record_id])], [record_id]],
        }

    def _enter(self, user, record, field, record_id):
        """Enter an id in each way.

        :param record: a popup of the user's, or a record that they may not write
        :return: pairs of the way and its outcome
        """
        for way, entries in self._get_entries(field, record_id).items():
            for entry in entries:
                method, ids, args, kwargs = self._get_call(way, record, field, entry)
                yield way, self._call(user, record._name, method, ids, args, kwargs)

    def _get_call(self, way, record, field, entry):
        """Return what a client calls to enter a value."""
        name = field.name
        spec = {name: {"fields": {"display_name": {}}}}
        if way == "write":
            return "write", record.ids, [{name: entry}], {}
        if way == "web_save":
            return "web_save", record.ids, [{name: entry}, spec], {}
        if way == "default":
            context = {f"default_{name}": entry}
            return "onchange", [], [{}, [], spec], {"context": context}
        values = {**self._get_needed(record.browse(), self.places["own"]), name: entry}
        if way == "create":
            return "create", [], [[values]], {}
        return "onchange", [], [values, [name], spec], {}

    def _find_accepted(self, role, names):
        """Return what was not refused, or told what it must not.

        :param names: of the models
        :rtype: list[str]
        """
        user = self.users[role]
        self._look_as(user)
        accepted = []
        for name in names:
            record = self.places["own"].records[name]
            for field in self._get_relational_fields(record):
                for word, record_id in self._get_foreign(user, field).items():
                    for way, outcome in self._enter(user, record, field, record_id):
                        self.entered += 1
                        if not outcome.refused or self._get_told(outcome):
                            accepted.append(f"{field} {word} {way}: {outcome}")
        return accepted

    def _get_told(self, outcome):
        closed = set().union(*self.closed.values())
        return {text for text in closed if text in outcome.answer}

    def _find_never_accepted(self, role, names):
        """Return the fields in which not even what is the user's own is taken.

        :param names: of the models
        :rtype: set
        """
        user = self.users[role]
        own = self.places["own"].records
        return {
            field
            for name in names
            for field in self._get_relational_fields(own[name])
            if field.comodel_name in own
            and not any(
                not outcome.refused and outcome.answer
                for __, outcome in self._enter(
                    user, own[name], field, own[field.comodel_name][:1].id
                )
            )
        }
