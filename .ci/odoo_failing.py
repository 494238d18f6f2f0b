"""pytest plugin: write down which tests fail, a line each.

Into the file of AFTER_SALES_FAILING, as ``--deselect`` names them.
"""

import os
from pathlib import Path


def pytest_runtest_logreport(report):
    """Note a failure, of the test itself or of what is around it."""
    note(report)


def pytest_collectreport(report):
    """Note a file whose tests cannot be found."""
    note(report)


def note(report):
    """Note what failed."""
    if report.failed:
        with Path(os.environ["AFTER_SALES_FAILING"]).open("a") as file:
            file.write(f"{report.nodeid}\n")
