"""Fields asked twice (重复填报): within a form, by a department, in a theme, or known to government. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from yichuang.offer.catalogue.types.forms import AskedTwice, FieldFacts, FormOfItem, Repetition


def repetitions(forms: Iterable[FormOfItem]) -> tuple[Repetition, ...]:
    """Every field that is asked although it could be known, the kinds in order, the most asked first.

    Policy: 国发〔2024〕3号, 一表申请: what was given once is not asked again.
    """
    read = sorted(forms, key=lambda form: form.code)
    found = [*_within(read), *_held(read)]
    found += _shared(AskedTwice.DEPARTMENT, ((form.organisation, form) for form in read))
    found += _shared(AskedTwice.THEME, ((theme, form) for form in read for theme in form.themes))
    order = list(AskedTwice)
    return tuple(
        sorted(found, key=lambda one: (order.index(one.kind), -one.times, one.where, one.field, one.items))
    )


def _within(forms: Sequence[FormOfItem]) -> Iterator[Repetition]:
    for form in forms:
        names = {field: facts.name for field, facts in form.fields}
        for field, times in Counter(field for field, _ in form.fields).items():
            if times > 1:
                items = ((form.code, form.name),)
                yield Repetition(AskedTwice.WITHIN, field, names[field], form.name, items, times)


def _held(forms: Sequence[FormOfItem]) -> Iterator[Repetition]:
    for form in forms:
        for field, facts in dict(form.fields).items():
            if facts.held_by:
                times = sum(other == field for other, _ in form.fields)
                items = ((form.code, form.name),)
                yield Repetition(AskedTwice.HELD, field, facts.name, form.name, items, times, facts.held_as)


def _shared(kind: AskedTwice, placed: Iterable[tuple[str, FormOfItem]]) -> Iterator[Repetition]:
    """Fields several forms of one place ask for."""
    asked: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
    known: dict[str, FieldFacts] = {}
    for where, form in placed:
        for field, facts in form.fields:
            known.setdefault(field, facts)
            asked[where, field][form.code, form.name] = None
    for (where, field), items in asked.items():
        if len(items) > 1:
            yield Repetition(kind, field, known[field].name, where, tuple(items), len(items))
