"""What an answer means for the decision: another limit, special procedures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yichuang.foundation.clocks.types import LONGEST_LIMIT, Limit, LimitUnit
from yichuang.kernel.errors import FieldError
from yichuang.offer.catalogue.forms.edits import RowsForm, choice, line, number
from yichuang.offer.catalogue.types import Option, ProcedureKind, Question, SpecialProcedure
from yichuang.offer.catalogue.types.editing import TermsOfOption

ROW = ("kind", "days", "basis")


class TermsForm(RowsForm):
    """The limits and special procedures of one option; left empty, those of the item hold."""

    first = "kind"
    most_rows = len(ProcedureKind)

    promised = number(_("这个答案的承诺时限（工作日）"), LONGEST_LIMIT)
    promised_basis = line(_("承诺时限的依据"), 5000)
    statutory = number(_("这个答案的法定时限（工作日）"), LONGEST_LIMIT)
    statutory_basis = line(_("法定时限的依据"), 5000, help_text=_("比事项的法定时限长，必须写明依据。"))

    def __init__(self, data: Any = None, *, question: Question, option: Option, **more: Any) -> None:
        self.question, self.option = question, option
        said: dict[str, Any] = {}
        for name, limit in (("promised", option.promised), ("statutory", option.statutory)):
            if limit:
                said |= {name: limit.amount, f"{name}_basis": limit.legal_basis}
        for row, procedure in enumerate(option.procedures):
            said |= {
                f"kind-{row}": procedure.kind.value,
                f"days-{row}": procedure.working_days,
                f"basis-{row}": procedure.legal_basis,
            }
        super().__init__(data, **said, **more)
        self.count_rows(len(option.procedures), data)
        for row in range(self.rows):
            self.fields[f"kind-{row}"] = choice(_("特别程序"), ProcedureKind)
            self.fields[f"days-{row}"] = number(_("需要多少工作日"), LONGEST_LIMIT)
            self.fields[f"basis-{row}"] = line(_("依据"), 5000)

    @property
    def procedures(self) -> list[dict[str, forms.BoundField]]:
        return self.fields_of(ROW)

    @property
    def is_used(self) -> bool:
        """Whether the page shows it open: it says something, or something is wrong with it."""
        return self.option.changes_terms or self.is_bound

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for name in ("promised", "statutory"):
            if data.get(f"{name}_basis") and not data.get(name) and name not in self.errors:
                self.add_error(name, gettext("写了依据，也要写时限"))
        self.keep_rows(ROW)
        for row in self.kept:
            if not data.get(f"kind-{row}"):
                self.add_error(f"kind-{row}", gettext("请选是哪一种特别程序"))
        return data

    def to_edit(self) -> TermsOfOption:
        data = self.cleaned_data
        procedures = tuple(
            SpecialProcedure(ProcedureKind(data[f"kind-{row}"]), data[f"days-{row}"], data[f"basis-{row}"])
            for row in self.kept
        )
        return TermsOfOption(
            self.question.code,
            self.option.code,
            self._limit("promised"),
            self._limit("statutory"),
            procedures,
        )

    def _limit(self, name: str) -> Limit | None:
        amount = self.cleaned_data[name]
        basis = self.cleaned_data[f"{name}_basis"]
        return Limit(amount, LimitUnit.WORKING_DAY, basis) if amount else None

    def take_errors(self, errors: Iterable[FieldError]) -> bool:
        """A refusal names the procedure by its place: ``…/procedures/0/working_days``."""
        of_rows = self.beside_rows("/procedures", {"working_days": "days", "legal_basis": "basis"})
        shortened = [FieldError(self._short(error.pointer), error.detail) for error in errors]
        self.beside = of_rows | {"procedures": "kind-0"}
        return super().take_errors(shortened)

    def _short(self, pointer: str) -> str:
        """Without the question and the option, when the refusal is about the whole content."""
        start = pointer.find("/procedures")
        return pointer[start:] if start > 0 else pointer
