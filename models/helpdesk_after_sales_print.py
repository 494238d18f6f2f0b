# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writing from right to left, and Latin within it, as wkhtmltopdf prints it.

Its old WebKit knows neither isolates nor pairs of brackets, so that a house number or
a bracket wanders to the other side. It takes Persian for too narrow wherever a comma,
a number or a space stands beside it, so that lines do not wrap and print over each
other. And it joins letters across a zero-width non-joiner. What is made here of a page
prints right, and reads the same on a screen: each part that runs the other way has an
element of its own between two direction marks, each word its marks, each non-joiner
its element.
"""

import re
import unicodedata

import lxml.html

LTR, RTL = "ltr", "rtl"
MARKS = {LTR: "\N{LEFT-TO-RIGHT MARK}", RTL: "\N{RIGHT-TO-LEFT MARK}"}
NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"

# Letters written from right to left, the signs on them, and Arabic punctuation; no
# digits.
RTL_LETTER = (
    "\u060c\u061b\u061f\u0590-\u05ff\u0610-\u061a\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
)
WORDS = re.compile(f"([{RTL_LETTER}]+)")
# In a line from left to right: such words with no more than signs and numbers between.
PHRASES = re.compile(
    f"([{RTL_LETTER}](?:[^A-Za-z\u00c0-\u024f()\\[\\]{{}}]*[{RTL_LETTER}])?)"
)
BRACKETS = dict(zip(")]}", "([{", strict=True))
# What belongs to a number or a name right before or behind it.
BEFORE, BEHIND = "+-\N{MINUS SIGN}#$€£¥@\"'", "%°\"'"


def direct_page(root, get_direction):
    """Give each document of a report its language's direction, and its parts theirs.

    :param root: the report's lxml element; it is changed
    :param get_direction: tells the direction of a language by its code
    """
    headers = []
    direction = None
    for node in root.iter("div"):
        classes = (node.get("class") or "").split()
        if "header" in classes:
            headers.append(node)
        elif "article" in classes:
            direction = get_direction(node.get("data-oe-lang"))
            for part in (*headers, node):
                direct_element(part, direction)
            headers = []
        elif "footer" in classes and direction:
            direct_element(node, direction)


def direct_element(element, direction):
    """Set the direction of an element, and mark all text in it.

    :param element: an lxml element; it is changed
    :param direction: "ltr" or "rtl"
    """
    element.set("dir", direction)
    for node in list(element.iter(lxml.etree.Element)):
        if node.tag in ("script", "style"):
            continue
        # Odoo prints every address from left to right; ours follow their letters.
        node.set("class", (node.get("class") or "").replace("o_force_ltr", ""))
        if not node.get("class"):
            del node.attrib["class"]
        if node.get("dir") == "auto":
            # Old browsers know it by half; the marks say the same.
            del node.attrib["dir"]
        for child in list(node):
            if child.tail:
                text, child.tail = child.tail, None
                _insert(node, node.index(child) + 1, _mark(text, direction))
        if node.text:
            text, node.text = node.text, None
            _insert(node, 0, _mark(text, direction))


def _insert(parent, index, parts):
    """Put texts and elements into an element, from a place on."""
    for part in parts:
        if not isinstance(part, str):
            parent.insert(index, part)
            index += 1
        elif index:
            parent[index - 1].tail = (parent[index - 1].tail or "") + part
        else:
            parent.text = (parent.text or "") + part


def _mark(text, direction):
    """Return a text as parts that print right within this direction.

    :rtype: list of texts and of lxml elements
    """
    if text.isascii() and (direction == LTR or text.isspace()):
        return [text]
    parts = []
    for line in re.split(r"(\n)", text):
        own = _get_direction(line, direction)
        if own == direction:
            parts += _mark_line(line, direction)
        else:
            content = line.strip()
            before, behind = line.split(content)
            parts += [before, *_isolate(_mark_line(content, own), own), behind]
    return parts


def _get_direction(line, default):
    """Return the direction of a line: that of most letters.

    A line from right to left stays so, if it begins so: the rest is what it talks of.
    """
    strong = [
        LTR if kind == "L" else RTL
        for kind in map(unicodedata.bidirectional, line)
        if kind in ("L", "R", "AL")
    ]
    other = RTL if default == LTR else LTR
    if strong.count(other) * 2 <= len(strong) or (default == RTL == strong[0]):
        return default
    return other


def _mark_line(line, direction):
    parts = []
    if direction == LTR:
        for number, part in enumerate(PHRASES.split(line)):
            is_phrase = number % 2
            parts += _isolate(_mark_line(part, RTL), RTL) if is_phrase else [part]
        return parts
    for number, part in enumerate(WORDS.split(line)):
        if number % 2:
            parts.append(MARKS[RTL] + part + MARKS[RTL])
        else:
            parts += _mark_gap(part)
    return parts


def _mark_gap(gap):
    """Mark what stands between words from right to left: Latin, numbers, signs."""
    parts = []
    for piece in _split_at_lone_brackets(gap):
        start, end = _find_foreign(piece)
        if start < end:
            foreign = _isolate([piece[start:end]], LTR)
            parts += [piece[:start], *foreign, piece[end:]]
        else:
            for number, sign in enumerate(piece.split(NON_JOINER)):
                if number:
                    parts.append(_new_span(NON_JOINER))
                parts.append(sign)
    return parts


def _split_at_lone_brackets(gap):
    """Split a text so that no part has a bracket without the other of its pair."""
    opened, lone = [], set()
    for place, sign in enumerate(gap):
        if sign in BRACKETS.values():
            opened.append(place)
        elif sign in BRACKETS:
            if opened and gap[opened[-1]] == BRACKETS[sign]:
                opened.pop()
            else:
                lone.add(place)
    lone.update(opened)
    pieces = [""]
    for place, sign in enumerate(gap):
        if place in lone:
            pieces += [sign, ""]
        else:
            pieces[-1] += sign
    return pieces


def _find_foreign(piece):
    """Return where the names and numbers of a text begin and end, with their signs."""
    alphanumeric = [place for place, sign in enumerate(piece) if sign.isalnum()]
    if not alphanumeric:
        return 0, 0
    start, end = alphanumeric[0], alphanumeric[-1] + 1
    while start and piece[start - 1] in BEFORE:
        start -= 1
    while piece[end : end + 1] and piece[end] in BEHIND:
        end += 1
    # A bracket comes with the other of its pair.
    inside = piece[start:end]
    for closing, opening in BRACKETS.items():
        if inside.count(opening) > inside.count(closing):
            end = piece.index(closing, end) + 1
        elif inside.count(opening) < inside.count(closing):
            start = piece.rindex(opening, 0, start)
    # An abbreviation keeps its point.
    if piece[end : end + 1] == "." and piece[end + 1 : end + 2] in BRACKETS:
        end += 1
    return start, end


def _isolate(parts, direction):
    """Return parts of this direction, apart from what runs the other way."""
    span = _new_span()
    span.set("dir", direction)
    _insert(span, 0, parts)
    mark = MARKS[LTR if direction == RTL else RTL]
    return [mark, span, mark]


def _new_span(text=None):
    span = lxml.html.Element("span")
    span.text = text
    return span
