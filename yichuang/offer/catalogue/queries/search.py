"""Search (搜索): one statement finds, checks and ranks; a few hits are explained afterwards.

Others follow only when something was found by a name or code it no longer has, to say what it is
called now and since when, or has ended, to say what took its place.

The index narrows to documents that hold every n-gram of the question; the rank expression is NULL
unless a word of the document really contains the term, so nothing is found that was not asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from yichuang.foundation.clocks.types import Limit, LimitUnit
from yichuang.offer.catalogue.queries.naming import with_former, with_successors
from yichuang.offer.catalogue.rules import keys
from yichuang.offer.catalogue.rules.fields import text_problem
from yichuang.offer.catalogue.types import HandlingType, Hit, ItemType, Match, MatchField, Narrowing

EVERYTHING = Narrowing()

# Better is smaller. Of several terms the ranks are added; a term that is nowhere makes the sum NULL.
# A line is only taken apart where it is known to hold the term.
_RANK_OF_TEXT = r"""
  WHEN name_key = %(t{n})s THEN 0
  WHEN strpos(alias_key, %(t{n})s) > 0 AND %(t{n})s = ANY (string_to_array(alias_key, E'\n')) THEN 1
  WHEN starts_with(name_key, %(t{n})s) THEN 2
  WHEN strpos(name_key, %(t{n})s) > 0 THEN 3
  WHEN strpos(item_key, %(t{n})s) > 0 OR strpos(alias_key, %(t{n})s) > 0 THEN 4
"""
_RANK_OF_WHOLE_CODE = r"""
  WHEN strpos(code_key, %(t{n})s) > 0 AND %(t{n})s = ANY (string_to_array(code_key, E'\n')) THEN 0
"""
_RANK_OF_PINYIN = """
  WHEN spelling ~ ('^' || %(p{n})s) THEN 5
  WHEN spelling ~ %(p{n})s THEN 6
"""
_RANK_OF_INITIALS = """
  WHEN spelling ~ ('^' || %(i{n})s) THEN 7
  WHEN spelling ~ %(i{n})s THEN 8
"""
_RANK_OF_THE_REST = r"""
  WHEN strpos(organisation_key, %(t{n})s) > 0 THEN 9
"""
_RANK_OF_CODE = r"""
  WHEN strpos(code_key, %(t{n})s) > 0 THEN 10
"""

_RANK_OF_QUESTION = r"""
  WHEN strpos(question_key, %(t{n})s) > 0 THEN 11
"""

# OFFSET 0: the rank is worked out once for each candidate, not again for the filter and the order
_FOUND = """
WITH best AS (
    SELECT * FROM (
        SELECT handling_item_id, name_key, popularity, ended_on, {rank} AS rank
        FROM catalogue_searchentry WHERE tokens @@ %(query)s::tsquery {within} OFFSET 0
    ) AS ranked
    WHERE rank IS NOT NULL ORDER BY {order} LIMIT %(limit)s
)
"""
# One term that thousands of names have: the best stand first in an index. ``early`` are whole names,
# aliases and codes, the first of the names that begin with the term, and those that have it inside among
# the first READ of all. If they are as many as asked for, every better hit is among them: all of them are
# of the ranks 0 to 3, and what a part of ``early`` leaves out comes after what it has. Otherwise the term
# is rare, or rare in names, and all that has it is looked at; ``sample`` tells this soon.
_IN_ORDER = r"""
WITH sample AS MATERIALIZED (
    SELECT count(*) AS number FROM (
        SELECT name_key FROM catalogue_searchentry WHERE {short}
        ORDER BY {demand} LIMIT {sampled}
    ) AS first
    WHERE strpos(name_key, %(t0)s) > 0
), early AS MATERIALIZED (
    SELECT handling_item_id FROM catalogue_searchentry
    WHERE {short} AND {lines} @> ARRAY[%(t0)s::text] {within}
    UNION
    SELECT handling_item_id FROM catalogue_searchentry
    WHERE NOT {short} AND (strpos(name_key, %(t0)s) > 0 OR %(t0)s = ANY ({lines})) {within}
    UNION
    (
        SELECT handling_item_id FROM catalogue_searchentry
        WHERE "left"(name_key, {size}) = %(beginning)s AND {short}
            AND starts_with(name_key, %(t0)s) {within}
        ORDER BY {demand} LIMIT %(limit)s
    )
    UNION
    (
        SELECT handling_item_id FROM (
            SELECT handling_item_id, version_id, name_key, popularity,
                ended_on IS NOT NULL AS ended, length(name_key) AS length
            FROM catalogue_searchentry
            WHERE {short}
                AND (SELECT number FROM sample) * {read} >= %(limit)s::int * {sampled}
            ORDER BY {demand} LIMIT {read}
        ) AS first
        WHERE strpos(name_key, %(t0)s) > 0 AND NOT starts_with(name_key, %(t0)s) {within}
        ORDER BY ended, popularity DESC, length, name_key, handling_item_id LIMIT %(limit)s
    )
), best AS (
    SELECT * FROM (
        (
            SELECT handling_item_id, name_key, popularity, ended_on, {rank} AS rank
            FROM catalogue_searchentry
            WHERE (SELECT count(*) FROM early) >= %(limit)s
                AND handling_item_id = ANY (ARRAY(SELECT handling_item_id FROM early)) OFFSET 0
        )
        UNION ALL
        (
            SELECT handling_item_id, name_key, popularity, ended_on, {rank} AS rank
            FROM catalogue_searchentry
            WHERE (SELECT count(*) FROM early) < %(limit)s
                AND tokens @@ %(query)s::tsquery {within} OFFSET 0
        )
    ) AS ranked
    WHERE rank IS NOT NULL ORDER BY {order} LIMIT %(limit)s
)
"""
_SHORT = "octet_length(name_key || alias_key || code_key) <= 2000"  # what fits into an index
_LINES = r"string_to_array(name_key || E'\n' || alias_key || E'\n' || code_key, E'\n')"
SAMPLED = 200  # names: few enough that even a short list is read in order, not sorted
READ = 3000  # names: as long as a thousand hits take to be looked at
MANY = 1000  # hits: no page shows so many
_POPULAR = """
WITH best AS (
    SELECT handling_item_id, name_key, popularity, ended_on, 0 AS rank
    FROM catalogue_searchentry WHERE ended_on IS NULL {within} ORDER BY {order} LIMIT %(limit)s
)
"""
_BY_CODE = """
WITH best AS (
    SELECT handling_item_id, name_key, popularity, ended_on, 0 AS rank
    FROM catalogue_searchentry WHERE ended_on IS NULL AND version_id IN (
        SELECT id FROM catalogue_handlingversion WHERE code = ANY (%(codes)s) AND status = 'published'
    )
    ORDER BY {order} LIMIT %(limit)s
)
"""
_WITHIN = "AND EXISTS (SELECT 1 FROM catalogue_handlingversion w WHERE w.id = version_id AND {conditions})"
_HITS = """
SELECT best.handling_item_id, v.id, v.code, v.name, v.item_code, v.item_name, v.item_type, v.handling_type,
       v.organisation_id, v.takes_applications, v.promised_amount, v.promised_unit, v.visits,
       best.ended_on, e.words, e.spelling
FROM best
JOIN catalogue_searchentry e ON e.handling_item_id = best.handling_item_id
JOIN catalogue_handlingversion v ON v.id = e.version_id
ORDER BY {order}
"""
_ORDER = (
    "best.rank, best.ended_on IS NOT NULL, best.popularity DESC, length(best.name_key), best.name_key, "
    "best.handling_item_id"
)
_DEMAND = _ORDER.replace("best.", "").removeprefix("rank, ")
# name-like words have a line of spelling each, in this order
_SPELLED = (MatchField.NAME, MatchField.ITEM_NAME, MatchField.ALIAS, MatchField.FORMER_NAME)


def search(text: str, limit: int = 20, within: Narrowing = EVERYTHING) -> tuple[Hit, ...]:
    """Handling items that contain every word of ``text`` (搜索事项), best first.

    A word may be any part, from one character, of the name, the item's name, an alias, a former name,
    the department or a frequent question; pinyin from a syllable on (``shipin``); initials (``spjy``);
    both mixed with characters (``食品jy``); or three characters and more of a code. A whole name before
    a whole alias or former name before beginning before inside before pinyin before initials before
    department before code before question; then the popular first.
    """
    asked = () if text_problem(text, keys.MAX_QUERY_LENGTH) else keys.terms(text)
    if not asked or limit < 1:
        return ()
    parameters: dict[str, Any] = {"limit": limit}
    parameters["query"] = " & ".join(f"({keys.index_query(term)})" for term in asked)
    rank = " + ".join(_rank(number, term, parameters) for number, term in enumerate(asked))
    statement = _FOUND
    if len(asked) == 1 and limit <= MANY and keys.is_literal(asked[0]):
        size = min(len(asked[0]), 2)
        parameters["beginning"] = asked[0][:size]
        statement = _in_order(size)
    found = statement.replace("{rank}", rank).replace("{within}", _narrowed(within, parameters))
    return hits_of(found, parameters, asked)


def _in_order(size: int) -> str:
    """The statement that reads names in order, for a term with so many characters or more."""
    pieces = {"size": size, "sampled": SAMPLED, "read": READ, "demand": _DEMAND, "short": _SHORT}
    statement = _IN_ORDER.replace("{lines}", _LINES)
    for name, piece in pieces.items():
        statement = statement.replace(f"{{{name}}}", str(piece))
    return statement


def popular(limit: int = 12, within: Narrowing = EVERYTHING) -> tuple[Hit, ...]:
    """The handling items most asked for (高频事项), of those still offered."""
    parameters: dict[str, Any] = {"limit": limit}
    return hits_of(_POPULAR.replace("{within}", _narrowed(within, parameters)), parameters)


def items_by_code(codes: Sequence[str]) -> tuple[Hit, ...]:
    """The handling items with these codes that are offered, in this order; an unknown code is left out."""
    hits = {hit.code: hit for hit in hits_of(_BY_CODE, {"codes": list(codes), "limit": len(codes)})}
    return tuple(hits[code] for code in dict.fromkeys(codes) if code in hits)


def _narrowed(within: Narrowing, parameters: dict[str, Any]) -> str:
    """The condition of a narrowing; fills in its parameters."""
    conditions = []
    if within.themes:
        conditions.append("w.details -> 'themes' ?| %(themes)s")
        parameters["themes"] = list(within.themes)
    if within.organisation_id:
        conditions.append("w.organisation_id = %(organisation)s")
        parameters["organisation"] = within.organisation_id
    if within.applicants:
        conditions.append("w.service_objects && %(applicants)s::varchar[]")
        parameters["applicants"] = [applicant.value for applicant in within.applicants]
    return _WITHIN.replace("{conditions}", " AND ".join(conditions)) if conditions else ""


def _rank(number: int, term: str, parameters: dict[str, Any]) -> str:
    """The rank expression of one term, NULL where nothing contains it; fills in its parameters."""
    is_piece_of_code = len(term) >= keys.MIN_CODE_PIECE
    cases = _RANK_OF_WHOLE_CODE + _RANK_OF_TEXT if is_piece_of_code else _RANK_OF_TEXT
    parameters[f"t{number}"] = term
    patterns = keys.patterns(term)
    if patterns.pinyin:
        cases += _RANK_OF_PINYIN
        parameters[f"p{number}"] = patterns.pinyin
    if patterns.initials:
        cases += _RANK_OF_INITIALS
        parameters[f"i{number}"] = patterns.initials
    cases += _RANK_OF_THE_REST
    if is_piece_of_code:
        cases += _RANK_OF_CODE
    cases += _RANK_OF_QUESTION
    return f"(CASE {cases.format(n=number)} END)"


def hits_of(best: str, parameters: dict[str, Any], asked: Sequence[str] = ()) -> tuple[Hit, ...]:
    """The hits of a ``WITH best AS (…)`` clause; ``{order}`` in it is the order of search results."""
    inner = _ORDER.replace("best.", "")
    with connection.cursor() as cursor:
        cursor.execute(best.format(order=inner) + _HITS.format(order=_ORDER), parameters)
        rows = cursor.fetchall()
    hits = [_hit(row, asked) for row in rows]
    former = {
        row[0]: {text for field, text in _words(row) if field is MatchField.FORMER_NAME} for row in rows
    }
    return with_successors(with_former(hits, former))


def _words(row: tuple[Any, ...]) -> list[tuple[MatchField, str]]:
    return [(MatchField(field), text) for field, text in json.loads(row[14])]


def _hit(row: tuple[Any, ...], asked: Sequence[str]) -> Hit:
    words = _words(row)
    spelled = row[15].split("\n")
    amount, unit = row[10], row[11]
    return Hit(
        handling_item_id=row[0],
        version_id=row[1],
        code=row[2],
        name=row[3],
        item_code=row[4],
        item_name=row[5],
        item_type=ItemType(row[6]) if row[6] else None,
        handling_type=HandlingType(row[7]) if row[7] else None,
        organisation_id=row[8],
        organisation_name=next((text for field, text in words if field is MatchField.ORGANISATION), ""),
        takes_applications=row[9],
        promised=Limit(amount, LimitUnit(unit)) if amount is not None and unit else None,
        visits=row[12],
        ended_on=row[13],
        matches=tuple(filter(None, (_match(term, words, spelled) for term in asked))),
    )


def _match(term: str, words: Sequence[tuple[MatchField, str]], spelled: Sequence[str]) -> Match | None:
    """The best place where a hit contains a term."""
    for field, text in words:
        if field in _SPELLED and (place := keys.find(term, text)):
            return Match(term, field, text, *place)
    patterns = keys.patterns(term)
    lines = [text for field, text in words if field in _SPELLED]
    for field, pattern in ((MatchField.PINYIN, patterns.pinyin), (MatchField.INITIALS, patterns.initials)):
        for text, line in zip(lines, spelled, strict=False):
            if place := keys.find_spelled(pattern, text, line):
                return Match(term, field, text, *place)
    for field, text in words:
        if field is MatchField.CODE and len(term) < keys.MIN_CODE_PIECE:
            continue
        if place := keys.find(term, text):
            return Match(term, field, text, *place)
    return None
