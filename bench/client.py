"""What a browser does: forms are opened, filled in and saved, buttons are pressed.

The same clicks go to Odoo's methods in this process, for measuring one of them, or over
HTTP, for many agents at once: only :meth:`Client.call` differs.
"""

from collections import ChainMap

from lxml import etree

ALWAYS = ("1", "True", "true")


class Client:
    """A user at a browser."""

    uid = None

    def call(self, model, method, *args, **kwargs):
        """Send one request, and return what Odoo answers."""
        raise NotImplementedError

    def views(self, model, views, context=None):
        """Return the views of a model with its fields, as the browser loads them."""
        return self.call(model, "get_views", views, {}, context=context or {})

    def first_page(self, model, domain, specification, limit=80):
        """Open the first page of a list, or of a kanban, with its count."""
        return self.call(
            model,
            "web_search_read",
            domain=domain,
            specification=specification,
            offset=0,
            limit=limit,
            order="",
            count_limit=10001,
        )

    def specification(self, model, view_type, view_id=False, context=None):
        """Return which fields a view of a model reads."""
        views = self.views(model, [[view_id, view_type]], context)
        arch = etree.fromstring(views["views"][view_type]["arch"])
        return View(arch, model, views["models"]).specification


class View:
    """The fields of a view, and what it says of them.

    :param arch: its root, or that of a list inside a form
    :param models: the fields of all models in it, as ``get_views`` returns them
    """

    def __init__(self, arch, model, models):
        self.fields = models[model]["fields"]
        self.nodes = {}
        self.views = {}  # the lists inside it, by field
        for node in arch.xpath(".//field[@name]"):
            if any(parent.tag == "field" for parent in _parents(node, arch)):
                continue
            name = node.get("name")
            if name not in self.fields:
                continue
            known = self.nodes.get(name)
            if known is None or known.get("invisible") in ALWAYS:
                self.nodes[name] = node
            lists = node.xpath("./list | ./kanban")
            relation = self.fields[name].get("relation")
            if lists and node.get("invisible") not in ALWAYS and relation in models:
                self.views[name] = View(lists[0], relation, models)

    @property
    def specification(self):
        """What to read, in the format of ``web_read``."""
        return {name: self._specify(name) for name in self.nodes}

    def _specify(self, name):
        kind = self.fields[name]["type"]
        visible = self.nodes[name].get("invisible") not in ALWAYS
        if kind == "many2one":
            return {"fields": {"display_name": {}} if visible else {}}
        if kind in ("one2many", "many2many") and visible:
            if name in self.views:
                return {"fields": self.views[name].specification, "limit": 40}
            return {"fields": {"display_name": {}}}
        return {}

    def says(self, name, attribute, values):
        """Return whether an attribute such as readonly holds, given the values."""
        node = self.nodes[name]
        said = node.get(attribute)
        if said is None and attribute == "readonly":
            return bool(self.fields[name].get("readonly"))
        return bool(said) and bool(evaluate(said, values))


class Screen:
    """The form of a new record.

    :param Client client: who opens it
    :param dict context: that of the action which opens it
    """

    def __init__(self, client, model, view_id=False, context=None):
        self.client, self.model, self.context = client, model, dict(context or {})
        views = client.views(model, [[view_id, "form"]], self.context)
        arch = etree.fromstring(views["views"]["form"]["arch"])
        self._view = View(arch, model, views["models"])
        self.specification = self._view.specification
        self.record = None
        self.values = {}  # as they are written
        self.lines = {name: {} for name in self._view.nodes if self._is_many(name)}
        self._onchange([])

    @classmethod
    def of_action(cls, client, action, **context):
        """Open the form of a window action.

        :param context: what the browser adds: the records it was started from
        """
        view_id = action["views"][0][0]
        said = action.get("context") or {}
        if isinstance(said, str):
            said = evaluate(said, context)
        context = {**context, **said}
        return cls(client, action["res_model"], view_id, context)

    def fill(self, name, value):
        """Enter a value; ids in a field that holds many."""
        if self._is_many(name):
            self.lines[name] = {id_: None for id_ in value}
        else:
            self.values[name] = value
        if self._view.nodes[name].get("on_change") in ALWAYS:
            self._onchange([name])

    def domain(self, name):
        """Return which records a field offers at the moment."""
        said = self._view.nodes[name].get("domain")
        domain = self._view.fields[name].get("domain", []) if said is None else said
        return evaluate(domain, self._names()) if isinstance(domain, str) else domain

    def offer(self, name):
        """Open the drop-down of a field, and return what it offers."""
        return self.client.call(
            self._view.fields[name]["relation"],
            "web_name_search",
            name="",
            specification={"display_name": {}},
            domain=self.domain(name),
            operator="ilike",
            limit=8,
            context=self.context,
        )

    def save(self):
        """Save it, and return the record's id."""
        [saved] = self.client.call(
            self.model,
            "web_save",
            [],
            self._changes(writing=True),
            specification=self.specification,
            context=self.context,
        )
        self.record = saved["id"]
        return self.record

    def press(self, button):
        """Save it, press a button, and return the action that follows."""
        return self.client.call(self.model, button, [self.save()], context=self.context)

    # ------------------------------------------------------------------

    def _is_many(self, name):
        return self._view.fields[name]["type"] in ("one2many", "many2many")

    def _onchange(self, names):
        changes = self._changes() if names else {}
        answer = self.client.call(
            self.model,
            "onchange",
            [],
            changes,
            names,
            self.specification,
            context=self.context,
        )
        for name, value in answer.get("value", {}).items():
            if self._is_many(name):
                self._apply(name, value)
            else:
                self.values[name] = plain(value)

    def _apply(self, name, commands):
        lines = self.lines[name]
        for command, id_, *values in commands:
            if command in (0, 1):
                line = lines.get(id_) or {}
                lines[id_] = {**line, **_plain_values(values[0])}
            elif command in (2, 3):
                lines.pop(id_, None)
            elif command == 4:
                lines.setdefault(id_, None)
            elif command == 5:
                lines.clear()
            elif command == 6:
                self.lines[name] = lines = {x: lines.get(x) for x in values[0]}

    def _names(self):
        many = {
            name: [x for x in lines if isinstance(x, int)]
            for name, lines in self.lines.items()
        }
        return {**self.values, **many, "context": self.context, "id": False}

    def _changes(self, writing=False):
        names = self._names()
        changes = {
            name: value
            for name, value in self.values.items()
            if not writing or self._is_written(self._view, name, names)
        }
        for name, lines in self.lines.items():
            if lines and (not writing or self._is_written(self._view, name, names)):
                changes[name] = [
                    [4, id_]
                    if line is None
                    else [0, id_, self._line(name, line, writing)]
                    for id_, line in lines.items()
                ]
        return changes

    def _line(self, name, line, writing):
        view = self._view.views.get(name)
        names = {**line, "parent": Names(self._names())}
        return {
            key: value
            for key, value in line.items()
            if view is None or not writing or self._is_written(view, key, names)
        }

    @staticmethod
    def _is_written(view, name, names):
        if name not in view.nodes or name == "id":
            return False
        forced = view.nodes[name].get("force_save") in ALWAYS
        return forced or not view.says(name, "readonly", names)


class Names:
    """The values of the form around a line, as attributes."""

    def __init__(self, values):
        self._values = values

    def __getattr__(self, name):
        return self._values.get(name, False)


def evaluate(expression, values):
    """Return the value of an expression in a view."""
    if expression in ALWAYS:
        return True
    names = {"uid": False, "allowed_company_ids": [], "parent": Names({})}
    scope = ChainMap(values, {**names, "context": {}, "True": True, "False": False})
    # Views of this machine's own Odoo, nothing from outside.
    return eval(expression, {"__builtins__": {}}, _Lenient(scope))  # pylint: disable=eval-used


class _Lenient(dict):
    """Names as an expression sees them: what the form does not hold is false."""

    def __init__(self, scope):
        super().__init__()
        self._scope = scope

    def __missing__(self, name):
        return self._scope.get(name, False)


def plain(value):
    """Return a value that was read as it is written."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _plain_values(values):
    return {
        name: [[c, i, _plain_values(v[0])] if v else [c, i] for c, i, *v in value]
        if _is_commands(value)
        else plain(value)
        for name, value in values.items()
    }


def _is_commands(value):
    return (
        isinstance(value, list) and bool(value) and isinstance(value[0], list | tuple)
    )


def _parents(node, root):
    parent = node.getparent()
    while parent is not None and parent is not root:
        yield parent
        parent = parent.getparent()
