"""Many agents at work over HTTP, on a server of several processes."""

import json
import subprocess
from pathlib import Path
from typing import Any

from .console import Refusal
from .demo import wait_ready
from .environment import Environment
from .machine import free_port
from .places import CHECKOUT

AGENTS = CHECKOUT / "bench/agents.py"
WORKERS = 4
WARM = 15  # seconds until all that the processes keep is there


def work(
    env: Environment, database: str, plan: dict[str, Any], seconds: int
) -> dict[str, Any]:
    """Serve a database, and return what agents get done on it.

    :param plan: what each of them does; see bench/agents_plan.py
    :param seconds: how long they are measured, after everything is warm
    """
    port, live_port = free_port(), free_port()
    log = env.places.run / "bench_agents.log"
    server = env.server = env.odoo.serve(
        log,
        *("-d", database, f"--db-filter=^{database}$", "--no-database-list"),
        *(f"--http-port={port}", f"--gevent-port={live_port}"),
        *(f"--workers={WORKERS}", "--log-level=warn"),
        *("--limit-time-real=600", "--limit-time-cpu=600"),
    )
    try:
        env.console.step("Start Odoo", wait_ready, server, port, log)
        task = {
            **plan,
            "address": f"http://127.0.0.1:{port}",
            "database": database,
            "warm": WARM,
            "seconds": seconds,
        }
        return ask(env, task, env.places.run / f"{database}_agents.log")
    finally:
        server.terminate()
        server.wait()
        env.server = None


def ask(env: Environment, task: dict[str, Any], log: Path) -> dict[str, Any]:
    """Return what the agents say they got done.

    :raise Refusal: when they cannot work at all
    """
    with log.open("w") as errors:
        agents = subprocess.run(
            [*map(str, env.odoo.python), str(AGENTS)],
            input=json.dumps(task),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
        )
    if agents.returncode:
        raise Refusal(f"The agents could not work; {log} says why.")
    told: dict[str, Any] = json.loads(agents.stdout)
    return told
