"""Each capability is pressed twice at once by a test, or says why it is not."""

from devenv.places import CHECKOUT

from .test_faults import folders

# Raced under another name than the folder's: by tests/test_<name>_race*.py
UNDER = {
    "approvals": "limits",
    "exchanges": "outcomes_replace",
    "fees": "refunds",
    "send_back": "outcomes_send_back",
}
WITHOUT = {
    "analysis": "Shows what the others have written.",
    "bought": "Opens the popups of the services.",
    "first_steps": "Says what is missing, and opens Odoo's own forms to make it.",
    "my_ticket": "Shows customers what the others have written.",
    "overdue": "A scheduled action, which Odoo runs once at a time.",
    "overview": "Opens the popups to undo and to link.",
    "reasons": "A field of the services' popups.",
    "rules": "Settings: the last one who saves has them.",
}


def test_each_capability_is_raced_or_says_why_not() -> None:
    tests = CHECKOUT / "tests"
    without = set(WITHOUT)
    raced = {
        name
        for name in folders()
        if list(tests.glob(f"test_{UNDER.get(name, name)}_race*.py"))
    }
    assert raced | without == folders()
    assert not raced & without
