"""What somebody of the history hands over: who they are, how they answer, what they bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from config.history.people import ENTERPRISES, RESIDENTS, enterprise, leader, resident
from yichuang.casework.intake.types import Application, CollectionMode, MaterialInput
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, PartyInput, PartyKind
from yichuang.offer.catalogue.types import HandlingVersion, Material, Necessity, Question, ServiceObject
from yichuang.offer.guidance import queries as guidance
from yichuang.outcome.delivery.types import ReceiverInput, Relation

_AGENT = "agent"  # the answer by which an item's questions say that somebody else comes
_AGENTS = {PartyKind.NATURAL: 0.12, PartyKind.LEGAL: 0.5}
# what an item asks of the applicant's age; the name of a handling item holds the words
_AGES = {
    "高龄津贴": (80, 95),
    "老年人优待证": (60, 95),
    "特困人员": (60, 95),
    "退休": (55, 70),
    "结婚": (22, 60),
    "生育": (20, 45),
    "灵活就业": (18, 58),
    "参保": (0, 80),
    "社会保障卡": (0, 80),
    "居民身份证": (5, 85),
}
_ADULTS = (18, 79)


@dataclass(frozen=True)
class Visit:
    """Somebody with an application.

    Attributes:
        application: complete and in form.
        materials: the exact list behind it.
    """

    application: Application
    materials: tuple[Material, ...]

    def without(self, rng: Random) -> Application | None:
        """The same with one or two faults that stop acceptance; None when nothing can be missing."""
        needed = [m for m in self.materials if m.share_source is None and m.necessity is Necessity.REQUIRED]
        if not needed:
            return None
        faulty = {m.code: m for m in rng.sample(needed, min(len(needed), rng.choice((1, 1, 2))))}
        given = tuple(
            _spoilt(entry, faulty[entry.code], rng) if entry.code in faulty else entry
            for entry in self.application.materials
        )
        return replace(self.application, materials=given)

    def mended(self, faulty: Application) -> tuple[MaterialInput, ...]:
        """What has to be handed in to make the faulty application whole."""
        whole = {entry.code: entry for entry in self.application.materials}
        return tuple(whole[entry.code] for entry in faulty.materials if entry != whole[entry.code])

    @property
    def receiver(self) -> ReceiverInput:
        """Who takes the result: who applied, the representative of an enterprise, or the agent."""
        application = self.application
        if application.agent is not None:
            return ReceiverInput(application.agent.name, Relation.AGENT, id_checked=True)
        if application.applicant.kind is PartyKind.LEGAL:
            name = application.applicant.legal_representative
            return ReceiverInput(name, Relation.LEGAL_REPRESENTATIVE, id_checked=True)
        return ReceiverInput(application.applicant.name, Relation.SELF, id_checked=True)


def visit(version: HandlingVersion, on: date, first: date, rng: Random) -> Visit:
    """Somebody who applies for this item on this day, with everything it needs.

    Args:
        first: the first day of the history; everybody is born before it.
    """
    number = rng.randrange(ENTERPRISES) if _is_enterprise(version, rng) else None
    kind = PartyKind.NATURAL if number is None else PartyKind.LEGAL
    answers = _answers(version, kind, rng)
    has_agent = _AGENT in answers.values()
    materials = guidance.exact_list(version, answers).materials
    application = Application(
        code=version.code,
        answers=answers,
        applicant=_person(version, on, first, rng) if number is None else enterprise(number),
        materials=tuple(entry for m in materials if (entry := _brought(m, rng)) is not None),
    )
    if has_agent:
        application = _with_agent(application, on, first, rng)
    elif number is not None:
        application = replace(application, representative=leader(number))
    return Visit(application, materials)


def _is_enterprise(version: HandlingVersion, rng: Random) -> bool:
    if ServiceObject.NATURAL_PERSON not in version.service_objects:
        return True
    return len(version.service_objects) > 1 and rng.random() < 0.45


def _person(version: HandlingVersion, on: date, first: date, rng: Random) -> PartyInput:
    youngest, oldest = next((ages for words, ages in _AGES.items() if words in version.name), _ADULTS)
    while True:
        person = resident(rng.randrange(RESIDENTS), first)
        if youngest <= person.age(on) <= oldest:
            return person.party


def _with_agent(application: Application, on: date, first: date, rng: Random) -> Application:
    """Somebody else comes, with a written authority for this item."""
    while True:
        agent = resident(rng.randrange(RESIDENTS), first)
        if agent.age(on) >= 18 and agent.party.id_number != application.applicant.id_number:
            break
    authority = AuthorityInput(
        powers=frozenset(AgentPower),
        valid_from=on,
        valid_until=on + timedelta(days=180),
        handling_codes=(application.code,),
    )
    return replace(application, agent=agent.party, authority=authority)


def _answers(version: HandlingVersion, kind: PartyKind, rng: Random) -> dict[str, str]:
    has_agent = rng.random() < _AGENTS[kind]
    answers: dict[str, str] = {}
    while unanswered := guidance.exact_list(version, answers).unanswered:
        question = unanswered[0]
        answers[question.code] = _answer(question, kind, has_agent, rng)
    return answers


def _answer(question: Question, kind: PartyKind, has_agent: bool, rng: Random) -> str:
    codes = [option.code for option in question.options]
    if _AGENT in codes:
        others = [code for code in codes if code != _AGENT]
        return _AGENT if has_agent else others[0]
    if "company" in codes and "individual" in codes:
        return "company" if kind is PartyKind.LEGAL else "individual"
    # the first option is the usual one
    return rng.choices(codes, [2.0, *(1.0 for _ in codes[1:])])[0]


def _brought(material: Material, rng: Random) -> MaterialInput | None:
    """The material in good order; what government has, or what need not be there, often stays at home."""
    if material.share_source is not None and rng.random() < 0.8:
        return None
    if material.necessity is Necessity.OPTIONAL and rng.random() < 0.5:
        return None
    return MaterialInput(
        code=material.code,
        collected=CollectionMode.SHARED if material.share_source else CollectionMode.PAPER,
        originals=material.originals or 0,
        copies=material.copies or 0,
        points={point.code: True for point in material.review_points},
    )


def _spoilt(entry: MaterialInput, material: Material, rng: Random) -> MaterialInput:
    """Not brought at all, or brought with a blocking point that is not met."""
    blocking = [point.code for point in material.review_points if point.blocking]
    if not blocking or rng.random() < 0.5:
        return MaterialInput(code=entry.code)
    return replace(entry, points=dict(entry.points) | {rng.choice(blocking): False})
