"""The pages and pictures of the documentation hang together."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from devenv.places import CHECKOUT
from devenv.screenshots import APPS, IMAGES
from devenv.screenshots_list import LANGUAGES, PICTURES

DOC = CHECKOUT / "doc"
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
PAGES = sorted([*(CHECKOUT / name for name in TOP), *DOC.glob("*.md")])
INDEX = APPS / "index.html"
# Pages of what no screen shows
WITHOUT_PICTURE = {"README", "developers", "speed"}


def names_of(paths: Iterator[Path]) -> set[str]:
    return {path.stem for path in paths}


def prose(page: Path) -> str:
    """Return a page without its code."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)


def links_of(page: Path) -> list[str]:
    """Return the links to this repository, those of pictures, too."""
    found = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    return [link for link in found if not re.match(r"https?:|mailto:", link)]


def anchors_of(page: Path) -> set[str]:
    """Return what can stand behind # in a link."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links_of(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


def test_the_apps_list_shows_pictures_that_are_there() -> None:
    shown = set(re.findall(r'src="([\w.]+)"', INDEX.read_text()))
    assert shown == {f"{picture.name}.png" for picture in PICTURES if picture.apps}
    kept = {file.name for file in APPS.glob("*.png")} - {"icon.png"}
    assert kept == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_picture_is_there_in_each_language(language: str) -> None:
    assert names_of((IMAGES / language).iterdir()) == {each.name for each in PICTURES}


def test_each_picture_is_named_somewhere() -> None:
    named = {Path(link).stem for page in PAGES for link in links_of(page)}
    assert not {picture.name for picture in PICTURES} - named


def test_pictures_say_what_they_show() -> None:
    for page in PAGES:
        assert "![](" not in page.read_text(), page.name
    assert 'alt=""' not in INDEX.read_text()


def test_pictures_are_small() -> None:
    files = [*IMAGES.rglob("*.png"), *APPS.glob("*.png")]
    sizes = {file: file.stat().st_size for file in files}
    assert max(sizes.values()) <= 150_000, max(sizes, key=lambda file: sizes[file])
    assert sum(sizes.values()) < 8_000_000


def test_each_page_has_a_picture() -> None:
    for page in DOC.glob("*.md"):
        shows = any(link.endswith(".png") for link in links_of(page))
        assert shows or page.stem in WITHOUT_PICTURE, page.name


def test_each_page_is_in_the_table_of_contents() -> None:
    listed = {Path(link.partition("#")[0]).stem for link in links_of(DOC / "README.md")}
    assert not names_of(DOC.glob("*.md")) - listed - {"README"}


def test_each_capability_has_its_page() -> None:
    folders = {
        folder.name
        for where in ("models", "wizard", "views", "controllers")
        for folder in (CHECKOUT / where).iterdir()
        if folder.is_dir() and not folder.name.startswith("_")
    }
    text = (DOC / "developers.md").read_text()
    rows = re.findall(r"^\| `(\w+)`\s+\|.*\]\(\w+\.md", text, re.MULTILINE)
    assert set(rows) == folders
    assert len(rows) == len(set(rows))


def test_the_version_is_in_the_changelog() -> None:
    version = ast.literal_eval((CHECKOUT / "__manifest__.py").read_text())["version"]
    assert f"\n## [{version}] - " in (CHECKOUT / "CHANGELOG.md").read_text()
