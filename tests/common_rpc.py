# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The public methods of the addon, found in the registry, and how they are called."""

import inspect
import json
import re
from contextlib import suppress
from typing import NamedTuple

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.models import BaseModel
from odoo.service.model import call_kw, get_public_method
from odoo.tools import json_default

from ..models.first_steps.web_tour_tour import TOUR
from .common_access import PLACES, AccessCommon, is_ours
from .common_malformed import MALFORMED
from .common_standard import StandardShop
from .common_undone import undone

# What is written, in SQL.
WRITTEN = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
# A name that a place gave.
MARKED = re.compile(rf"\b({'|'.join(PLACES)})\b")
# The standard names the records that a record points at, whoever may read them; the
# tests of popups say where it may not.
READING = {"name_search", "read", "web_read", "web_save", "web_search_read", "onchange"}
# Whoever may read writes by them: the token of the link, and a message.
# They log a note, and mark a tour as played.
WRITTEN_BY_READERS = {"consume", "get_portal_url", "message_post"}


class Outcome(NamedTuple):
    """What came of a call.

    :param answer: as text; of a refusal its words
    :param written: the names of the tables that were written
    :param refused: whether it ended in an error for people
    """

    answer: str
    written: set
    refused: bool = False


def get_methods(model):
    """Return the public methods that the addon adds to a model, or extends in it.

    :param model: an empty recordset
    :return: names of methods
    :rtype: list[str]
    """
    names = {
        name
        for definition in type(model).__mro__
        if is_ours(definition)
        for name, attribute in vars(definition).items()
        if inspect.isfunction(attribute)
    }
    public = []
    for name in sorted(names):
        # Of Odoo's own: private, for calls by RPC.
        with suppress(AccessError):
            get_public_method(model, name)
            public.append(name)
    return public


def is_added(model, name):
    """Whether a method is the addon's alone: it extends none of Odoo's."""
    return not any(
        name in vars(definition) and not is_ours(definition)
        for definition in type(model).__mro__
        if definition is not type(model)
    )


def get_own_functions(model, name):
    """Return the functions of the addon that a call of a method goes through."""
    return tuple(
        vars(definition)[name]
        for definition in type(model).__mro__
        if is_ours(definition) and name in vars(definition)
    )


class RpcCommon(AccessCommon):
    """Calls methods as a client does, and says what came of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._find_markers()

    @classmethod
    def _find_markers(cls):
        cls.markers = {
            (place, record): cls._get_markers(record)
            for place, of_place in cls.places.items()
            for record in of_place.records.values()
        }

    @classmethod
    def _get_markers(cls, record):
        """Return texts that tell a record from all others: its name, code and token."""
        names = record.mapped("display_name")
        texts = {name for name in names if re.search(MARKED, name or "")}
        for name in ("code", "access_token"):
            if name in record._fields:
                texts.update(record.mapped(name))
        return {text for text in texts if text and len(text) > 7}

    def _call(self, user, model, name, ids, args, kwargs=None):
        """Call a method by RPC and undo it.

        :rtype: Outcome
        """
        env = self.env(user=user, context={"lang": "en_US"})
        method = get_public_method(env[model], name)
        if not getattr(method, "_api_model", False):
            args = [ids, *args]
        try:
            with undone(env):
                with StandardShop.queries() as queries:
                    result = call_kw(env[model], name, args, kwargs or {})
                    env.flush_all()
                if isinstance(result, BaseModel):
                    result = result.ids
                written = {found[1] for found in map(WRITTEN.match, queries) if found}
                return Outcome(json.dumps(result, default=json_default), written)
        except (UserError, RedirectWarning, IntegrityError) as error:
            # Rolled back, as a request is; of what is missing, the ORM's error with
            # its own words is made there.
            words = "" if isinstance(error, IntegrityError) else str(error)
            return Outcome(words, set(), not isinstance(error, IntegrityError))

    # ------------------------------------------------------------------
    # With what
    # ------------------------------------------------------------------

    def _get_arguments(self, model, method, place):
        """Return what a client would give to a method, by the names it asks for.

        :return: positional arguments and named ones
        :rtype: tuple
        """
        parameters = list(
            inspect.signature(getattr(type(model), method)).parameters.values()
        )[1:]
        given = [
            x.name
            for x in parameters
            if x.kind == x.POSITIONAL_OR_KEYWORD and x.default is x.empty
        ]
        known = {
            "vals": self._get_values(model, place),
            "vals_list": [
                {**self._get_needed(model, place), **self._get_values(model, place)}
            ],
            "values": {},
            "field_names": [],
            "fields_spec": {"display_name": {}},
            "specification": {"display_name": {}},
            "fields": list(model._fields),
            "views": [[False, "form"]],
            "msg_dict": {
                "subject": "x",
                "from": "x@example.com",
                "body": "x",
                "to": "",
            },
            "period": "30_days",
            "step": "done",
            "tourName": TOUR,
            "name": "use_credit_notes",
            "line_id": place.records["sale.order.line"].id,
            "currency": 1,
            "amount": 1.0,
        }
        args = [known[name] for name in given]
        if method == "web_search_read":
            args = [[], {"display_name": {}}]
        return args, {"body": "Hello"} if method == "message_post" else {}

    def _get_malformed(self, model, method, place):
        """Yield arguments of which one is of a wrong kind each, optional ones, too."""
        args, kwargs = self._get_arguments(model, method, place)
        parameters = list(
            inspect.signature(getattr(type(model), method)).parameters.values()
        )[1:]
        for index, parameter in enumerate(parameters):
            for value in MALFORMED:
                if index < len(args):
                    yield [*args[:index], value, *args[index + 1 :]], kwargs
                elif parameter.kind == parameter.POSITIONAL_OR_KEYWORD:
                    yield args, {**kwargs, parameter.name: value}

    def _get_values(self, model, place):
        """Return something to write: the ticket, or the first plain text."""
        if "helpdesk_ticket_id" in model._fields:
            return {"helpdesk_ticket_id": place.ticket.id}
        for field in model._fields.values():
            if field.type in ("char", "text") and field.store and not field.readonly:
                return {field.name: "x"}
        return {}

    def _get_needed(self, model, place):
        """Return what a record cannot be without: records of the place."""
        return {
            field.name: place.records[field.comodel_name].id
            for field in model._fields.values()
            if field.type == "many2one"
            and field.comodel_name in place.records
            and (field.required or field.name == "program_id")
        }

    # ------------------------------------------------------------------
    # What must not come of it
    # ------------------------------------------------------------------

    def _look_as(self, user):
        """Find out which records are closed to a user, and how they are named."""
        self.closed = {}
        opened = set()
        for (__, record), markers in self.markers.items():
            if record.with_user(user).has_access("read"):
                opened |= markers
            else:
                self.closed.setdefault(record._name, set()).update(markers)
        for markers in self.closed.values():
            markers -= opened

    def _find_problem(self, user, record, name, args, kwargs):
        """Call a method on a record.

        :return: what is wrong about its answer, or nothing
        """
        try:
            answer, written, __ = self._call(
                user, record._name, name, record.ids, args, kwargs
            )
        except Exception as error:  # noqa: BLE001
            if len(record) != 1 and "Expected singleton" in str(error):
                return None
            return f"{type(error).__name__}: {str(error)[:150]}"
        told = {text for text in self._get_closed(record, name) if text in answer}
        if told:
            return f"tells {min(told)}"
        if written and not self._may_write(user, record, name):
            return f"writes {sorted(written)}"
        return None

    def _get_closed(self, record, name):
        """Return the texts that the answer of a method may not contain."""
        if name in READING:
            return self.closed.get(record._name, ())
        return set().union(*self.closed.values())

    def _may_write(self, user, record, name):
        records = record.with_user(user)
        if name in WRITTEN_BY_READERS and records.has_access("read"):
            return True
        method = getattr(type(record), name)
        if getattr(method, "_api_model", False):
            return records.browse().has_access("create")
        if records.has_access("write"):
            return True
        place = next(x for x in self.places.values() if record in x.records.values())
        return place.ticket.with_user(user).has_access("write")
