"""The commands behind bin/run, bin/test and the others; see devenv/start."""

import os
import signal
import sys

from devenv import bench, demo, lanes, screenshots, shell, translations, trials
from devenv.console import Console, Refusal
from devenv.places import Places

COMMANDS = {
    "bin/bench": bench.main,
    "bin/i18n": translations.main,
    "bin/run": demo.main,
    "bin/screenshots": screenshots.main,
    "bin/test": trials.main,
    ".ci/run": lanes.main,
}


def main(command: str, *arguments: str) -> int:
    """Run a command; what cannot be done is said in one sentence."""
    shell.exit_on_signals()
    try:
        return COMMANDS[command](list(arguments))
    except BrokenPipeError:  # whoever read what we say has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except Refusal as refusal:
        why = refusal
    except (shell.CommandFailed, OSError) as error:
        why = Console(Places.of(os.environ).cache).explain(command, str(error))
    print(f"Error: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
