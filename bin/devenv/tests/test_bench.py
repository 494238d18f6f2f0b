import json
from pathlib import Path
from typing import Any

import pytest

from devenv import bench
from devenv.bench_install import misses
from devenv.bench_report import Run, judge, quartiles, results, table
from devenv.console import Refusal

NO_TARGET: dict[str, Any] = {
    **dict.fromkeys(("times", "queries", "seconds", "flat", "growth")),
    "floor": 0,
}


def side(*milliseconds: float, queries: int = 10) -> dict[str, Any]:
    return {"ms": list(milliseconds), "queries": queries}


def a_work(name: str = "a form", **values: Any) -> dict[str, Any]:
    target = {**NO_TARGET, **values.pop("target", {})}
    sides = {"ours": side(100, 110, 120), "anchor": side(90, 100, 110)}
    return {"name": name, "group": "forms", "anchor_on": "bare", **sides, **values} | {
        "target": target
    }


def a_run(*works: dict[str, Any], scale: int = 1, **values: Any) -> Run:
    run = {"scale": scale, "date": "2026-01-02T03:04", "commit": "abc", "works": works}
    return {**run, "machine": "2 x Z80", **values}


def missed_by(work: dict[str, Any], small: Run | None = None) -> list[str]:
    run = a_run(work)
    judge(run, small)
    assert run["missed"] == bool(work["missed"])
    said: list[str] = work["missed"]
    return said


def test_options() -> None:
    options = bench.options_of(["--only", "a form", "lists", "--scale", "100"])
    assert (options.scale, options.only) == (100, ["a form", "lists"])
    with pytest.raises(SystemExit):
        bench.options_of(["--scale", "3"])


def test_works_are_chosen_by_name_and_group() -> None:
    works = [a_work("form, own"), a_work("form, all"), a_work("page", group="lists")]
    assert bench.chosen(works, None) == works
    assert bench.chosen(works, ["form"]) == works[:2]
    assert bench.chosen(works, ["lists", "own"]) == [works[0], works[2]]
    with pytest.raises(Refusal, match="^No work is named 1 or 2; see bin/bench --list"):
        bench.chosen(works, ["1", "2"])


def test_median_and_quartiles_bear_one_that_was_late() -> None:
    assert quartiles(side(1, 2, 3, 4, 1000)) == (2, 4)
    assert quartiles(side(7)) == (7, 7)


def test_ratio_and_queries() -> None:
    assert not missed_by(a_work())
    assert not missed_by(a_work(target={"times": 1.15, "queries": 0}))
    assert missed_by(a_work(target={"times": 1.05})) == ["1.10 times, not 1.05"]
    assert not missed_by(a_work(target={"times": 1.05, "floor": 200}))
    more = a_work(ours=side(1, queries=19), target={"queries": 8})
    assert missed_by(more) == ["9 queries more, not 8"]
    assert missed_by(a_work(target={"seconds": 0.1})) == ["0.1 s, not 0.1"]


def test_growth_with_the_shop() -> None:
    small = a_run(a_work(ours=side(10), anchor=None))
    grown = a_work(anchor=None, target={"flat": 1.3})
    assert not missed_by(grown)
    assert missed_by(grown, small) == ["11.0 times scale 1, not 1.3"]


def test_growth_with_the_lines() -> None:
    few = a_work("5 lines", ours=side(1, queries=50))
    many = a_work("50 lines", ours=side(1, queries=59), target={"growth": "5 lines"})
    run = a_run(few, many)
    judge(run, None)
    assert many["missed"] == ["9 queries more than 5 lines"]
    many["anchor"]["queries"] = 12
    judge(run, None)
    assert run["missed"] == 0


def test_what_cannot_be_measured_is_missed() -> None:
    assert missed_by(a_work(error="ours: no invoice", ours=side())) == [
        "ours: no invoice"
    ]


def test_agents() -> None:
    bare = {"per_second": 20.0, "errors": [], "kinds": {}}
    kinds = {"refund": {"count": 3, "p50": 1200.0, "p95": 2000.0}}
    ours = {"per_second": 16.0, "errors": ["refund: no"], "kinds": kinds}
    run = a_run(agents={"number": 16, "bare": bare, "ours": ours})
    judge(run, None)
    share = "0.80 of the apps' own works per second, not 0.85"
    assert run["agents"]["missed"] == ["1 errors", share]
    assert "refund" in table(run) and f"MISSED: 1 errors; {share}" in table(run)
    ours.update(per_second=18.0, errors=[])
    judge(run, None)
    assert run["missed"] == 0 and table(run).endswith("\nok")


def test_installing() -> None:
    measured: dict[str, Any] = {
        "seconds": 60.0,
        "rewritten": [],
        "updated": {},
        "indexes": {"account_move__ticket_index": 0.3},
    }
    measured["locked"] = {"account_move": 0.4}
    measured["missed"] = misses(measured)
    run = a_run(install=measured)
    judge(run, None)
    assert run["missed"] == 0
    assert "locked: account_move 0.4 s\n" in table(run)
    assert "indexes: account_move__ticket_index 0.3 s\n" in table(run)
    assert "## Installing, scale 1\n" in results([run])
    assert "- indexes: `account_move__ticket_index` 0.3 s\n" in results([run])
    slow = {**measured, "seconds": 121.0, "rewritten": ["sale_order"]}
    assert misses(slow) == ["121 s, not 120", "rewrites sale_order"]


def test_table() -> None:
    work = a_work(target={"times": 1.05})
    run = a_run(work)
    judge(run, None)
    line = table(run).splitlines()[-1]
    assert line.split("  ")[0] == "a form"
    assert (
        "100 (95-105)  10  110 (105-115)  10   1.10  1.05 times  MISSED  1.10" in line
    )


def test_results_show_before_and_now(tmp_path: Path) -> None:
    before, now = a_run(a_work(ours=side(900))), a_run(a_work(), commit="def")
    large = a_run(a_work(), scale=100)
    paths = []
    for number, run in enumerate((before, now, large)):
        judge(run, None)
        paths.append(tmp_path / f"{number}.json")
        paths[-1].write_text(json.dumps(run))
    text = results([bench.read(path) for path in paths])
    assert "Before: 2026-01-02T03:04, commit abc, 2 x Z80.\nAfter: " in text
    assert "| a form | 100 (95-105) | 10 | 900 (900-900) | 10 | 110 (105-115)" in text
    assert "## Scale 100\n\nMeasured: 2026" in text


def test_files_of_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("[]")
    with pytest.raises(Refusal, match="x holds no results of bin/bench"):
        bench.read(tmp_path / "x")
