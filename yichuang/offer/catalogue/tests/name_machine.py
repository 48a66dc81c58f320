"""Items renamed, recoded, given other words, ended, merged and split in any order, in the real database.

The model keeps what every item was ever called. A day passes with every step, as the law of versions
wants it. Names are made of few words, so that items take names that others have or had.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from pypinyin import Style, lazy_pinyin

from yichuang.kernel.time import legal_date
from yichuang.offer.catalogue import queries, services
from yichuang.offer.catalogue.tests.desk import Desk, make_desk
from yichuang.offer.catalogue.tests.factories import AT, BY, item_codes
from yichuang.offer.catalogue.types import Hit, NameKind, Outcome
from yichuang.offer.catalogue.types.life import LifeInput

PAGE = 30

NAMES = st.builds(
    lambda subject, act, detail: subject + act + detail,
    st.sampled_from(("食品经营", "道路运输", "养老机构", "取水", "银行卡")),
    st.sampled_from(("许可", "备案", "登记")),
    st.sampled_from(("", "新办", "变更")),
)
ALIASES = st.sampled_from(("开饭店", "货运证", "敬老院", "打井"))
WHICH = st.integers(0, 99)


@dataclass
class Known:
    """One item as the model knows it."""

    name: str
    item_code: str
    code: str
    since: date
    aliases: tuple[str, ...] = ()
    names: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    ended_on: date | None = None
    successors: list[Known] = field(default_factory=list)


class NameMachine(RuleBasedStateMachine):
    """Whatever happens to items, they are found by all they are and were called."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.desk: Desk = make_desk()
        self.days = 0
        self.items: list[Known] = []

    @property
    def at(self) -> datetime:
        return AT + timedelta(days=self.days)

    @property
    def today(self) -> date:
        return legal_date(self.at)

    @property
    def offered(self) -> list[Known]:
        return [item for item in self.items if item.ended_on is None]

    # what happens

    @rule(name=NAMES)
    def begin(self, name: str) -> None:
        self.days += 1
        item_code, code = item_codes()
        item = Known(name, item_code, code, self.today)
        self.items.append(item)
        self._publish(item, Outcome.ADDED)

    @precondition(lambda self: self.offered)
    @rule(which=WHICH, name=NAMES)
    def rename(self, which: int, name: str) -> None:
        item = self._one(which)
        if item.name == name:
            return
        self.days += 1
        item.name, item.since = name, self.today
        self._publish(item)

    @precondition(lambda self: self.offered)
    @rule(which=WHICH)
    def recode(self, which: int) -> None:
        self.days += 1
        item = self._one(which)
        former = item.code
        item.item_code, item.code = item_codes()
        self._publish(item, former_codes=(former,))

    @precondition(lambda self: self.offered)
    @rule(which=WHICH, alias=ALIASES)
    def call(self, which: int, alias: str) -> None:
        item = self._one(which)
        if alias in item.aliases:
            return
        self.days += 1
        item.aliases = (*item.aliases, alias)
        self._publish(item)

    @precondition(lambda self: self.offered)
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        item = self._end(which)
        services.cancel_item(code=item.code, change=self._change(), at=self.at, by=self.desk.head)

    @precondition(lambda self: len(self.offered) > 1)
    @rule(which=WHICH, other=WHICH)
    def merge(self, which: int, other: int) -> None:
        item = self._end(which)
        item.successors = [self._one(other)]
        into = item.successors[0].code
        services.merge_items(
            codes=[item.code], into=into, change=self._change(), at=self.at, by=self.desk.head
        )

    @precondition(lambda self: len(self.offered) > 2)
    @rule(which=WHICH)
    def split(self, which: int) -> None:
        item = self._end(which)
        item.successors = self.offered[:2]
        into = [successor.code for successor in item.successors]
        services.split_item(code=item.code, into=into, change=self._change(), at=self.at, by=self.desk.head)

    # what holds at the end

    def teardown(self) -> None:
        try:
            services.index_items(at=self.at)
            for item in self.items:
                self._is_found(item)
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def _is_found(self, item: Known) -> None:
        for name in sorted(item.names):
            hits = [self._hit(item, asked) for asked in (name, *ways(name))]
            if not any(name in word for word in (item.name, *item.aliases)):
                said = [(word.kind, word.text, word.current, word.since) for word in hits[0].formerly]
                assert said == [(NameKind.FORMER_NAME, name, item.name, item.since)], name
        for word in (*item.aliases, *sorted(item.codes)):
            hit = self._hit(item, word)
            assert hit.ended_on == item.ended_on
            assert {item.code for item in item.successors} <= {view.code for view in hit.successors}

    def _hit(self, item: Known, asked: str) -> Hit:
        """The hit on this item, on the first page."""
        hits = {hit.code: hit for hit in queries.search(asked, PAGE)}
        assert item.code in hits, (asked, item)
        return hits[item.code]

    # how it is done

    def _one(self, which: int) -> Known:
        return self.offered[which % len(self.offered)]

    def _end(self, which: int) -> Known:
        self.days += 1
        item = self._one(which)
        item.ended_on = self.today
        return item

    def _change(self) -> LifeInput:
        return LifeInput("清单调整", self.today)

    def _publish(
        self, item: Known, outcome: Outcome = Outcome.CHANGED, former_codes: tuple[str, ...] = ()
    ) -> None:
        item.names.add(item.name)
        item.codes |= {item.code, item.item_code}
        handling_item = {
            "code": item.code,
            "name": item.name,
            "former_codes": list(former_codes),
            "organisation": self.desk.owner.code,
        }
        listed = {
            "code": item.item_code,
            "name": item.name,
            "aliases": list(item.aliases),
            "source": {"law": "目录管理办法"},
            "handling_items": [handling_item],
        }
        document = {"format": "yichuang-catalogue", "version": 1, "items": [listed]}
        content = json.dumps(document).encode()
        report = services.import_catalogue(content=content, region_code="990101", at=self.at, by=BY)
        assert [line.outcome for line in report.lines] == [outcome], report.lines


def ways(name: str) -> tuple[str, ...]:
    """Part of a name, its pinyin, its initials."""
    middle = len(name) // 2
    return (
        name[:2],
        name[middle:],
        "".join(lazy_pinyin(name)),
        "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
    )
