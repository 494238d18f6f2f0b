"""Run pytest, and write down which lines and branches of the addon it ran.

SlipCover puts its marks into the addon's own code alone. A tracer of Python's, as
coverage.py has one before Python 3.12, is called for each function of Odoo, too: the
tests took half as long again.

``measured.py FOLDER ARGUMENTS...``: a file of this process goes into the folder, the
arguments are pytest's.
"""

import json
import os
import sys
from pathlib import Path

import pytest
import slipcover

# Before the import hook of SlipCover: Odoo's own asks all hooks that come after it.
import odoo.init  # noqa: F401

CHECKOUT = Path(__file__).resolve().parent.parent
LEFT_OUT = ("tests", "migrations", "bench", "bin", ".ci", "__manifest__.py")


def main(folder, *arguments):
    """Return pytest's status."""
    omit = [f"{CHECKOUT}/{name}*" for name in LEFT_OUT]
    matcher = slipcover.FileMatcher(sources=[CHECKOUT], omit=omit)
    # A mark goes once it is passed: many at a time, as by default, takes longer.
    marks = slipcover.Slipcover(branch=True, immediate=True)
    with slipcover.ImportManager(marks, matcher):
        # Its plugin is for tests in several processes.
        status = pytest.main(["-p", "no:slipcover", *arguments])
    with Path(folder, f"{os.getpid()}.json").open("w") as file:
        json.dump(marks.get_coverage(), file)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
