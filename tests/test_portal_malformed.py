# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import math
from urllib.parse import quote

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_field_service import FsmPortalCommon, make_signature
from .common_malformed import ADDON, MALFORMED

TEXTS = ("", "x", "\0", "é", "٣", "9" * 30, "-1", "[]", "a" * 5000)
JSON = [x for x in MALFORMED if not isinstance(x, float) or math.isfinite(x)]


@tagged("post_install", "-at_install")
class TestPortalMalformed(FsmPortalCommon):
    """Whatever is sent to a page that needs no login, it is answered.

    All routes that this addon adds or extends, found in the controllers, with their
    parameters of all wrong kinds: never a status of 500.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.routes = {}
        for url, endpoint in http._generate_routing_rules([*cls._modules()], False):
            classes = type(endpoint.func.__self__).__mro__
            name = endpoint.func.__name__
            if any(
                ADDON in x.__module__ and name in vars(x) for x in classes
            ) and endpoint.routing["auth"] in ("public", "none", "user"):
                cls.routes[url] = endpoint
        # The pages of documents, which all ask the same method.
        for url in ("/my/ticket/<int:ticket_id>", "/my/tasks/<int:task_id>"):
            cls.routes.setdefault(url, None)

    @classmethod
    def _modules(cls):
        return cls.env.registry._init_modules | {ADDON}

    def _assert_answered(self, response, what):
        with self.subTest(what):
            self.assertLess(response.status_code, 500, response.text[-2000:])
            if response.headers["Content-Type"].startswith("application/json"):
                error = json.loads(response.text).get("error")
                if error:
                    self.assertRegex(
                        error["data"]["name"], r"^(odoo|werkzeug)\.exceptions\."
                    )
                    self.assertNotEqual(
                        error["data"]["name"], "werkzeug.exceptions.InternalServerError"
                    )

    def _paths(self, url):
        """Return the path for the visit and ticket, and for ids that are none."""
        known = {
            "task_id": self.task.id,
            "ticket_id": self.ticket.id,
            "return_id": self.task.id,
        }
        paths = [url]
        for name, id_ in known.items():
            if f"<int:{name}>" in url:
                paths = [
                    path.replace(f"<int:{name}>", str(x))
                    for path in paths
                    for x in (id_, 0, 10**30)
                ]
        return paths

    def test_there_are_routes(self):
        self.assertLessEqual(
            {"/my/tasks/<int:task_id>/sign", "/my/tasks/<int:task_id>/report"},
            set(self.routes),
        )
        self.assertIn("/ticket/close", self.routes)
        self.assertIn(
            "/my/ticket/<int:ticket_id>/return_slip/<int:return_id>", self.routes
        )

    def test_parameters_of_all_wrong_kinds(self):
        for user in (None, self.buyer):
            self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
            for url, endpoint in self.routes.items():
                if endpoint and endpoint.routing["type"] == "jsonrpc":
                    continue
                for path in self._paths(url):
                    for text in TEXTS:
                        value = quote(text)
                        query = "&".join(
                            f"{name}={value}"
                            for name in (
                                "access_token",
                                "download",
                                "message",
                                "stage_id",
                                "ticket_id",
                            )
                        )
                        with mute_logger("odoo.http", "odoo.sql_db"):
                            response = self.url_open(f"{path}?{query}")
                        self._assert_answered(response, f"{path} {text[:20]!r}")

    def test_signing_with_what_is_no_signature(self):
        self.task.action_fsm_done()
        self.authenticate(None, None)
        good = {
            "access_token": self.token,
            "name": "Joe",
            "signature": make_signature(),
        }
        worksheet = self.task._worksheet_get_fingerprint()
        for name in good:
            for value in (*JSON, "x" * 5000):
                if name == "name" and isinstance(value, str) and value.isprintable():
                    # Whoever is called so may sign.
                    continue
                for path in self._paths("/my/tasks/<int:task_id>/sign"):
                    with mute_logger("odoo.http", "odoo.sql_db"):
                        response = self.url_open(
                            f"{path}?worksheet={worksheet}",
                            data=json.dumps(
                                {
                                    "jsonrpc": "2.0",
                                    "method": "call",
                                    "params": {**good, name: value},
                                }
                            ),
                            headers={"Content-Type": "application/json"},
                        )
                    self._assert_answered(response, f"{name}: {str(value)[:20]!r}")
        self.assertFalse(self.task.worksheet_signature)
        self.assertNotIn("error", self._sign(token=self.token))
