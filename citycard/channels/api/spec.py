"""The document of the interface (OpenAPI 3.1), drawn from the addresses themselves: nobody writes it by hand."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from citycard.channels.messages import show
from citycard.channels.refusals import language
from citycard.shared.refusal import Refusal
from citycard.staff import roles_that_may

from .group import MARKS, Marks
from .interface import api
from .problems import PROBLEM, Problem
from .who import LONGEST_KEY, LONGEST_PURPOSE

Node = dict[str, Any]
REF = "#/components/schemas/"


@cache
def document(lang: str) -> Node:
    """The whole document in the language that is on; `lang` keeps the languages apart."""
    drawn = json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1/"), cls=_Encoder))
    drawn["info"] |= {"title": _("社保卡数据接口"), "description": _about()}
    drawn["servers"] = [{"url": "/"}]
    schema = Problem.model_json_schema(ref_template=REF + "{model}", mode="serialization")
    drawn["components"]["schemas"] |= schema.pop("$defs", {}) | {"Problem": schema}
    for operations in drawn["paths"].values():
        for operation in operations.values():
            _finish(operation)
    return cast(Node, drawn)


class _Encoder(DjangoJSONEncoder):
    """Lazy texts become text; what an operation says beside its values becomes plain JSON."""

    def default(self, o: object) -> object:
        if isinstance(o, Marks):
            return {name: list(value) if isinstance(value, tuple) else value for name, value in _pairs(o)}
        return super().default(o)


def _pairs(marks: Marks) -> list[tuple[str, object]]:
    return [(name, getattr(marks, name)) for name in Marks.__dataclass_fields__]


@cache
def sentences() -> dict[str, str]:
    """What each address does, in Chinese, by the name of its operation; a new one may have none yet: then its title stands alone."""
    found: dict[str, str] = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))
    return found


def name_of(operation: Node) -> str:
    """The name of an operation within the interface, such as `people_search`."""
    return str(operation["operationId"]).rsplit("citycard_channels_api_", 1)[-1]


def refusals_of(text: str) -> list[tuple[str, type[Refusal]]]:
    """The refusals that a docstring names (“Refuses NothingFound, AskedTooOften.”), by code."""
    known = {kind.__name__: kind for kind in Refusal.all_kinds()}
    names = re.findall(r"\b[A-Z]\w+", text.partition("Refuses ")[2])
    return [(known[name].code, known[name]) for name in names if name in known]


def _about() -> str:
    return _(
        "网页上能办、能查的，这里都能，权限和规则一样。办理要带 Idempotency-Key，同一个键重发得到第一次的回执。"
        "拒绝用 RFC 9457 的格式说明哪条规则、为什么、怎么办。请求头 Accept-Language 选中文或英文。"
    )


def _finish(operation: Node) -> None:
    """Say what every operation has in common: headers, files, refusals, and who may call it."""
    marks = operation.pop(MARKS)
    operation["x-refusals"] = [named[0] for named in refusals_of(operation.get("description", ""))]
    if language() != "en":
        operation["description"] = sentences().get(name_of(operation), "")
    operation["parameters"] += _headers(marks)
    operation["responses"] |= {"4XX": _problem_response(_("没有办理，原因在里面")), "5XX": _problem_response(_("系统出了故障"))}
    if marks["permissions"]:
        operation["x-permissions"] = marks["permissions"]
        roles = dict.fromkeys(role.value for one in marks["permissions"] for role in roles_that_may(one))
        operation["x-places"] = show("places", "|".join(roles), language())
    if marks["takes_file"]:
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": {"schema": _binary()}}}
    if marks["gives_file"]:
        content = {kind: {"schema": _binary()} for kind in marks["gives_file"]}
        operation["responses"]["200"] = {"description": "OK", "content": content}
        if "image/jpeg" in marks["gives_file"]:
            operation["responses"]["204"] = {"description": "No Content"}
    if marks["is_act"]:
        replayed = {"schema": {"type": "string", "enum": ["true"]}, "description": _("重发同一次办理时才有")}
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                response["headers"] = {"Idempotent-Replayed": replayed}


def _headers(marks: Node) -> list[Node]:
    found: list[Node] = []
    if marks["is_act"]:
        pattern = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$", "examples": ["7f3a-0001"]}
        words = _("这一次办理的键；重发用同一个键，只办一次")
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": pattern, "description": words})
    if marks["has_purpose"]:
        plain = {"type": "string", "minLength": 1, "maxLength": LONGEST_PURPOSE * 9, "pattern": "^[!-~]+$"}
        plain["examples"] = ["%E6%9C%AC%E4%BA%BA%E6%9D%A5%E7%AA%97%E5%8F%A3"]
        words = _("为什么要看这个人的资料，写进办理记录；UTF-8，可以用百分号编码")
        found.append({"name": "X-Purpose", "in": "header", "required": True, "schema": plain, "description": words})
    return found


def _problem_response(words: str) -> Node:
    return {"description": words, "content": {PROBLEM: {"schema": {"$ref": f"{REF}Problem"}}}}


def _binary() -> Node:
    return {"type": "string", "format": "binary"}
