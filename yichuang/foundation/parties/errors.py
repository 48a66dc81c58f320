"""Refusals of parties.

PartyError
├── InvalidIdentity     a number, name or phone fails its rule; errors name the fields
├── PartyNotFound       no such party
└── ReasonMissing       unmasking without a reason that says anything
"""

from __future__ import annotations

from yichuang.kernel.errors import DomainError, Invalid, NotFound


class PartyError(DomainError):
    """Any refusal of this domain."""


class InvalidIdentity(PartyError, Invalid):
    """A number, name or phone fails its rule; ``errors`` points at each field."""

    code = "parties.invalid-identity"
    title = "办事人信息有误"


class PartyNotFound(PartyError, NotFound):
    """No party has that id."""

    code = "parties.not-found"
    title = "没有这个办事人"


class ReasonMissing(PartyError, Invalid):
    """Personal information is shown in full only for a stated reason."""

    code = "parties.reason-missing"
    title = "请写明查看完整信息的事由"
