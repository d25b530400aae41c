"""Error reports that name the place of an error and never the values around it."""

import logging
import re
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

_DETAIL = re.compile(r"^(\s*)(DETAIL|CONTEXT|HINT):.*$", re.MULTILINE)
_LONG_NUMBER = re.compile(r"(?<![0-9])[0-9]{11,19}[0-9Xx]?")
_CARD_NUMBER = re.compile(r"\b[A-Z][A-Z0-9][0-9]{6}[0-9X]\b")


class DiscreetFormatter(logging.Formatter):
    """Writes a log line without the values PostgreSQL adds to its errors and without any number of a person or a card."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; phone, citizen, bank card and card numbers become `***`."""
        line = _DETAIL.sub(r"\1\2: ***", super().format(record))
        return _CARD_NUMBER.sub("***", _LONG_NUMBER.sub("***", line))


class SilentReporterFilter(SafeExceptionReporterFilter):
    """Drops posted fields and local variables from every report: they hold citizens' numbers and PINs (A2)."""

    def is_active(self, request: HttpRequest | None) -> bool:  # noqa: ARG002 Django calls it so
        """Return True always, also while debugging."""
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002 Django calls it so
        """Return no posted field."""
        return {}

    def get_traceback_frame_variables(
        self,
        request: HttpRequest | None,  # noqa: ARG002 Django calls it so
        tb_frame: TracebackType,  # noqa: ARG002 Django calls it so
    ) -> list[tuple[str, Any]]:
        """Return no local variable."""
        return []
