"""What the documentation lists is what there is: nothing missing, nothing left over."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from config.env import read_env
from config.installation import product_commands
from tests.architecture import reference
from tests.architecture.tree import ROOT, source_files

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\((?P<target>[^)\s]+)\)|!\[[^\]]*\]\((?P<picture>[^)\s]+)\)")
_VARIABLE = re.compile(r"\b(?:YICHUANG_[A-Z_]*[A-Z]|DATABASE_(?:OWNER_)?URL)\b")
# allauth's own pages are described in a sentence; the API and the development pages have their own
_APART = ("account_", "mfa_", "api-v1:", "dev:")


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def rows(page: str) -> Iterator[list[str]]:
    """The cells of every table row of a page, without heads and rules."""
    lines = text_of(page).splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("|") and not _is_rule(line) and not _is_rule(following):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]


def _is_rule(line: str) -> bool:
    return line.startswith("|") and set(line) <= set("|-: ")


# — what is read off the code —


@pytest.mark.parametrize("name", reference.PAGES)
def test_reference_is_what_the_code_says(name: str) -> None:
    stored = (reference.REFERENCE / name).read_text(encoding="utf-8")

    assert reference.rewritten(name) == stored, f"docs/reference/{name} is out of date: run `make docs`"


@pytest.mark.parametrize("name", reference.PAGES)
def test_every_block_stands_on_its_page(name: str) -> None:
    assert reference.blocks(name) == list(reference.PAGES[name])


def test_every_command_of_the_product_is_described() -> None:
    described = set(re.findall(r"^### `yichuang (.+)`$", text_of("reference/commands.md"), re.M))

    assert described == {name.replace("_", " ") for name in product_commands()}


def test_every_refusal_has_its_row() -> None:
    from yichuang.kernel.management.commands.problems_docs import page

    assert text_of("reference/problems.md") == page(), "run `make docs`"


# — what is written by hand —


def test_every_page_of_the_product_is_described() -> None:
    described = {
        (row[1].strip("`"), row[0].strip("`")) for row in rows("reference/pages.md") if row[1].startswith("`")
    }

    assert described - {("api-v1:…", "/api/v1/…")} == set(named_addresses())


def named_addresses() -> Iterator[tuple[str, str]]:
    """Name and address of every page of ours, as the documentation writes them."""
    for name, route in _walk(get_resolver().url_patterns):
        if name and not name.startswith(_APART):
            address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("\\.", ".")
            yield name, "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", re.sub(r"[\^$]", "", address))


def _walk(
    patterns: list[URLPattern | URLResolver], before: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, route, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else ""), route


class _Recorder(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__(DATABASE_URL="postgresql://u@h/n", YICHUANG_SECRET_KEY="k")
        self.asked: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.asked.add(name)
        return super().get(name, default)


def test_every_setting_is_described() -> None:
    environment = _Recorder()
    read_env(environment)
    described = {row[0].strip("`") for row in rows("reference/settings.md")}

    assert environment.asked <= described


def test_every_variable_of_the_sources_is_named() -> None:
    files = [*source_files("config", "yichuang", "bin", "tests"), ROOT / "Makefile", ROOT / ".ci" / "run"]
    used = {name for file in files for name in _VARIABLE.findall(file.read_text(encoding="utf-8"))}

    assert used == set(_VARIABLE.findall(text_of("reference/settings.md")))


# — the whole —


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for found in _LINK.finditer(page.read_text(encoding="utf-8")):
            target = found["target"] or found["picture"]
            if not re.match(r"[a-z]+:", target):
                yield page, target


def test_every_link_leads_to_something() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page, target in links()
        if not _leads_somewhere(page, target)
    ]

    assert broken == []


def _leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return False
    return not anchor or file.suffix != ".md" or anchor in set(_anchors(file))


def _anchors(page: Path) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_page_is_reached_from_the_index() -> None:
    index = DOCS / "README.md"
    reached, waiting = {index}, [index]
    targets: dict[Path, list[Path]] = {}
    for page, target in links():
        targets.setdefault(page, []).append((page.parent / unquote(target).partition("#")[0]).resolve())
    while waiting:
        for target in targets.get(waiting.pop(), []):
            if target not in reached:
                reached.add(target)
                waiting.append(target)

    assert [str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md") if page not in reached] == []


def test_decisions_are_numbered_without_gaps_and_say_how_they_are_enforced() -> None:
    decisions = sorted((DOCS / "adr").glob("[0-9]*.md"))

    assert [int(file.name[:4]) for file in decisions] == list(range(1, len(decisions) + 1))
    for file in decisions:
        headings = re.findall(r"^## (.*)$", file.read_text(encoding="utf-8"), re.M)
        assert headings == ["Context", "Decision", "Consequences", "How it is enforced"], file.name


def test_what_enforces_a_decision_exists() -> None:
    named = {
        (file.name, path)
        for file in sorted((DOCS / "adr").glob("[0-9]*.md"))
        for path in re.findall(
            r"`((?:yichuang|config|tests|bin)/[\w/.-]+?\.\w+)(?:::\w+)?`", file.read_text(encoding="utf-8")
        )
    }

    assert len(named) > 10
    assert sorted(f"{file}: {path}" for file, path in named if not (ROOT / path).is_file()) == []


def test_tests_named_by_the_documentation_exist() -> None:
    missing = []
    for page in PAGES:
        for path, test in re.findall(r"`([\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8")):
            if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8"):
                missing.append(f"{page.relative_to(ROOT)}: {path}::{test}")

    assert missing == []


def test_no_page_names_this_machine() -> None:
    private = re.compile(r"/(?:work|root|tmp)/\w|registry\.|://(?:10|192\.168|172)\.")

    assert [page.name for page in PAGES if private.search(page.read_text(encoding="utf-8"))] == []


# — what is done —

STATES = ("done", "partly", "not yet")
LINES = 224
_ID = re.compile(r"\b(?:CAT|GUI|QUE|WIN|INT|APP|DEL|ONE|LIB|NET|SEL|STF|CMP|SUP|MID|POS|ANA|SEC)-\d\d\b")


def features() -> list[list[str]]:
    """The rows of the status table: id, what, state, how far."""
    return [row for row in rows("reference/status.md") if _ID.fullmatch(row[0])]


def proven() -> set[str]:
    """The lines that some test names."""
    tests = [
        file for folder in ("yichuang", "config", "tests") for file in (ROOT / folder).rglob("test_*.py")
    ]
    return {line for file in tests for line in _ID.findall(file.read_text(encoding="utf-8"))}


def test_the_status_table_has_every_line_once_with_a_state() -> None:
    table = features()

    assert len({row[0] for row in table}) == len(table) == LINES
    assert [row for row in table if len(row) != 4 or row[2] not in STATES or not row[1]] == []
    assert [row[0] for row in table if row[2] == "partly" and not row[3]] == []


def test_what_is_done_is_named_by_a_test() -> None:
    assert sorted({row[0] for row in features() if row[2] == "done"} - proven()) == []


def test_what_a_test_names_is_not_called_missing() -> None:
    assert sorted(proven() & {row[0] for row in features() if row[2] == "not yet"}) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_summary_in_the_readme_counts_the_lines(name: str) -> None:
    counts: dict[str, list[int]] = {}
    for line, _, state, _ in features():
        group = counts.setdefault(line[:3], [0, 0, 0])
        group[STATES.index(state)] += 1
    said = {
        match["group"]: [int(match["done"]), int(match["partly"]), int(match["open"])]
        for match in re.finditer(
            r"^\| `(?P<group>[A-Z]{3})` .*?\| (?P<done>\d+) \| (?P<partly>\d+) \| (?P<open>\d+) \|",
            (ROOT / name).read_text(encoding="utf-8"),
            re.M,
        )
    }

    assert said == counts


# — what others read of us —


def test_publiccode_has_what_the_standard_asks() -> None:
    document = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert document["publiccodeYmlVersion"] == "0.4"
    needed = {"name", "url", "platforms", "categories", "developmentStatus", "softwareType", "description"}
    assert needed | {"legal", "maintenance", "localisation"} <= set(document)
    assert document["legal"]["license"] == project["license"]
    assert document["maintenance"]["type"] in ("internal", "contract", "community", "none")
    assert all(contact["name"] for contact in document["maintenance"]["contacts"])
    assert set(document["localisation"]["availableLanguages"]) == {"zh-Hans", "en"}
    for words in document["description"].values():
        assert 0 < len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
        for picture in words.get("screenshots", []):
            assert (ROOT / picture).is_file()


def test_the_changelog_knows_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
