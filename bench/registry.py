"""How a work is described: what it is, what it is compared with, its target."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Target:
    """What is asked of a work; whatever is None is only told, not judged.

    :param times: the median in units of the anchor's
    :param queries: how many more queries than the anchor may be sent
    :param seconds: the median
    :param flat: the median in units of that at scale 1
    :param growth: another case of this work; queries may grow from it to this one by no
        more than the anchor's do
    :param floor: milliseconds below which no ratio counts: nobody notices them, and
        they are the noise of a machine
    """

    times: float | None = None
    queries: int | None = None
    seconds: float | None = None
    flat: float | None = None
    growth: str | None = None
    floor: float = 0


@dataclass
class Work:
    """Something users do.

    :param ours: called with a desk and the case; it makes ready what is needed, and
        returns the function to measure
    :param anchor: the same for what it is compared with, if anything
    :param anchor_on: the database of the anchor: "bare" or "ours"
    """

    name: str
    group: str
    target: Target
    ours: object
    anchor: object
    anchor_on: str
    case: tuple = ()

    def describe(self):
        """Return what the command line needs to know."""
        return {
            "name": self.name,
            "group": self.group,
            "anchor_on": self.anchor_on if self.anchor else None,
            "target": asdict(self.target),
        }


@dataclass
class _Family:
    """All cases of one function."""

    works: list = field(default_factory=list)

    def against(self, function):
        """Compare with this function instead."""
        for each in self.works:
            each.anchor = function
        return function


WORKS = {}


def work(name, *, target=None, cases=None, on="bare"):
    """Add a function to what is measured.

    Unless the function is given another by ``@that.against``, it is compared with
    itself on the database without this addon.

    :param str name: with a placeholder for each value of a case
    :param dict cases: the further arguments of the function, and its target with them
    :param str on: the database of what it is compared with; nothing if None
    """

    def add(function):
        family = _Family()
        for case, its_target in (cases or {(): target}).items():
            case = case if isinstance(case, tuple) else (case,)
            full_name = name.format(*case)
            each = Work(
                full_name,
                function.__module__.rpartition(".")[2],
                its_target or Target(),
                function,
                function if on else None,
                on,
                case,
            )
            WORKS[full_name] = each
            family.works.append(each)
        return family

    return add
