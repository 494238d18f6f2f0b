# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a drop-down offers first."""

from odoo.fields import Domain


def search_names(search, name, domain, operator, limit, first):
    """Search as ``name_search`` does, some records before all others.

    :param search: the method ``name_search`` that is extended
    :param domain: of all that may be offered, or nothing
    :param Domain first: of those that come first
    :return: as ``name_search``
    """
    domain = Domain(domain or Domain.TRUE)
    found = search(name, domain & first, operator, limit)
    if not limit or len(found) < limit:
        rest = limit and limit - len(found)
        found += search(name, domain & ~first, operator, rest)
    return found
