# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import lxml.html

from odoo.tests import tagged

from .common_requests import RequestHttp


@tagged("post_install", "-at_install")
class TestRequestsChoose(RequestHttp):
    """What the page has chosen already for who opens it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chair = cls._new_product("Chair")
        cls._put_in_stock(cls.chair, 20)
        cls.both = cls._new_order(
            [(cls.product, 2), (cls.chair, 2)], partner_id=cls.contact.id
        )
        cls._deliver(cls.both)

    def _get_checked(self, **parameters):
        response = self._get("/my/help", **parameters)
        self.assertEqual(response.status_code, 200)
        page = lxml.html.fromstring(response.content)
        self.assertTrue(page.xpath("//input[@name='piece']"))
        return page.xpath("//input[@name='piece'][@checked]/@value")

    def test_nothing_where_there_is_a_choice(self):
        self._login(self.buyer)
        self.assertFalse(self._get_checked(order_id=self.both.id))

    def test_the_only_one_that_can_be_asked_for(self):
        lamp, chair = self.both.order_line
        self._ask(lines=lamp)
        self._login(self.buyer)
        self.assertEqual(self._get_checked(order_id=self.both.id), [str(chair.id)])

    def test_nothing_that_was_searched(self):
        lamp, _chair = self.both.order_line
        self._ask(lines=lamp)
        self._login(self.buyer)
        self.assertFalse(self._get_checked(search="Chair"))
