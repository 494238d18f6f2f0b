"""What bin/bench says of what it measured: verdicts, a table, bench/RESULTS.md."""

import statistics
from typing import Any

from . import bench_install

Run = dict[str, Any]
Measured = dict[str, Any]

OK, MISSED = "ok", "MISSED"
# What many agents get done at once, in units of what they do with the apps' own popups
AGENTS = 0.85
# Queries may grow by a few more than those of the anchor: Odoo reads in batches.
GROWTH = 8


def median(side: Measured) -> float:
    """Return the median of the milliseconds measured."""
    return statistics.median(side["ms"]) if side["ms"] else 0.0


def quartiles(side: Measured) -> tuple[float, float]:
    """Return between which milliseconds the middle half of the repetitions is."""
    if len(side["ms"]) < 2:
        return median(side), median(side)
    first, _median, third = statistics.quantiles(side["ms"], n=4, method="inclusive")
    return first, third


def judge(run: Run, small: Run | None) -> None:
    """Say of each work of a run what it missed.

    :param small: the run at scale 1, for what must not grow with the shop
    """
    works = {work["name"]: work for work in run["works"]}
    at_1 = {work["name"]: work for work in small["works"]} if small else {}
    for name, work in works.items():
        others = works.get(work["target"]["growth"] or "")
        work["missed"] = list(misses(work, at_1.get(name), others))
    run["missed"] = sum(bool(work["missed"]) for work in works.values())
    if "agents" in run:
        run["agents"]["missed"] = agents_misses(run["agents"])
        run["missed"] += bool(run["agents"]["missed"])
    run["missed"] += bool(run.get("install", {}).get("missed"))


def misses(work: Measured, at_1: Measured | None, other: Measured | None) -> list[str]:
    """Return what a work misses.

    :param at_1: the same at scale 1
    :param other: the case of it which it must not grow from
    """
    if "error" in work:
        return [work["error"]]
    target, ours, anchor = work["target"], work["ours"], work["anchor"]
    taken, missed = median(ours), []
    noticed = taken > target["floor"]
    if anchor and target["times"] and noticed:
        times = taken / median(anchor)
        if times > target["times"]:
            missed.append(f"{times:.2f} times, not {target['times']:g}")
    if anchor and target["queries"] is not None:
        more = ours["queries"] - anchor["queries"]
        if more > target["queries"]:
            missed.append(f"{more} queries more, not {target['queries']}")
    if target["seconds"] and taken > 1000 * target["seconds"]:
        missed.append(f"{taken / 1000:.1f} s, not {target['seconds']:g}")
    if at_1 and "error" not in at_1 and target["flat"] and noticed:
        times = taken / median(at_1["ours"])
        if times > target["flat"]:
            missed.append(f"{times:.1f} times scale 1, not {target['flat']:g}")
    if other and "error" not in other and anchor and other["anchor"]:
        grown = ours["queries"] - other["ours"]["queries"]
        allowed = anchor["queries"] - other["anchor"]["queries"]
        if grown > max(allowed, 0) + GROWTH:
            missed.append(f"{grown} queries more than {other['name']}")
    return missed


def agents_misses(agents: Measured) -> list[str]:
    """Return what agents at work miss."""
    bare, ours = agents["bare"], agents["ours"]
    missed = []
    if ours["errors"]:
        missed.append(f"{len(ours['errors'])} errors")
    share = ours["per_second"] / bare["per_second"] if bare["per_second"] else 0
    if share < AGENTS:
        missed.append(f"{share:.2f} of the apps' own works per second, not {AGENTS}")
    return missed


def table(run: Run) -> str:
    """Return a run as a table to read in a terminal."""
    rows = [["", "anchor ms", "q", "ours ms", "q", "times", "target", "", ""]]
    for work in run["works"]:
        rows.append(row_of(work))
    lines = []
    if run["works"]:
        widths = [max(len(row[x]) for row in rows) for x in range(len(rows[0]))]
        for row in rows:
            cells = [row[0].ljust(widths[0])]
            cells += [cell.rjust(widths[x]) for x, cell in enumerate(row[1:6], 1)]
            lines.append(
                "  ".join([*cells, row[6].ljust(widths[6]), *row[7:]]).rstrip()
            )
    if "agents" in run:
        lines += agents_lines(run["agents"])
    if "install" in run:
        lines += bench_install.lines(run["install"])
    return "\n".join([f"\nScale {run['scale']}, {run['machine']}", *lines])


def row_of(work: Measured) -> list[str]:
    """Return the cells of a work."""
    verdict = MISSED if work["missed"] else OK
    why = "; ".join(work["missed"])
    if "error" in work:
        return [work["name"], "", "", "", "", "", wanted(work["target"]), verdict, why]
    anchor, times = ["", ""], ""
    if work["anchor"]:
        anchor = [spread(work["anchor"]), str(work["anchor"]["queries"])]
        times = f"{median(work['ours']) / median(work['anchor']):.2f}"
    ours = [spread(work["ours"]), str(work["ours"]["queries"])]
    return [work["name"], *anchor, *ours, times, wanted(work["target"]), verdict, why]


def spread(side: Measured) -> str:
    """Return the median, and the quartiles around it."""
    first, third = quartiles(side)
    return f"{number(median(side))} ({number(first)}-{number(third)})"


def number(milliseconds: float) -> str:
    """Return a time with as many digits as mean something."""
    return f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:,.0f}"


def wanted(target: dict[str, Any]) -> str:
    """Return a target in few words."""
    said = []
    if target["times"]:
        said.append(f"{target['times']:g} times")
    if target["queries"] is not None:
        said.append(f"+{target['queries']} q")
    if target["seconds"]:
        said.append(f"{target['seconds']:g} s")
    return ", ".join(said) or "flat"


def agents_lines(agents: Measured) -> list[str]:
    """Return what agents got done, as lines to read."""
    lines = [f"{agents['number']} agents at once, over HTTP"]
    kinds = sorted({*agents["bare"]["kinds"], *agents["ours"]["kinds"]})
    for side in ("bare", "ours"):
        measured = agents[side]
        lines.append(
            f"{side}: {measured['per_second']:.1f} works per second, "
            f"{len(measured['errors'])} errors"
        )
        lines += [f"  {error}" for error in measured["errors"][:5]]
    lines.append(
        f"{'ms':<22}{'bare 50 %':>10}{'95 %':>10}{'ours 50 %':>10}{'95 %':>10}"
    )
    for kind in kinds:
        cells = []
        for side in ("bare", "ours"):
            known = agents[side]["kinds"].get(kind, {"p50": 0, "p95": 0})
            cells += [f"{known['p50']:>10,.0f}", f"{known['p95']:>10,.0f}"]
        lines.append(f"{kind:<22}{''.join(cells)}")
    verdict = f"{MISSED}: {'; '.join(agents['missed'])}" if agents["missed"] else OK
    return [*lines, verdict]


HEAD = """\
# How fast it is

Written by `bin/bench --results` from what runs of `bin/bench` measured;
[doc/speed.md](../doc/speed.md) says what is measured, and how. Times are medians in
milliseconds, with the quartiles around them; q is the number of queries.
"""


def results(runs: list[Run]) -> str:
    """Return bench/RESULTS.md: by scale what was first and what is now."""
    parts = [HEAD]
    for scale in sorted({run["scale"] for run in runs}):
        of_scale = [run for run in runs if run["scale"] == scale]
        with_works = [run for run in of_scale if run["works"]]
        if with_works:
            parts.append(works_part(scale, with_works[0], with_works[-1]))
        with_agents = [run for run in of_scale if "agents" in run]
        parts += [agents_part(scale, run) for run in with_agents]
        with_install = [run for run in of_scale if "install" in run]
        parts += [install_part(scale, run) for run in with_install]
    return "\n".join(parts)


def works_part(scale: int, before: Run, after: Run) -> str:
    """Return the table of a scale."""
    was = {work["name"]: work for work in before["works"]}
    lines = [f"## Scale {scale}", ""]
    if before is not after:
        lines.append(f"Before: {origin(before)}.")
    lines += [f"{'After' if before is not after else 'Measured'}: {origin(after)}.", ""]
    lines.append("| Work | anchor | q | before | q | now | q | times | target | |")
    lines.append("| --- | --: | --: | --: | --: | --: | --: | --: | --- | --- |")
    for work in after["works"]:
        name, anchor, anchor_q, ours, ours_q, times, target, verdict, _ = row_of(work)
        old = was.get(name) if before is not after else None
        before_cells = ["", ""]
        if old and "error" not in old:
            before_cells = [spread(old["ours"]), str(old["ours"]["queries"])]
        cells = [name, anchor, anchor_q, *before_cells, ours, ours_q, times, target]
        lines.append("| " + " | ".join([*cells, verdict]) + " |")
    missed = [work for work in after["works"] if work["missed"]]
    if missed:
        lines += ["", "Missed:", ""]
        lines += [f"- {work['name']}: {'; '.join(work['missed'])}" for work in missed]
    return "\n".join([*lines, ""])


def agents_part(scale: int, run: Run) -> str:
    """Return what agents got done at a scale."""
    lines = [f"## Agents at work, scale {scale}", "", f"{origin(run)}.", "", "```"]
    return "\n".join([*lines, *agents_lines(run["agents"]), "```", ""])


def install_part(scale: int, run: Run) -> str:
    """Return what installing took at a scale."""
    lines = [f"## Installing, scale {scale}", "", f"{origin(run)}.", ""]
    # Underscores in names are emphasis to Markdown.
    said = [f"- {line}" for line in bench_install.lines(run["install"], mark="`")]
    return "\n".join([*lines, *said, ""])


def origin(run: Run) -> str:
    """Return where the numbers of a run are from."""
    return f"{run['date']}, commit {run['commit']}, {run['machine']}"
