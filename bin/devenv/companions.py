"""bin/test --companions: the addon beside OCA's other addons for the same desk.

All of ``requirements-companions.txt`` go into one database, then the addon, which has
to go without a warning; and what agents do most is tried there.
"""

from dataclasses import dataclass
from pathlib import Path

from . import shell
from .databases import Databases
from .environment import Environment
from .odoo import Odoo, pip
from .places import ADDON, BIN, key, requirements
from .testing import full_template, lean_template

WANTED = "requirements-companions.txt"
# Apps of Odoo that some of them meet the addon in.
APPS = "purchase,point_of_sale"
# The main work of each service, what follows, and what lies across all of them.
TESTS = (
    "test_approvals.py",
    "test_closing_ticket.py",
    "test_coupons_popup.py",
    "test_exchanges_replacement.py",
    "test_field_service_popup.py",
    "test_link.py",
    "test_outcomes_refund.py",
    "test_outcomes_repair.py",
    "test_overview_tab.py",
    "test_refunds_popup.py",
    "test_repairs_popup.py",
    "test_requests_agent.py",
    "test_returns_popup.py",
    "test_undo.py",
)


@dataclass
class OdooWithCompanions(Odoo):
    """The same Odoo with more addons.

    :param companions: the folder with them
    """

    companions: Path

    @property
    def addons_path(self) -> list[Path]:
        """The folders with addons, this one's last."""
        *others, ours = super().addons_path
        return [*others, self.companions / "odoo/addons", ours]

    @property
    def configuration(self) -> Path:
        """The configuration file."""
        return self.places.run / "companions.conf"


def main(arguments: list[str]) -> int:
    """Install all of them, run the tests, and return pytest's status.

    :param arguments: pytest's options
    """
    with Environment() as env:
        with env.set_up(with_browser=False):
            folder = env.places.cache / f"companions-{key(requirements(WANTED))}"
            env.console.build(folder, "OCA's companions", get_companions, env.venv)
            full = full_template(env, lean_template(env))
            odoo = with_companions(env.odoo, folder)
            databases = Databases(odoo, env.console)
            what = "Database with OCA's companions"
            template = databases.template(what, full, "-i", modules_of(folder))
        env.take_alone("bin/test --companions")
        database = f"test_{env.places.name}_companions"
        env.temporary.append(database)
        step = env.console.step
        step("Install the addon", databases.install_addon, database, template)
        return shell.show(
            *(*odoo.python, "-m", "pytest", "-p", "no:cacheprovider"),
            *("--odoo-http", f"--odoo-database={database}"),
            *("-W", "ignore::DeprecationWarning", *arguments),
            *(f"{ADDON}/tests/{name}" for name in TESTS),
            cwd=env.places.run / "addons",
            env={"ODOO_RC": str(odoo.configuration)},
        )


def get_companions(folder: Path, venv: Path) -> None:
    """Download them."""
    pip(venv, "--no-deps", "--target", str(folder), "-r", f"{BIN}/{WANTED}")


def with_companions(odoo: Odoo, folder: Path) -> OdooWithCompanions:
    """Return the same Odoo with the addons of a folder, configured."""
    identity = f"{odoo.identity} {folder}"
    known = (identity, odoo.root, odoo.python, odoo.places, odoo.oca)
    result = OdooWithCompanions(*known, folder)
    result.configure()
    return result


def modules_of(folder: Path) -> str:
    """Return what is installed: the companions, and apps that they meet."""
    names = sorted(path.name for path in (folder / "odoo/addons").iterdir())
    return ",".join([*names, APPS])
