# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import math
from urllib.parse import quote

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_malformed import MALFORMED
from .common_portal_routes import PAGES, PARAMETER, ROUTES, VISITORS, PortalRouteCommon

# In a path; with a NUL the standard finds no page, and fails.
PATHS = ("x", "0", "-1", "9" * 30, "1e3", "٣")
TEXTS = ("x", "-1", "9" * 30, "٣", "é", "\0", "[]", "a" * 5000, ["1", "x"])
JSON = [x for x in MALFORMED if not isinstance(x, float) or math.isfinite(x)]
# Not OPTIONS: browsers send no cookies and no values with it.
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# The standard notes that a customer looks at their order or invoice.
OURS = ROUTES | {x: y for x, y in PAGES.items() if y.record in ("ticket", "task")}


@tagged("post_install", "-at_install")
class TestPortalMalformed(PortalRouteCommon):
    """Whatever is sent to a page of the portal, and by which method, it is answered.

    Never by an error of the server, and what a wrong method, or a form of another site
    asks for is not done.
    """

    def _assert_answered(self, answer):
        self.assertLess(answer.status, 500, answer.body[-2000:])
        if "Content-Type: application/json" in "".join(answer.headers):
            error = json.loads(answer.body).get("error")
            if error:
                name = error["data"]["name"]
                self.assertRegex(name, r"^(odoo|werkzeug)\.exceptions\.")
                self.assertNotIn("InternalServerError", name)

    def _try(self, key, route, visitor, ids=None, files=None, **changed):
        ids = self._get_ids(route) | (ids or {})
        with (
            self.subTest(key, **{x: repr(y)[:20] for x, y in (ids | changed).items()}),
            self._undone(),
            mute_logger("odoo.http", "odoo.sql_db"),
        ):
            answer = self._ask(key, route, visitor, ids, files=files, **changed)
            self._assert_answered(answer)

    def test_ids_that_are_none(self):
        for name in ("link", "customer"):
            visitor = VISITORS[name]
            self._login_as(visitor)
            for key, route in OURS.items():
                for text in PATHS:
                    for parameter in PARAMETER.findall(key):
                        value = quote(text, safe="")
                        self._try(key, route, visitor, ids={parameter: value})

    def test_parameters_of_all_wrong_kinds(self):
        for name in ("link", "customer"):
            visitor = VISITORS[name]
            self._login_as(visitor)
            for key, route in ROUTES.items():
                parameters = self._get_parameters(key, route)
                values = TEXTS
                if key.startswith("JSON "):
                    values = JSON
                    parameters = [x for x in parameters if x not in route.query]
                for value in values:
                    self._try(key, route, visitor, **dict.fromkeys(parameters, value))
                    # And each by itself, the others being right, as one who gets in.
                    if name == ("link" if "link" in route.opened_by else "customer"):
                        for parameter in parameters:
                            self._try(key, route, visitor, **{parameter: value})

    def test_files_in_place_of_values(self):
        self._login_as(VISITORS["customer"])
        for key, route in ROUTES.items():
            if key.startswith("POST "):
                for parameter in self._get_parameters(key, route):
                    files = {parameter: ("a.html", b"<script>", "text/html")}
                    self._try(key, route, VISITORS["customer"], files=files)

    def test_other_methods_do_nothing(self):
        before = self._get_state()
        for name in ("link", "customer", "stranger"):
            visitor = VISITORS[name]
            self._login_as(visitor)
            for key, route in OURS.items():
                path = key.partition(" ")[2]
                served = {x.partition(" ")[0] for x in OURS if x.endswith(f" {path}")}
                if "JSON" in served:
                    served.add("POST")
                for method in METHODS:
                    if method in served:
                        continue
                    with self.subTest(key, method=method, visitor=name):
                        ids = self._get_ids(route)
                        answer = self._ask(key, route, visitor, ids, method=method)
                        self._assert_answered(answer)
                        if method == "HEAD":
                            self.assertFalse(answer.body)
                        elif key in ROUTES:
                            self.assertIn(answer.status, (400, 405))
        self.assertEqual(self._get_state(), before)

    def test_forms_of_other_sites_do_nothing(self):
        before = self._get_state()
        for name in ("link", "customer"):
            visitor = VISITORS[name]
            self._login_as(visitor)
            for key, route in ROUTES.items():
                if key.startswith("POST "):
                    with self.subTest(key, visitor=name):
                        self.assertTrue(self.endpoints[key].routing.get("csrf", True))
                        ids = self._get_ids(route)
                        answer = self._ask(
                            key, route, visitor, ids, with_csrf_token=False
                        )
                        if answer.status != 303:
                            # Else it is the login's turn.
                            self.assertEqual(answer.status, 400)
        self.assertEqual(self._get_state(), before)

    def test_looking_changes_nothing(self):
        before = self._get_state()
        for name, visitor in VISITORS.items():
            self._login_as(visitor)
            for key, route in OURS.items():
                if key.startswith("GET ") and name in route.opened_by:
                    for method in ("GET", "HEAD"):
                        self._ask(
                            key, route, visitor, self._get_ids(route), method=method
                        )
            with self.subTest(visitor=name):
                self.assertEqual(self._get_state(), before)
