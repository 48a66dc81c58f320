"""What the catalogue offers, by theme (主题分类) and department: for people who only look around."""

from __future__ import annotations

from django.db import connection

from yichuang.foundation.places import queries as places
from yichuang.foundation.places.types import OrganisationView
from yichuang.offer.catalogue.queries.search import popular
from yichuang.offer.catalogue.types import Hit, Narrowing, Theme

_THEMES = """
SELECT theme, count(*) AS offered, array_agg(v.name ORDER BY e.popularity DESC, length(v.name), v.name)
FROM catalogue_searchentry e
JOIN catalogue_handlingversion v ON v.id = e.version_id
CROSS JOIN LATERAL jsonb_array_elements_text(v.details -> 'themes') AS theme
WHERE e.ended_on IS NULL
GROUP BY theme
ORDER BY sum(e.popularity) DESC, offered DESC, theme
LIMIT %s
"""

_DEPARTMENTS = """
SELECT v.organisation_id, count(*)
FROM catalogue_searchentry e
JOIN catalogue_handlingversion v ON v.id = e.version_id
WHERE e.ended_on IS NULL
GROUP BY v.organisation_id
"""


def themes(limit: int = 6, examples: int = 3) -> tuple[Theme, ...]:
    """The themes people ask for most, each with the names most asked for. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_THEMES, [limit])
        return tuple(Theme(name, count, tuple(names[:examples])) for name, count, names in cursor.fetchall())


def items_of_theme(theme: str, limit: int = 30) -> tuple[Hit, ...]:
    """The handling items of a theme that are offered, those most asked for first. One statement."""
    return popular(limit, Narrowing(themes=(theme,)))


def departments() -> tuple[tuple[OrganisationView, int], ...]:
    """The organisations that offer something, with the number of handling items, by name. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPARTMENTS)
        offered = dict(cursor.fetchall())
    found = [(row, offered[row.id]) for row in places.organisations() if row.id in offered]
    return tuple(sorted(found, key=lambda pair: pair[0].name))
