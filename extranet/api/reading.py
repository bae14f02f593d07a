"""The OpenAPI document as people read it: each call with what it takes, what it answers, and an example; pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

METHODS: Final = ("get", "post", "put", "patch", "delete")
# Deep enough for what calls of ours send and answer.
DEEPEST: Final = 6
_SAMPLES: Final[Mapping[str, str]] = {
    "uuid": "c11e0000-0000-4000-8000-00000000000a",
    "date-time": "2026-06-30T23:59:59+02:00",
    "date": "2026-06-30",
}


@dataclass(frozen=True)
class Named:
    """A parameter, a header or a field: its name, what it is, whether it must be there, what it means."""

    name: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True)
class Answer:
    """One answer of a call: its status, what it means, the fields of what comes with it."""

    status: str
    words: str
    fields: tuple[Named, ...]
    is_problem: bool


@dataclass(frozen=True)
class CallShown:
    """One call. `anchor`: its stable place on the page."""

    anchor: str
    method: str
    path: str
    words: str
    scope: str
    parameters: tuple[Named, ...]
    fields: tuple[Named, ...]
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True)
class Group:
    """The calls of a department, by the part of the address they begin with."""

    name: str
    calls: tuple[CallShown, ...]


def groups_of(document: Mapping[str, Any], *, host: str) -> list[Group]:
    """Return all calls of a document, by department; `host`: where examples call."""
    groups: dict[str, list[CallShown]] = {}
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            if method in METHODS:
                call = _call(document, path, method, said, host)
                groups.setdefault(path.split("/")[3], []).append(call)
    return [Group(name, tuple(calls)) for name, calls in groups.items()]


def _call(document: Mapping[str, Any], path: str, method: str, said: Mapping[str, Any], host: str) -> CallShown:
    body = _body(said)
    return CallShown(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        words=said.get("description", ""),
        scope=said.get("x-scope", ""),
        parameters=tuple(_parameter(document, one) for one in said.get("parameters", ())),
        fields=tuple(_fields(document, body[1])) if body else (),
        answers=tuple(_answer(document, status, one) for status, one in said["responses"].items()),
        example=_example(document, host + path, method, said, body),
    )


def _body(said: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
    content = said.get("requestBody", {}).get("content", {})
    return next(((media, one["schema"]) for media, one in content.items()), None)


def _parameter(document: Mapping[str, Any], one: Mapping[str, Any]) -> Named:
    kind = f"{one['in']}, {_kind(document, one.get('schema', {}))}"
    return Named(one["name"], kind, bool(one.get("required")), one.get("description", ""))


def _answer(document: Mapping[str, Any], status: str, one: Mapping[str, Any]) -> Answer:
    media, schema = next(((media, said["schema"]) for media, said in one.get("content", {}).items()), ("", {}))
    is_problem = media.startswith("application/problem")
    words = one.get("description") or _whole(document, schema).get("description", "")
    return Answer(status, words, () if is_problem else tuple(_fields(document, schema)), is_problem)


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Named]:
    whole = _whole(document, schema)
    required = whole.get("required", ())
    for name, one in whole.get("properties", {}).items():
        words = one.get("description") or _whole(document, one).get("description", "")
        yield Named(name, _kind(document, one), name in required, words)


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return what a value is, in a few words: `uuid`, `one of a, b`, `list of AddressOut`."""
    whole = _whole(document, schema)
    if "enum" in whole:
        return "one of " + ", ".join(str(one) for one in whole["enum"] if one not in (None, ""))
    kinds = whole.get("type", "object")
    kind = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if kind.startswith("array"):
        return f"list of {_kind(document, whole.get('items', {}))}"
    return str(whole.get("format", kind))


def _whole(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with what it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _whole(document, document["components"]["schemas"][name])
    for many in ("allOf", "oneOf", "anyOf"):
        if many in schema:
            first = _whole(document, schema[many][0])
            return {**first, **{name: value for name, value in schema.items() if name != many}}
    return schema


# ---------- An example ----------
def _example(
    document: Mapping[str, Any],
    url: str,
    method: str,
    said: Mapping[str, Any],
    body: tuple[str, Mapping[str, Any]] | None,
) -> str:
    """Return a call as it is typed at a prompt, with everything that must be there."""
    needed = [one for one in said.get("parameters", ()) if one.get("required")]
    asked = "&".join(f"{one['name']}=%2B3222268800" for one in needed if one["in"] == "query")
    for one in needed:
        if one["in"] == "path":
            url = url.replace("{" + one["name"] + "}", _SAMPLES["uuid"])
    lines = [f"curl -s '{url}?{asked}'" if asked else f"curl -s {url}", '-H "Authorization: Bearer $KEY"']
    samples = {"If-Match": "'If-Match: \"7\"'", "Idempotency-Key": '"Idempotency-Key: crm-48211"'}
    lines += [f"-H {samples[one['name']]}" for one in needed if one["name"] in samples]
    if body and body[0] == "application/json":
        sample = json.dumps(_sample(document, body[1]), ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"-d '{sample}'"]
    elif body:
        lines.append("-F files=@trace.log")
    elif method == "post":
        lines.append("-X POST")
    return " \\\n  ".join(lines)


def _sample(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """Return a value of a shape: of objects the fields that must be there, and those without a default."""
    whole = _whole(document, schema)
    if "enum" in whole:
        return next((one for one in whole["enum"] if one), "")
    kinds = whole.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        required = whole.get("required", ())
        fields = whole.get("properties", {})
        wanted = {name: one for name, one in fields.items() if name in required or name in _WORDS}
        return {name: _named(document, name, one, depth) for name, one in wanted.items() if depth < DEEPEST}
    if kind == "array":
        return [_sample(document, whole.get("items", {}), depth + 1)]
    plain: dict[str, Any] = {"integer": 7, "number": 1, "boolean": False}
    return plain.get(kind, _SAMPLES.get(whole.get("format", ""), "…"))


_WORDS: Final[Mapping[str, str]] = {
    "street": "Rue Haute",
    "house_number": "10",
    "postal_code": "1000",
    "municipality": "Bruxelles",
    "first": "+3222268800",
    "last": "+3222268849",
    "number": "+3222268800",
    "subject": "No incoming calls",
    "text": "Nothing rings since 14:05.",
}


def _named(document: Mapping[str, Any], name: str, schema: Mapping[str, Any], depth: int) -> Any:
    return _WORDS.get(name) or _sample(document, schema, depth + 1)
