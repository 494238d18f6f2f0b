"""What the tests share."""

import subprocess
import sys
import textwrap
from pathlib import Path

BIN = Path(__file__).resolve().parents[2]


def start_python(code: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start a program that may import devenv."""
    program = f"import sys; sys.path.insert(0, {str(BIN)!r})\n{textwrap.dedent(code)}"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_line(process: "subprocess.Popen[str]") -> str:
    """Wait for the next line that a program says."""
    assert process.stdout
    return process.stdout.readline().rstrip("\n")
