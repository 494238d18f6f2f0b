# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
class QueryCounter:
    """Counts what a click costs; to be mixed into a test class that has ``env``."""

    def _count(self, function):
        """Return what a request of its own returns, and how many queries it takes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = function()
        self.env.flush_all()
        return result, self.env.cr.sql_log_count - before

    def _assert_queries(self, counts, limits):
        """Assert that no step of a click takes more queries than when last worked on.

        :param dict counts: queries by step
        :param dict limits: the same, at most
        """
        for name, limit in limits.items():
            with self.subTest(name):
                self.assertLessEqual(counts[name], limit)
