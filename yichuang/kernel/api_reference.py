"""The API's reference page, made from its own OpenAPI document: no scripts, no other server.

The document is resolved into plain rows here, so that the template only prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

_LIMITS = {
    "minLength": "≥ {} characters",
    "maxLength": "≤ {} characters",
    "minimum": "≥ {}",
    "maximum": "≤ {}",
    "minItems": "≥ {} entries",
    "maxItems": "≤ {} entries",
    "maxProperties": "≤ {} members",
}


@dataclass(frozen=True)
class Member:
    """One parameter, or one member of a body. ``depth`` counts the objects around it."""

    name: str
    kind: str
    limits: str
    required: bool
    description: str
    depth: int = 0


@dataclass(frozen=True)
class Refusal:
    """A documented refusal of an operation."""

    status: int
    meaning: str


@dataclass(frozen=True)
class Endpoint:
    """One operation with everything a caller needs."""

    id: str
    method: str
    path: str
    summary: str
    tag: str
    needs_token: bool
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    status: int
    answer: tuple[Member, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Section:
    """The operations of one tag."""

    name: str
    description: str
    endpoints: tuple[Endpoint, ...]


class ReferencePage(DocsBase):
    """``/api/v1/docs``, readable without scripts."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        document = api.get_openapi_schema(path_params=kwargs)
        context = {
            "sections": sections(document),
            "count": sum(len(methods) for methods in document["paths"].values()),
            "document_url": self.get_openapi_url(api, kwargs),
            "site_url": settings.SITE_URL.rstrip("/"),
            "root": api.get_root_path(kwargs),
        }
        return render(request, "api/reference.html", context)


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """The document as a page reads it, in the order of its tags and paths."""
    descriptions = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    order = list(descriptions)
    found = sorted(_endpoints(document), key=lambda endpoint: order.index(endpoint.tag))
    return tuple(
        Section(tag, descriptions[tag], tuple(endpoints))
        for tag, endpoints in groupby(found, key=lambda endpoint: endpoint.tag)
    )


def _endpoints(document: Mapping[str, Any]) -> Iterator[Endpoint]:
    read = _Reader(document["components"]["schemas"])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = {int(status): answer for status, answer in operation["responses"].items()}
            status = min(answers)
            # one media type each: JSON, or a form where a file comes along
            body: Mapping[str, Any] = next(
                iter(operation.get("requestBody", {}).get("content", {}).values()), {}
            )
            yield Endpoint(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                tag=operation["tags"][0],
                needs_token=bool(operation.get("security")),
                parameters=tuple(read.parameter(parameter) for parameter in operation["parameters"]),
                body=tuple(read.members(body.get("schema", {}))),
                status=status,
                answer=tuple(read.members(answers[status]["content"]["application/json"]["schema"])),
                refusals=tuple(
                    Refusal(code, answer["description"]) for code, answer in answers.items() if code >= 400
                ),
            )


class _Reader:
    """Reads JSON Schema as far as our own document uses it."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas = schemas

    def parameter(self, parameter: Mapping[str, Any]) -> Member:
        schema = parameter["schema"]
        return Member(
            name=parameter["name"],
            kind=f"{self.kind(schema)} · {parameter['in']}",
            limits=_limits(schema),
            required=parameter.get("required", False),
            description=_words(parameter),
        )

    def members(self, schema: Mapping[str, Any], depth: int = 0) -> Iterator[Member]:
        """The members of an object, or of the objects in a list, each followed by its own."""
        inner = self._object(schema)
        for name, member in inner.get("properties", {}).items():
            yield Member(
                name=name,
                kind=self.kind(member),
                limits=_limits(self._bare(member)),
                required=name in inner.get("required", ()),
                description=_words(member) or _words(self._object(member)),
                depth=depth,
            )
            yield from self.members(member, depth + 1)
            for option in member.get("oneOf", ()):
                yield from self._one_of(option, depth + 1)

    def _one_of(self, option: Mapping[str, Any], depth: int) -> Iterator[Member]:
        """One of the shapes a member can have: what it is, then what is in it."""
        shape = self._resolved(option)
        yield Member(
            name=shape["title"].removesuffix("In"),
            kind="object",
            limits="",
            required=False,
            description=_words(shape),
            depth=depth,
        )
        yield from self.members(shape, depth + 1)

    def kind(self, schema: Mapping[str, Any]) -> str:
        """``string``, ``list of string``, ``"natural" or "legal"``, ``date or null``."""
        if "oneOf" in schema:
            return "one of these"
        if "anyOf" in schema:
            return " or ".join(self.kind(option) for option in schema["anyOf"])
        if "$ref" in schema:
            return self.kind(self._resolved(schema))
        if "enum" in schema:
            return " or ".join(f'"{value}"' for value in schema["enum"])
        if "const" in schema:
            return f'"{schema["const"]}"'
        kind = str(schema.get("format") or schema.get("type") or "any")
        if kind == "array":
            return f"list of {self.kind(_item(schema))}"
        values = next(_values(schema), None)
        return f"object of {self.kind(values)}" if values else kind

    def _object(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The object behind a reference, an optional value or a list; empty when there is none."""
        schema = self._resolved(self._bare(schema))
        while schema.get("type") == "array":
            schema = self._resolved(_item(schema))
        return schema if "properties" in schema else {}

    def _bare(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """What ``X or null`` is when it is not null."""
        options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
        return options[0] if len(options) == 1 else schema

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref")
        return self.schemas[reference.rsplit("/", 1)[-1]] if reference else schema


def _item(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a list holds; of a list of a fixed length, what stands first."""
    found: Mapping[str, Any] = schema.get("items") or schema["prefixItems"][0]
    return found


def _values(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the members of a map hold, whatever they are called."""
    yield from schema.get("patternProperties", {}).values()
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield schema["additionalProperties"]


def _words(described: Mapping[str, Any]) -> str:
    return str(described.get("description", "")).replace("``", "")


def _limits(schema: Mapping[str, Any]) -> str:
    said: Iterable[str] = (words.format(schema[key]) for key, words in _LIMITS.items() if key in schema)
    return ", ".join(said)
