# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from inspect import getmembers, isclass

from odoo.models import BaseModel, MetaModel
from odoo.orm.model_classes import add_to_registry


def load_models(cls, module):
    """Load the models of a test's own module, as the registry loads those of an addon.

    For the tests of one class.

    :param cls: the test class
    :param module: a Python module
    """
    definitions = [
        definition
        for __, definition in getmembers(module, isclass)
        if issubclass(definition, BaseModel)
        and definition.__module__ == module.__name__
    ]
    names = [definition._name for definition in definitions]
    before = {
        name: cls.registry[name]._base_classes__
        for name in names
        if name in cls.registry
    }
    for definition in definitions:
        add_to_registry(cls.registry, definition)
    cls.registry._setup_models__(cls.env.cr, names)
    cls.addClassCleanup(_unload, cls, definitions, before)
    cls.registry.init_models(cls.env.cr, names, {"models_to_check": True})


def _unload(cls, definitions, before):
    for definition in definitions:
        name = definition._name
        # Else the next registry of this process would load it with the addon. Not there
        # any more when another class has loaded the module before.
        of_module = MetaModel._module_to_models__[definition._module]
        of_module[:] = [x for x in of_module if x is not definition]
        if name in before:
            cls.registry[name]._base_classes__ = before[name]
        else:
            for parent in (*definition._inherit, "base"):
                cls.registry[parent]._inherit_children.discard(name)
            del cls.registry[name]
    cls.registry._setup_models__(cls.env.cr, list(before))
