"""A real cluster of our own, and databases on it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devenv.console import Console, Refusal
from devenv.databases import Databases, check_log
from devenv.odoo import Odoo
from devenv.places import CHECKOUT, Places
from devenv.postgres import Cluster, sql, use_other_server
from devenv.shell import CommandFailed

from .common import read_line, start_python


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may enter, too."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(cache: Path) -> Iterator[Cluster]:
    before = dict(os.environ)
    cluster = Cluster(cache, Console(cache))
    cluster.start()
    yield cluster
    cluster.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def odoo(cache: Path) -> Odoo:
    places = Places(cache, cache / "run")
    places.filestore.mkdir(parents=True, exist_ok=True)
    return Odoo("", Path("/o"), (sys.executable,), places, cache / "oca")


@pytest.fixture
def databases(cluster: Cluster, odoo: Odoo) -> Databases:
    return Databases(odoo, Console(odoo.places.cache))


USER = """
from pathlib import Path
from devenv.console import Console
from devenv.postgres import Cluster, sql
cluster = Cluster(Path(sys.argv[1]), Console(Path(sys.argv[1])))
cluster.start()
cluster.stop()
print(sql("postgres", "SELECT 'it runs'"), flush=True)
"""


def test_only_its_last_user_stops_the_cluster(cluster: Cluster, cache: Path) -> None:
    other = start_python(USER, cache)
    assert read_line(other) == "it runs"
    assert other.wait(10) == 0
    assert sql("postgres", "SELECT current_user") == "odoo"
    cluster.stop()
    with pytest.raises(CommandFailed):
        sql("postgres", "SELECT 1")
    cluster.start()
    assert sql("postgres", "SELECT 1") == "1"


def test_only_its_owner_reaches_the_cluster(cluster: Cluster) -> None:
    assert cluster.folder.stat().st_mode & 0o777 == 0o700
    assert sql("postgres", "SHOW listen_addresses") == ""


def test_databases_go_with_their_attachments(databases: Databases, odoo: Odoo) -> None:
    filestore = odoo.places.filestore
    sql("postgres", 'CREATE DATABASE "one"')
    assert not databases.exists("one"), "it has no attachments"
    (filestore / "one/ab").mkdir(parents=True)
    (filestore / "one/ab/file").write_text("content")
    assert databases.exists("one")

    for _twice in range(2):
        databases.copy("one", "two")
    assert (filestore / "two/ab/file").read_text() == "content"
    databases.set_comment("two", "made from that")
    databases.rename("two", "three")
    assert databases.exists("three") and not databases.exists("two")
    assert databases.comment("three") == "made from that"
    assert databases.comment("one") == ""
    for name in ("one", "three", "never there"):
        databases.drop(name)
        assert not databases.exists(name)
    assert not list(filestore.iterdir())


def test_another_server_must_let_us_create_databases(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_other_server()
    sql("postgres", "CREATE ROLE guest LOGIN")
    sql("postgres", "CREATE ROLE postgres LOGIN CREATEDB")
    for name, why in (
        ("guest", "does not let this user in, or not create databases"),
        ("nobody", "does not let this user in, or not create databases"),
        ("postgres", "Odoo refuses the database user postgres"),
    ):
        monkeypatch.setenv("PGUSER", name)
        with pytest.raises(Refusal, match=why):
            use_other_server()


INFO = "2026-01-01 00:00:00,000 1 INFO db odoo.modules: fine\n"
OF_OTHERS = (
    "2026-01-01 00:00:00,000 1 WARNING db py.warnings: "
    "/h/.cache/helpdesk_mgmt_after_sales/odoo/tools.py:1: DeprecationWarning: old\n"
    "  File addons/helpdesk_mgmt_after_sales/models/x.py\n"
)


def test_a_log_has_no_warning_but_of_the_code_of_others(odoo: Odoo) -> None:
    log = odoo.places.cache / "odoo.log"
    log.write_text(INFO + OF_OTHERS + INFO)
    check_log(odoo, log)
    for line in (
        "2026-01-01 00:00:00,000 1 WARNING db odoo.addons.x: something is odd\n",
        "2026-01-01 00:00:00,000 1 ERROR db odoo.addons.x: something is odd\n",
        "2026-01-01 00:00:00,000 1 WARNING db py.warnings: "
        "/c/addons/helpdesk_mgmt_after_sales/models/x.py:1: something is odd\n",
        f"2026-01-01 00:00:00,000 1 WARNING db py.warnings: {CHECKOUT}/models/x.py:1: "
        "something is odd\n",
    ):
        log.write_text(INFO + OF_OTHERS + line + INFO)
        with pytest.raises(CommandFailed, match="something is odd"):
            check_log(odoo, log)
    log.write_text("")
    with pytest.raises(CommandFailed, match="No Odoo log record"):
        check_log(odoo, log)
