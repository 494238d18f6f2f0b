"""pytest plugin: take a class's tests as Odoo's own runner does.

pytest also runs test methods that a class inherits, classes that a module imports, and
functions outside of classes. Odoo's runner does not, and some of Odoo's tests do not
work that way.
"""


def is_taken(item):
    if not item.cls:
        return False
    own = item.cls.__module__ == item.module.__name__
    inherits = getattr(item.cls, "allow_inherited_tests_method", False)
    return own and (inherits or item.originalname in item.cls.__dict__)


def pytest_collection_modifyitems(items):
    items[:] = [item for item in items if is_taken(item)]
