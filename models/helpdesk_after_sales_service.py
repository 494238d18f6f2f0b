# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple


class AfterSalesService(NamedTuple):
    """What the shared code has to know of a service; no model.

    See ``helpdesk.ticket._after_sales_services``, which holds one per team switch.
    """

    # What people call one of its documents, in the user's language: "Credit note".
    label: str
    # The ticket's method behind its header button, which opens the popup.
    button: str
    # The ticket's One2many that holds its documents.
    documents: str
    # The ticket's method behind its smart button, which opens its documents.
    view: str
    # What its smart buttons count: the ticket's One2many by the field that holds the
    # number, which names ``_compute_after_sales_buttons``.
    counts: dict[str, str]
    # What stands for it in the lists of tickets, a class of Font Awesome.
    icon: str = "fa-file-o"
    # What the filter for tickets with open ones is called: "Has open return". None for
    # words made of the label.
    filter: str | None = None
    # What teams can limit of it: classes, see ``AfterSalesLimit``.
    limits: tuple[type, ...] = ()
    # Without what it cannot work: classes, see ``AfterSalesNeed``.
    needs: tuple[type, ...] = ()
