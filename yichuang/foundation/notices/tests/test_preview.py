"""The preview says what the paper says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from yichuang.foundation.notices import queries, rules
from yichuang.foundation.notices.adapters.typst import render
from yichuang.foundation.notices.adapters.typst.sample import sample_notice
from yichuang.foundation.notices.models import Notice
from yichuang.foundation.notices.tests.factories import AT, CASE_NUMBER, authority
from yichuang.foundation.notices.tests.reading import squeezed, words_of
from yichuang.foundation.notices.types import NoticeKind, Preview


def said(preview: Preview) -> list[str]:
    """Everything a preview shows."""
    rows = [text for row in preview.rows for text in (row.label, *row.values)]
    if preview.listed:
        cells = [
            text for entry in preview.listed.entries for row in entry for text in (row.label, *row.values)
        ]
        rows += [preview.listed.heading, *cells]
    around = [preview.title, preview.authority, preview.case_number, preview.addressed_to, preview.opening]
    return [*around, *rows, preview.heading, *preview.clauses, *preview.closing, preview.date]


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_word_of_the_preview_stands_on_the_paper(kind: NoticeKind) -> None:
    notice = sample_notice(kind)

    paper = words_of(render(kind, rules.printable(notice), at=notice.issued_at))

    missing = [text for text in said(rules.preview(notice)) if squeezed(text) not in paper]
    assert missing == []


@pytest.mark.parametrize("kind", NoticeKind)
def test_the_preview_leaves_out_only_what_it_cannot_know_or_shows_elsewhere(kind: NoticeKind) -> None:
    notice = sample_notice(kind)
    shown = set(said(rules.preview(notice)))

    def texts(value: Any) -> list[str]:
        parts = value.values() if isinstance(value, dict) else value
        return [value] if isinstance(value, str) else [text for part in parts for text in texts(part)]

    words = rules.printable(notice)
    elsewhere = {
        "number",
        "qr_address",
        "seal_purpose",
        "seal_mark",
        "seal_note",
        "materials",
        "gaps",
        "inquiry",
        "verification_code",
    }
    kept = {name: value for name, value in words.items() if name not in elsewhere}
    assert [text for text in texts(kept) if text and text not in shown] == []


def test_what_says_nothing_has_no_row() -> None:
    notice = sample_notice(NoticeKind.GRANT_DECISION)
    alone = replace(notice, content=replace(notice.content, authorisation=""))

    labels = [row.label for row in rules.preview(alone).rows]

    assert "作出方式" not in labels
    assert labels.count("许可条件") == 1


@pytest.mark.django_db
def test_a_preview_writes_nothing() -> None:
    sample = sample_notice(NoticeKind.ACCEPTANCE_NOTICE)

    shown = queries.preview(
        kind=sample.kind, authority=authority(), case_number=CASE_NUMBER, content=sample.content, at=AT
    )

    assert (shown.title, shown.case_number, shown.date) == ("受理通知书", CASE_NUMBER, "2026年3月2日")
    assert not Notice.objects.exists()
