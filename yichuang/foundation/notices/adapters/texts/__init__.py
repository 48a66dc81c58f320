"""The texts of messages: ``<language>/<template>.txt``, the first line the subject, ``$name`` a value.

Every template exists in every language (a test checks), and a value that is missing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from yichuang.foundation.notices.types import MessageText

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent
_NAME = re.compile(r"[a-z][a-z-]*")


def message_texts(template: str, context: Mapping[str, str]) -> dict[str, MessageText]:
    """The message in every language.

    Raises:
        KeyError: a value the template names is not in ``context``.
        ValueError: no such template.
    """
    return {
        language: MessageText(*(part.substitute(context) for part in _parts(language, template)))
        for language in LANGUAGES
    }


@cache
def _parts(language: str, template: str) -> tuple[Template, Template]:
    path = FOLDER / language / f"{template}.txt"
    if not _NAME.fullmatch(template) or not path.exists():
        raise ValueError(f"no message template {template!r}")
    subject, _, body = path.read_text().partition("\n")
    return Template(subject), Template(body.strip())
