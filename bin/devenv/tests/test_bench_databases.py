from pathlib import Path

from devenv.bench_databases import loader_state


def test_loader_state_follows_what_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text("content")
    states = [loader_state(tmp_path)]
    for name in ("links.py", "README.md"):
        (tmp_path / name).write_text("content")
        assert loader_state(tmp_path) == states[0], name
    (tmp_path / "shop.py").write_text("changed")
    states.append(loader_state(tmp_path))
    (tmp_path / "tickets.py").write_text("content")
    states.append(loader_state(tmp_path))
    (tmp_path / "tickets.py").rename(tmp_path / "named.py")
    states.append(loader_state(tmp_path))
    assert len(set(states)) == len(states)
