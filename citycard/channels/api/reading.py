"""The document as a reader sees it: groups, addresses, fields, and an example made of the fields' own examples."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from citycard.channels.refusals import language
from citycard.channels.wording import wording

from .spec import name_of

Node = dict[str, Any]
PLACES = {"path": _lazy("写在地址里"), "query": _lazy("查询参数"), "header": _lazy("请求头")}
KINDS = {
    "string": _lazy("文字"),
    "integer": _lazy("整数"),
    "number": _lazy("数"),
    "boolean": _lazy("是或否"),
    "date": _lazy("日期"),
    "date-time": _lazy("时刻"),
    "binary": _lazy("文件"),
    "object": _lazy("对象"),
}
DEEPEST = 6


def groups_of(document: Node) -> list[Node]:
    """Return the addresses by group, in the order of the document."""
    groups: dict[str, list[Node]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            title = operation["tags"][0]
            groups.setdefault(title, []).append(_shown(document, path, method, operation))
    return [{"title": title, "id": f"g{place}", "operations": shown} for place, (title, shown) in enumerate(groups.items(), 1)]


def _shown(document: Node, path: str, method: str, operation: Node) -> Node:
    content = operation.get("requestBody", {}).get("content", {})
    kind, body = next(iter(content.items()), ("", {}))
    schema = _followed(document, body.get("schema", {}))
    example = json.dumps(_example(document, schema), ensure_ascii=False, indent=2) if kind == "application/json" else ""
    return {
        "id": name_of(operation),
        "path": path,
        "method": method.upper(),
        "title": operation["summary"],
        "text": operation.get("description", ""),
        "places": operation.get("x-places", ""),
        "is_open": "security" not in operation,
        "refusals": [(code, _cannot(code)) for code in operation["x-refusals"]],
        "parameters": [_parameter(document, one) for one in operation["parameters"]],
        "body_kind": kind,
        "fields": list(_fields(document, schema)),
        "example": example,
    }


def _cannot(code: str) -> str:
    return wording().sentence(code, language()).cannot


def _parameter(document: Node, one: Node) -> Node:
    schema = _followed(document, one["schema"])
    return {
        "name": one["name"],
        "place": PLACES[one["in"]],
        "kind": _kind(document, schema),
        "is_required": one.get("required", False),
    }


def _fields(document: Node, schema: Node) -> Iterator[Node]:
    required = schema.get("required", [])
    for name, field in schema.get("properties", {}).items():
        yield {"name": name, "kind": _kind(document, _followed(document, field)), "is_required": name in required}


def _followed(document: Node, schema: Node) -> Node:
    """The schema itself, behind a reference or behind “or null”."""
    if "$ref" in schema:
        found: Node = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return found
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            return _followed(document, one)
    return schema


def _kind(document: Node, schema: Node) -> str:
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("format") or schema.get("type", ""))
    if kind == "array" and "items" in schema:
        return _("多个%(kind)s") % {"kind": _kind(document, _followed(document, schema["items"]))}
    return str(KINDS.get(kind, kind))


def _example(document: Node, schema: Node, depth: int = 0) -> object:
    """An example of a schema, from its examples and defaults."""
    said = _said(schema)
    if said is not None or depth >= DEEPEST:
        return said
    followed = _followed(document, schema)
    if followed is not schema:
        return _example(document, followed, depth + 1)
    if "properties" in schema:
        needed = schema.get("required", list(schema["properties"]))
        return {name: _example(document, field, depth + 1) for name, field in schema["properties"].items() if name in needed}
    if schema.get("type") == "array":
        return [_example(document, schema.get("items", {}), depth + 1)]
    return {"string": "…", "integer": 1, "boolean": True}.get(str(schema.get("type")))


def _said(schema: Node) -> object:
    """What the schema itself says: an example, a default, its one value, the first of its choices; None for none of these."""
    if "examples" in schema:
        return schema["examples"][0]
    choices = [schema.get("default"), schema.get("const"), *schema.get("enum", ())]
    return next((one for one in choices if one is not None), None)
