# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo.tests import TransactionCase, tagged

from ..models.helpdesk_after_sales_join import join_names, join_phrases
from .common_persian import load_persian


@tagged("post_install", "-at_install")
class TestJoinedNames(TransactionCase):
    """Names in a sentence are separated as its language does it."""

    def test_names(self):
        self.assertEqual(join_names(self.env, []), "")
        self.assertEqual(join_names(self.env, ["S1"]), "S1")
        names = iter(("S1", "100 % S2", "%(name)s"))
        self.assertEqual(join_names(self.env, names), "S1, 100 % S2, %(name)s")

    def test_phrases(self):
        self.assertEqual(join_phrases(self.env, ["a, b", "c"]), "a, b; c")

    def test_markup_stays_markup(self):
        joined = join_names(self.env, [Markup("<b>S1</b>"), "<i>"])
        self.assertEqual(joined, Markup("<b>S1</b>, &lt;i&gt;"))

    def test_in_persian(self):
        load_persian(self.env)
        persian = self.env["res.lang"].with_context(lang="fa_IR").env
        self.assertEqual(join_names(persian, ["S1", "S2", "S3"]), "S1، S2، S3")
        self.assertEqual(join_phrases(persian, ["S1", "S2"]), "S1؛ S2")
