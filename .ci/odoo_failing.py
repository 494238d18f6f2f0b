"""pytest plugin: write down which tests fail, a line each.

Into the file of AFTER_SALES_FAILING, as ``--deselect`` names them.
"""

import os
from pathlib import Path


def pytest_runtest_logreport(report):
    """Note a failure, of the test itself or of what is around it."""
    if report.failed:
        with Path(os.environ["AFTER_SALES_FAILING"]).open("a") as file:
            file.write(f"{report.nodeid}\n")
