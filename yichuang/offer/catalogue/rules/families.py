"""Sets of lists without writing the lists down (零压缩决策图, ZDD). Pure.

A family is a number. 0 is no list at all, 1 the one empty list; every other stands for a variable
with the family of the lists without it and of those with it. Equal families are the same number, so
6^12 lists of twelve independent choices take 72 numbers. Variables go up on the way down.
"""

from __future__ import annotations

NONE, NOTHING = 0, 1


class Families:
    """Families over variables 0, 1, 2 … The depth of recursion is the number of variables."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(-1, 0, 0), (-1, 0, 0)]
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._unions: dict[tuple[int, int], int] = {}
        self._counts: dict[int, int] = {NONE: 0, NOTHING: 1}

    def __len__(self) -> int:
        """How much has been worked out so far."""
        return len(self._nodes) + len(self._unions)

    def extended(self, family: int, variables: int) -> int:
        """Every list of the family with these variables (a bit mask) too, all below those it has."""
        while variables:
            top = variables.bit_length() - 1
            variables &= ~(1 << top)
            family = self._node(top, NONE, family)
        return family

    def union(self, one: int, other: int) -> int:
        if one == other or other == NONE:
            return one
        if one == NONE:
            return other
        key = (min(one, other), max(one, other))
        if key not in self._unions:
            self._unions[key] = self._united(*key)
        return self._unions[key]

    def count(self, family: int) -> int:
        """How many lists the family has."""
        if family not in self._counts:
            _, without, with_it = self._nodes[family]
            self._counts[family] = self.count(without) + self.count(with_it)
        return self._counts[family]

    def _united(self, one: int, other: int) -> int:
        if one == NOTHING:  # other is neither: add the empty list to it
            variable, without, with_it = self._nodes[other]
            return self._node(variable, self.union(one, without), with_it)
        first, second = self._nodes[one], self._nodes[other]
        if first[0] == second[0]:
            return self._node(first[0], self.union(first[1], second[1]), self.union(first[2], second[2]))
        low, high = (first, other) if first[0] < second[0] else (second, one)
        return self._node(low[0], self.union(low[1], high), low[2])

    def _node(self, variable: int, without: int, with_it: int) -> int:
        if with_it == NONE:
            return without
        key = (variable, without, with_it)
        if key not in self._numbers:
            self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return self._numbers[key]
