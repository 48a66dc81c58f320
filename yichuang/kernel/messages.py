"""Translations without gettext tools: collect the Chinese words of templates and code, compile catalogues.

Chinese is the source language, so only other languages have catalogues. Words of the layouts, the
components and the kernel stand in ``locale/``; a domain's own words in ``<domain>/locale/``. A word that
the shared catalogue has is not repeated in a domain's.

Collected are ``{% trans %}`` and ``{% blocktrans %}`` in templates, ``gettext`` calls in Python, the
labels of code tables (``Labelled``, ``TextChoices``) and the titles of refusals (``errors.py``), which
templates translate by ``{% trans title %}``.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polib
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

LANGUAGE = "en"
CATALOGUE = Path(LANGUAGE) / "LC_MESSAGES" / "django.po"

_SINGULAR = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
_WITH_PLURAL = {"ngettext", "ngettext_lazy"}
_CODE_TABLES = {"Labelled", "TextChoices"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_INLINE = re.compile(r"""_\(\s*("[^"]*"|'[^']*')\s*\)""")
_HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": LANGUAGE,
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True)
class Message:
    """A phrase to translate. ``context`` tells equal words apart; ``plural`` is empty for most."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(_PLACEHOLDER.findall(self.text + self.plural))


def catalogues(root: Path) -> list[Path]:
    """Every catalogue of the tree, the shared one first."""
    books = [root / "locale" / CATALOGUE, *sorted(root.glob(f"yichuang/*/*/locale/{CATALOGUE}"))]
    return [path for path in books if path.exists()]


def collect(root: Path) -> dict[Path, dict[Message, list[str]]]:
    """What each catalogue has to hold: message → the files that say it, relative to ``root``."""
    found: dict[Path, dict[Message, list[str]]] = {root / "locale" / CATALOGUE: {}}
    for path in _sources(root):
        said = _in_template(path) if path.suffix != ".py" else _in_python(path)
        place = path.relative_to(root).as_posix()
        for message in said:
            places = found.setdefault(_home(root, path), {}).setdefault(message, [])
            if place not in places:
                places.append(place)
    shared = found[root / "locale" / CATALOGUE]
    for catalogue, messages in found.items():
        if messages is not shared:
            found[catalogue] = {
                message: places for message, places in messages.items() if message not in shared
            }
    return {catalogue: messages for catalogue, messages in found.items() if messages or messages is shared}


def _home(root: Path, path: Path) -> Path:
    parts = path.relative_to(root).parts
    if parts[0] == "yichuang" and len(parts) > 3 and parts[1] != "kernel":
        return root.joinpath(*parts[:3], "locale") / CATALOGUE
    return root / "locale" / CATALOGUE


def _sources(root: Path) -> Iterator[Path]:
    candidates = [
        *root.glob("templates/**/*.html"),
        *root.glob("templates/**/*.txt"),
        *root.glob("yichuang/**/templates/**/*.html"),
        *root.glob("yichuang/**/*.py"),
        *root.glob("config/*.py"),
    ]
    for path in sorted(candidates):
        parts = path.relative_to(root).parts
        if not {"tests", "migrations", "dev"} & set(parts):
            yield path


def _in_template(path: Path) -> Iterator[Message]:
    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            bits = list(smart_split(token.contents))
            if bits[0] in ("trans", "translate") and len(bits) > 1 and _is_quoted(bits[1]):
                yield Message(bits[1][1:-1].replace("%", "%%"), context=_context(bits))
            elif bits[0] in ("blocktrans", "blocktranslate"):
                yield _block(bits, tokens)
                continue
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for quoted in _INLINE.findall(token.contents):
                yield Message(quoted[1:-1])


def _is_quoted(bit: str) -> bool:
    return len(bit) > 1 and bit[0] in "\"'" and bit[-1] == bit[0]


def _context(bits: list[str]) -> str:
    if "context" not in bits:
        return ""
    value = bits[bits.index("context") + 1]
    return value[1:-1] if _is_quoted(value) else ""


def _block(bits: list[str], tokens: Iterator[Token]) -> Message:
    """The message of a ``blocktrans``, spelt as Django looks it up. Eats the tokens up to its end."""
    halves: list[list[str]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.TEXT:
            halves[-1].append(token.contents.replace("%", "%%"))
        elif token.token_type == TokenType.VAR:
            halves[-1].append(f"%({token.contents})s")
        elif token.contents.strip() == "plural":
            halves.append([])
        elif token.contents.startswith("endblocktrans"):
            break
    texts = ["".join(half) for half in halves]
    if "trimmed" in bits:
        texts = [trim_whitespace(text) for text in texts]
    return Message(texts[0], texts[1] if len(texts) > 1 else "", _context(bits))


def _in_python(path: Path) -> Iterator[Message]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holds_errors = path.name == "errors.py" or path.parent.name == "errors"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node)
        elif isinstance(node, ast.ClassDef):
            bases = {
                base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
                for base in node.bases
            }
            if bases & _CODE_TABLES:
                yield from _labels(node)
            elif holds_errors:
                yield from _titles(node)


def _in_call(node: ast.Call) -> Iterator[Message]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if name in _SINGULAR and words:
        yield Message(words[0])
    elif name in _WITH_CONTEXT and len(words) > 1:
        yield Message(words[1], context=words[0])
    elif name in _WITH_PLURAL and len(words) > 1:
        yield Message(words[0], words[1])


def _labels(node: ast.ClassDef) -> Iterator[Message]:
    for line in node.body:
        value = line.value if isinstance(line, ast.Assign) else None
        if isinstance(value, ast.Tuple) and len(value.elts) > 1:
            label = value.elts[1]
            if (
                isinstance(label, ast.Constant)
                and isinstance(label.value, str)
                and _CHINESE.search(label.value)
            ):
                yield Message(label.value)


def _titles(node: ast.ClassDef) -> Iterator[Message]:
    for line in node.body:
        if isinstance(line, ast.Assign):
            names = [target.id for target in line.targets if isinstance(target, ast.Name)]
        elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            names = [line.target.id]
        else:
            continue
        value = line.value
        if "title" in names and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield Message(value.value)


def update(root: Path) -> Mapping[Path, list[Message]]:
    """Bring every catalogue up to date: add what is new, drop what nobody says, keep translations.

    Returns:
        catalogue → messages that still have no English.
    """
    waiting: dict[Path, list[Message]] = {}
    wanted = collect(root)
    for path in {*wanted, *catalogues(root)}:
        messages = wanted.get(path, {})
        if not messages:
            path.unlink(missing_ok=True)
            continue
        known = _entries(path)
        book = polib.POFile(wrapwidth=100)
        book.metadata = dict(_HEADER)
        for message in sorted(messages, key=lambda m: (messages[m][0], m.text, m.context)):
            entry = known.get(message) or polib.POEntry(msgid=message.text, msgctxt=message.context or None)
            if message.plural and not entry.msgid_plural:
                entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
            entry.occurrences = [(place, "") for place in messages[message]]
            entry.flags = ["python-format"] if message.placeholders else []
            book.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(str(path))
        waiting[path] = list(untranslated(path, messages))
    return waiting


def untranslated(path: Path, messages: Iterable[Message]) -> Iterator[Message]:
    """The messages the catalogue has no complete English for; a lost placeholder counts as none."""
    known = _entries(path)
    for message in messages:
        entry = known.get(message)
        texts = (
            [] if entry is None else list(entry.msgstr_plural.values()) if message.plural else [entry.msgstr]
        )
        if (
            not texts
            or not all(texts)
            or {name for text in texts for name in _PLACEHOLDER.findall(text)} != set(message.placeholders)
        ):
            yield message


def _entries(path: Path) -> dict[Message, polib.POEntry]:
    if not path.exists():
        return {}
    return {
        Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""): entry
        for entry in polib.pofile(str(path), wrapwidth=100)
        if not entry.obsolete
    }


def compile_catalogues(root: Path) -> list[Path]:
    """Write the ``.mo`` beside every ``.po`` that is newer; returns what was written."""
    written = []
    books = [*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("yichuang/*/*/locale/*/LC_MESSAGES/*.po")]
    for book in sorted(books):
        target = book.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= book.stat().st_mtime:
            continue
        # beside the target and then renamed: a process that reads meanwhile never sees half a file
        handle, name = tempfile.mkstemp(dir=book.parent, suffix=".mo.part")
        os.close(handle)
        polib.pofile(str(book)).save_as_mofile(name)
        Path(name).chmod(0o644)
        Path(name).replace(target)
        written.append(target)
    return written
