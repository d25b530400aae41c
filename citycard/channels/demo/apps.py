from django.apps import AppConfig
from django.conf import settings

from citycard.shared import clock


class DemoConfig(AppConfig):
    name = "citycard.channels.demo"
    label = "demo"

    def ready(self) -> None:
        """Let the clock of every process of the demo run off the true time as its page says."""
        from .moved_clock import kept_offset

        if settings.DEMO:
            clock.follow(kept_offset)
