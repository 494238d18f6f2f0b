# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is asked once while one call is answered.

The rules of agents look at tickets, customers and orders: each question is a query of
its own, and a popup meets the same records at each of its lines.
"""

from contextlib import contextmanager

KEY = "helpdesk_mgmt_after_sales.asked_once"
READS_ONLY = "reads only"


@contextmanager
def remember(env, reads_only=False):
    """Remember what is found below, until this ends.

    For one call of a client, in which nobody's rights change. Within another one, that
    one remembers.

    :param env: the environment of the call
    :param bool reads_only: whether the call changes nothing, so that what a search has
        found stays readable until its end
    """
    if KEY in env.cr.cache:
        yield
        return
    env.cr.cache[KEY] = {READS_ONLY: reads_only}
    try:
        yield
    finally:
        # The cursor drops it with all else if it is reset.
        env.cr.cache.pop(KEY, None)


def recall(env, question, find):
    """Return what was found before, or find it.

    :param env: the environment of the question
    :param tuple question: what makes the answer
    :param find: the function that finds it
    """
    question = (*question, *_get_asker(env))
    answers = env.cr.cache.get(KEY, {})
    if question not in answers:
        answers[question] = find()
    return answers[question]


def find_readable(records):
    """Return those of these records that exist and that the user may read.

    All are asked for, and fetched, in one query.

    :param records: real records, not new ones, of which nothing is known yet
    :rtype: recordset
    """
    if not records or records.env.su:
        return records
    known = _get_known(records)
    unknown = records.browse(id_ for id_ in records.ids if id_ not in known)
    if unknown and records.browse().has_access("read"):
        found = unknown.with_context(active_test=False).search_fetch(
            [("id", "in", unknown.ids)], order="id"
        )
        known.update(found.ids)
    return records.browse(id_ for id_ in records.ids if id_ in known)


def filter_readable(records):
    """Return those of these records that the user may read, as ``_filtered_access``.

    While it is remembered, those are asked for with them that were found with them.

    :param records: real records that exist
    :rtype: recordset
    """
    if not records or records.env.su:
        return records
    if KEY not in records.env.cr.cache:
        return records._filtered_access("read")
    known = _get_known(records)
    if not known.issuperset(records.ids):
        ids = {*records.ids, *(id_ for id_ in records._prefetch_ids if id_)}
        unknown = records.browse(ids - known)
        known.update(unknown._filtered_access("read").ids)
    return records.browse(id_ for id_ in records.ids if id_ in known)


def filter_once(records, question, find):
    """Return those of these records of which a function finds that it is so.

    In a call that only reads, those are asked for with them that were found with them.

    :param records: records, real or new
    :param str question: what is asked
    :param find: takes records, returns the ids of those of which it is so
    :rtype: recordset
    """
    if not _reads_only(records.env):
        found = set(find(records))
        return records.filtered(lambda record: record.id in found)
    answers = recall(records.env, (question, records._name), dict)
    if not answers.keys() >= set(records.ids):
        ids = {*records.ids, *(id_ for id_ in records._prefetch_ids if id_)}
        unknown = records.browse(ids - answers.keys())
        answers.update(dict.fromkeys(unknown.ids, False))
        answers.update(dict.fromkeys(find(unknown), True))
    return records.filtered(lambda record: answers.get(record.id)).with_prefetch(
        records._prefetch_ids
    )


def find_once(record, question, find):
    """Return what a function finds of a record.

    In a call that only reads, those are asked for with it that were found with it.

    :param record: one record
    :param str question: what is asked
    :param find: takes records, returns what it found by their ids
    :return: what it found; None if nothing
    """
    if not _reads_only(record.env):
        return find(record).get(record.id)
    answers = recall(record.env, (question, record._name), dict)
    if record.id not in answers:
        ids = {record.id, *(id_ for id_ in record._prefetch_ids if id_)}
        unknown = record.browse(ids - answers.keys())
        answers.update(dict.fromkeys(unknown.ids))
        answers.update(find(unknown))
    return answers[record.id]


def note_readable(records):
    """Remember that the user may read these records: a query of theirs found them.

    :param records: real records
    :return: the same
    """
    if not records.env.su:
        _get_known(records).update(records.ids)
    return records


def note_found(records):
    """Remember what the user's search has found, in a call that only reads.

    :param records: what a search under all rules returned
    :return: the same
    """
    return note_readable(records) if _reads_only(records.env) else records


def was_found(records):
    """Whether the user's own search has found these records in a call that only reads.

    :rtype: bool
    """
    return (
        bool(records)
        and _reads_only(records.env)
        and _get_known(records).issuperset(records._ids)
    )


def _reads_only(env):
    return env.cr.cache.get(KEY, {}).get(READS_ONLY, False)


def _get_known(records):
    """Return the ids that are known to be readable, to be added to."""
    return recall(records.env, ("readable", records._name), set)


def _get_asker(env):
    context = env.context
    return (
        env.uid,
        env.su,
        tuple(context.get("allowed_company_ids", ())),
        bool(context.get("after_sales_own_rights")),
    )
