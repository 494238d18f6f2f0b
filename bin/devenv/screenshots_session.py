"""Who looks at what bin/screenshots takes pictures of."""

import http.cookiejar
import json
import urllib.request
from typing import Any

from .places import ADDON


class NotSeen(Exception):
    """A step that could not be made."""


class Session:
    """A user who is logged in."""

    def __init__(self, address: str, database: str, login: str):
        self._address = address
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._jar),
        )
        who = {"db": database, "login": login, "password": login}
        self.call("/web/session/authenticate", who)

    @property
    def cookie(self) -> str:
        """The value of the session's cookie."""
        found = [each.value for each in self._jar if each.name == "session_id"]
        if not found or not found[0]:
            raise NotSeen("The login failed")
        return found[0]

    def call(self, path: str, params: dict[str, Any]) -> Any:
        """Return the result of a call."""
        request = urllib.request.Request(
            self._address + path,
            json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        answer = json.load(self._opener.open(request, timeout=120))
        if "error" in answer:
            raise NotSeen(answer["error"]["data"]["message"])
        return answer["result"]

    def method(self, model: str, name: str, *args: object) -> Any:
        """Return the result of a model's method."""
        call = {"model": model, "method": name, "args": args, "kwargs": {}}
        return self.call("/web/dataset/call_kw", call)

    def record_id(self, path: str) -> int:
        """Return the id of the record at the end of a path.

        :param path: an XML id of the addon, and fields that lead on from there, by the
            first record
        """
        name, *fields = path.split(".")
        model, found = self.method(
            "ir.model.data", "check_object_reference", ADDON, name
        )
        for field in fields:
            about = self.method(model, "fields_get", [field], ["relation"])
            value = self.method(model, "read", [found], [field])[0][field]
            if not value:
                raise NotSeen(f"{name} has no {field}")
            model, found = about[field]["relation"], value[0]
        return int(found)
