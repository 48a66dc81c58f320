"""Refusals of parties.

PartyError
├── InvalidIdentity     a number, name or phone fails its rule; errors name the fields
├── PartyNotFound       no such party
├── ReasonMissing       unmasking without a reason that says anything
├── InvalidAuthority    a written authority says too little, or contradicts itself
├── AuthorityMissing    nobody authorised this agent, or not yet
├── AuthorityEnded      the authority ran out or was revoked
├── AuthorityTooNarrow  an authority is in force, for something else
├── AuthorityUnknown    no such authority
├── AuthorityRevoked    it was revoked before
├── SearchIncomplete    looking for somebody without saying whom, or what for
└── TooManyNamesakes    so many have this name or phone that a list of them helps nobody
"""

from __future__ import annotations

from yichuang.kernel.errors import Conflict, DomainError, Invalid, NotFound, Unavailable


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


class InvalidAuthority(PartyError, Invalid):
    """A written authority says too little or contradicts itself; ``errors`` points at each field."""

    code = "parties.invalid-authority"
    title = "授权委托书的内容有误"


class AuthorityMissing(PartyError, Invalid):
    """The agent has no written authority of the applicant, or it has not begun."""

    code = "parties.authority-missing"
    title = "没有委托人的授权委托书，代理人不能办理"


class AuthorityEnded(PartyError, Invalid):
    """The agent's written authority has run out, or the principal revoked it."""

    code = "parties.authority-ended"
    title = "授权已经到期或者撤销"


class AuthorityTooNarrow(PartyError, Invalid):
    """The agent's written authority does not reach this act or this item."""

    code = "parties.authority-too-narrow"
    title = "委托书没有授权办理这一步"


class AuthorityUnknown(PartyError, NotFound):
    """No written authority has that id."""

    code = "parties.authority-unknown"
    title = "没有这份授权委托"


class AuthorityRevoked(PartyError, Conflict):
    """The written authority was revoked before."""

    code = "parties.authority-revoked"
    title = "这份授权已经撤销，不用再撤销"


class SearchIncomplete(PartyError, Invalid):
    """Somebody is looked for without saying whom, or for what; ``errors`` points at each field."""

    code = "parties.search-incomplete"
    title = "请写明要查的人和查询事由"


class TooManyNamesakes(PartyError, Invalid):
    """So many parties have this name or phone that their identity number has to be asked."""

    code = "parties.too-many-namesakes"
    title = "同名的办事人太多，请改用证件号码查询"


class CardUnreadable(PartyError, Invalid):
    """The card reader found no card, could not read it, or read what no card can say."""

    code = "parties.card-unreadable"
    title = "没有读出身份证"


class CardExpired(PartyError, Invalid):
    """The identity card was read and is no longer valid."""

    code = "parties.card-expired"
    title = "身份证已经到期"


class ReaderUnavailable(PartyError, Unavailable):
    """No card reader is attached to the server, or it does not answer."""

    code = "parties.reader-unavailable"
    title = "身份证读卡器没有响应"
