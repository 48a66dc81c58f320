"""What every page knows without asking: the site's name, the reader's language and type size."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, gettext, gettext_noop

SIZE_COOKIE = "yc-size"
LARGE = "large"

_LANGUAGE_TAGS = {"zh-hans": "zh-CN"}
# names the catalogue knows in other languages: the default and the sample county's
KNOWN_NAMES = (gettext_noop("政务服务"), gettext_noop("安澜县政务服务"))


@dataclass(frozen=True)
class Language:
    """A language a page can be read in. ``tag`` is what ``lang`` attributes carry."""

    code: str
    tag: str
    name: str


@dataclass(frozen=True)
class Portal:
    """The frame around a page.

    Attributes:
        name: what the public calls this site, in the reader's language.
        is_large: the reader asked for the large type (大字版).
        language: the language of this answer; ``other_languages`` can be switched to.
        live_url: address of the live process; empty when pages are not live.
        request_id: the number support looks up.
        path: this page with its query, to come back to.
    """

    name: str
    is_large: bool
    language: Language
    other_languages: tuple[Language, ...]
    live_url: str
    request_id: str
    path: str


def site(request: HttpRequest) -> dict[str, Portal]:
    """Context processor. Reads the request and the settings, never the database.

    The name is ``portal``: allauth's views bring a ``site`` of their own.
    """
    languages = [Language(code, _LANGUAGE_TAGS.get(code, code), name) for code, name in settings.LANGUAGES]
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "portal": Portal(
            name=gettext(settings.SITE_NAME),
            is_large=request.COOKIES.get(SIZE_COOKIE) == LARGE,
            language=next((x for x in languages if x.code == current), languages[0]),
            other_languages=tuple(x for x in languages if x.code != current),
            live_url=settings.LIVE_URL,
            request_id=getattr(request, "request_id", ""),
            path=request.get_full_path(),
        )
    }
