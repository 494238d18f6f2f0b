"""What installing the addon takes, in a shop that is there."""

import json
from typing import Any

from . import shell
from .environment import Environment
from .places import CHECKOUT

INSTALL = CHECKOUT / "bench/install.py"
SECONDS = 120  # what it may take at any scale


def install(env: Environment, bare: str) -> dict[str, Any]:
    """Return what it takes in a copy of a database without the addon."""
    copy = f"bench_install_{env.places.name}"
    told = env.places.run / f"{copy}.json"
    env.temporary.append(copy)
    env.console.step(f"Copy {bare}", env.databases.copy, bare, copy)
    command = (*env.odoo.python, INSTALL, env.odoo.configuration, copy, told)
    env.console.step("Install the addon", shell.run, *command)
    env.databases.drop(copy)
    measured: dict[str, Any] = json.loads(told.read_text())
    measured["missed"] = misses(measured)
    return measured


def misses(measured: dict[str, Any]) -> list[str]:
    """Return what installing misses."""
    missed = []
    if measured["seconds"] > SECONDS:
        missed.append(f"{measured['seconds']:.0f} s, not {SECONDS}")
    if measured["rewritten"]:
        missed.append(f"rewrites {', '.join(measured['rewritten'])}")
    return missed


def lines(measured: dict[str, Any], mark: str = "") -> list[str]:
    """Return what installing took, as lines to read.

    :param mark: what stands around names of tables and indexes
    """
    said = [f"Installing: {measured['seconds']:.0f} s"]
    for what, unit in (("updated", "rows"), ("locked", "s"), ("indexes", "s")):
        named = [
            f"{mark}{name}{mark} {value} {unit}"
            for name, value in measured[what].items()
        ]
        said.append(f"{what}: {', '.join(named) or 'none'}")
    missed = "; ".join(measured["missed"])
    return [*said, f"MISSED: {missed}" if missed else "ok"]
