"""The floor of a bench: the statements of one iteration, replayed by pgbench.

The statements are recorded from the product itself, so the floor can never be of other ones. What
differs from iteration to iteration (ids, keys, tokens, digests) becomes a pgbench variable; all
else stays the literal it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from tests.bench.product import PEOPLE

Recorded = tuple[str, Any]
BEGIN, COMMIT = ("BEGIN", None), ("COMMIT", None)
_PARAMETER = re.compile(r"%\((\w+)\)s|%s|%%")
_OWN = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|\b99\d{19,22}\b)")


@dataclass
class Script:
    """Builds one pgbench script from two recordings of the same iteration.

    A UUID, a text or a 32-byte digest that is another in the second recording was made for the
    iteration. ``variables``: what it was → the pgbench variable it became.
    """

    variables: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    party: str = ""

    def build(self, first: Sequence[Recorded], second: Sequence[Recorded]) -> str:
        """The script, with the product's own transactions."""
        if [text for text, _ in first] != [text for text, _ in second]:
            raise ValueError("two iterations sent different statements")
        for (text, left), (_, right) in zip(first, second, strict=True):
            self.lines.append(self._statement(text, left, right))
        drawn = [f"\\set {name[1:]} random(1, 4611686018427387903)" for name in self.variables.values()]
        return "\n".join([*drawn, f"\\set person random(1, {PEOPLE})", *self.lines]) + "\n"

    def _statement(self, text: str, left: Any, right: Any) -> str:
        if left is None:
            return text + ";"
        is_party = "INSERT INTO parties_party" in text
        pairs = _pairs(left, right)

        def render(match: re.Match[str]) -> str:
            if match.group(0) == "%%":
                return "%"
            name = match.group(1)
            ours, other = (left[name], right[name]) if name else next(pairs)
            return self._literal(_bare(ours), _bare(other), is_party=is_party)

        statement = " ".join(_PARAMETER.sub(render, text).split())
        if is_party:
            self.party = str(left["id"])  # a new person in the recording: the id given is the id returned
        return self._take_back(statement, is_party=is_party)

    def _take_back(self, statement: str, *, is_party: bool) -> str:
        """Keep what later statements need: the moment, the party's id, the case's number."""
        if statement.startswith("SELECT t.id, u.id") and not self.lines:
            moment = ", (extract(epoch from clock_timestamp()) * 1000)::bigint AS tms FROM accounts_apitoken"
            return statement.replace(" FROM accounts_apitoken", moment, 1) + " \\gset"
        if is_party:
            head, _, tail = statement.rpartition("SELECT recorded.id,")
            joined = tail[tail.index(" FROM recorded LEFT") :]  # every column taken back wants a name
            return f"{head}SELECT recorded.id AS party{joined} \\gset"
        if statement.endswith("SELECT number FROM born"):
            return statement + " \\gset"
        return statement + ";"

    def _literal(self, ours: Any, other: Any, *, is_party: bool) -> str:
        if isinstance(ours, UUID):
            return _quoted(ours) if ours == other else self._uuid(str(ours))
        if isinstance(ours, list):
            parts = [
                self._literal(_bare(a), _bare(b), is_party=is_party) for a, b in zip(ours, other, strict=True)
            ]
            return f"ARRAY[{', '.join(parts)}]"
        if isinstance(ours, str) and ours != other:
            return self._text(ours, other)
        if isinstance(ours, bytes) and len(ours) == 32 and ours != other:
            source = ":person" if is_party else self._variable(ours.hex())
            return f"sha256(({source}::bigint)::text::bytea)"
        return _quoted(ours)

    def _variable(self, value: str) -> str:
        return self.variables.setdefault(value, f":r{len(self.variables)}")

    def _uuid(self, value: str) -> str:
        return ":party::uuid" if value == self.party else f"({self._uuid_text(value)})::uuid"

    def _uuid_text(self, value: str) -> str:
        name = self._variable(value)
        return f"lpad(to_hex(:tms::bigint), 12, '0') || '7' || lpad(to_hex({name}::bigint), 19, '0')"

    def _text(self, value: str, other: str) -> str:
        """Text of this iteration: its ids and the case number inside it, or else the whole as a token."""
        pieces = _OWN.split(value)
        if len(pieces) == 1:
            return f"left(md5(({self._variable(value)}::bigint)::text) || repeat('x', 64), {len(value)})"
        return "(" + " || ".join(self._piece(piece, other) for piece in pieces if piece) + ")"

    def _piece(self, piece: str, other: str) -> str:
        if piece.startswith("99") and piece.isdigit():
            return ":number::text"
        if piece in self.variables or (_OWN.fullmatch(piece) and piece not in other):
            return f"(({self._uuid_text(piece)})::uuid)::text"
        return _quoted(piece)


def _pairs(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(left, dict):
        return iter(())
    return iter(list(zip(left, right, strict=True)))


def _bare(value: Any) -> Any:
    """psycopg's Binary and Jsonb wrappers off."""
    if isinstance(value, Jsonb):
        return json.dumps(value.obj, ensure_ascii=False)
    return getattr(value, "obj", value)


def _quoted(value: Any) -> str:
    """An SQL literal in which no colon stands: pgbench takes one for the start of a variable."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(int(value))
    kinds = {bytes: "bytea", datetime: "timestamptz", date: "date", UUID: "uuid"}
    kind = next((name for kind, name in kinds.items() if isinstance(value, kind)), "")
    text = "\\x" + value.hex() if isinstance(value, bytes) else str(value)
    escaped = text.replace("\\", "\\\\").replace("'", "\\047").replace(":", "\\072")
    return f"E'{escaped}'" + (f"::{kind}" if kind else "")
