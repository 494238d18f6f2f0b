"""bin/test: this addon's tests, or one of the further trials."""

from . import companions, faults, peers, testing, wheel

TRIALS = {
    "--companions": companions.main,
    "--faults": faults.main,
    "--peers": peers.main,
    "--wheel": wheel.main,
}


def main(arguments: list[str]) -> int:
    """Make what the command line asks for, and return its status."""
    if arguments and arguments[0] in TRIALS:
        return TRIALS[arguments[0]](arguments[1:])
    return testing.main(arguments)
