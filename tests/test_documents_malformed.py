# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_chatter import ChatterCommon
from .common_malformed import ADDON, MALFORMED, MalformedCase

ANSWERED = ("helpdesk_ticket_id", "helpdesk_service", "after_sales_reason_id")


@tagged("post_install", "-at_install")
class TestDocumentsMalformed(MalformedCase, ChatterCommon):
    """The link to a ticket with values of all wrong kinds, and calls on closed ones."""

    def test_link_to_the_ticket(self):
        for document in self.made.values():
            mine = document.with_user(self._of_app(document))
            for name in ANSWERED:
                for value in MALFORMED:
                    sent = mine.browse().with_context(**{f"default_{name}": value})
                    with self.subTest(model=mine._name, name=name, value=value):
                        self._try(
                            lambda x=mine, n=name, v=value: x.write({n: v}),
                            lambda x=sent: x.default_get(ANSWERED),
                        )

    def test_methods_of_ours_on_documents_that_are_closed(self):
        """Each is refused to who may not read the document."""
        called = set()
        for document in (self.ticket, *self.made.values()):
            closed = document.with_user(self.outsider)
            self.assertFalse(closed.has_access("read"), document._name)
            for name in dir(type(document)):
                if not name.startswith("action_") or not self._is_ours(document, name):
                    continue
                called.add(f"{document._name}.{name}")
                with (
                    self.subTest(model=document._name, method=name),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
                    self.env.cr.savepoint(),
                ):
                    self._call(getattr(closed, name))
        self.assertIn("loyalty.card.action_coupon_send", called)
        self.assertGreater(len(called), 10)

    def _is_ours(self, document, name):
        return any(
            name in vars(extension) and ADDON in extension.__module__
            for extension in type(document).__mro__
        )

    def _call(self, method):
        """Call a method with nothing in place of what it has to be given."""
        parameters = inspect.signature(method).parameters.values()
        given = [x for x in parameters if x.default is x.empty]
        return method(*[False for __ in given])
