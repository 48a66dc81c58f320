"""The parts of docs/reference that are read off the code: ``make docs`` writes them, test_docs compares.

A page holds them between two marks::

    <!-- from the code: flow -->
    …
    <!-- end -->
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"

_BLOCK = re.compile(r"(<!-- from the code: (?P<name>[a-z-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)
# options every command of Django has
_COMMON = {"help", "json", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color"}
_COMMON |= {"force_color", "skip_checks"}
_METHODS = ("get", "post", "put", "patch", "delete")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def first_line(documented: object) -> str:
    """The first sentence of a docstring, without its closing full stop."""
    text = inspect.getdoc(documented) or ""
    paragraph = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.!?])\s", paragraph)[0].rstrip(".").replace("``", "`")


def bare(dotted: str) -> Any:
    """The function of a dotted path."""
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(module), name)


# — flow —


def event_classes() -> Iterator[type[Any]]:
    """Every event of every domain, upstream first."""
    from yichuang.kernel.outbox import Event

    for module in _modules("events"):
        for _, found in inspect.getmembers(import_module(module), dataclasses.is_dataclass):
            if found.__module__ == module and set(Event.__annotations__) - {"__dataclass_fields__"} <= set(
                dir(found)
            ):
                yield found


def flow() -> str:
    from yichuang.flow import FLOW

    rows = []
    for event in event_classes():
        fields = ", ".join(f"`{field.name}`" for field in dataclasses.fields(event))
        heard = [
            f"`{path.split('.')[-3]}.{path.split('.')[-1]}`: {first_line(bare(path))}"
            for path in FLOW.get(event, ())
        ]
        version = f"`{event.name}` v{event.version}"
        rows.append([version, first_line(event), fields, "<br>".join(heard) or "nobody yet"])
    return table(["event", "says", "fields", "heard by"], rows)


def states() -> str:
    from yichuang.casework.cases.rules import FINAL, TRANSITIONS

    built = built_acts()
    reached = _reached(TRANSITIONS, built)
    rows = []
    for (before, act), after in TRANSITIONS.items():
        start = f"`{before.value}` {before.label}" if before else "—"
        end = f"`{after.value}` {after.label}" + (" (end)" if after in FINAL else "")
        can_be_done = act.name in built and before in reached
        rows.append([start, f"`{act.value}` {act.label}", end, "yes" if can_be_done else ""])
    return table(["from", "act", "to", "can be done now"], rows)


def _reached(transitions: Mapping[tuple[Any, Any], Any], built: set[str]) -> set[Any]:
    """The states a case can come to by the acts that are built."""
    reached: set[Any] = {None}
    while True:
        more = {
            after for (before, act), after in transitions.items() if before in reached and act.name in built
        }
        if more <= reached:
            return reached
        reached |= more


def built_acts() -> set[str]:
    """The kinds of act that some service writes: named by it, or by a query that says which one it is."""
    domains = [folder for folder in (ROOT / "yichuang").glob("*/*") if folder.is_dir()]
    written = {node for domain in domains for node in _nodes_of(domain, "services")}
    answered = {
        node
        for domain in domains
        for function in _nodes_of(domain, "queries")
        if isinstance(function, ast.FunctionDef)
        and isinstance(function.returns, ast.Name)
        and function.returns.id == "ActKind"
        for node in ast.walk(function)
    }
    return {
        node.attr
        for node in written | answered
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ActKind"
    }


def _nodes_of(domain: Path, role: str) -> Iterator[ast.AST]:
    """Every node of the files of one role: a module, or a package of them."""
    for found in domain.glob(f"{role}*"):
        for file in [found] if found.suffix == ".py" else found.rglob("*.py"):
            yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


# — permissions —


def permissions() -> str:
    from yichuang.foundation.accounts.rules import PERMISSIONS
    from yichuang.foundation.accounts.types import Scope

    where = {
        Scope.OUTLET: "outlet",
        Scope.ORGANISATION: "department",
        Scope.REGION: "region",
    }
    rows = [
        [
            f"`{act.value}`",
            act.label,
            "; ".join(
                f"{role.label} ({' or '.join(where[scope] for scope in scopes)})"
                for role, scopes in roles.items()
            ),
        ]
        for act, roles in PERMISSIONS.items()
    ]
    return table(["act", "权限", "who, and what the post must share with the matter"], rows)


def roles() -> str:
    from django.urls import Resolver404, resolve

    from yichuang.foundation.accounts import rules
    from yichuang.foundation.accounts.types import Role

    def desk(role: Role) -> str:
        path, name = rules.DESK_OF_ROLE[role]
        try:
            resolve(path)
        except Resolver404:
            return f"`{path}` {name} (not built yet)"
        return f"`{path}` {name}"

    rows = [
        [
            f"`{role.value}`",
            role.label,
            rules.POWER_OF_ROLE[role].label,
            " and ".join(
                word
                for word, needing in (
                    ("outlet", rules.NEEDS_OUTLET),
                    ("department", rules.NEEDS_ORGANISATION),
                )
                if role in needing
            )
            or "region",
            desk(role),
        ]
        for role in Role
    ]
    return table(["role", "岗位", "权属", "the post names", "works at"], rows)


# — commands —


def commands() -> str:
    from django.core.management import load_command_class

    from config.installation import product_commands

    sections = []
    for name, file in sorted(product_commands().items()):
        spoken = name.replace("_", " ")
        command = load_command_class(_app_of(file), name)
        parser = command.create_parser("yichuang", spoken)
        needs = "" if getattr(command, "needs_database", True) else "\n\nNeeds no database."
        rows = [_argument(action) for action in parser._actions if action.dest not in _COMMON]
        arguments = f"\n\n{table(['argument', 'meaning'], rows)}" if rows else ""
        sections.append(f"### `yichuang {spoken}`\n\n{_sentence(command.help)}{needs}{arguments}")
    return "\n\n".join(sections)


def _app_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).parts[:-3])


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。")) else f"{text}."


def _argument(action: argparse.Action) -> list[str]:
    value = action.metavar or (
        "|".join(map(str, action.choices)) if action.choices else action.dest.upper().replace("_", "-")
    )
    name = action.option_strings[-1] if action.option_strings else ""
    takes = "" if action.nargs == 0 else str(value)
    meaning = (action.help or "").replace("%(default)s", str(action.default))
    required = " (required)" if action.required and action.option_strings else ""
    return [f"`{' '.join(filter(None, (name, takes)))}`", (meaning + required).strip() or "—"]


def verbs() -> str:
    from config.launcher import VERBS

    rows = [[f"`yichuang {verb}`", first_line(handler)] for verb, handler in VERBS.items()]
    return table(["verb", "does"], rows)


def targets() -> str:
    found = re.findall(r"^([a-z-]+):.*?## (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    return table(["make …", "does"], [[f"`{name}`", words] for name, words in found])


# — API —


def api() -> str:
    from config.api import api as product

    rows = []
    for path, operations in product.get_openapi_schema()["paths"].items():
        for method in _METHODS:
            if method in operations:
                rows.append(_operation(method, path, operations[method]))
    return table(["method", "address", "does", "token", "answers"], rows)


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> list[str]:
    answers = ", ".join(str(status) for status in operation["responses"] if int(status) < 300)
    return [
        method.upper(),
        f"`{path}`",
        operation["summary"],
        "bearer" if operation.get("security") else "none",
        answers,
    ]


# — models —


def models() -> str:
    from django.apps import apps

    sections = []
    for app in apps.get_app_configs():
        if not app.name.startswith("yichuang."):
            continue
        rows = [
            [
                f"`{model.__name__}`",
                str(model._meta.verbose_name),
                f"`{model._meta.db_table}`",
                first_line(model),
                "only added to" if getattr(model, "append_only", False) else "",
            ]
            for model in app.get_models()
        ]
        if rows:
            name = app.name.removeprefix("yichuang.")
            sections.append(f"### {name}\n\n{table(['model', '中文', 'table', 'is', ''], rows)}")
    return "\n\n".join(sections)


# — all of them —


PAGES: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "flow.md": {"flow": flow, "states": states},
    "permissions.md": {"permissions": permissions, "roles": roles},
    "commands.md": {"targets": targets, "verbs": verbs, "commands": commands},
    "api.md": {"api": api},
    "models.md": {"models": models},
}


def rewritten(page: str) -> str:
    """The page with its blocks as the code has them now."""
    from django.utils import translation

    makers = PAGES[page]
    with translation.override("zh-hans"):
        return _BLOCK.sub(
            lambda found: f"{found[1]}\n{makers[found['name']]()}\n{found[3]}",
            (REFERENCE / page).read_text(encoding="utf-8"),
        )


def blocks(page: str) -> list[str]:
    """The names of the blocks of a page."""
    return [found["name"] for found in _BLOCK.finditer((REFERENCE / page).read_text(encoding="utf-8"))]


def _modules(role: str) -> list[str]:
    """``yichuang.<band>.<domain>.<role>`` of every domain that has it, in the order of the settings."""
    from django.conf import settings

    return [
        f"{domain}.{role}"
        for domain in settings.DOMAINS
        if (ROOT / domain.replace(".", "/") / f"{role}.py").is_file()
    ]


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    django.setup()
    for page in PAGES:
        (REFERENCE / page).write_text(rewritten(page), encoding="utf-8")
        print(REFERENCE / page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
