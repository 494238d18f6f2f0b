"""Progress, and what went wrong in one sentence."""

import contextlib
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .shell import CommandFailed, folder_made, is_done

Result = TypeVar("Result")

NO_SPACE = ("No space left on device", "ENOSPC", "Disk quota exceeded")
NO_NETWORK = (
    "Temporary failure",
    "Could not resolve",
    "Network is unreachable",
    "Failed to establish a new connection",
    "Name or service not known",
    "ENOTFOUND",
    "EAI_AGAIN",
    "Could not connect to",
    "Failed to fetch",
)


class Refusal(Exception):
    """What cannot be done, and what to do about it: one sentence for the user."""


def tell_help(text: str, arguments: list[str]) -> int:
    """Tell how a command is used, to who asks or does not know.

    :return: the status, 2 for who does not
    """
    print(text)
    return 0 if {"-h", "--help"} & set(arguments) else 2


def free_megabytes(folder: Path) -> int:
    """Return the room on the disk of a folder, or of where it will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free >> 20


class Console:
    """Tells what is being done.

    :param cache: where the output of a step that failed is kept
    """

    def __init__(self, cache: Path):
        self._cache = cache
        self.folders = [cache]  # where much is written; its disk may be full

    def step(
        self, what: str, function: Callable[..., Result], *arguments: object
    ) -> Result:
        """Do something under a line of progress; its output is shown only if it fails.

        :raise Refusal: when it failed
        """
        start = time.monotonic()
        print(f"{what} ... ", end="", flush=True)
        try:
            result = function(*arguments)
        except (CommandFailed, OSError) as failed:
            print("failed", flush=True)
            raise self.explain(what, str(failed)) from failed
        print(f"{time.monotonic() - start:.0f} s", flush=True)
        return result

    def build(
        self, folder: Path, what: str, function: Callable[..., object], *args: object
    ) -> None:
        """Have ``function(folder, *args)`` make a folder, unless a former run did."""
        if not is_done(folder):
            self.step(what, self._build, folder, function, *args)

    @staticmethod
    def _build(folder: Path, function: Callable[..., object], *args: object) -> None:
        with folder_made(folder):
            function(folder, *args)

    def explain(self, what: str, output: str) -> Refusal:
        """Return why a step failed: most failures have one of few causes; name it."""
        with contextlib.suppress(OSError):
            (self._cache / "failed-step.log").write_text(output + "\n")

        def says(words: tuple[str, ...]) -> bool:
            return any(word in output for word in words)

        # Not every program says so when the disk is full.
        full = any(free_megabytes(folder) < 20 for folder in self.folders)
        if full or says(NO_SPACE):
            places = " and ".join(map(str, self.folders))
            return Refusal(
                f"The disk is full ({what}): make room in {places}, or choose another "
                "folder with XDG_CACHE_HOME."
            )
        if says(NO_NETWORK):
            return Refusal(
                f"No network ({what}): the package registries cannot be reached; "
                "connect this machine and try again."
            )
        if "Unable to locate package odoo-19" in output:
            return Refusal(
                "Debian offers no Odoo 19 any more: get it elsewhere and say where it "
                "is with ODOO_HOME=/path/to/odoo."
            )
        print(*output.rstrip("\n").split("\n")[-40:], sep="\n", file=sys.stderr)
        return Refusal(f"{what} failed; the lines above say why.")
