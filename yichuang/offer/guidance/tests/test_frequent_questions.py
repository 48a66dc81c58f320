"""常见问题: an answer is proposed, worded and published by the department head (GUI-10, GUI-11)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import OutboxEvent
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    AlreadyReviewed,
    NoDepartment,
    PersonalDataLeft,
    QuestionIncomplete,
    QuestionMoved,
    QuestionUnknown,
)
from yichuang.offer.guidance.models import FrequentQuestion
from yichuang.offer.guidance.services import Wording
from yichuang.offer.guidance.tests.people import ANSWER, AT, TEXT, Place, answer, ask
from yichuang.offer.guidance.tests.refusals import refused

PUBLIC = Wording("挂靠的货车能个人申请吗？", "申请人和车主要一致。")


def proposed(place: Place) -> UUID:
    asked = ask(place)
    answer(place, asked.number, by="guide")
    return services.propose_question(number=asked.number, actor=place.people["guide"], at=AT)


def publish(place: Place, question_id: UUID, wording: Wording = PUBLIC, by: str = "head") -> None:
    services.publish_question(question_id=question_id, wording=wording, actor=place.people[by], at=AT)


def test_a_proposal_is_not_public_until_the_head_has_worded_it(place: Place) -> None:
    question_id = proposed(place)

    assert queries.frequent_questions(place.item.code) == ()
    assert [one.question for one in queries.questions_to_review(place.people["head"])] == [TEXT]
    assert FrequentQuestion.objects.get().question == ""
    publish(place, question_id)

    [found] = queries.frequent_questions(place.item.code)
    assert (found.question, found.answer, found.reviewed_by_name) == (PUBLIC.question, PUBLIC.answer, "李恒")
    assert OutboxEvent.objects.get(name="guidance.frequent-question-published").payload == {
        "question_id": str(question_id),
        "organisation_id": str(place.transport),
        "handling_code": place.item.code,
    }


@pytest.mark.parametrize(
    ("wording", "pointer", "words"),
    [
        (Wording("电话 138 0000 1234 打不通？", ANSWER), "/question", "手机号码"),
        (Wording("能办吗？", "证件 11010519491231002X 不行"), "/answer", "证件号码"),
        (Wording("能办吗？", "王小满不能办"), "/answer", "咨询人的姓名"),
        (Wording("能办吗？", "写到 a.b@example.cn"), "/answer", "电子邮箱"),
    ],
    ids=["phone", "identity", "name", "mail"],
)
def test_no_personal_data_is_published(place: Place, wording: Wording, pointer: str, words: str) -> None:
    question_id = proposed(place)

    with refused(PersonalDataLeft, match=words) as refusal:
        publish(place, question_id, wording)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


def test_what_is_published_says_something(place: Place) -> None:
    question_id = proposed(place)

    with refused(QuestionIncomplete):
        publish(place, question_id, Wording("能办吗？", " "))


@pytest.mark.parametrize(
    ("by", "error"),
    [("officer", NotYourRole), ("guide", NotYourRole), ("social-head", NotYourPlace)],
)
def test_only_the_head_of_the_department_reviews(place: Place, by: str, error: type[DomainError]) -> None:
    question_id = proposed(place)

    with refused(error):
        publish(place, question_id, by=by)
    with refused(error):
        services.decline_question(question_id=question_id, actor=place.people[by], at=AT)


def test_it_is_reviewed_once_and_taken_down_once(place: Place) -> None:
    question_id = proposed(place)
    head = {"question_id": question_id, "actor": place.people["head"], "at": AT}
    with refused(AlreadyReviewed):
        services.take_down_question(**head)  # type: ignore[arg-type]
    publish(place, question_id)

    with refused(AlreadyReviewed):
        publish(place, question_id)
    with refused(AlreadyReviewed):
        services.decline_question(**head)  # type: ignore[arg-type]
    services.take_down_question(**head)  # type: ignore[arg-type]

    assert queries.frequent_questions(place.item.code) == ()
    assert FrequentQuestion.objects.get().answer == PUBLIC.answer


def test_a_declined_proposal_stays_unread(place: Place) -> None:
    question_id = proposed(place)
    services.decline_question(question_id=question_id, actor=place.people["head"], at=AT)

    assert queries.questions_to_review(place.people["head"]) == ()
    assert queries.frequent_questions_found("挂靠") == ()


def test_proposing_again_changes_nothing_and_needs_an_answer_and_a_department(place: Place) -> None:
    first = proposed(place)
    open_one, without = ask(place), ask(place, bound=False)
    answer(place, without.number, by="guide")
    guide = place.people["guide"]
    number = FrequentQuestion.objects.select_related("consultation").get().consultation
    assert number is not None

    again = services.propose_question(number=number.number, actor=guide, at=AT)

    assert again == first
    with refused(QuestionMoved):
        services.propose_question(number=open_one.number, actor=guide, at=AT)
    with refused(NoDepartment):
        services.propose_question(number=without.number, actor=guide, at=AT)
    with refused(QuestionUnknown):
        publish(place, uuid4())


def test_search_finds_words_of_published_questions(place: Place) -> None:
    publish(place, proposed(place))

    assert [one.question for one in queries.frequent_questions_found("货车 申请人")] == [PUBLIC.question]
    assert queries.frequent_questions_found("货车 社保") == ()
    assert queries.frequent_questions_found("") == ()
