"""bin/test --faults: the server is killed while it works, and nothing is half done."""

import os
import random
import re

from . import shell
from .console import Refusal, tell_help
from .environment import Environment
from .places import CHECKOUT
from .testing import full_template, lean_template

PROGRAM = CHECKOUT / "bench/faults.py"
KILLS = "2"
HELP = """\
Kill the server while it works, press again, and tell whether all is there once.

  bin/test --faults [WORD ...]   of the capabilities, those with a word in their name

AFTER_SALES_SEED repeats the moments that a run has printed, AFTER_SALES_KILLS says how
often each is killed."""


def main(arguments: list[str]) -> int:
    """Try what the arguments name, else each capability, and return whether it fails.

    :raise Refusal: when there is no such number of kills
    """
    if any(argument.startswith("-") for argument in arguments):
        return tell_help(HELP, arguments)
    seed = os.environ.get("AFTER_SALES_SEED") or str(random.randrange(10**6))
    kills = os.environ.get("AFTER_SALES_KILLS") or KILLS
    if not re.fullmatch("[1-9][0-9]{0,3}", kills):
        raise Refusal(f"AFTER_SALES_KILLS={kills} is no number; take one like 10.")
    with Environment() as env:
        with env.set_up(with_browser=False):
            # With eCommerce: coupons have links then.
            template = full_template(env, lean_template(env))
        env.take_alone("bin/test --faults")
        database = f"test_{env.places.name}_faults"
        env.temporary.append(database)
        install = env.databases.install_addon
        env.console.step("Install the addon", install, database, template)
        return shell.show(
            *(*env.odoo.python, PROGRAM, env.odoo.configuration, database),
            *(seed, kills, *arguments),
            cwd=env.places.run,
        )
