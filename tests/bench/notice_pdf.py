"""``make bench ONLY=notice_pdf``: legal documents to PDF/A, against the typesetter's own time.

``value`` is the median time of one document as the worker makes it: wording, QR code, layout, fonts,
PDF/A, of the kinds in the shares of a year of the sample county, no two alike. The floor is the same
typesetter setting the same words in the same fonts as plain lines, without table, seal and code; both
in turns of ``BATCH`` documents. ``in_turn`` is the median when no kind comes twice before all others:
the typesetter keeps what documents of a kind have in common only for a while. ``cpu`` is the processor's
time for one document: it hardly changes when other programs want the processor too, the other figures do.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROUNDS = 12
BATCH = 25
_PER_100_CASES = {
    "receipt": 99,
    "correction-notice": 11,
    "correction-receipt": 8,
    "acceptance-notice": 93,
    "non-acceptance": 2,
    "grant-decision": 35,
    "refusal-decision": 1,
    "refusal-notice": 1,
    "completion-notice": 53,
    "termination-notice": 6,
    "service-return": 90,
}
_PLAIN = """
#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), lang: "zh", region: "cn", size: 10.5pt)
#for line in json(bytes(sys.inputs.data)) { par(line) }
"""


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import typst

    from yichuang.foundation.notices import rules
    from yichuang.foundation.notices.adapters import typst as typesetter
    from yichuang.foundation.notices.adapters.typst.sample import sample_notice
    from yichuang.foundation.notices.types import FrozenNotice, NoticeKind

    def numbered(kind: NoticeKind, turn: int) -> FrozenNotice:
        """A document with a number, a token and an applicant of its own."""
        notice = sample_notice(kind)
        applicant = replace(notice.content.applicant, name=f"样例物流第{turn}有限公司")
        return replace(
            notice,
            number=f"样例〔2026〕{turn} 号",
            token=f"{turn:026d}",
            case_number=f"990101{turn:015d}",
            content=replace(notice.content, applicant=applicant),
        )

    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "plain.typ"
        template.write_text(_PLAIN, encoding="utf-8")
        plain = typst.Compiler(root=folder, font_paths=typesetter.fonts())

        def document(notice: FrozenNotice) -> None:
            typesetter.render(notice.kind, rules.printable(notice), at=notice.issued_at)

        def floor(notice: FrozenNotice) -> None:
            words = rules.printable(notice)
            del words["qr_address"]
            lines = json.dumps(list(_texts(words)), ensure_ascii=False)
            plain.compile(
                input=template,
                format="pdf",
                sys_inputs={"data": lines},
                pdf_standards=typesetter.PDF_STANDARD,
                timestamp=0,
            )

        random.seed(1)
        turns = itertools.count()
        ours: list[float] = []
        floors: list[float] = []
        cpu: list[float] = []
        for turn in range(ROUNDS + 1):
            kinds = random.choices(list(_PER_100_CASES), list(_PER_100_CASES.values()), k=BATCH)
            notices = [numbered(NoticeKind(kind), next(turns)) for kind in kinds]
            busy = time.process_time()
            took = [_milliseconds(document, notice) for notice in notices]
            busy = time.process_time() - busy
            under = [_milliseconds(floor, notice) for notice in notices]
            if turn:  # the first turn loads fonts
                ours += took
                floors += under
                cpu.append(busy * 1000 / BATCH)
        in_turn = [
            _milliseconds(document, numbered(kind, next(turns))) for _ in range(ROUNDS) for kind in NoticeKind
        ]
    value, under_all = statistics.median(ours), statistics.median(floors)
    figure = {
        "name": "notice_pdf",
        "value": round(value, 2),
        "unit": "ms",
        "floor": round(under_all, 2),
        "ratio": round(under_all / value, 3),
        "p99": round(statistics.quantiles(ours, n=100)[98], 2),
        "cpu": round(statistics.median(cpu), 2),
        "in_turn": round(statistics.median(in_turn), 2),
    }
    print(json.dumps(figure), flush=True)
    return 0


def _milliseconds(work: Any, notice: Any) -> float:
    started = time.perf_counter()
    work(notice)
    return (time.perf_counter() - started) * 1000


def _texts(value: Any) -> list[str]:
    """Every text of a document's words."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value
    return [text for part in parts for text in _texts(part)]


if __name__ == "__main__":
    sys.exit(main())
