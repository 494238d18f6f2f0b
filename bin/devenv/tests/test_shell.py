import os
import signal
import time
from pathlib import Path

import pytest

from devenv import shell
from devenv.shell import CommandFailed, Lock, Stopped, folder_made, is_done

from .common import read_line, start_python


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that nobody waits for is still there.
    return " Z " not in Path(f"/proc/{pid}/stat").read_text()


def wait_gone(pid: int) -> None:
    for _ in range(600):  # the machine may be busy
        if not runs(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"{pid} still runs")


def test_run_returns_or_raises_all_that_was_said() -> None:
    assert shell.run("sh", "-c", "echo one; echo two >&2") == "one\ntwo\n"
    with pytest.raises(CommandFailed, match="^why\n$"):
        shell.run("sh", "-c", "echo why >&2; exit 3")


def test_output_leaves_errors_out() -> None:
    assert shell.output("sh", "-c", "echo one; echo two >&2; false") == "one\n"
    assert shell.output("no-such-program") == ""
    assert not shell.succeeds("no-such-program")
    assert shell.succeeds("true") and not shell.succeeds("false")


def test_folder_is_done_only_when_it_was_finished(tmp_path: Path) -> None:
    folder = tmp_path / "built"
    with pytest.raises(Stopped), folder_made(folder):
        (folder / "half").touch()
        raise Stopped(signal.SIGINT)
    assert folder.exists() and not is_done(folder)
    with folder_made(folder):
        assert not (folder / "half").exists()
    assert is_done(folder)


WORKER = """
from devenv import shell
shell.exit_on_signals()
try:
    shell.run("sh", "-c", 'echo $$ >"$0"; exec sleep 60', sys.argv[1])
finally:
    print("cleaned up", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_what_runs_and_cleans_up(
    tmp_path: Path, number: signal.Signals
) -> None:
    pid_file = tmp_path / "pid"
    worker = start_python(WORKER, pid_file)
    while not (pid_file.exists() and pid_file.read_text()):
        time.sleep(0.02)
    worker.send_signal(number)
    assert read_line(worker) == "cleaned up"
    assert worker.wait(10) == 128 + number
    wait_gone(int(pid_file.read_text()))


def test_a_signal_waits_until_a_program_is_started() -> None:
    worker = start_python(
        """
        import os
        from devenv import shell
        shell.exit_on_signals()
        try:
            with shell.signals_held():
                os.kill(os.getpid(), signal.SIGTERM)
                print("started", flush=True)
        finally:
            print(shell.output("echo", "cleaned up"), end="", flush=True)
        """
    )
    assert [read_line(worker), read_line(worker)] == ["started", "cleaned up"]
    assert worker.wait(10) == 128 + signal.SIGTERM


def test_what_the_starter_ignores_stays_ignored(tmp_path: Path) -> None:
    """As nohup has it."""
    worker = start_python(
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + WORKER,
        tmp_path / "pid",
    )
    while not (tmp_path / "pid").exists():
        time.sleep(0.02)
    worker.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    assert worker.poll() is None
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 128 + signal.SIGTERM


HOLDER = """
from pathlib import Path
from devenv.shell import Lock, start
lock = Lock(Path(sys.argv[1]))
lock.take("Somebody has it; waiting.")
child = start(("sleep", "60"), keep_locks=sys.argv[2] == "keep")
print(child.pid, flush=True)
"""


def test_lock_is_held_by_programs_that_outlive_us(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    mine = Lock(path)
    holder = start_python(HOLDER, path, "keep")
    child = int(read_line(holder))
    assert holder.wait(10) == 0
    assert not mine.try_alone()
    os.kill(child, signal.SIGKILL)
    wait_gone(child)
    assert mine.try_alone()
    mine.release()

    holder = start_python(HOLDER, path, "but not by this one")
    child = int(read_line(holder))
    assert holder.wait(10) == 0
    assert mine.try_alone()
    os.kill(child, signal.SIGKILL)


def test_a_taken_lock_is_waited_for_and_said(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    mine = Lock(path)
    mine.take("nobody says this")
    other = start_python(HOLDER, path, "but not by this one")
    assert read_line(other) == "Somebody has it; waiting."
    assert other.poll() is None
    mine.release()
    os.kill(int(read_line(other)), signal.SIGKILL)
    assert other.wait(10) == 0


def test_the_last_who_shares_a_lock_gets_it_alone(tmp_path: Path) -> None:
    one, two = Lock(tmp_path / "users"), Lock(tmp_path / "users")
    one.share()
    two.share()
    assert not one.try_alone()
    two.release()
    assert one.try_alone()
