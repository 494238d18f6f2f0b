"""The commands behind bin/run, bin/test and .ci/run; devenv/start runs this folder."""

import sys

from devenv import checks, demo, shell, testing
from devenv.console import Refusal

COMMANDS = {"run": demo.main, "test": testing.main, "check": checks.main}


def main(arguments: list[str]) -> int:
    """Run a command; what cannot be done is said in one sentence."""
    shell.exit_on_signals()
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Refusal as refusal:
        print(f"Error: {refusal}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
