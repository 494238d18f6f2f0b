# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS
from odoo.tests import tagged

from .common import AfterSalesCommon
from .common_malformed import MALFORMED, MalformedCase

INPUT = "helpdesk.after.sales.input"
AUTOMATIC = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestPopupMalformed(MalformedCase, AfterSalesCommon):
    """Every field of every popup, found in the models, with values of all wrong kinds.

    In each way in which a client sends them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switches = cls.env["helpdesk.ticket"]._after_sales_services()
        cls.team.write(dict.fromkeys(switches, True))
        project_manager = cls._new_user(
            "project_manager", "project.group_project_manager"
        )
        cls.popups = []
        for name in cls.registry.descendants([INPUT], "_inherit"):
            popup = cls.env[name].with_user(cls.agent)
            if popup._abstract:
                continue
            if not popup.has_access("create"):
                popup = popup.with_user(project_manager)
            cls.popups.append(popup)

    def _base(self, popup):
        """Return what a button gives to its popup: the ticket."""
        name = getattr(popup, "_after_sales_ticket_field", None)
        return {name: self.ticket.id} if name else {}

    def _fields(self, popup):
        """Return the fields that a client may write, but those closed to clients."""
        return [
            field
            for name, field in popup._fields.items()
            if name not in AUTOMATIC
            and (field.store or field.inverse)
            and field.groups != NO_ACCESS
        ]

    def test_values_of_all_wrong_kinds(self):
        tried = 0
        for popup in self.popups:
            base = self._base(popup)
            for field in self._fields(popup):
                name = field.name
                for value in MALFORMED:
                    tried += 1
                    sent = popup.with_context(**{f"default_{name}": value})
                    values = {**base, name: value}
                    try:
                        self._try(
                            lambda p=popup, v=values: p.create([dict(v)]),
                            lambda p=popup, v=values, n=name: p.onchange(
                                dict(v), [n], {n: {}}
                            ),
                            lambda p=sent, n=name: p.default_get([n]),
                        )
                    except Exception as error:
                        error.add_note(f"{field}: {value!r}")
                        raise
        self.assertGreater(tried, 1000)

    def test_explicitly_empty(self):
        """What is needed and emptied is told by name, not by the database."""
        names = set()
        for popup in self.popups:
            for field in self._fields(popup):
                if not field.required or field.type in ("boolean", "float", "integer"):
                    continue
                names.add(str(field))
                label = field.get_description(self.env, ["string"])["string"]
                for empty in (False, "") if not field.relational else (False,):
                    values = {**self._base(popup), field.name: empty}
                    with self.subTest(field=str(field), empty=empty):
                        with self.assertRaisesRegex(ValidationError, label):
                            popup.create([values])
        self.assertIn("account.move.reversal.journal_id", names)
