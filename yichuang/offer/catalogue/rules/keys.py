"""Search without word lists: every 1- and 2-gram of a name, its pinyin and its initials. Pure.

Names are compared in a normal form: compatibility characters folded (（ is (), lower case, no spaces.
The index narrows by n-grams; :func:`find` then says exactly where a text contains what was asked,
and the same conditions stand in the SQL of the query, so a hit always contains the question.

A *spelling* writes each character as a unit: an apostrophe, the character and its pinyin
(``'食shi'品pin``). A regular expression over it finds pinyin at syllable borders only, so that
``an`` finds 安 and not 山, and mixed questions such as ``食品jyxk``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_QUERY_LENGTH = 200
# codes are long and share their region and organisation: a shorter piece would find everything
MIN_CODE_PIECE = 3
# letters from the beginning of a syllable that have a token of their own
BEGINNING = 4

_LATIN = re.compile(r"[a-z]+")
_UNIT = re.compile(r"'[^']*")


class _NormalForms(dict[int, str]):
    """Code point → the normal form of its character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        form = "".join(unicodedata.normalize("NFKC", chr(code)).casefold().split())
        self[code] = form
        return form


_NORMAL_FORMS = _NormalForms()


def normal(text: str) -> str:
    """Normal form in which texts are compared: NFKC, case folded, without white space."""
    return text.translate(_NORMAL_FORMS)


def _normal_characters(text: str) -> list[str]:
    """The normal form of each character; joining them gives the normal form of the text."""
    return [_NORMAL_FORMS[ord(character)] for character in text]


def terms(query: str) -> tuple[str, ...]:
    """The words of a query in normal form; all of them have to be found. Each once."""
    return tuple(dict.fromkeys(term for word in query.split() if (term := normal(word))))


def grams(text: str) -> set[str]:
    """Every character and every pair of neighbours of a text in normal form."""
    return set(text) | {text[i : i + 2] for i in range(len(text) - 1)}


def _query_grams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def spelling(text: str, syllables: Sequence[str]) -> str:
    """Write a text in normal form with the pinyin of each character (empty for those without).

    Args:
        syllables: one per character of ``text``, lower-case ASCII letters.
    """
    # an apostrophe in the name itself would look like the border of a unit
    return "".join(
        f"'{'’' if character == chr(39) else character}{syllable}"
        for character, syllable in zip(text, syllables, strict=True)
    )


def unspelled(line: str) -> tuple[str, list[str]]:
    """A line of spelling as the text in normal form and its syllables."""
    units = _UNIT.findall(line)
    text = "".join(unit[1] for unit in units)
    return text.replace("’", "'"), [unit[2:] for unit in units]


def pinyin_grams(text: str, syllables: Sequence[str]) -> set[str]:
    """What pinyin is looked up by, in three kinds of tokens.

    ``y:`` one to four letters from where a syllable begins; ``p:`` triples of the joined pinyin;
    ``i:`` pairs of initials. A Latin letter of the name sounds as itself; any other character
    without pinyin parts what stands before it from what stands behind.
    """
    sounds = [
        syllable or (character if _LATIN.fullmatch(character) else "")
        for character, syllable in zip(text, syllables, strict=True)
    ]
    tokens: set[str] = set()
    for run in _runs(sounds):
        letters = "".join(run)
        tokens |= {f"p:{letters[i : i + 3]}" for i in range(len(letters) - 2)}
        begin = 0
        for syllable in run:
            tokens |= {f"y:{letters[begin : begin + size]}" for size in range(1, BEGINNING + 1)}
            begin += len(syllable)
        first = "".join(syllable[0] for syllable in run)
        tokens |= {f"i:{first[i : i + 2]}" for i in range(len(first) - 1)}
    return tokens


def _runs(syllables: Sequence[str]) -> Iterable[list[str]]:
    run: list[str] = []
    for syllable in [*syllables, ""]:
        if syllable:
            run.append(syllable)
        elif run:
            yield run
            run = []


# The question put to the index


def index_query(term: str) -> str:
    """The ``tsquery`` (as text) of the n-grams a document needs before it can contain ``term``."""
    literal = _all_of(_query_grams(term))
    if not _LATIN.search(term):
        return literal
    pieces = []
    for piece in re.findall(r"[a-z]+|[^a-z]+", term):
        if _LATIN.fullmatch(piece):
            pieces.append(f"({_latin_query(piece)})")
        else:
            pieces.append(_all_of(_query_grams(piece)))
    return f"({literal}) | ({' & '.join(pieces)})"


def _latin_query(letters: str) -> str:
    """Pinyin that begins with a syllable, or initials; a single letter is the former."""
    triples = [f"p:{letters[i : i + 3]}" for i in range(1, len(letters) - 2)]
    spelled = _all_of([f"y:{letters[:BEGINNING]}", *(triples if len(letters) > BEGINNING else ())])
    if len(letters) == 1:
        return spelled
    return f"{spelled} | {_all_of([f'i:{letters[i : i + 2]}' for i in range(len(letters) - 1)])}"


def _all_of(tokens: Sequence[str]) -> str:
    return " & ".join(
        "'" + token.replace("\\", "\\\\").replace("'", "''") + "'" for token in dict.fromkeys(tokens)
    )


@dataclass(frozen=True)
class TermPatterns:
    """Regular expressions of one term over a spelling, the same in PostgreSQL and Python.

    ``pinyin``: letters are whole syllables, the last may be cut short. ``initials``: each letter
    begins a syllable. Empty when the term has no letters.
    """

    pinyin: str
    initials: str


def is_literal(term: str) -> bool:
    """Whether a term stands for itself only, having no Latin letter that might be pinyin."""
    return not _LATIN.search(term)


def patterns(term: str) -> TermPatterns:
    """The patterns of a term with Latin letters, alone (``shipin``, ``spjy``) or mixed (``食品jy``).

    One letter alone is the beginning of a syllable either way: pinyin says it all.
    """
    if not _LATIN.search(term):
        return TermPatterns("", "")
    if len(term) == 1:
        return TermPatterns(_pattern(term, abbreviated=False), "")
    return TermPatterns(_pattern(term, abbreviated=False), _pattern(term, abbreviated=True))


def _pattern(term: str, *, abbreviated: bool) -> str:
    pieces = re.findall(r"[a-z]+|[^a-z]", term)
    parts = []
    for number, piece in enumerate(pieces):
        if not _LATIN.fullmatch(piece):
            parts.append(f"'{_literal(piece)}[a-z]*")
        elif abbreviated:
            parts.extend(f"'[^'a-z]?{letter}[a-z]*" for letter in piece)
        else:
            # every letter goes on with the syllable or begins the next one
            whole = "(?:'[^'a-z]?)?".join(piece)
            parts.append(f"'[^'a-z]?{whole}" + ("(?![a-z])" if number < len(pieces) - 1 else ""))
    return "".join(parts)


def _literal(character: str) -> str:
    if character == "'":
        return "’"
    return "\\" + character if character.isascii() and not character.isalnum() else character


def find(term: str, text: str) -> tuple[int, int] | None:
    """Where ``text`` (as displayed) contains ``term`` literally: start and end in ``text``."""
    characters = _normal_characters(text)
    start = "".join(characters).find(term)
    return _displayed(characters, start, start + len(term)) if start >= 0 and term else None


def find_spelled(pattern: str, text: str, spelled: str) -> tuple[int, int] | None:
    """Where ``text`` (as displayed) contains what ``pattern`` finds in its spelling."""
    found = re.search(pattern, spelled) if pattern else None
    if found is None:
        return None
    start = len(_UNIT.findall(spelled[: found.start()]))
    end = start + len(_UNIT.findall(found.group()))
    return _displayed(_normal_characters(text), start, end)


def _displayed(characters: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Positions in the normal form as positions in the displayed text."""
    owners = [index for index, normal_form in enumerate(characters) for _ in normal_form]
    return owners[start], owners[end - 1] + 1
