"""A refusal as RFC 9457 problem details: what cannot be, why, by which rule and facts, and the ways on (A4)."""

import logging
from datetime import date
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from citycard.channels.files.problems import sentence
from citycard.channels.messages import explain, show
from citycard.channels.refusals import language
from citycard.policy import NotCovered, UnknownPolicy
from citycard.shared.exchange import FileRefused, LineProblem
from citycard.shared.refusal import Refusal

from .answers import writer
from .refusals import BodyTooLarge, FieldsNotRight, NothingHere, RequestNotReadable, SignInNeeded, SomethingFailed

PROBLEM = "application/problem+json"
UNPROCESSABLE, CONFLICT, MISSING = 422, 409, 404
STATUS = {
    "sign_in_needed": 401,
    "sign_in_failed": 401,
    "not_permitted": 403,
    "not_your_office": 403,
    "own_affair": 403,
    "no_power": 403,
    "not_of_this_unit": 403,
    "not_of_this_community": 403,
    "posting_not_yours": 403,
    "form_not_from_here": 403,
    "nothing_here": MISSING,
    "nothing_found": MISSING,
    "no_own_application": MISSING,
    "method_not_offered": 405,
    "body_too_large": 413,
    "request_not_readable": 400,
    "idempotency_key_missing": 400,
    "purpose_missing": 400,
    "fields_not_right": UNPROCESSABLE,
    "key_reused_with_other_input": UNPROCESSABLE,
    "asked_too_often": 429,
    "sign_in_paused": 429,
    "something_failed": 500,
}
_REASONS = {
    "missing": "missing",
    "extra_forbidden": "extra_forbidden",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "enum": "unknown_choice",
    "literal_error": "unknown_choice",
}
log = logging.getLogger("citycard.api")


class ProblemLine(BaseModel):
    """One field or one line of a file that is not right."""

    line: int | None = Field(default=None, examples=[12])
    field: str = Field(examples=["body.phone"])
    reason: str = Field(examples=["missing"])
    text: str = Field(examples=["body.phone 没有填"])


class ShownFact(BaseModel):
    """One fact that decided, as a person reads it."""

    label: str = Field(examples=["编号"])
    value: str = Field(examples=["SQ20261123-000417"])


class Problem(BaseModel):
    """Why a call was refused (RFC 9457). `type` opens a page about it; nothing was written."""

    type: str = Field(examples=["/api/problems/duplicate_application"])
    title: str = Field(examples=["现在不能申请社保卡"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["因为已经有一份申请在办，编号 SQ20261123-000417。"])
    code: str = Field(examples=["duplicate_application"])
    rule: str = Field(examples=["S3"])
    law: str
    law_since: date
    field: str | None = None
    facts: dict[str, str | int] = Field(examples=[{"number": "SQ20261123-000417"}])
    shown_facts: tuple[ShownFact, ...] = ()
    remedies: tuple[str, ...] = Field(examples=[["查看进度"]])
    problems: tuple[ProblemLine, ...] = ()


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal: the values sent are wrong (422), or the city's state forbids it now (409)."""
    if refusal.code in STATUS:
        return STATUS[refusal.code]
    if refusal.code.endswith("_unknown") and refusal.field is None:
        return MISSING
    return UNPROCESSABLE if refusal.field or isinstance(refusal, FileRefused) else CONFLICT


def problem_of(refusal: Refusal, problems: tuple[ProblemLine, ...] = ()) -> Problem:
    """Return the problem details of a refusal in the reader's language."""
    lang = language()
    said = explain(refusal, lang)
    found = refusal.problems if isinstance(refusal, FileRefused) else ()
    return Problem(
        type=f"/api/problems/{said.code}",
        title=said.cannot,
        status=status_of(refusal),
        detail=said.because,
        code=said.code,
        rule=said.rule,
        law=said.law,
        law_since=said.law_since,
        field=refusal.field,
        facts={name: value.isoformat() if isinstance(value, date) else value for name, value in refusal.facts.items()},
        shown_facts=tuple(ShownFact(label=one.label, value=one.value) for one in said.facts),
        remedies=said.can,
        problems=problems or tuple(_line(one, lang) for one in found),
    )


def refuse(refusal: Refusal, problems: tuple[ProblemLine, ...] = ()) -> HttpResponse:
    """Return the answer of a refusal."""
    problem = problem_of(refusal, problems)
    response = HttpResponse(writer(Problem).dump_json(problem), content_type=PROBLEM, status=problem.status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Language"] = language()
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def handle_problems(api: NinjaAPI) -> None:
    """Let everything that goes wrong in `api` be told as problem details, never as a trace."""
    api.add_exception_handler(Refusal, lambda _request, error: refuse(error))
    api.add_exception_handler(AuthenticationError, lambda _request, _error: refuse(SignInNeeded()))
    api.add_exception_handler(RequestDataTooBig, lambda _request, _error: refuse(_too_large()))
    api.add_exception_handler(HttpError, lambda _request, _error: refuse(RequestNotReadable()))
    api.add_exception_handler(ValidationError, lambda _request, error: fields_not_right(error.errors))
    for gone in (Http404, UnknownPolicy, NotCovered):
        api.add_exception_handler(gone, lambda _request, _error: refuse(NothingHere()))
    api.add_exception_handler(Exception, something_failed)


def fields_not_right(errors: list[dict[str, Any]]) -> HttpResponse:
    """Return which fields are wrong and how; what was sent is not repeated, for it may be a citizen's number."""
    lines = tuple(_field(error) for error in errors[:50])
    return refuse(FieldsNotRight(count=len(errors)), lines)


def something_failed(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Tell a fault of ours without its trace; the log has it, without any value."""
    log.error("an API call failed: %s", request.resolver_match.route if request.resolver_match else "", exc_info=error)
    return refuse(SomethingFailed())


def _too_large() -> BodyTooLarge:
    from django.conf import settings

    return BodyTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _line(one: LineProblem, lang: str) -> ProblemLine:
    return ProblemLine(line=one.line, field=one.field, reason=one.reason, text=sentence(one, lang))


def _field(error: dict[str, Any]) -> ProblemLine:
    place = [str(part) for part in error["loc"]]
    name = ".".join(place[:1] + place[2:] if place[:1] == ["body"] and len(place) > 1 else place)
    reason = _REASONS.get(str(error["type"]), "wrong_kind")
    return ProblemLine(field=name, reason=reason, text=f"{name} {show('reason', reason, language())}")
