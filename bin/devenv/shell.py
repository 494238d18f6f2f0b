"""Other programs, locks, and the end by Ctrl-C."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Argument = str | Path


class CommandFailed(Exception):
    """A program failed, and this is what it said."""


class Stopped(SystemExit):
    """A signal ends this program; its status is the one a shell would give."""

    def __init__(self, number: int):
        super().__init__(128 + number)
        self.by_terminal = number == signal.SIGINT


class _Signals:
    """What the handler of signals knows.

    :param held: whether it waits, because a program is being started
    :param came: the signal that came meanwhile
    """

    held = False
    came: int | None = None


def exit_on_signals() -> None:
    """Leave through all ``finally`` clauses, undisturbed, when told to stop."""

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        if _Signals.held:
            _Signals.came = number
        else:
            raise Stopped(number)

    for each in SIGNALS:
        if signal.getsignal(each) != signal.SIG_IGN:  # nohup ignores one on purpose
            signal.signal(each, leave)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Leave at the end of the block, should a signal tell us to stop within it."""
    _Signals.held = True
    try:
        yield
    finally:
        _Signals.held = False
    if _Signals.came is not None:
        number, _Signals.came = _Signals.came, None  # what cleans up is not stopped
        raise Stopped(number)


def has(program: str) -> bool:
    """Return whether there is a program of this name."""
    return shutil.which(program) is not None


def run(
    *command: Argument, cwd: Argument | None = None, keep_locks: bool = True
) -> str:
    """Return what a program said, errors included.

    :param keep_locks: whether it holds our locks as long as it lives, should it
        outlive us
    :raise CommandFailed: with the same, when it failed
    """
    said, status = _said(command, cwd=cwd, keep_locks=keep_locks)
    if status:
        raise CommandFailed(said)
    return said


def show(
    *command: Argument,
    cwd: Argument | None = None,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> int:
    """Return the status of a program that speaks for itself, or not at all."""
    stdout = subprocess.DEVNULL if quiet else None
    return _said(command, cwd=cwd, env=env, stdout=stdout)[1]


def succeeds(*command: Argument, cwd: Argument | None = None) -> bool:
    """Return whether a program does, whatever it says."""
    try:
        return show(*command, cwd=cwd, quiet=True) == 0
    except OSError:
        return False


def output(*command: Argument) -> str:
    """Return what a program prints, without its errors; nothing if there is none."""
    try:
        return _said(command, stderr=subprocess.DEVNULL)[0]
    except OSError:
        return ""


def as_root(*command: Argument) -> str:
    """Run a program as root, by sudo if need be.

    :raise CommandFailed: when it failed
    """
    return run(*(() if os.geteuid() == 0 else ("sudo",)), *command)


def start(
    command: tuple[Argument, ...],
    cwd: Argument | None = None,
    env: Mapping[str, str] | None = None,
    stdout: int | None = subprocess.PIPE,
    stderr: int = subprocess.STDOUT,
    keep_locks: bool = True,
) -> "subprocess.Popen[str]":
    """Start a program with ``env`` beside our own environment variables."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=stdout,
        stderr=None if stdout is None else stderr,
        encoding="utf-8",
        errors="replace",
        close_fds=not keep_locks,
    )


def _said(command: tuple[Argument, ...], **options: Any) -> tuple[str, int]:
    """Return what a program said, and its status; if we are stopped, end it, too.

    :param options: of :func:`start`
    """
    process = None
    try:
        # One that starts just when we are stopped would outlive us.
        with signals_held():
            process = start(command, **options)
        return process.communicate()[0] or "", process.returncode
    except BaseException as why:
        if process:
            end(process, told=isinstance(why, Stopped) and why.by_terminal)
        raise


def end(process: "subprocess.Popen[str]", told: bool = False) -> None:
    """End a program in an orderly way: tests close their browser.

    :param told: whether the terminal told it already, as Ctrl-C does
    """
    # Whoever starts us in the background may have all of us ignore SIGINT.
    for number in (None if told else signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if number:
                process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
            return


class Lock:
    """A lock on a file; the programs we start hold it, too, as long as they live."""

    def __init__(self, path: Path):
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        os.set_inheritable(self._file, True)

    def take(self, waiting: str) -> None:
        """Take the lock; if somebody else has it say so, and wait."""
        if not self.try_alone():
            print(waiting, flush=True)
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def try_alone(self) -> bool:
        """Take the lock unless others have it, or a share in it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(self) -> None:
        """Take a share in the lock, beside others."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Give it back, for the programs we started, too."""
        fcntl.flock(self._file, fcntl.LOCK_UN)


@contextlib.contextmanager
def folder_made(path: Path) -> Iterator[Path]:
    """Make a folder anew that is marked as done once the block succeeds."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    yield path
    (path / ".done").touch()


def is_done(path: Path) -> bool:
    """Return whether a former run finished the folder."""
    return (path / ".done").exists()
