"""What a department head keeps: duty expert, difficult matters; what an administrator keeps: limits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from yichuang.foundation.accounts import queries as accounts
from yichuang.foundation.accounts.types import Act, Actor
from yichuang.foundation.places import queries as places
from yichuang.kernel import audit
from yichuang.kernel.errors import FieldError
from yichuang.kernel.ids import new_id
from yichuang.kernel.time import legal_date
from yichuang.kernel.transactions import act
from yichuang.offer.catalogue import queries as catalogue
from yichuang.offer.catalogue.types import HandlingVersion
from yichuang.offer.guidance import queries, rules
from yichuang.offer.guidance.errors import MatterUnknown, NotAnExpert, QuestionIncomplete
from yichuang.offer.guidance.models import ConsultingLimit, DifficultMatter, DutyExpert, MatterExpert
from yichuang.offer.guidance.types import Expert, LimitKind, MatterInput

LONGEST_TITLE = 200


@act
def set_duty_expert(
    *, organisation_id: UUID, user_id: UUID | None, actor: Actor, at: datetime
) -> Expert | None:
    """Say who gets what guides send to the department (值班专家). None: anyone there takes it.

    Policy: GUI-05, GUI-11.

    Raises:
        NotYourRole, NotYourPlace; NotAnExpert.
    """
    region = _keeper_region(actor, organisation_id)
    expert = _expert(organisation_id, region, user_id, at) if user_id else None
    DutyExpert.objects.create(
        organisation_id=organisation_id,
        user_id=expert.user_id if expert else None,
        name=expert.name if expert else "",
        set_at=at,
        set_by_id=actor.user_id,
    )
    audit.record(
        stream="consulting-department",
        stream_id=organisation_id,
        action="duty-expert-set",
        actor=actor.principal,
        at=at,
        details={"expert": str(expert.user_id) if expert else None},
    )
    return expert


@act
def record_matter(*, organisation_id: UUID, matter: MatterInput, actor: Actor, at: datetime) -> UUID:
    """Put a matter with its team on the list of difficult ones (疑难事项清单).

    Policy: GUI-05.

    Raises:
        NotYourRole, NotYourPlace; ItemUnknown; NotAnExpert: ``errors`` name the person;
        QuestionIncomplete: no title, nobody on the team, or an item of another department.
    """
    region = _keeper_region(actor, organisation_id)
    title = matter.title.strip()
    version = (
        catalogue.published_version(matter.handling_code, legal_date(at)) if matter.handling_code else None
    )
    _check_matter(title, matter, version, organisation_id)
    team = [_expert(organisation_id, region, one, at) for one in dict.fromkeys(matter.expert_ids)]
    row = DifficultMatter.objects.create(
        id=new_id(),
        organisation_id=organisation_id,
        handling_item_id=version.handling_item_id if version else None,
        handling_code=version.code if version else "",
        title=title,
        note=matter.note.strip()[: rules.LONGEST_TEXT],
        recorded_at=at,
    )
    MatterExpert.objects.bulk_create(
        [MatterExpert(matter_id=row.id, user_id=one.user_id, name=one.name) for one in team]
    )
    _audit_matter(row, "matter-recorded", actor, at)
    return row.id


@act
def retire_matter(*, matter_id: UUID, actor: Actor, at: datetime) -> None:
    """Take a matter off the list (移出清单); it stays on record.

    Raises:
        MatterUnknown; NotYourRole, NotYourPlace.
    """
    row = DifficultMatter.objects.select_for_update().filter(id=matter_id, retired_at__isnull=True).first()
    if row is None:
        raise MatterUnknown
    accounts.require(actor, Act.KEEP_EXPERTS, organisation_id=row.organisation_id)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    _audit_matter(row, "matter-retired", actor, at)


@act
def set_consulting_limit(
    *, kind: LimitKind, working_days: int, source: str, actor: Actor, at: datetime
) -> None:
    """Set how long somebody may take to answer (咨询时限), everywhere. Clocks that run keep their date.

    Raises:
        NotYourRole, NotYourPlace; LimitWrong: ``errors`` name the fields.
    """
    whole = min((outlet.region_code for outlet in places.outlets()), key=len, default=None)
    accounts.require(actor, Act.SET_CONSULTING_LIMITS, region_code=whole)
    words = rules.check_limit(working_days, source)
    ConsultingLimit.objects.create(
        kind=kind.value,
        working_days=working_days,
        source=words,
        set_at=at,
        set_by_id=actor.user_id,
        set_by_name=actor.name,
    )
    audit.record(
        stream="consulting-limit",
        stream_id=kind.value,
        action="set",
        actor=actor.principal,
        at=at,
        details={"working_days": working_days, "source": words},
    )


def _keeper_region(actor: Actor, organisation_id: UUID) -> str:
    return accounts.require(actor, Act.KEEP_EXPERTS, organisation_id=organisation_id).region_code


def _expert(organisation_id: UUID, region: str, user_id: UUID, at: datetime) -> Expert:
    for one in queries.experts_of(organisation_id, region, at):
        if one.user_id == user_id:
            return one
    raise NotAnExpert(errors=(FieldError("/experts", NotAnExpert.title),))


def _check_matter(
    title: str, matter: MatterInput, version: HandlingVersion | None, organisation_id: UUID
) -> None:
    faults = []
    if not title or len(title) > LONGEST_TITLE:
        faults.append(FieldError("/title", f"请写明疑难事项，最多 {LONGEST_TITLE} 个字"))
    if not matter.expert_ids:
        faults.append(FieldError("/experts", "请至少选一位专家"))
    if version and version.organisation_id != organisation_id:
        faults.append(FieldError("/item", f"“{version.name}”由{version.organisation_name}主管"))
    if faults:
        raise QuestionIncomplete("；".join(fault.detail for fault in faults), errors=tuple(faults))


def _audit_matter(row: DifficultMatter, action: str, actor: Actor, at: datetime) -> None:
    audit.record(
        stream="consulting-department",
        stream_id=row.organisation_id,
        action=action,
        actor=actor.principal,
        at=at,
        details={"matter": str(row.id), "title": row.title},
    )
