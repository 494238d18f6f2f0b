"""What the tests share."""

import subprocess
import sys
import textwrap
from pathlib import Path

BIN = Path(__file__).resolve().parents[2]
# Whoever starts the tests may ignore some, as nohup does, and a shell's background.
START = f"""\
import signal, sys
sys.path.insert(0, {str(BIN)!r})
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
"""


def start_python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a program that may import devenv, and hears all signals."""
    return subprocess.Popen(
        [sys.executable, "-c", START + textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_line(process: "subprocess.Popen[str]") -> str:
    """Wait for the next line that a program says."""
    assert process.stdout
    return process.stdout.readline().rstrip("\n")
