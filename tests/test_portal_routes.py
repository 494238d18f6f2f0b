# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common_portal_routes import PAGES, ROUTES, VISITORS, PortalRouteCommon


@tagged("post_install", "-at_install")
class TestPortalRoutes(PortalRouteCommon):
    """Each route of the portal, by everybody: who is answered, and who learns nothing.

    What is not there and what is somebody else's look the same to a visitor, and take
    the same number of queries.
    """

    def test_each_route_has_a_row(self):
        self.assertEqual(set(self.endpoints), set(ROUTES))
        for key, route in ROUTES.items():
            with self.subTest(key):
                self.assertLessEqual(route.opened_by, set(VISITORS))
                self.assertLessEqual(set(route.values), set(self.values))

    def test_whom_it_answers(self):
        for name, visitor in VISITORS.items():
            self._login_as(visitor)
            for key, route in {**ROUTES, **PAGES}.items():
                with self.subTest(key, visitor=name), self._undone():
                    is_answered = self._is_answered(key, route, visitor)
                    self.assertEqual(is_answered, name in route.opened_by)

    def _is_answered(self, key, route, visitor):
        answer = self._ask(key, route, visitor, self._get_ids(route))
        if key.startswith("GET "):
            self.assertIn(answer.status, (200, 303, 404))
            return answer.status == 200
        missing = self._ask(key, route, visitor, self._get_ids(route, "missing"))
        return answer[:3] != missing[:3]

    def test_others_learn_nothing(self):
        before = self._get_state()
        for name, visitor in VISITORS.items():
            self._login_as(visitor)
            for key, route in {**ROUTES, **PAGES}.items():
                if name in route.opened_by:
                    continue
                with self.subTest(key, visitor=name):
                    self._assert_same(
                        key,
                        route,
                        visitor,
                        self._get_ids(route),
                        self._get_ids(route, "missing"),
                    )
        self.assertEqual(self._get_state(), before)

    def test_customers_learn_nothing_of_others(self):
        before = self._get_state()
        for name, visitor in VISITORS.items():
            if visitor.user not in ("", "buyer") or visitor.token not in ("", "own"):
                continue
            self._login_as(visitor)
            for key, route in {**ROUTES, **PAGES}.items():
                for parameter in route.ids:
                    with self.subTest(key, visitor=name, foreign=parameter):
                        self._assert_same(
                            key,
                            route,
                            visitor,
                            self._get_ids(route, "foreign", only=parameter),
                            self._get_ids(route, "missing", only=parameter),
                        )
        self.assertEqual(self._get_state(), before)

    def _assert_same(self, key, route, visitor, ids, missing):
        """Assert that a visitor cannot tell a record from one that is not there."""
        for __ in range(2):
            # The first time, there may be something that is not cached yet.
            answers = [self._ask(key, route, visitor, x) for x in (missing, ids)]
            if answers[0] == answers[1]:
                return
        if self._may_know(route, visitor, ids):
            answers = [answer._replace(queries=0) for answer in answers]
        self.assertEqual(answers[1], answers[0])

    def test_two_hundred_ids(self):
        """Whoever tries many of them, one after the other, finds none."""
        for name in ("nobody", "stranger"):
            visitor = VISITORS[name]
            self._login_as(visitor)
            for key, route in ROUTES.items():
                self._ask(key, route, visitor, self._get_ids(route))
                found = {}
                for ids in self._get_many_ids(route):
                    answer = self._ask(key, route, visitor, ids)
                    found.setdefault(answer, []).append(ids)
                with self.subTest(key, visitor=name):
                    self.assertEqual(len(found), 1, list(found.values()))
