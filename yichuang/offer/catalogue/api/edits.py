"""The shapes of edits of a draft, made from the edits themselves: what an editor can say, a program can.

A kind names an edit of :mod:`types.editing`; its members are the edit's, bounded. Whether the words fit is
the rules' to say, as on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from ninja import Field
from pydantic import create_model

from yichuang.kernel.api import Code, Flag, Input, Text
from yichuang.offer.catalogue.types import Condition, editing
from yichuang.offer.catalogue.types import editing_elements as elements

MOST = 100
KINDS: Mapping[str, Any] = {
    "naming": editing.Naming,
    "limits": editing.Limits,
    "handling": editing.Handling,
    "grounds": editing.Grounds,
    "charges": elements.Charges,
    "outcome": elements.Outcome,
    "frequent-questions": elements.FrequentQuestions,
    "steps": elements.Steps,
    "add-material": editing.AddMaterial,
    "change-material": editing.ChangeMaterial,
    "remove-material": editing.RemoveMaterial,
    "move-material": editing.MoveMaterial,
    "materials-complete": editing.MaterialsComplete,
    "material-needed": editing.MaterialNeeded,
    "add-point": editing.AddPoint,
    "change-point": editing.ChangePoint,
    "remove-point": editing.RemovePoint,
    "move-point": editing.MovePoint,
    "add-question": editing.AddQuestion,
    "change-question": editing.ChangeQuestion,
    "question-asked": editing.QuestionAsked,
    "remove-question": editing.RemoveQuestion,
    "move-question": editing.MoveQuestion,
    "add-option": editing.AddOption,
    "change-option": editing.ChangeOption,
    "terms-of-option": editing.TermsOfOption,
    "remove-option": editing.RemoveOption,
    "move-option": editing.MoveOption,
    "materials-of-question": editing.MaterialsOfQuestion,
}

Words = Annotated[Text, Field(max_length=5000)]
Count = Annotated[int, Field(ge=0, le=9999, strict=True)]
Fen = Annotated[int, Field(ge=0, le=10_000_000_000, strict=True, description="In fen")]
Answers = Annotated[dict[Code, Annotated[list[Code], Field(max_length=MOST)]], Field(max_length=MOST)]


def edit_of(given: Any) -> editing.Edit:
    """The edit a request names.

    Raises:
        LimitNotValid: a limit that is none.
    """
    edit: editing.Edit = _made(KINDS[given.kind], given)
    return edit


@cache
def _shape(what: type[Any], kind: str = "") -> type[Input]:
    """The shape of an edit, or of something in one."""
    hints = get_type_hints(what)
    members: dict[str, Any] = {"kind": (Literal[kind], ...)} if kind else {}
    for field in fields(what):
        default = ... if field.default is MISSING else _plain(field.default)
        members[field.name] = (_member(hints[field.name], field.name), default)
    said = (what.__doc__ or "").strip().split("\n\n")[0]
    about = said if not said.startswith(f"{what.__name__}(") else f"The edit {kind} of a draft."
    return create_model(f"{what.__name__}In", __base__=Input, __doc__=" ".join(about.split()), **members)


def _member(hint: Any, name: str = "") -> Any:
    if hint is str:
        return Words
    if hint is bool:
        return Flag
    if hint is int:
        return Fen if name.endswith("fen") else Count
    if hint is Condition or get_origin(hint) is Mapping or get_origin(hint) is _MAPPING:
        return Answers
    if get_origin(hint) is tuple:
        return Annotated[list[_member(get_args(hint)[0])], Field(max_length=MOST)]  # type: ignore[misc]
    if is_optional(hint):
        return _member(_inner(hint), name) | None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Literal[tuple(one.value for one in hint)]
    return _shape(hint)


_MAPPING = get_origin(Mapping[str, str])


def is_optional(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _inner(hint: Any) -> Any:
    (inner,) = (one for one in get_args(hint) if one is not NoneType)
    return inner


def _plain(default: Any) -> Any:
    """A default as JSON has it."""
    if isinstance(default, Condition):
        return default.as_json()
    if isinstance(default, Enum):
        return default.value
    return list(default) if isinstance(default, tuple) else default


def _made(what: Any, given: Any) -> Any:
    """What a shape says, as the domain has it."""
    hints = get_type_hints(what)
    return what(
        **{field.name: _value(hints[field.name], getattr(given, field.name)) for field in fields(what)}
    )


def _value(hint: Any, given: Any) -> Any:
    if given is None:
        return None
    if is_optional(hint):
        return _value(_inner(hint), given)
    if hint is Condition:
        return Condition.of(given)
    if get_origin(hint) is _MAPPING:
        return {name: tuple(options) for name, options in given.items()}
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], one) for one in given)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(given)
    return _made(hint, given) if is_dataclass(hint) else given


if TYPE_CHECKING:

    class EditIn(Input):
        """One edit of an open draft; ``revision``: the newest the caller has seen."""

        revision: int
        edit: Any

else:
    EditIn = create_model(
        "EditIn",
        __base__=Input,
        __doc__="One edit of an open draft; ``revision``: the newest the caller has seen.",
        revision=(Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)], ...),
        edit=(
            Annotated[
                Union[tuple(_shape(what, kind) for kind, what in KINDS.items())],  # noqa: UP007 - of a table
                Field(discriminator="kind"),
            ],
            ...,
        ),
    )
