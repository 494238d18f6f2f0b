# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime
from typing import NamedTuple


class NoticeStep(NamedTuple):
    """A step of a document of which its customer can be told; no model.

    See ``_after_sales_get_notice_steps`` of the documents.
    """

    # What has happened, in the user's language: "Credit note posted".
    label: str
    # The team's switch of the service that makes these documents.
    service: str
    # External id of the mail's template. What is attached is said there, by its
    # reports.
    template: str
    # Whether it is switched on for a new team.
    default: bool = False
    # Whether it may happen again to the same document, as a visit is moved.
    repeats: bool = False
    # Steps of the same moment that this one's mail tells, too: of both one mail goes.
    includes: tuple[str, ...] = ()
    # Whether the popups of the service tell agents of it: it follows what they make.
    is_announced: bool = True


class NoticeRule(NamedTuple):
    """What a team wants of a step that is switched on; no model."""

    # Documents made before are told nothing of.
    since: datetime
    # The template's id; None where it is the step's own.
    template_id: int | None


class SentNotice(NamedTuple):
    """A mail that a customer got, or did not get, about a document; no model."""

    step: str
    # What people call the step.
    label: str
    # None if it did not go.
    sent_on: datetime | None
    # Why it did not go, or nothing.
    failure: str
