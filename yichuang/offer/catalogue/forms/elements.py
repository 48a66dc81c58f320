"""The elements of an item: what it is called, how long it takes, how it is handled, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.offer.catalogue.forms.edits import EditForm, RowsForm, choice, line, lines, number, words
from yichuang.offer.catalogue.forms.outcomes import FaqForm, FeeForm, ResultForm, StepsForm
from yichuang.offer.catalogue.rules.reading import reading_of
from yichuang.offer.catalogue.types import ApprovalTier, HandlingType, LegalBasis, VersionContent
from yichuang.offer.catalogue.types.editing import Grounds, Handling, Limits, Naming


class NamingForm(EditForm):
    """What it is called."""

    name = line(_("业务办理项名称"), 1000, needed=_("请写明名称"))
    item_name = line(_("事项名称"), 1000, needed=_("请写明名称"))
    aliases = words(_("别名"), 20_000, 3, help_text=_("群众的说法，每行一个，搜索时也能找到。"))
    plain_words = words(
        _("通俗说明"),
        5000,
        3,
        help_text=_("用大白话写一两句：谁要办、办了有什么用。每句不超过 30 字最好读。"),
    )

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        # as it is saved: what the editor has just typed is told with the page that follows
        self.reading = reading_of(content.guide.get("plain_words", ""))
        super().__init__(
            data,
            name=content.name,
            item_name=content.item_name,
            aliases="\n".join(content.aliases),
            plain_words=content.guide.get("plain_words", ""),
            **more,
        )

    def to_edit(self) -> Naming:
        data = self.cleaned_data
        return Naming(data["name"], data["item_name"], lines(data["aliases"]), data["plain_words"])


class LimitsForm(EditForm):
    """How long the decision takes."""

    beside = {
        "/statutory": "statutory_amount",
        "/promised": "promised_amount",
        "/handling_type": "promised_unit",
    }

    statutory_amount = number(_("法定办结时限"), LONGEST_LIMIT)
    statutory_unit = choice(_("法定时限的单位"), LimitUnit)
    statutory_basis = words(_("法定时限的依据"), 5000)
    promised_amount = number(_("承诺办结时限"), LONGEST_LIMIT)
    promised_unit = choice(_("承诺时限的单位"), LimitUnit)
    promised_basis = words(_("承诺时限的依据"), 5000)

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        said = _of_limit("statutory", content.statutory) | _of_limit("promised", content.promised)
        super().__init__(data, **said, **more)

    def clean(self) -> dict[str, Any]:
        for name in ("statutory", "promised"):
            amount, unit = self.cleaned_data.get(f"{name}_amount"), self.cleaned_data.get(f"{name}_unit")
            if amount and not unit:
                self.add_error(f"{name}_unit", gettext("请选时限的单位"))
            if unit and unit != LimitUnit.IMMEDIATE.value and not amount:
                self.add_error(f"{name}_amount", gettext("请写明时限；不知道的，单位选“没有写明”"))
        return self.cleaned_data

    def to_edit(self) -> Limits:
        return Limits(self._limit("statutory"), self._limit("promised"))

    def _limit(self, name: str) -> Limit | None:
        data = self.cleaned_data
        if not data[f"{name}_unit"]:
            return None
        unit = LimitUnit(data[f"{name}_unit"])
        amount = 0 if unit is LimitUnit.IMMEDIATE else data[f"{name}_amount"]
        return Limit(amount, unit, data[f"{name}_basis"])


class HandlingForm(EditForm):
    """How it is handled."""

    handling_type = choice(_("办件类型"), HandlingType)
    approval_tier = choice(_("审批层级"), ApprovalTier)
    visits = number(_("到现场次数"), 99)
    on_site_reason = words(_("必须到现场的原因"), 5000)

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        super().__init__(
            data,
            handling_type=content.handling_type.value if content.handling_type else "",
            approval_tier=content.approval_tier.value if content.approval_tier else "",
            visits=content.visits,
            on_site_reason=content.guide.get("on_site_reason", ""),
            **more,
        )

    def to_edit(self) -> Handling:
        data = self.cleaned_data
        return Handling(
            HandlingType(data["handling_type"]) if data["handling_type"] else None,
            ApprovalTier(data["approval_tier"]) if data["approval_tier"] else None,
            data["visits"],
            data["on_site_reason"],
        )


class GroundsForm(RowsForm):
    """What it rests on, a row for each source of law, and what it takes."""

    first = "law"

    conditions = words(_("受理条件"), 50_000, 4, help_text=_("每行一条。"))

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        said: dict[str, Any] = {"conditions": "\n".join(content.conditions)}
        for index, basis in enumerate(content.legal_basis):
            said |= {
                f"law-{index}": basis.law,
                f"article-{index}": basis.article,
                f"text-{index}": basis.text,
            }
        super().__init__(data, **said, **more)
        self.count_rows(len(content.legal_basis), data)
        for index in range(self.rows):
            self.fields[f"law-{index}"] = line(_("法律、法规、规章"), 1000)
            self.fields[f"article-{index}"] = line(_("条款"), 1000)
            self.fields[f"text-{index}"] = words(_("条文"), 5000)

    @property
    def bases(self) -> list[dict[str, forms.BoundField]]:
        return self.fields_of(("law", "article", "text"))

    def clean(self) -> dict[str, Any]:
        for index in range(self.rows):
            law, *rest = (self.cleaned_data.get(f"{name}-{index}", "") for name in ("law", "article", "text"))
            if not law and any(rest):
                self.add_error(f"law-{index}", gettext("请写明法律、法规、规章的名称"))
        return self.cleaned_data

    def to_edit(self) -> Grounds:
        data = self.cleaned_data
        bases = [
            LegalBasis(data[f"law-{i}"], data[f"article-{i}"], data[f"text-{i}"]) for i in range(self.rows)
        ]
        return Grounds(tuple(basis for basis in bases if basis.law), lines(data["conditions"]))


def _of_limit(name: str, limit: Limit | None) -> dict[str, Any]:
    if limit is None:
        return {}
    return {
        f"{name}_amount": limit.amount or None,
        f"{name}_unit": limit.unit.value,
        f"{name}_basis": limit.legal_basis,
    }


ElementForm = (
    NamingForm | LimitsForm | HandlingForm | GroundsForm | FeeForm | ResultForm | FaqForm | StepsForm
)

ELEMENT_FORMS: Mapping[str, type[ElementForm]] = {
    "naming": NamingForm,
    "limits": LimitsForm,
    "handling": HandlingForm,
    "grounds": GroundsForm,
    "fee": FeeForm,
    "result": ResultForm,
    "steps": StepsForm,
    "faqs": FaqForm,
}
