"""送达回证: every hand-over has its proof: who took which document, how, when and where."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from yichuang.casework.approval.tests.states import opposed_number, refuse
from yichuang.casework.cases import queries as cases
from yichuang.casework.cases.tests.county import AT, County
from yichuang.casework.cases.tests.fingerprint import refused
from yichuang.foundation.notices import queries as notices
from yichuang.foundation.notices.types import NoticeKind
from yichuang.outcome.delivery import queries
from yichuang.outcome.delivery.errors import WitnessMissing
from yichuang.outcome.delivery.models import HandOver
from yichuang.outcome.delivery.tests.states import (
    decided_card_number,
    hand_over,
    prepared_number,
    receiver,
)
from yichuang.outcome.delivery.types import DeliveryMethod, ReceiverInput, Relation

LATER = AT + timedelta(days=1)


def unsigned(witness: str) -> ReceiverInput:
    return ReceiverInput("王小满", Relation.SELF, True, DeliveryMethod.WITNESSED, witness)


def test_a_hand_over_issues_its_proof(county: County) -> None:
    number = prepared_number(county)

    delivered = hand_over(county, number, receiver("  王小满 "), at=LATER)

    assert delivered.proof.kind is NoticeKind.SERVICE_RETURN
    assert re.fullmatch(r"安交运\S*〔2026〕\d+ 号", delivered.proof.number)
    content = notices.frozen_notice(delivered.proof.id).content
    assert content.document_name == "道路运输经营许可证"
    assert content.document_number == delivered.document_number
    assert (content.receiver, content.relation) == ("王小满", "本人")
    assert (content.method, content.witness, content.tracking_number) == ("当面签收", "", "")
    assert (content.delivered_at, content.place) == (LATER, "安澜县政务服务中心")
    assert (content.applicant.name, content.officer) == ("王小满", "冯悦（C1 综合出件窗口）")
    row = HandOver.objects.get()
    assert (row.method, row.witness, row.notice_number) == ("signed", None, delivered.proof.number)
    paper = notices.notices_of_case(number)[-1]
    assert (paper.kind, paper.outlet_id) == (NoticeKind.SERVICE_RETURN, county.issue.outlet_id)


def test_the_proof_of_a_refusal_names_the_decision(county: County) -> None:
    number = opposed_number(county)
    decision = refuse(county, number)

    delivered = hand_over(county, number)

    content = notices.frozen_notice(delivered.proof.id).content
    assert (content.document_name, content.document_number) == (
        "不予行政许可决定书",
        decision.notice.number,
    )


def test_a_representative_proves_it_at_their_own_window(county: County) -> None:
    number = decided_card_number(county)

    delivered = hand_over(county, number, window=county.a1, actor=county.people["chief"])

    assert "何川（A1" in notices.frozen_notice(delivered.proof.id).content.officer


def test_who_would_not_sign_is_witnessed(county: County) -> None:
    number = prepared_number(county)

    delivered = hand_over(county, number, unsigned(" 吴桐 "))

    content = notices.frozen_notice(delivered.proof.id).content
    assert (content.method, content.witness) == ("当面交付，拒绝签收", "吴桐")
    row = HandOver.objects.get()
    assert (row.method, row.witness) == ("witnessed", "吴桐")
    view = queries.hand_over_of(cases.case_by_number(number).id)
    assert view.method is DeliveryMethod.WITNESSED


@pytest.mark.parametrize("witness", ["", "  "])
def test_what_is_not_signed_and_not_witnessed_is_not_handed_over(county: County, witness: str) -> None:
    number = prepared_number(county)

    with refused(WitnessMissing, match="领取人拒绝签收的，要写明见证人") as refusal:
        hand_over(county, number, unsigned(witness))

    assert [error.pointer for error in refusal.value.errors] == ["/receiver/witness"]


def test_a_witness_may_stand_by_a_signature_too(county: County) -> None:
    number = prepared_number(county)

    delivered = hand_over(
        county,
        number,
        ReceiverInput("王小满", Relation.SELF, True, DeliveryMethod.SIGNED, "吴桐"),
    )

    assert notices.frozen_notice(delivered.proof.id).content.witness == "吴桐"
