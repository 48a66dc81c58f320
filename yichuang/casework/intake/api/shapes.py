"""What the requests of intake hold: a person, a material, a window."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field

from yichuang.casework.intake.types import CollectionMode, MaterialInput
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, IdType, PartyInput, PartyKind
from yichuang.kernel.api import Code, Flag, Input, Line, Text

Copies = Annotated[int, Field(strict=True, ge=0, le=99)]


class PartyIn(Input):
    """A person or an organisation, as on the identity document."""

    kind: Literal["natural", "legal"]
    name: Annotated[Line, Field(min_length=1, max_length=200, description="姓名或者名称")]
    id_type: Literal[
        "resident-id",
        "uscc",
        "passport",
        "permanent-residence",
        "hk-macao-permit",
        "taiwan-permit",
        "military-id",
        "other",
    ]
    id_number: Annotated[Line, Field(min_length=1, max_length=50, description="证件号码")]
    phone: Annotated[
        Line, Field(max_length=30, description="手机号; its last four digits open the progress page")
    ] = ""
    legal_representative: Annotated[
        Line, Field(max_length=100, description="法定代表人, of a legal person")
    ] = ""

    def to_input(self) -> PartyInput:
        return PartyInput(
            PartyKind(self.kind),
            self.name,
            IdType(self.id_type),
            self.id_number,
            self.phone,
            self.legal_representative,
        )


class AuthorityIn(Input):
    """A written authority handed in now (授权委托书). Both days of its period count."""

    powers: Annotated[
        list[Literal["apply", "correct", "withdraw", "collect"]],
        Field(min_length=1, max_length=4, description="代理权限; apply is needed here"),
    ]
    valid_from: Annotated[date, Field(description="生效日期")]
    valid_until: Annotated[date, Field(description="失效日期，含当日")]
    handling_codes: Annotated[
        list[Code], Field(max_length=50, description="Handling items it names; empty: every item")
    ] = []
    file_id: Annotated[UUID | None, Field(description="Its scan, stored before")] = None

    def to_input(self) -> AuthorityInput:
        return AuthorityInput(
            frozenset(map(AgentPower, self.powers)),
            self.valid_from,
            self.valid_until,
            tuple(self.handling_codes),
            self.file_id,
        )


class AgentIn(PartyIn):
    """The person who comes for the applicant, with their paper."""

    authority: Annotated[
        AuthorityIn | None, Field(description="Handed in now; null: one in force is on record")
    ] = None


class RepresentativeIn(Input):
    """The legal representative at the window: the document they showed."""

    name: Annotated[
        Line, Field(max_length=200, description="姓名; empty: as the applicant's legal_representative")
    ] = ""
    id_type: Literal[
        "resident-id",
        "passport",
        "permanent-residence",
        "hk-macao-permit",
        "taiwan-permit",
        "military-id",
        "other",
    ]
    id_number: Annotated[Line, Field(min_length=1, max_length=50, description="证件号码")]

    def to_input(self) -> PartyInput:
        return PartyInput(PartyKind.NATURAL, self.name, IdType(self.id_type), self.id_number)


class MaterialIn(Input):
    """One material of the exact list, checked at the window."""

    code: Annotated[Code, Field(description="As the guide names it")]
    collected: Annotated[
        Literal["paper", "upload", "scan", "shared"] | None, Field(description="How; null: not handed in")
    ] = None
    originals: Copies = 0
    copies: Copies = 0
    points: Annotated[
        dict[Code, Flag], Field(max_length=100, description="Code of the review point → met")
    ] = {}
    file_ids: Annotated[list[UUID], Field(max_length=50, description="Files stored before")] = []
    note: Annotated[Text, Field(max_length=500, description="备注")] = ""

    def to_input(self) -> MaterialInput:
        return MaterialInput(
            self.code,
            CollectionMode(self.collected) if self.collected else None,
            self.originals,
            self.copies,
            dict(self.points),
            tuple(self.file_ids),
            self.note,
        )


class WindowIn(Input):
    """Where it happens."""

    window: Annotated[Line, Field(min_length=1, max_length=20, description="窗口编号, as in A1")]
    outlet: Annotated[Line, Field(max_length=40, description="网点编号; empty: that of the token")] = ""
