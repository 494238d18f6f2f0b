"""bin/i18n: bring the files of i18n/ up to date with what the addon says."""

from . import shell
from .console import tell_help
from .environment import Environment
from .places import CHECKOUT
from .testing import lean_template

HELP = """\
Export what this addon says to i18n/, and tell what is to be translated.

  bin/i18n

A new language begins with a file that has its header alone; copy one of the others."""

EXPORT = CHECKOUT / ".ci/export_terms.py"
TOLD = "terms to be translated"


def main(arguments: list[str]) -> int:
    """Do it, and return the status: 2 for what it does not know."""
    if arguments:
        return tell_help(HELP, arguments)
    with Environment() as env:
        with env.set_up(with_browser=False):
            template = lean_template(env)
        env.take_alone("bin/i18n")
        database = f"terms_{env.places.name}"
        env.temporary.append(database)
        step = env.console.step
        step("Install the addon", env.databases.install_addon, database, template)
        python, configuration = env.odoo.python, env.odoo.configuration
        command = (*python, EXPORT, configuration, database, CHECKOUT / "i18n")
        said = step("Export what it says", shell.run, *command)
    for line in said.splitlines():
        if line.endswith(TOLD):
            print(line)
    return 0
