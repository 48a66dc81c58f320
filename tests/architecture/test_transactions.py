"""Transactions start at public functions of services, and in the kernel; nowhere else, never as a block.

Two exceptions. A service that must do something outside a transaction (send, render) has steps before
and after it that are one transaction each. And a case of the sample county's history has lived its
whole life in one, so that the worker hears of it when all of it has happened.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.architecture.tree import module_name, source_files

_STARTING = {"atomic", "act"}
_BY_HAND = {"set_autocommit", "commit", "rollback", "savepoint", "set_rollback"}
_MECHANISM = "yichuang.kernel.transactions"
_WHOLE_LIVES = "config.history.life"


def _name(node: ast.expr) -> str:
    """``atomic`` of ``atomic``, ``atomic()``, ``transaction.atomic`` and ``transaction.atomic(…)``."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def faults(source: str, module: str) -> Iterator[str]:
    """Where a module starts a transaction though it may not, in words."""
    if module == _MECHANISM:
        return
    tree = ast.parse(source)
    starters = {
        decorator: function
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for decorator in function.decorator_list
        if _name(decorator) in _STARTING
    }
    parts = module.split(".")
    may_start = (
        parts[1:2] == ["kernel"] or (len(parts) > 3 and parts[3] == "services") or module == _WHOLE_LIVES
    )
    for decorator, function in starters.items():
        if not may_start:
            yield f"{module}:{decorator.lineno} only services start a transaction"
        elif not (_is_public(function, tree) or _is_step(function, tree)):
            yield f"{module}:{decorator.lineno} only a public function of a module starts a transaction"
    for node in ast.walk(tree):
        if isinstance(node, ast.withitem) and _name(node.context_expr) in _STARTING:
            yield f"{module}:{node.context_expr.lineno} a transaction is a whole function, not a block"
        if isinstance(node, ast.Call) and _calls_transaction(node, _BY_HAND):
            yield f"{module}:{node.lineno} nobody commits or rolls back by hand"
        if isinstance(node, ast.Call) and node not in starters and _calls_transaction(node, {"atomic"}):
            yield f"{module}:{node.lineno} atomic() is called outside a decorator"


def _is_public(function: ast.AST, tree: ast.Module) -> bool:
    return (
        isinstance(function, ast.FunctionDef) and function in tree.body and not function.name.startswith("_")
    )


def _is_step(function: ast.AST, tree: ast.Module) -> bool:
    """A private step of public services that are no transactions: they work outside one between steps."""
    if not isinstance(function, ast.FunctionDef) or function not in tree.body:
        return False
    callers = [
        caller
        for caller in tree.body
        if isinstance(caller, ast.FunctionDef)
        and any(isinstance(node, ast.Call) and _name(node) == function.name for node in ast.walk(caller))
    ]
    is_in_one = any(
        _name(decorator) in _STARTING for caller in callers for decorator in caller.decorator_list
    )
    return bool(callers) and all(_is_public(caller, tree) for caller in callers) and not is_in_one


def _calls_transaction(node: ast.Call, names: set[str]) -> bool:
    function = node.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in names
        and _name(function.value) in {"transaction", "connection"}
    )


def test_transactions_start_where_they_may():
    found = [
        fault
        for file in source_files("yichuang", "config")
        for fault in faults(file.read_text(encoding="utf-8"), module_name(file))
    ]

    assert found == []


def test_services_do_start_transactions():
    starting = [
        module_name(file)
        for file in source_files("yichuang")
        if "@act" in file.read_text(encoding="utf-8") and ".services" in module_name(file)
    ]

    assert len(starting) > 10


def test_requests_do_not():
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


SERVICES = "yichuang.offer.scope.services"


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (SERVICES, "@act\ndef grant(): ..."),
        (SERVICES, "@transaction.atomic\ndef grant(): ..."),
        ("yichuang.offer.scope.services.granting", "@transactions.act\ndef grant(): ..."),
        ("yichuang.kernel.relay", "@act\ndef relay(): ..."),
        (SERVICES, "transaction.on_commit(forget)"),
        (SERVICES, "class Act: ...\nact = Act()"),
        (
            SERVICES,
            "def send():\n    _begin()\n    _end()\n@act\ndef _begin(): ...\n@act\ndef _end(): ...",
        ),
    ],
)
def test_what_is_allowed(module, source):
    assert list(faults(source, module)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (SERVICES, "@act\ndef _grant(): ..."),
        (SERVICES, "@act\ndef grant():\n    _begin()\n@act\ndef _begin(): ..."),
        (SERVICES, "def _grant():\n    _begin()\n@act\ndef _begin(): ..."),
        (SERVICES, "def grant():\n    @act\n    def inner(): ..."),
        (SERVICES, "class Grant:\n    @transaction.atomic\n    def run(self): ..."),
        (SERVICES, "def grant():\n    with transaction.atomic(): ..."),
        (SERVICES, "def grant():\n    with open('x'), atomic(): ..."),
        (SERVICES, "run = transaction.atomic(grant)"),
        (SERVICES, "transaction.set_rollback(True)"),
        (SERVICES, "connection.commit()"),
        ("yichuang.offer.scope.views", "@act\ndef grant(): ..."),
        ("yichuang.offer.scope.queries", "@transaction.atomic(durable=True)\ndef grant(): ..."),
        ("yichuang.offer.scope.tasks", "@atomic\ndef grant(): ..."),
        ("yichuang.offer.scope.management.commands.scope_grant", "@act\ndef grant(): ..."),
        ("yichuang.kernel.relay", "def run():\n    with transaction.atomic(): ..."),
    ],
)
def test_what_is_found(module, source):
    assert len(list(faults(source, module))) >= 1
