"""呼叫中台、疑难事项: a counter calls, one expert takes it; the head keeps who knows (GUI-05, GUI-08)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from yichuang.foundation.accounts.errors import NotYourPlace, NotYourRole
from yichuang.kernel.errors import DomainError
from yichuang.kernel.models import AuditEntry, OutboxEvent
from yichuang.offer.catalogue.errors import ItemUnknown
from yichuang.offer.guidance import queries, services
from yichuang.offer.guidance.errors import (
    CallOver,
    CallTaken,
    CallUnknown,
    MatterUnknown,
    NotAnExpert,
    NotOnTheTeam,
    NotYourCall,
    QuestionIncomplete,
)
from yichuang.offer.guidance.models import DifficultMatter, ExpertCall
from yichuang.offer.guidance.tests.people import AT, Place
from yichuang.offer.guidance.tests.refusals import refused
from yichuang.offer.guidance.types import CallStatus, MatterInput


def call(place: Place, by: str = "clerk", words: str = "挂靠车怎么办") -> UUID:
    return services.call_experts(
        handling_code=place.item.code, words=words, window="A1", actor=place.people[by], at=AT
    )


def take(place: Place, call_id: UUID, by: str) -> None:
    services.take_call(call_id=call_id, actor=place.people[by], at=AT)


def end(place: Place, call_id: UUID, by: str, answer: str = "") -> None:
    services.end_call(call_id=call_id, answer=answer, actor=place.people[by], at=AT)


def matter(place: Place, *experts: str, by: str = "head", title: str = "挂靠车辆") -> UUID:
    chosen = tuple(place.people[one].user_id for one in experts)
    return services.record_matter(
        organisation_id=place.transport,
        matter=MatterInput(title, "看行驶证", place.item.code, chosen),
        actor=place.people[by],
        at=AT,
    )


def test_a_call_waits_in_the_department_and_says_so_live(place: Place) -> None:
    call_id = call(place)

    found = queries.calls_for(place.people["officer"])
    assert [(one.id, one.status, one.outlet_name, one.window) for one in found] == [
        (call_id, CallStatus.WAITING, "安澜县政务服务中心", "A1")
    ]
    event = OutboxEvent.objects.get(name="guidance.expert-call-moved")
    assert (event.topic, event.payload["status"]) == (f"calls:{place.transport}", "waiting")
    assert sorted(event.payload) == ["call_id", "organisation_id", "status"]
    assert queries.calls_for(place.people["social-officer"]) == ()


def test_a_second_press_calls_nobody_twice(place: Place) -> None:
    assert call(place) == call(place)
    assert ExpertCall.objects.count() == 1


@pytest.mark.parametrize("by", ["officer", "head", "manager", "supervisor"])
def test_only_who_sits_at_the_front_calls(place: Place, by: str) -> None:
    with refused(NotYourRole):
        call(place, by)


def test_an_unknown_item_has_no_experts(place: Place) -> None:
    with refused(ItemUnknown):
        services.call_experts(
            handling_code="no-such", words="", window="", actor=place.people["clerk"], at=AT
        )


def test_one_takes_it_and_answers_in_writing(place: Place) -> None:
    call_id = call(place)

    take(place, call_id, "officer")
    take(place, call_id, "officer")
    with refused(CallTaken, match="赵青") as refusal:
        take(place, call_id, "other-officer")
    end(place, call_id, "officer", "看行驶证上的车主")

    assert refusal.value.extra == {"taken_by": "赵青"}
    assert queries.call_for(place.people["clerk"], call_id).status is CallStatus.ENDED
    assert queries.call_answer(call_id) == "看行驶证上的车主"
    actions = AuditEntry.objects.filter(stream="expert-call").order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == ["waiting", "taken", "ended"]


@pytest.mark.parametrize(
    ("by", "error"),
    [("guide", NotYourRole), ("manager", NotYourRole), ("social-officer", NotYourPlace)],
)
def test_others_do_not_take_it(place: Place, by: str, error: type[DomainError]) -> None:
    call_id = call(place)

    with refused(error):
        take(place, call_id, by)


def test_who_called_may_give_up_and_only_they(place: Place) -> None:
    call_id = call(place)

    with refused(NotYourCall):
        end(place, call_id, "guide")
    end(place, call_id, "clerk")
    with refused(CallOver):
        take(place, call_id, "officer")
    with refused(CallOver):
        end(place, call_id, "clerk")

    assert ExpertCall.objects.get().status == "given-up"


def test_an_unknown_call_is_told_so(place: Place) -> None:
    with refused(CallUnknown):
        take(place, uuid4(), "officer")
    with refused(CallUnknown):
        end(place, uuid4(), "officer")


def test_a_difficult_matter_is_for_its_team_and_the_head(place: Place) -> None:
    matter(place, "officer")
    first = call(place)

    with refused(NotOnTheTeam):
        take(place, first, "other-officer")
    take(place, first, "officer")
    second = call(place, "guide")
    take(place, second, "head")

    assert ExpertCall.objects.filter(status="taken").count() == 2


def test_the_list_of_difficult_matters_names_its_team(place: Place) -> None:
    matter_id = matter(place, "other-officer", "officer", "officer")

    [found] = queries.difficult_matters(place.transport)
    assert (found.title, found.handling_code, found.note) == ("挂靠车辆", place.item.code, "看行驶证")
    assert sorted(one.name for one in found.experts) == ["孙岩", "赵青"]
    assert queries.matters_of_item(place.item.code) == (found,)
    services.retire_matter(matter_id=matter_id, actor=place.people["head"], at=AT)
    assert queries.difficult_matters(place.transport) == ()
    assert DifficultMatter.objects.get().retired_at == AT
    with refused(MatterUnknown):
        services.retire_matter(matter_id=matter_id, actor=place.people["head"], at=AT)


@pytest.mark.parametrize(
    ("by", "error"), [("officer", NotYourRole), ("social-head", NotYourPlace), ("manager", NotYourRole)]
)
def test_only_the_head_of_the_department_keeps_it(place: Place, by: str, error: type[DomainError]) -> None:
    with refused(error):
        matter(place, "officer", by=by)
    with refused(error):
        services.set_duty_expert(organisation_id=place.transport, user_id=None, actor=place.people[by], at=AT)


def test_a_matter_has_a_title_and_experts_of_the_department(place: Place) -> None:
    with refused(QuestionIncomplete, match="疑难事项"):
        matter(place, "officer", title=" ")
    with refused(QuestionIncomplete, match="至少选一位专家"):
        matter(place)
    with refused(NotAnExpert):
        matter(place, "social-officer")
    with refused(QuestionIncomplete, match="主管"):
        services.record_matter(
            organisation_id=place.social,
            matter=MatterInput("别人的事项", "", place.item.code, (place.people["social-officer"].user_id,)),
            actor=place.people["social-head"],
            at=AT,
        )


def test_the_duty_expert_is_the_newest_named(place: Place) -> None:
    for name in ("officer", "other-officer"):
        services.set_duty_expert(
            organisation_id=place.transport,
            user_id=place.people[name].user_id,
            actor=place.people["head"],
            at=AT,
        )
    with refused(NotAnExpert):
        services.set_duty_expert(
            organisation_id=place.transport,
            user_id=place.people["guide"].user_id,
            actor=place.people["head"],
            at=AT,
        )

    found = queries.duty_expert(place.transport, "990101", AT)
    assert found is not None
    assert found.name == "孙岩"
    services.set_duty_expert(organisation_id=place.transport, user_id=None, actor=place.people["head"], at=AT)
    assert queries.duty_expert(place.transport, "990101", AT) is None
