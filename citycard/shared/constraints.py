"""Constraint of the database → Refusal (house rule 8): Python checks race, constraints do not."""

from collections.abc import Callable
from typing import Protocol, TypeVar, cast

from citycard.shared.refusal import Fact, Refusal

Kind = TypeVar("Kind", bound=Refusal)


class Diagnostic(Protocol):
    """The part of ``psycopg.Error.diag`` that is read."""

    @property
    def constraint_name(self) -> str | None: ...

    @property
    def message_detail(self) -> str | None: ...


Builder = Callable[[Diagnostic, dict[str, Fact]], Refusal]

_builders: dict[str, Builder] = {}


def refusal_for(constraint: str) -> Callable[[type[Kind]], type[Kind]]:
    """Class decorator: breaking ``constraint`` is this refusal. A class may name several."""

    def decorate(kind: type[Kind]) -> type[Kind]:
        def build(_: Diagnostic, facts: dict[str, Fact]) -> Refusal:
            return kind(**facts)

        build_for(constraint, build)
        return kind

    return decorate


def build_for(constraint: str, builder: Builder) -> None:
    """Let ``builder`` make the refusal for ``constraint`` from the database's own words."""
    _builders[constraint] = builder


def translate(error: BaseException, **facts: Fact) -> Refusal:
    """The refusal that stands behind an IntegrityError (psycopg's, or Django's around it), with ``facts``.

    An error that no refusal is registered for is raised again as it is: a bug must not look like a rule.
    Use: ``except IntegrityError as error: raise translate(error, number=open_one) from error``.
    """
    diagnostic = _diagnostic(error)
    builder = _builders.get(diagnostic.constraint_name or "") if diagnostic else None
    if diagnostic is None or builder is None:
        raise error
    return builder(diagnostic, facts)


def known_constraints() -> frozenset[str]:
    """The constraints that have a refusal."""
    return frozenset(_builders)


def _diagnostic(error: BaseException) -> Diagnostic | None:
    for source in (error, error.__cause__):
        found = getattr(source, "diag", None)
        if found is not None:
            return cast(Diagnostic, found)
    return None
