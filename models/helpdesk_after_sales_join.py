# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Several names in one sentence, with the commas of the reader's language."""

from functools import reduce


def join_names(env, names):
    """Join short names: "S00001, S00002", in Persian "S00001، S00002".

    :param env: environment of who reads it
    :param names: texts, markup stays markup
    :rtype: str
    """
    return _join(
        names,
        lambda former, name: env._("%(names)s, %(name)s", names=former, name=name),
    )


def join_phrases(env, phrases):
    """Join phrases that may hold commas themselves: with semicolons.

    :param env: environment of who reads it
    :param phrases: texts, markup stays markup
    :rtype: str
    """
    return _join(
        phrases,
        lambda former, phrase: env._(
            "%(phrases)s; %(phrase)s", phrases=former, phrase=phrase
        ),
    )


def _join(texts, join_two):
    texts = list(texts)
    return reduce(join_two, texts) if texts else ""
