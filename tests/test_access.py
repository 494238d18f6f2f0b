# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.fields import NO_ACCESS
from odoo.tests import tagged

from .common_access import PLACES
from .common_foreign import INPUT, READ_ONLY, ForeignCommon
from .common_rpc import get_methods, get_own_functions, is_added

# They ask for records, not for values: no client gets so far.
NOT_BY_RPC = {"account.cash.rounding.compute_difference"}


@tagged("post_install", "-at_install")
class TestAccess(ForeignCommon):
    """Every public method of every model that the addon adds or extends, as each role.

    Whoever may not read a record gets nothing of it, nobody writes who may write
    neither the record nor its ticket, and what comes of it is an answer or an error
    for people.
    """

    def _get_cases(self):
        """Return each method of ours with the model that has it, and whose it is."""
        return [
            (self.env[name], method, is_added(self.env[name], method))
            for name in self.models
            for method in get_methods(self.env[name])
            if f"{name}.{method}" not in NOT_BY_RPC
        ]

    def _get_calls(self, role):
        """Yield what a role calls: model, method, and the word of a place.

        Of what extends Odoo's own methods, all roles but the agent try each function
        of ours once, not once a model: whether they may is the same question there as
        in the table of rights.
        """
        seen = set()
        for model, method, added in self._get_cases():
            if getattr(getattr(type(model), method), "_api_model", False):
                places = ["own"]
            else:
                places = ["own", "others"] if role == "agent" else ["others"]
                places = PLACES if added else places
            functions = get_own_functions(model, method)
            if not added and role != "agent" and functions in seen:
                continue
            seen.add(functions)
            for word in places:
                yield model, method, word

    def test_public_methods(self):
        """As each role, on each record: with what a client would send."""
        problems = {}
        called = set()
        for role, user in self.users.items():
            self._look_as(user)
            for model, method, word in self._get_calls(role):
                called.add(f"{model._name}.{method}")
                place = self.places[word]
                record = place.records[model._name]
                arguments = self._get_arguments(model, method, place)
                problem = self._find_problem(user, record, method, *arguments)
                if problem:
                    what = f"{model._name}.{method}: {problem}"
                    problems.setdefault(what, []).append(f"{role} {word}")
        self.assertEqual(problems, {})
        self.assertGreater(len(called), 300)
        self.assertIn("helpdesk.ticket.action_refund", called)

    def test_models_have_records(self):
        """What the addon adds, extends or opens is made in each place."""
        for word, place in self.places.items():
            missing = [name for name in self.models if not place.records.get(name)]
            self.assertEqual(missing, [], word)

    def test_public_methods_with_malformed_arguments(self):
        """Of the addon's own methods, each argument of all wrong kinds."""
        problems = set()
        place = self.places["own"]
        for role in ("agent", "manager"):
            user = self.users[role]
            self._look_as(user)
            for model, method, added in self._get_cases():
                if not added:
                    continue
                record = place.records[model._name]
                for args, kwargs in self._get_malformed(model, method, place):
                    problem = self._find_problem(user, record, method, args, kwargs)
                    if problem:
                        call = f"{model._name}.{method}{args}{kwargs}"
                        problems.add(f"{role} {call}: {problem}")
        self.assertEqual(problems, set())

    def test_public_methods_on_other_numbers_of_records(self):
        """None, two of them, one that does not exist."""
        problems = set()
        own, others = (self.places[word].records for word in ("own", "others"))
        user = self.users["agent"]
        self._look_as(user)
        for model, method, added in self._get_cases():
            if not added:
                continue
            record = own[model._name]
            missing = record.browse(
                record.sudo().search([], order="id desc").ids[0] + 9
            )
            args, kwargs = self._get_arguments(model, method, self.places["own"])
            for records in (record.browse(), record | others[model._name], missing):
                problem = self._find_problem(user, records, method, args, kwargs)
                if problem:
                    problems.add(f"{records}.{method}: {problem}")
        self.assertEqual(problems, set())

    def _get_popups(self, role):
        """Return the names of the popups that a role may open."""
        return sorted(
            name
            for name in self.registry.descendants([INPUT], "_inherit")
            if not self.registry[name]._abstract
            and self.env[name].with_user(self.users[role]).has_access("create")
        )

    def _get_popups_by_role(self):
        """Return all popups, each with a role that opens it."""
        return {
            "agent": self._get_popups("agent"),
            "manager": ["helpdesk.after.sales.rules"],
            "project_manager": ["project.task.reopen", "project.task.sign"],
        }

    def test_every_popup_is_opened_by_a_role(self):
        opened = [x for names in self._get_popups_by_role().values() for x in names]
        popups = self.registry.descendants([INPUT], "_inherit")
        concrete = [name for name in popups if not self.registry[name]._abstract]
        self.assertEqual(sorted(opened), sorted(concrete))

    def test_foreign_ids_in_popups(self):
        """Refused in each way to enter them, and no name comes back."""
        self.entered = 0
        accepted = []
        for role, names in self._get_popups_by_role().items():
            accepted += self._find_accepted(role, names)
        self.assertEqual(accepted, [])
        self.assertGreater(self.entered, 1000)

    def test_own_ids_in_popups(self):
        """It is the id that is refused: their own is taken, if clients write there."""
        own = self.places["own"].records
        for role, names in self._get_popups_by_role().items():
            closed = {
                field
                for name in names
                for field in self._get_relational_fields(self.env[name])
                if field.groups == NO_ACCESS and field.comodel_name in own
            }
            with self.subTest(role=role):
                self.assertEqual(self._find_never_accepted(role, names), closed)

    def test_foreign_ids_in_popups_of_what_was_archived(self):
        self.entered = 0
        self._archive_others()
        self.assertEqual(self._find_accepted("agent", self._get_popups("agent")), [])

    def test_ids_in_requests_and_approvals(self):
        """Nobody but the server writes them: not even what they may read."""
        self.entered = 0
        for role in ("agent", "manager", "portal"):
            self.assertEqual(self._find_accepted(role, READ_ONLY), [])
