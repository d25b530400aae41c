"""What `citycard django check --deploy` asks of the outbox."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning

DEMO_INBOX = "citycard.notices.DemoInbox"


def check_gateway(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:  # noqa: ARG001 Django's signature
    """Warn when a real city has the demo's inbox as its gateway: nobody would get a message (S4.4)."""
    if settings.DEMO or settings.SMS_PORT != DEMO_INBOX:
        return []
    hint = "Set CITYCARD_SMS_PORT to the city's gateway, a class with the methods of citycard.notices.SmsPort."
    return [Warning("No SMS leaves this installation: its gateway is the demo's inbox.", hint=hint, id="notices.W001")]
