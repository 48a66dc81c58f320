"""Refusals of guidance.

Invalid
└── InvalidAnswer    an answer is unknown, not an option, or not asked; ``errors`` says which
"""

from __future__ import annotations

from yichuang.kernel.errors import Invalid


class InvalidAnswer(Invalid):
    """A scenario answer does not fit the item's questions. Pointers are ``/answers/<question>``."""

    code = "guidance.invalid-answer"
    title = "情形选择有误"
