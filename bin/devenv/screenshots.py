"""bin/screenshots: the pictures of doc/ and of the Apps list, from the demo.

What is in them is said in ``screenshots_list``; ``screenshots_camera`` takes them. Each
language has a copy of its own of a fresh demo database, which is dropped afterwards:
whatever is pressed for a picture, the next run starts from the same.
"""

import argparse
import contextlib
import datetime
import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from . import demo, shell
from .console import Refusal
from .environment import Environment
from .machine import free_port
from .places import BIN, CHECKOUT
from .postgres import sql
from .screenshots_list import LANGUAGES, PICTURES, Picture

IMAGES = CHECKOUT / "doc/images"
APPS = CHECKOUT / "static/description"

# What the links in pictures begin with, wherever the server runs meanwhile
ADDRESS = "http://localhost:8069"

ABOUT = """\
Take the pictures of doc/ and of static/description/ anew, setting up whatever is
missing: from the demo database, in a real browser, in English and in Persian."""


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Return what the command line chooses."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=ABOUT)
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="only these; * stands for anything")
    add("--language", choices=LANGUAGES, help="only in this one")
    add("--list", action="store_true", help="only name them")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Take the pictures, and return whether one could not be taken.

    :raise Refusal: when that is not possible
    """
    options = options_of(arguments)
    pictures = chosen(options.names)
    if options.list:
        print(*(picture.name for picture in pictures), sep="\n")
        return 0
    languages = [options.language] if options.language else list(LANGUAGES)
    failed = 0
    with Environment() as env:
        with env.set_up(with_browser=True):
            env.get_rtlcss()
            env.take_alone("bin/screenshots")
            fresh = prepare(env)
        for language in languages:
            with served(env, fresh, language) as (database, port):
                failed |= photograph(env, pictures, language, database, port)
    return failed


def chosen(names: list[str]) -> list[Picture]:
    """Return the pictures that the command line names; all if it names none.

    :raise Refusal: when there is none of such a name
    """
    for name in names:
        if not any(fnmatch(picture.name, name) for picture in PICTURES):
            raise Refusal(f"No picture is named {name}; see bin/screenshots --list.")
    return [
        picture
        for picture in PICTURES
        if not names or any(fnmatch(picture.name, name) for name in names)
    ]


def prepare(env: Environment) -> str:
    """Return a demo database that nobody has worked in, made today.

    The demo tells of yesterday and tomorrow.
    """
    database = demo.database_name(env, "pictures")
    state = f"{demo.addon_state(CHECKOUT)} {datetime.date.today()}"
    databases = env.databases
    if not databases.exists(database) or databases.comment(database) != state:
        demo.install(env, database, ADDRESS, state)
    return database


@contextlib.contextmanager
def served(env: Environment, fresh: str, language: str) -> Iterator[tuple[str, int]]:
    """Serve a copy of a database in which everybody speaks a language.

    :return: its name, and the port of 127.0.0.1
    """
    database = f"pictures_{env.places.name}_{language}"
    env.temporary.append(database)
    env.console.step(
        f"Copy for {LANGUAGES[language]}", env.databases.copy, fresh, database
    )
    spoken = f"UPDATE res_partner SET lang = '{LANGUAGES[language]}'"
    sql(database, spoken)
    frozen = "INSERT INTO ir_config_parameter (key, value) VALUES "
    sql(database, f"{frozen} ('web.base.url.freeze', 'True')")
    port = free_port()
    log = env.places.run / "screenshots.log"
    server = env.server = env.odoo.serve(
        log,
        *("-d", database, f"--db-filter=^{database}$", "--no-database-list"),
        *(f"--http-port={port}", "--max-cron-threads=0"),
    )
    try:
        env.console.step("Start Odoo", demo.wait_ready, server, port, log)
        yield database, port
    finally:
        server.terminate()
        server.wait()
        env.server = None
    env.databases.drop(database)


def photograph(
    env: Environment, pictures: list[Picture], language: str, database: str, port: int
) -> int:
    """Have the camera take pictures, and return its status."""
    names = [picture.name for picture in pictures]
    task = {
        "address": f"http://127.0.0.1:{port}",
        "database": database,
        "names": names,
        "files": {name: files_of(name, language) for name in names},
    }
    file = env.places.run / "screenshots.json"
    file.write_text(json.dumps(task))
    camera = ("-B", "-m", "devenv.screenshots_camera", file)
    return shell.show(env.venv / "bin/python", *camera, cwd=BIN)


def files_of(name: str, language: str) -> list[str]:
    """Return the files that a picture is written to."""
    files = [IMAGES / language / f"{name}.png"]
    picture = next(picture for picture in PICTURES if picture.name == name)
    if picture.apps and language == "en":
        files.append(APPS / f"{name}.png")
    return [str(Path(file)) for file in files]
