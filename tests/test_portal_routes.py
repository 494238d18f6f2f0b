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
        rows = {" ".join(key.split()[:2]) for key in ROUTES}
        self.assertEqual(set(self.endpoints), rows)
        for key, route in ROUTES.items():
            with self.subTest(key):
                self.assertLessEqual(route.opened_by, set(VISITORS))
                self.assertLessEqual({*route.values, *route.query}, set(self.values))

    def test_by_everybody(self):
        before = self._get_state()
        for name, visitor in VISITORS.items():
            self._login_as(visitor)
            for key, route in {**ROUTES, **PAGES}.items():
                ids = self._get_ids(route)
                with self.subTest(key, visitor=name):
                    if name in route.opened_by:
                        with self._undone():
                            answered = self._is_answered(key, route, visitor, ids)
                            self.assertTrue(answered)
                    else:
                        missing = self._get_ids(route, "missing")
                        self._assert_same(key, route, visitor, ids, missing)
        # The standard notes who looks at an order or an invoice; that is theirs.
        self.assertEqual(self._get_state(), before)

    def _is_answered(self, key, route, visitor, ids):
        answer = self._ask(key, route, visitor, ids)
        if route.page:
            return answer.status == 200
        missing = self._ask(key, route, visitor, self._get_ids(route, "missing"))
        self.assertLess(answer.status, 400, answer.body[:500])
        return answer[:3] != missing[:3]

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

    def test_link_of_a_draft_opens_no_ticket_of_another_customer(self):
        draft = self.records["own"]["draft"]
        draft._send()
        key = "GET /my/help/<int:request_id>/<string:draft_token>"
        self._login_as(VISITORS["link"])
        for partner, is_given in ((self.contact, True), (self.other_customer, False)):
            draft.ticket_id.partner_id = partner
            draft.ticket_id._portal_ensure_token()
            self.env.flush_all()
            ids = {"request_id": draft.id}
            answer = self._ask(key, ROUTES[key], VISITORS["link"], ids)
            with self.subTest(partner.name):
                self.assertEqual(answer.status, 303)
                self.assertEqual("access_token" in str(answer.headers), is_given)
