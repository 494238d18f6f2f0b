"""bin/bench: how fast the addon is beside Odoo without it, on shops of any size."""

import argparse
import contextlib
import json
import os
import platform
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from . import bench_agents, bench_databases, bench_install, shell
from .bench_report import Run, judge, results, table
from .bench_worker import Worker
from .console import Refusal
from .environment import Environment
from .places import CHECKOUT
from .shell import Lock

RESULTS = CHECKOUT / "bench/RESULTS.md"

# Seconds after which a work is not measured again
PATIENCE = 120

ABOUT = """\
Measure how fast this addon is beside Odoo without it, setting up whatever is missing.

Two databases with the same shop are made and kept, one with the addon, one without it.
What users do is measured on both in turns, and rolled back. doc/speed.md says what, and
how fast it must be. The exit status is 1 when a target is missed."""


def options_of(arguments: list[str]) -> argparse.Namespace:
    """Return what the command line chooses."""
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        *("--scale", "-s"),
        type=int,
        choices=bench_databases.SCALES,
        default=1,
        help="size of the shop: 1 has 10,000 orders, deliveries and invoices (default)",
    )
    add(
        "--only",
        nargs="+",
        metavar="NAME",
        help="only works with one of these in their name, or of these groups",
    )
    add(
        "--repeat",
        type=int,
        default=7,
        metavar="N",
        help="how often each work is measured (default 7)",
    )
    add(
        "--agents",
        type=int,
        metavar="N",
        help="instead, have so many agents work at once, over HTTP; on copies of the "
        "databases, which are dropped afterwards",
    )
    add(
        "--seconds",
        type=int,
        default=60,
        metavar="N",
        help="how long the agents work (default 60)",
    )
    add(
        "--install",
        action="store_true",
        help="instead, measure installing the addon, in a copy of the shop without it",
    )
    add("--json", type=Path, metavar="FILE", help="write what was measured there")
    add("--list", action="store_true", help="only name the works")
    add(
        "--databases",
        nargs=2,
        metavar=("BARE", "OURS"),
        help="measure these, filled by the loader before; none is made",
    )
    add(
        "--results",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="only write bench/RESULTS.md, from what runs wrote with --json: the first "
        "of each scale is called before, the last after",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure, and return whether a target was missed.

    :raise Refusal: when that is not possible
    """
    options = options_of(arguments)
    if options.results:
        RESULTS.write_text(results([read(path) for path in options.results]))
        print(f"Written: {RESULTS}")
        return 0
    with Environment() as env:
        with env.set_up(with_browser=False):
            if options.databases:
                bare, ours = options.databases
            elif options.install:
                bare = ours = bench_databases.prepare_bare(env, options.scale)
            else:
                bare, ours = bench_databases.prepare(env, options.scale)
        Lock(env.places.run / "bench.lock").take(
            "Another bin/bench is running in this checkout; waiting for it."
        )
        if options.install:
            return measure_install(env, options, bare)
        if options.agents:
            return measure_agents(env, options, bare, ours)
        return measure_works(env, options, bare, ours)


def measure_works(
    env: Environment, options: argparse.Namespace, bare: str, ours: str
) -> int:
    """Measure what single users do, and return the exit status."""
    runs = env.places.run
    with contextlib.ExitStack() as stack:
        workers = {
            "bare": stack.enter_context(Worker.started(env, bare)),
            "ours": stack.enter_context(Worker.started(env, ours)),
        }
        works = chosen(workers["ours"].ask({})["works"], options.only)
        if options.list:
            print(*(work["name"] for work in works), sep="\n")
            return 0
        measured = [measure(work, workers, options.repeat) for work in works]
    run = run_of(options, works=measured)
    suffix = "_only" if options.only else ""
    path = options.json or runs / f"bench_{options.scale}{suffix}.json"
    small = runs / "bench_1.json"
    judge(run, read(small) if options.scale > 1 and small.exists() else None)
    return finish(run, path)


def measure_agents(
    env: Environment, options: argparse.Namespace, bare: str, ours: str
) -> int:
    """Measure what many agents do at once, and return the exit status."""
    agents = {}
    for side, database in (("bare", bare), ("ours", ours)):
        copy = f"bench_agents_{side}_{env.places.name}"
        env.temporary.append(copy)
        env.console.step(f"Copy {database}", env.databases.copy, database, copy)
        with Worker.started(env, copy) as worker:
            plan = worker.ask({"plan": options.agents, "seconds": options.seconds})
        if "error" in plan:
            raise Refusal(f"The agents cannot be given work: {plan['error']}")
        print(f"{options.agents} agents on {database} ...", flush=True)
        agents[side] = bench_agents.work(env, copy, plan, options.seconds)
        env.databases.drop(copy)
    run = run_of(options, works=[], agents={"number": options.agents, **agents})
    judge(run, None)
    path = options.json or env.places.run / f"bench_{options.scale}_agents.json"
    return finish(run, path)


def measure_install(env: Environment, options: argparse.Namespace, bare: str) -> int:
    """Measure installing the addon, and return the exit status."""
    run = run_of(options, works=[], install=bench_install.install(env, bare))
    judge(run, None)
    path = options.json or env.places.run / f"bench_{options.scale}_install.json"
    return finish(run, path)


def finish(run: Run, path: Path) -> int:
    """Show what was measured, keep it in a file, and return the exit status."""
    print(table(run))
    path.write_text(json.dumps(run, indent=1) + "\n")
    print(f"\nAll of it, for --results: {path}")
    return 1 if run["missed"] else 0


def run_of(options: argparse.Namespace, **measured: object) -> Run:
    """Return what is told of a run beside what it measured."""
    commit = shell.output("git", "-C", str(CHECKOUT), "describe", "--always", "--dirty")
    return {
        "scale": options.scale,
        "date": datetime.now().isoformat(timespec="minutes"),
        "commit": commit.strip(),
        "machine": machine(),
        "repeat": options.repeat,
        **measured,
    }


def machine() -> str:
    """Return what the numbers depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as file:
        models = [line for line in file if line.startswith("model name")]
        processor = models[0].partition(":")[2].strip() if models else ""
        if processor:
            return f"{os.cpu_count()} x {processor}, {memory} GB"
    return f"{os.cpu_count()} x {platform.machine()}, {memory} GB"


def read(path: Path) -> Run:
    """Return what a run has kept.

    :raise Refusal: when the file is none of ours
    """
    try:
        run: Run = json.loads(path.read_text())
        return run if run["works"] is not None else run
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refusal(f"{path} holds no results of bin/bench.") from error


def chosen(works: list[dict[str, Any]], only: list[str] | None) -> list[dict[str, Any]]:
    """Return the works that the command line names; all if it names none.

    :raise Refusal: when there is none of such a name
    """
    if not only:
        return works
    found = [
        work
        for work in works
        if any(name == work["group"] or name in work["name"] for name in only)
    ]
    if not found:
        raise Refusal(f"No work is named {' or '.join(only)}; see bin/bench --list.")
    return found


def measure(
    work: dict[str, Any], workers: dict[str, Worker], repeat: int
) -> dict[str, Any]:
    """Return what a work takes, and what it is compared with takes, in turns.

    The first round only fills the caches that last.
    """
    sides = {"ours": workers["ours"]}
    if work["anchor_on"]:
        sides = {"anchor": workers[work["anchor_on"]], **sides}
    measured: dict[str, Any] = {**work, "anchor": None}
    for side in sides:
        measured[side] = {"ms": [], "queries": 0}
    print(f"{work['name']} ... ", end="", flush=True)
    start = time.monotonic()
    for number in range(repeat + 1):
        for side, worker in sides.items():
            answer = worker.ask({"work": work["name"], "side": side})
            if "error" in answer:
                measured["error"] = f"{side}: {answer['error']}"
                print(measured["error"], flush=True)
                return measured
            if number:
                measured[side]["ms"].append(round(answer["ms"], 2))
                measured[side]["queries"] = answer["queries"]
        if number and time.monotonic() - start > PATIENCE:
            break
    print(f"{time.monotonic() - start:.0f} s", flush=True)
    return measured
