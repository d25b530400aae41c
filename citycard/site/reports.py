"""Error reports that name the place of an error and never the values around it."""

from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


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
