"""The last click of something that a user does."""

from dataclasses import dataclass, field


@dataclass
class Press:
    """The last click of something that a user does.

    :param login: of the user; also their password
    :param model: whose method is called; none for a page of the portal
    :param args: of the method, besides the record
    :param path: of the page
    :param to: where the page sends it, if not to itself
    :param values: what is sent
    :param json: whether it takes JSON, as some of the pages do
    """

    login: str
    model: str = ""
    method: str = ""
    id: int = 0
    context: dict = field(default_factory=dict)
    args: tuple = ()
    path: str = ""
    to: str = ""
    values: dict = field(default_factory=dict)
    json: bool = False


def press(popup, method, *args):
    """Return the press of a button, by the user who opened the popup."""
    context = {k: v for k, v in popup.env.context.items() if k != "uid"}
    return Press(popup.env.user.login, popup._name, method, popup.id, context, args)
