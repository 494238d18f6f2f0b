from pathlib import Path

from devenv.places import CHECKOUT
from devenv.wheel import checkout_names, wrong_content

ADDON_HAS = {"__init__.py", "__manifest__.py", "models", "README.md"}
CHECKOUT_HAS = {*ADDON_HAS, "bin", "bench", "doc", ".ci", "CONTRIBUTING.md"}


def test_content() -> None:
    assert not wrong_content(ADDON_HAS, CHECKOUT_HAS)
    assert "it has bin, doc, which" in wrong_content(
        {*ADDON_HAS, "doc", "bin"}, CHECKOUT_HAS
    )
    assert "it has .ci, which" in wrong_content({*ADDON_HAS, ".ci"}, CHECKOUT_HAS)
    lacking = wrong_content(ADDON_HAS - {"models"}, CHECKOUT_HAS)
    assert lacking == "it lacks models"


def test_names_at_the_top_of_the_checkout(tmp_path: Path) -> None:
    assert {"__manifest__.py", "bin", "models"} <= checkout_names(CHECKOUT)
    (tmp_path / "models").mkdir()
    assert checkout_names(tmp_path) == {"models"}
