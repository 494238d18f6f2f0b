"""The databases that bin/bench measures on: shops of a size, without and with us."""

import hashlib
from pathlib import Path

from . import shell
from .console import Refusal
from .demo import addon_state
from .environment import Environment
from .machine import check_space
from .places import ADDON, CHECKOUT, key
from .postgres import sql
from .testing import lean_template

PROGRAM = CHECKOUT / "bench/fill.py"
LOADER = CHECKOUT / "bench/load"
SCALES = (1, 10, 100)
# Megabytes that both databases of scale 1 take, and of each scale more.
ROOM = (300, 170)


def prepare(env: Environment, scale: int) -> tuple[str, str]:
    """Return the databases of a scale without and with the addon.

    They are kept. What they were made from is in the first one's name and in the
    second one's comment: when only the addon changed, it is updated.
    """
    bare = prepare_bare(env, scale)
    return bare, prepare_ours(env, scale, bare)


def prepare_bare(env: Environment, scale: int) -> str:
    """Return the database with all that the addon needs, filled by the loader.

    :raise Refusal: when the loader is not allowed to fill one
    """
    template = lean_template(env)
    bare = f"bench_bare_{scale}_{key(template, loader_state(LOADER))}"
    if env.databases.exists(bare):
        return bare
    if sql("postgres", "SHOW is_superuser") != "on":
        raise Refusal(
            "The loader of bin/bench sets PostgreSQL's triggers aside, which takes a "
            "superuser; set PGUSER to one, or unset PGHOST and PGPORT."
        )
    check_space(env.places.cache, ROOM[0] + ROOM[1] * scale)

    def make() -> None:
        unfinished = f"{bare}.tmp"
        env.databases.copy(template, unfinished)
        load(env, unfinished, str(scale))
        sql(unfinished, "VACUUM ANALYZE")
        env.databases.rename(unfinished, bare)

    env.console.step(f"Shop of scale {scale}", make)
    return bare


def prepare_ours(env: Environment, scale: int, bare: str) -> str:
    """Return a copy with the addon as it is now, and its documents linked."""
    databases, step = env.databases, env.console.step
    ours = f"bench_ours_{scale}_{env.places.name}_{bare.rpartition('_')[2]}"
    state = addon_state(CHECKOUT)

    def install() -> None:
        unfinished = f"{ours}.tmp"
        databases.copy(bare, unfinished)
        databases.update(unfinished, "-i", ADDON)
        load(env, unfinished, "link")
        sql(unfinished, "VACUUM ANALYZE")
        databases.set_comment(unfinished, state)
        databases.rename(unfinished, ours)

    def update() -> None:
        databases.update(ours, "-u", ADDON)
        sql(ours, "ANALYZE")
        databases.set_comment(ours, state)

    if not databases.exists(ours):
        step(f"Install the addon in the shop of scale {scale}", install)
    elif databases.comment(ours) != state:
        step(f"Update the addon in the shop of scale {scale}", update)
    return ours


def load(env: Environment, database: str, what: str) -> str:
    """Run the loader on a database, and return what it says."""
    configuration = env.odoo.configuration
    return shell.run(
        *(*env.odoo.python, PROGRAM, configuration, database, what),
        cwd=env.places.run,
    )


def loader_state(folder: Path) -> str:
    """Return another text when the loader changes what it loads.

    How documents are linked in databases with the addon is a matter of those.
    """
    files = sorted(set(folder.glob("*.py")) - {folder / "links.py"})
    state = hashlib.sha256()
    for file in files:
        state.update(f"{file.name}\n".encode() + file.read_bytes())
    return state.hexdigest()
