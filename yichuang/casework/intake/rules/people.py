"""Who comes with an application. Pure."""

from __future__ import annotations

from typing import NoReturn

from yichuang.casework.cases.types import Channel
from yichuang.casework.intake.errors import AttendanceUnclear
from yichuang.casework.intake.types import Application, Attendance
from yichuang.foundation.parties.types import PartyKind
from yichuang.kernel.errors import FieldError


def attendance(application: Application) -> Attendance:
    """Who comes with the application (到场的人): the person, the legal representative, or an agent.

    An organisation does not come by itself: at a window its legal representative stands there, or an
    agent with written authority. What comes by post or over the network has nobody to look at.

    Law:
        行政许可法 §29    an application may be made through an agent
        民法典 §61        the legal representative acts for the legal person

    Raises:
        AttendanceUnclear: with a pointer to what is missing or too much.
    """
    applicant, representative = application.applicant, application.representative
    if application.agent is not None and representative is not None:
        _unclear("/representative", "法定代表人到场，就不用填代理人。")
    if application.agent is not None:
        return Attendance.AGENT
    if applicant.kind is PartyKind.NATURAL:
        if representative is not None:
            _unclear("/representative", "自然人没有法定代表人。")
        return Attendance.ONESELF
    if representative is None:
        if application.channel is not Channel.WINDOW:
            return Attendance.ONESELF
        _unclear("/attendance", "单位来办理，请登记到场的法定代表人的证件，或者登记代理人和授权委托书。")
    elif not applicant.legal_representative:
        _unclear("/applicant/legal_representative", "请填写法定代表人。")
    elif representative.name != applicant.legal_representative:
        _unclear("/representative/name", "到场的人不是登记的法定代表人；是代理人的，请填代理人和授权委托书。")
    return Attendance.REPRESENTATIVE


def _unclear(pointer: str, sentence: str) -> NoReturn:
    raise AttendanceUnclear(sentence, errors=(FieldError(pointer, sentence),))
