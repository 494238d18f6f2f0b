# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import quote

from ...models.bought.bought_row import format_number
from ...models.entered_values import MAX_INTEGER, is_float, is_text

KEY = re.compile(r"[1-9][0-9]{0,9}(-[1-9][0-9]{0,9})?", re.ASCII)
# So much can be asked about at once, and so long words may be.
MOST_PIECES = 40
MOST_LETTERS = 5000
# In a link a Persian letter takes six.
MOST_LINK_LETTERS = 2000
# Digits as people type them, Persian and Arabic ones too.
DECIMALS = str.maketrans({"٫": ".", ",": "."})


class RequestForm:
    """What a customer has entered; no model.

    Of it nothing is taken for what is in the database: which lines, reasons and wishes
    there are is the caller's to say.
    """

    def __init__(self, values):
        """Take what the client sent.

        :param values: werkzeug's ``MultiDict``
        """
        self.values = values
        self.keys = list(
            dict.fromkeys(x for x in values.getlist("piece") if KEY.fullmatch(x))
        )[:MOST_PIECES]
        self.wish = self.clean(values.get("wish"), 64)
        self.reason = self.clean(values.get("reason"), 16)
        self.note = self.clean(values.get("note"), MOST_LETTERS)

    @staticmethod
    def clean(value, most):
        """Return a text that the database takes, and no longer one than allowed.

        :rtype: str
        """
        return value.strip()[:most] if is_text(value) else ""

    def get_line_ids(self):
        """Return the ids of order lines that were chosen, as the client says.

        :rtype: list[int]
        """
        ids = {int(key.split("-")[0]) for key in self.keys}
        return [id_ for id_ in ids if id_ <= MAX_INTEGER]

    def get_quantity(self, piece):
        """Return what was entered as the quantity of something, as text.

        :param RequestPiece piece: what was chosen
        :rtype: str
        """
        name = f"quantity_{piece.key}"
        if name not in self.values:
            return format_number(piece.unit, piece.left)
        return self.clean(self.values[name], 20)

    def get_parameters(self):
        """Return what was entered, for a link back to the form.

        Long words would not fit into it.

        :rtype: dict
        """
        parameters = {"piece": self.keys, "wish": self.wish, "reason": self.reason}
        if len(quote(self.note)) <= MOST_LINK_LETTERS:
            parameters["note"] = self.note
        for key in self.keys:
            name = f"quantity_{key}"
            if entered := self.clean(self.values.get(name), 20):
                parameters[name] = entered
        return parameters

    def parse(self, env, entries, wishes, reasons):
        """Return what was entered, or what is to be mended.

        :param env: environment of the customer
        :param list entries: what was chosen and can be asked for, with its ``piece``
        :param dict wishes: ``RequestWish`` by key
        :param reasons: those that are offered to customers
        :return: values of a request; (``RequestPiece``, quantity) tuples; what is to be
            mended, in words
        :rtype: tuple[dict, list, list[str]]
        """
        errors, chosen = [], []
        for entry in entries:
            piece = entry["piece"]
            quantity = to_quantity(self.get_quantity(piece))
            if piece.is_single:
                quantity = piece.left
            rounded = quantity and piece.unit.round(quantity)
            if not rounded or not piece.is_askable(rounded):
                errors.append(env._("%(product)s: how many?", product=entry["name"]))
            elif piece.unit.compare(quantity, piece.left) > 0:
                errors.append(
                    env._(
                        "%(product)s: you have %(left)s.",
                        product=entry["name"],
                        left=piece.format(piece.left),
                    )
                )
            else:
                chosen.append((piece, rounded))
        if self.wish not in wishes:
            errors.append(env._("Choose what you would like."))
        else:
            errors += [
                f"{entry['name']}: {refusal}"
                for entry in entries
                if (refusal := entry["refusals"][self.wish])
            ]
        reason = reasons.filtered(lambda x: str(x.id) == self.reason)
        if reasons and not reason:
            errors.append(env._("Choose what is wrong."))
        values = {"wish": self.wish, "reason_id": reason.id, "note": self.note}
        return values, chosen, errors


def to_id(value):
    """Return an id that a client sent, or 0.

    :rtype: int
    """
    if isinstance(value, int):
        return value if 0 < value <= MAX_INTEGER else 0
    text = value if isinstance(value, str) else ""
    id_ = int(text) if re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) else 0
    return id_ if id_ <= MAX_INTEGER else 0


def to_quantity(text):
    """Return a quantity that somebody typed, in any of the digits there are.

    :return: None if it is none
    :rtype: float or None
    """
    try:
        quantity = float(text.translate(DECIMALS))
    except ValueError:
        return None
    return quantity if is_float(quantity) else None
