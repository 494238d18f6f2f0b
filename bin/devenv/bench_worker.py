"""Odoo's processes that measure for bin/bench."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import shell
from .console import Refusal
from .environment import Environment
from .places import CHECKOUT

WORKER = CHECKOUT / "bench/worker.py"


class Worker:
    """Odoo on one database, which measures as it is told; see bench/worker.py."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path):
        self._process = process
        self._log = log

    @classmethod
    @contextlib.contextmanager
    def started(cls, env: Environment, database: str) -> Iterator["Worker"]:
        """Start one, and end it in the end."""
        log = env.places.run / f"{database}.log"
        odoo = env.odoo
        with log.open("w") as errors:
            process = subprocess.Popen(
                (
                    *(*odoo.python, WORKER, "-c", odoo.configuration),
                    *("-d", database, "--no-http", "--log-level=warn"),
                ),
                cwd=env.places.run,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            yield cls(process, log)
        finally:
            shell.end(process)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request.

        :raise Refusal: when the worker has ended
        """
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            last = self._log.read_text(errors="replace").splitlines()[-20:]
            print(*last, sep="\n", file=sys.stderr)
            raise Refusal("The measuring stopped; the lines above say why.")
        answer: dict[str, Any] = json.loads(line)
        return answer
