"""Words are collected from everywhere people see them, and every one has its English."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from yichuang.kernel import messages
from yichuang.kernel.messages import Message

ROOT = Path(settings.LOCALE_PATHS[0]).parent
SHARED = Path("locale") / messages.CATALOGUE
OWN = Path("yichuang/offer/catalogue/locale") / messages.CATALOGUE


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small product: a layout, a domain's page, its labels, its refusals, a test and a gallery page."""
    files = {
        "templates/layouts/base.html": '{% trans "登录" %}{{ _("首页") }}',
        "yichuang/offer/catalogue/templates/catalogue/item.html": (
            '{% load i18n %}<c-button label="{% trans \'受理\' %}" />{% trans "登录" %}{% trans status %}'
            '{% trans "一" context "weekday" %}'
            "{% blocktrans with n=count trimmed %}\n  要 {{ n }} 份，\n  共 100%\n{% endblocktrans %}"
            "{% blocktrans count d=left %}剩 {{ d }} 天{% plural %}剩 {{ d }} 天{% endblocktrans %}"
        ),
        "yichuang/offer/catalogue/types.py": (
            "class Kind(Labelled):\n    A = 'a', '许可'\n    CODE = 'b', 'B'\n"
            "class Other:\n    A = 'a', '不是标签'\n"
        ),
        "yichuang/offer/catalogue/errors.py": (
            "class Refused(Conflict):\n    title: ClassVar[str] = '不能这样办'\n"
        ),
        "yichuang/offer/catalogue/forms.py": (
            "x = _('姓名')\ny = pgettext('short', '名')\nz = ngettext('份', '份多', 2)\n"
        ),
        "yichuang/offer/catalogue/tests/test_x.py": "_('测试')",
        "yichuang/kernel/templates/dev/x.html": '{% trans "样张" %}',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_words_are_found_where_people_see_them(tree: Path) -> None:
    found = messages.collect(tree)

    assert set(found[tree / SHARED]) == {Message("登录"), Message("首页")}
    assert set(found[tree / OWN]) == {
        Message("受理"),
        Message("一", context="weekday"),
        Message("要 %(n)s 份， 共 100%%"),
        Message("剩 %(d)s 天", "剩 %(d)s 天"),
        Message("许可"),
        Message("不能这样办"),
        Message("姓名"),
        Message("名", context="short"),
        Message("份", "份多"),
    }


def test_updating_keeps_translations_and_drops_what_nobody_says(tree: Path) -> None:
    messages.update(tree)
    book = tree / SHARED
    book.write_text(book.read_text().replace('msgid "登录"\nmsgstr ""', 'msgid "登录"\nmsgstr "Sign in"'))
    (tree / "templates/layouts/base.html").write_text('{% trans "登录" %}{% trans "退出" %}')

    waiting = messages.update(tree)

    assert 'msgid "登录"\nmsgstr "Sign in"' in book.read_text()
    assert "首页" not in book.read_text()
    assert waiting[book] == [Message("退出")]


def test_updating_twice_changes_nothing(tree: Path) -> None:
    messages.update(tree)
    before = {path: path.read_text() for path in messages.catalogues(tree)}

    messages.update(tree)

    assert {path: path.read_text() for path in messages.catalogues(tree)} == before


@pytest.mark.parametrize("english", ["", "days left", "%(n)s days left"])
def test_english_without_its_figures_is_no_translation(tree: Path, english: str) -> None:
    messages.update(tree)
    book = tree / OWN
    book.write_text(
        book.read_text()
        .replace('msgstr[0] ""', f'msgstr[0] "{english}"')
        .replace('msgstr[1] ""', f'msgstr[1] "{english}"')
    )

    missing = messages.untranslated(book, [Message("剩 %(d)s 天", "剩 %(d)s 天")])

    assert [message.text for message in missing] == ["剩 %(d)s 天"]


def test_a_compiled_catalogue_is_read_by_gettext(tree: Path) -> None:
    messages.update(tree)
    book = tree / OWN
    book.write_text(
        book.read_text().replace(
            'msgctxt "weekday"\nmsgid "一"\nmsgstr ""', 'msgctxt "weekday"\nmsgid "一"\nmsgstr "Mon"'
        )
    )

    written = messages.compile_catalogues(tree)

    assert (tree / OWN).with_suffix(".mo") in written
    with (tree / OWN).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).pgettext("weekday", "一") == "Mon"
    assert messages.compile_catalogues(tree) == []


def test_every_message_has_its_english() -> None:
    missing = {
        path.relative_to(ROOT).as_posix(): texts
        for path, wanted in messages.collect(ROOT).items()
        if (texts := [message.text for message in messages.untranslated(path, wanted)])
    }

    assert missing == {}, "run: yichuang messages collect, then write the English"


def test_django_looks_words_up_as_they_were_collected(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The spelling of a blocktrans message is Django's own."""
    asked: list[str] = []
    said = (
        "{% load i18n %}"
        + (tree / "yichuang/offer/catalogue/templates/catalogue/item.html").read_text().split("/>")[1]
    )
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda text: asked.append(text) or text)
    monkeypatch.setattr(
        "django.utils.translation._trans.ngettext", lambda one, many, n: asked.append(one) or one
    )

    with translation.override("en"):
        Template(said).render(Context({"count": 2, "left": 3, "status": "x"}))

    wanted: Any = [message.text for message in messages.collect(tree)[tree / OWN] if "%" in message.text]
    assert sorted(wanted) == sorted(text for text in asked if "%" in text)
