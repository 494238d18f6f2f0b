# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
from contextlib import suppress

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, MissingError, RedirectWarning, UserError
from odoo.service.model import call_kw
from odoo.tools.misc import DotDict, str2bool
from odoo.tools.safe_eval import safe_eval
from odoo.tools.view_validation import get_expression_field_names

from .common_standard import find_buttons
from .common_undone import undone

# What the client does by itself with a record or a list of them, and what it needs; it
# imports and duplicates where it creates.
CONTROLS = {"create": "create", "edit": "write", "delete": "unlink"}
GROUP_CONTROLS = {"group_create": "create", "group_edit": "write"}
VIEW_TYPES = ("form", "list", "kanban", "calendar")


class Screen:
    """What the web client shows to a user of records, and what comes of a press.

    :param records: a recordset of the user's
    :param view_ids: views to look at by their type, other than the default ones
    """

    def __init__(self, records, view_ids=None):
        self.records = records
        self.env = records.env
        self.views = {}
        for view_type in VIEW_TYPES:
            view_id = (view_ids or {}).get(view_type, False)
            # A model need not have a view of every type.
            with suppress(UserError):
                result = records.browse().get_views(
                    [(view_id, view_type)], {"toolbar": True}
                )
                view = result["views"][view_type]
                view["root"] = etree.fromstring(view["arch"])
                view["fields"] = result["models"][records._name]["fields"]
                self.views[view_type] = view

    def offers(self):
        """Return what can be pressed: the record, a name and a function for each.

        :rtype: list[tuple]
        """
        return [
            (record, name, press)
            for record in self.records
            for view_type, view in self.views.items()
            for name, press in self._get_offers(record, view_type, view)
        ]

    def _get_offers(self, record, view_type, view):
        def read():
            record.read(list(view["fields"]))

        yield f"open {view_type}", read
        # What does not open offers nothing.
        if not get_denial(self.env, read):
            yield from self._get_controls(record, view)
            yield from self._get_buttons(record, view)
            yield from self._get_gear_actions(record, view)

    # ------------------------------------------------------------------
    # The client's own
    # ------------------------------------------------------------------

    def _get_controls(self, record, view):
        root = view["root"]
        for name, operation in CONTROLS.items():
            if str2bool(root.get(name, "1"), True):
                records = record if operation != "create" else record.browse()
                yield (
                    name,
                    lambda records=records, operation=operation: records.check_access(
                        operation
                    ),
                )
        active = view["fields"].get("active")
        if active and not active.get("readonly"):
            yield "archive", lambda: record.check_access("write")
        group = record._fields.get(root.get("default_group_by"))
        if group and group.type == "many2one":
            groups = self.env[group.comodel_name]
            for name, operation in GROUP_CONTROLS.items():
                if str2bool(root.get(name, "1"), True):
                    yield (
                        name,
                        lambda operation=operation: groups.check_access(operation),
                    )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def _get_buttons(self, record, view):
        for node in find_buttons(view["root"]):
            of_node, parent = self._get_record(record, node)
            if of_node and not self._is_hidden(node, of_node, parent):
                yield (
                    f"{node.get('name')} {node.get('string') or ''}",
                    lambda args=(node, of_node, parent): self._press(*args),
                )

    def _get_record(self, record, node):
        """Return the record that a node shows, and the one around it in a list."""
        for field in node.iterancestors("field"):
            if record._fields[field.get("name")].relational:
                return record[field.get("name")][:1], record
        return record, None

    def _is_hidden(self, node, record, parent):
        while node is not None and node.tag != "field":
            for attribute in ("invisible", "column_invisible"):
                if self._evaluate(node.get(attribute), record, parent):
                    return True
            node = node.getparent()
        return False

    def _evaluate(self, expression, record, parent):
        if not expression:
            return False
        values = {
            "context": dict(self.env.context),
            "uid": self.env.uid,
            "id": record.id,
            "active_id": record.id,
            "allowed_company_ids": self.env.companies.ids,
            "current_date": fields.Date.to_string(fields.Date.today()),
        }
        of_parent = {}
        for name in get_expression_field_names(expression):
            name, __, rest = name.partition(".")
            if name == "parent":
                of_parent.update(parent.read([rest], load=None)[0])
            elif name in record._fields:
                values.update(record.read([name], load=None)[0])
        return safe_eval(expression, {**values, "parent": DotDict(of_parent)})

    def _press(self, node, record, parent):
        context = self._evaluate(node.get("context"), record, parent) or {}
        name = node.get("name")
        if node.get("type") == "action":
            return self._open(self._load(int(name)), context, record)
        arguments = ast.literal_eval(node.get("args") or "[]")
        kwargs = {"context": {**self.env.context, **context}}
        result = call_kw(record.browse(), name, [record.ids, *arguments], kwargs)
        return self._open(result, context, record)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def _get_gear_actions(self, record, view):
        for action in (x for items in view["toolbar"].values() for x in items):
            yield (
                f"gear: {action['name']}",
                lambda action_id=action["id"]: self._open(
                    self._load(action_id), {}, record
                ),
            )

    def _load(self, action_id):
        # sudo: as the client's route that loads an action.
        action = self.env["ir.actions.actions"].sudo().browse(action_id)
        return self.env[action.type].sudo().browse(action_id).read()[0]

    def _open(self, action, context, record):
        """Do what the client does with an action: open, print or run it."""
        if not isinstance(action, dict):
            return
        with_record = {
            **self.env.context,
            **context,
            "active_id": record.id,
            "active_ids": record.ids,
            "active_model": record._name,
        }
        if action["type"] == "ir.actions.server":
            run = self.env["ir.actions.server"].browse(action["id"])
            self._open(run.with_context(with_record).run(), {}, record)
        elif action["type"] == "ir.actions.report":
            reports = self.env["ir.actions.report"].with_context(with_record)
            reports._render_qweb_html(action["report_name"], record.ids)
        elif action["type"] == "ir.actions.act_window":
            own = action.get("context") or {}
            if isinstance(own, str):
                names = {**with_record, "uid": self.env.uid, "context": with_record}
                own = safe_eval(own, names)
            self._open_window(action, {**with_record, **own})

    def _open_window(self, action, context):
        model = self.env[action["res_model"]].with_context(context)
        views = action.get("views") or [
            (False, view_type) for view_type in action["view_mode"].split(",")
        ]
        fields_of_views = model.get_views(views)["models"][model._name]["fields"]
        if action.get("res_id"):
            record = model.browse(action["res_id"])
            record.read(list(fields_of_views))
        elif views[0][1] == "form":
            model.browse().check_access("create")
            model.default_get(list(fields_of_views))
        else:
            model.browse().check_access("read")


def get_denial(env, press):
    """Press something and undo it.

    :return: why the user may not do it, or nothing; refusals with a reason do not count
    """
    try:
        with undone(env):
            press()
            env.flush_all()
    except (AccessError, MissingError) as error:
        return str(error)
    except (RedirectWarning, UserError):
        return None
    return None
