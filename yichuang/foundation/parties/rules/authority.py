"""Written authority (授权委托书): what it must say, and which of several lets an agent act. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yichuang.foundation.parties.errors import AuthorityEnded, AuthorityMissing, AuthorityTooNarrow
from yichuang.foundation.parties.types import AgentPower, AuthorityInput, AuthorityView
from yichuang.kernel.errors import FieldError
from yichuang.kernel.time import date_words

_CODES_LIMIT = 50


def authority_problems(authority: AuthorityInput) -> dict[str, str]:
    """Every wrong field of a written authority, with its sentence.

    Law: 民法典 §165: the paper names the matters, the powers and the period
    """
    found = {
        "powers": None if authority.powers else "请选择委托书授权代理人办什么。",
        "handling_codes": None
        if len(authority.handling_codes) <= _CODES_LIMIT
        else f"一份委托书最多写明 {_CODES_LIMIT} 个事项；全部事项请不要逐个列出。",
        "valid_until": None
        if authority.valid_until >= authority.valid_from
        else "授权的截止日期不能早于开始日期。",
    }
    return {field: problem for field, problem in found.items() if problem}


def choose_authority(
    held: Iterable[AuthorityView], *, power: AgentPower, handling_code: str, on: date
) -> AuthorityView:
    """The authority under which an agent may do this today; of several the one that ends last.

    Law:
        行政许可法 §29    an application may be made through an agent
        民法典 §173       entrustment ends with its period, or when the principal withdraws it

    Args:
        held: everything this principal ever gave this agent.
        on: both days of an authority's period count.

    Raises:
        AuthorityTooNarrow: one is in force, for something else.
        AuthorityEnded: one would do, and has ended or was revoked.
        AuthorityMissing: none would do, or it has not begun.
    """
    held = tuple(held)
    fitting = [row for row in held if power in row.powers and row.covers(handling_code)]
    in_force = [row for row in fitting if row.is_in_force(on)]
    if in_force:
        return max(in_force, key=lambda row: (row.valid_until, str(row.id)))
    alive = [row for row in held if row.is_in_force(on)]
    if alive:
        _refuse_narrow(max(alive, key=lambda row: row.valid_until), power)
    ended = [row for row in fitting or held if row.revoked_on or row.valid_until < on]
    if ended:
        last = max(ended, key=lambda row: row.revoked_on or row.valid_until)
        refuse_ended(last.valid_until, last.revoked_on)
    begins = min((row.valid_from for row in fitting), default=None)
    when = f"授权从 {date_words(begins)} 起才有效" if begins else "没有委托人的授权委托书"
    sentence = f"{when}，代理人今天还不能{power.label}。"
    raise AuthorityMissing(sentence, errors=_at_authority(sentence))


def refuse_ended(valid_until: date, revoked_on: date | None = None) -> None:
    """Refuse an authority that no longer counts, in a sentence to read aloud.

    Raises:
        AuthorityEnded
    """
    end = f"{date_words(revoked_on)} 撤销" if revoked_on else f"{date_words(valid_until)} 到期"
    sentence = f"授权已于 {end}，请委托人重新出具授权委托书。"
    raise AuthorityEnded(sentence, errors=(FieldError("/authority/valid_until", sentence),))


def _refuse_narrow(held: AuthorityView, power: AgentPower) -> None:
    if power in held.powers:
        sentence = "委托书写明的事项里没有这一项，请委托人就这个事项另行授权。"
        raise AuthorityTooNarrow(sentence, errors=_at_authority(sentence))
    powers = "、".join(one.label for one in AgentPower if one in held.powers)
    sentence = f"委托书只授权{powers}，没有授权{power.label}，请委托人另行授权。"
    raise AuthorityTooNarrow(sentence, errors=_at_authority(sentence))


def _at_authority(sentence: str) -> tuple[FieldError, ...]:
    return (FieldError("/authority", sentence),)
