"""What an item costs, what comes out of it, what is often asked, how it goes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.forms.edits import (
    EditForm,
    RowsForm,
    boxes,
    choice,
    line,
    lines,
    number,
    words,
)
from yichuang.offer.catalogue.types import (
    DeliveryMode,
    Faq,
    Fee,
    FeeLine,
    ResultDocument,
    ResultKind,
    VersionContent,
)
from yichuang.offer.catalogue.types.editing_elements import Charges, FrequentQuestions, Outcome, Steps

FEE_ROW = ("line", "standard", "amount")
FAQ_ROW = ("question", "answer")


class FeeForm(RowsForm):
    """What it costs, a row for each charge; sums in yuan."""

    first = "line"

    charged = forms.ChoiceField(
        label=_("是否收费"),
        required=False,
        choices=[("", _("没有写明")), ("no", _("不收费")), ("yes", _("收费"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    basis = words(_("收费依据"), 5000, help_text=_("收费的必须写明法律、行政法规的依据。"))

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        fee = content.fee
        charges = fee.lines if fee else ()
        said: dict[str, Any] = {}
        if fee:
            said = {"charged": "yes" if fee.charged else "no", "basis": fee.basis}
        for row, charge in enumerate(charges):
            yuan = None if charge.amount_fen is None else Decimal(charge.amount_fen) / 100
            said |= {f"line-{row}": charge.name, f"standard-{row}": charge.standard, f"amount-{row}": yuan}
        super().__init__(data, **said, **more)
        self.count_rows(len(charges), data)
        for row in range(self.rows):
            self.fields[f"line-{row}"] = line(_("收费项目"), 1000)
            self.fields[f"standard-{row}"] = line(_("收费标准"), 5000)
            self.fields[f"amount-{row}"] = forms.DecimalField(
                label=_("固定金额（元）"),
                required=False,
                min_value=0,
                max_value=10_000_000,
                decimal_places=2,
                widget=forms.NumberInput(
                    attrs={"class": "form-control", "inputmode": "decimal", "step": "0.01"}
                ),
            )

    @property
    def charges(self) -> list[dict[str, forms.BoundField]]:
        return self.fields_of(FEE_ROW)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.keep_rows(FEE_ROW)
        for row in self.kept:
            if not data.get(f"line-{row}"):
                self.add_error(f"line-{row}", gettext("请写明收费项目的名称"))
        if (self.kept or data.get("basis")) and not data.get("charged") and "charged" not in self.errors:
            self.add_error("charged", gettext("请选是否收费"))
        return data

    def to_edit(self) -> Charges:
        data = self.cleaned_data
        if not data["charged"]:
            return Charges(None)
        charges = tuple(
            FeeLine(data[f"line-{row}"], data[f"standard-{row}"], _fen(data[f"amount-{row}"]))
            for row in self.kept
        )
        return Charges(Fee(data["charged"] == "yes", data["basis"], charges))

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        of_rows = self.beside_rows("/fee/lines", {"name": "line", "standard": "standard", "amount": "amount"})
        self.beside = of_rows | {"/fee/lines": "charged", "/fee/basis": "basis"}
        return super().take_errors(errors)


def _fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else int(yuan * 100)


class ResultForm(EditForm):
    """What comes out, how long it is good for, and how it is handed out."""

    beside = {"/result/name": "name", "/result/validity_years": "validity_years"}

    kind = choice(_("结果类型"), ResultKind)
    name = line(_("结果名称"), 300, help_text=_("证照或者文书上印的名称。"))
    validity_years = number(_("有效期（年）"), 100, help_text=_("长期有效的留空。"))

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        result = content.result
        said: dict[str, Any] = {"delivery": [mode.value for mode in content.delivery]}
        if result:
            said |= {"kind": result.kind.value, "name": result.name, "validity_years": result.validity_years}
        super().__init__(data, **said, **more)
        self.fields["delivery"] = boxes(
            gettext("怎么给到申请人"), [(mode.value, gettext(mode.label)) for mode in DeliveryMode]
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("name") and not data.get("kind"):
            self.add_error("kind", gettext("请选结果类型"))
        if (data.get("kind") or data.get("validity_years")) and not data.get("name"):
            self.add_error("name", gettext("请写明结果名称"))
        return data

    def to_edit(self) -> Outcome:
        data = self.cleaned_data
        delivery = tuple(map(DeliveryMode, data["delivery"]))
        if not data["name"]:
            return Outcome(None, delivery)
        return Outcome(
            ResultDocument(ResultKind(data["kind"]), data["name"], data["validity_years"]), delivery
        )


class FaqForm(RowsForm):
    """Frequent questions, a row for each."""

    first = "question"

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        said: dict[str, Any] = {}
        for row, faq in enumerate(content.faqs):
            said |= {f"question-{row}": faq.question, f"answer-{row}": faq.answer}
        super().__init__(data, **said, **more)
        self.count_rows(len(content.faqs), data)
        for row in range(self.rows):
            self.fields[f"question-{row}"] = line(_("问题"), 1000)
            self.fields[f"answer-{row}"] = words(_("回答"), 5000)

    @property
    def faqs(self) -> list[dict[str, forms.BoundField]]:
        return self.fields_of(FAQ_ROW)

    def clean(self) -> dict[str, Any]:
        self.keep_rows(FAQ_ROW)
        for row in self.kept:
            for name, said in (("question", gettext("请写明问题")), ("answer", gettext("请写明回答"))):
                if not self.cleaned_data.get(f"{name}-{row}"):
                    self.add_error(f"{name}-{row}", said)
        return self.cleaned_data

    def to_edit(self) -> FrequentQuestions:
        data = self.cleaned_data
        return FrequentQuestions(
            tuple(Faq(data[f"question-{row}"], data[f"answer-{row}"]) for row in self.kept)
        )

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        self.beside = self.beside_rows("/faqs", {"question": "question", "answer": "answer"})
        return super().take_errors(errors)


class StepsForm(EditForm):
    """How it goes, a line for each step."""

    process = words(
        _("办理流程"), 50_000, 5, help_text=_("每行一步，按先后写：申请、受理、审查、决定、送达。")
    )

    def __init__(self, data: Any = None, *, content: VersionContent, **more: Any) -> None:
        super().__init__(data, process="\n".join(content.guide.get("process", ())), **more)

    def to_edit(self) -> Steps:
        return Steps(lines(self.cleaned_data["process"]))
