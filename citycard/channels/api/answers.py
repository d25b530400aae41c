"""Answers: a frozen receipt or a fact as JSON, once, straight from its declared fields; and files."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from pydantic import TypeAdapter

JSON = "application/json"


def told(value: object, *, status: int = 200) -> HttpResponse:
    """Return a frozen value as JSON; a repeated act says so in a header too (A3)."""
    response = HttpResponse(writer(type(value)).dump_json(value), content_type=JSON, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    if getattr(value, "replayed", False):
        response.headers["Idempotent-Replayed"] = "true"
    return response


@cache
def writer(kind: type[Any]) -> "TypeAdapter[Any]":
    """Return what writes values of `kind` as JSON."""
    return TypeAdapter(kind)
