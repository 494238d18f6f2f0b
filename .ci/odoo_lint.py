"""pytest plugin: point Odoo's own linters, its addon test_lint, at this addon alone.

They look at all addons that Odoo finds; what they would say of others is not ours to
mend. Those that look at the models of a database look at all of it: what they find in
OCA's addons is left out by name.
"""

import importlib
import sys
import types

import odoo.modules
from odoo.modules import Manifest

ADDON = "helpdesk_mgmt_after_sales"
TESTS = "odoo.addons.test_lint.tests"


def pytest_collection():
    """Odoo is loaded, its linters are not."""
    odoo.modules.get_modules = lambda: [ADDON]
    Manifest.all_addon_manifests = staticmethod(lambda: [Manifest.for_addon(ADDON)])
    # Without running its __init__, which needs a pylint: pylint-odoo has these checks.
    addon = importlib.import_module("odoo.addons.test_lint")
    tests = sys.modules[TESTS] = types.ModuleType(TESTS)
    tests.__path__ = [f"{path}/tests" for path in addon.__path__]


def pytest_collection_modifyitems():
    """Say what is ours, and what is OCA's."""
    for name, change in CHANGES.items():
        if module := sys.modules.get(f"{TESTS}.{name}"):
            change(module)


def read_our_docstrings(module):
    """Odoo reads that of its core alone so closely."""
    module.MODULES_TO_LINT = (*module.MODULES_TO_LINT, ADDON)


def know_fields_of_oca(module):
    """OCA's helpdesk has no index on these."""
    names = ("duplicate_id", "partner_id", "product_id")
    module.BTREE_INDEX_IGNORE_FIELDS |= {f"helpdesk.ticket.{name}" for name in names}


def know_keys_of_oca(module):
    """OCA's manifests say how mature an addon is."""
    module.MANIFEST_KEYS.add("development_status")


def know_methods_of_oca(module):
    """OCA's helpdesk names parameters in its own way."""
    for name in ("message_new", "message_update"):
        module.MODEL_METHODS_TO_IGNORE.add(("helpdesk.ticket", name))


CHANGES = {
    "test_docstring": read_our_docstrings,
    "test_index": know_fields_of_oca,
    "test_manifests": know_keys_of_oca,
    "test_override_signatures": know_methods_of_oca,
}
