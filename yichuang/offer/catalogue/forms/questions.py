"""Questions, their options, and what depends on them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yichuang.offer.catalogue.forms.edits import (
    ConditionForm,
    EditForm,
    StepForm,
    boxes,
    line,
    lines,
    words,
)
from yichuang.offer.catalogue.rules.editing_questions import needed_options
from yichuang.offer.catalogue.types import Material, Option, Question, VersionContent
from yichuang.offer.catalogue.types.editing import (
    AddOption,
    AddQuestion,
    ChangeOption,
    ChangeQuestion,
    MaterialsOfQuestion,
    MoveOption,
    MoveQuestion,
    QuestionAsked,
    RemoveOption,
    RemoveQuestion,
)


class AddQuestionForm(EditForm):
    """A new question with its options."""

    text = line(_("问题"), 1000, needed=_("请写明问题"))
    options = words(_("选项"), 20_000, 3, needed=_("请写至少两个选项"), help_text=_("每行一个，至少两个。"))
    hint = words(_("说明"), 5000)

    def to_edit(self) -> AddQuestion:
        data = self.cleaned_data
        return AddQuestion(data["text"], lines(data["options"]), data["hint"])


class QuestionForm(EditForm):
    """The words of a question."""

    text = line(_("问题"), 1000, needed=_("请写明问题"))
    hint = words(_("说明"), 5000)

    def __init__(self, data: Any = None, *, question: Question, **more: Any) -> None:
        self.question = question
        super().__init__(data, text=question.text, hint=question.hint, **more)

    def to_edit(self) -> ChangeQuestion:
        return ChangeQuestion(self.question.code, self.cleaned_data["text"], self.cleaned_data["hint"])


class AskedForm(ConditionForm):
    """When a question is asked."""

    def __init__(self, data: Any = None, *, question: Question, **more: Any) -> None:
        self.question = question
        super().__init__(data, **more)

    def to_edit(self) -> QuestionAsked:
        return QuestionAsked(self.question.code, self.condition())


class PlaceOfQuestion(StepForm):
    def __init__(self, data: Any = None, *, question: Question, **more: Any) -> None:
        self.question = question
        super().__init__(data, **more)

    def to_edit(self) -> MoveQuestion | RemoveQuestion:
        code = self.question.code
        return RemoveQuestion(code) if self.is_removal else MoveQuestion(code, self.up)


class OptionForm(EditForm):
    """The words of an option; without one, a new option."""

    label = line(_("选项"), 1000, needed=_("请写明选项"))
    hint = line(_("说明"), 5000)

    def __init__(
        self, data: Any = None, *, question: Question, option: Option | None = None, **more: Any
    ) -> None:
        self.question, self.option = question, option
        said: dict[str, Any] = {"label": option.label, "hint": option.hint} if option else {}
        super().__init__(data, **said, **more)

    def to_edit(self) -> AddOption | ChangeOption:
        data = self.cleaned_data
        if self.option:
            return ChangeOption(self.question.code, self.option.code, data["label"], data["hint"])
        return AddOption(self.question.code, data["label"], data["hint"])


class PlaceOfOption(StepForm):
    def __init__(self, data: Any = None, *, question: Question, option: Option, **more: Any) -> None:
        self.question, self.option = question, option
        super().__init__(data, **more)

    def to_edit(self) -> MoveOption | RemoveOption:
        question, option = self.question.code, self.option.code
        return RemoveOption(question, option) if self.is_removal else MoveOption(question, option, self.up)


class MaterialsOfQuestionForm(EditForm):
    """Under which answers each material is needed: a row of boxes for each material."""

    def __init__(self, data: Any = None, *, question: Question, content: VersionContent, **more: Any) -> None:
        self.question, self.materials = question, content.materials
        shown: dict[str, Any] = {
            f"needed-{material.code}": list(needed_options(material, question))
            for material in content.materials
        }
        super().__init__(data, **more, **shown)
        options = [(option.code, option.label) for option in question.options]
        for material in content.materials:
            self.fields[f"needed-{material.code}"] = boxes(material.name, options)

    @property
    def rows(self) -> list[tuple[Material, forms.BoundField]]:
        return [(material, self[f"needed-{material.code}"]) for material in self.materials]

    def to_edit(self) -> MaterialsOfQuestion:
        needed = {
            material.code: tuple(self.cleaned_data[f"needed-{material.code}"]) for material in self.materials
        }
        return MaterialsOfQuestion(self.question.code, needed)

    def take_errors(self, errors: Any) -> bool:
        """A refusal names the material: ``/needed/m02``."""
        self.beside = {f"/needed/{material.code}": f"needed-{material.code}" for material in self.materials}
        return super().take_errors(errors)
