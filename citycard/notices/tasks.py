"""The worker's entry points of the outbox."""

from functools import cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from citycard.shared import clock

from .actions import BATCH, send_due, take_reports
from .ports import SmsPort


@app.periodic(cron="* * * * * */5", periodic_id="notices")
@app.task(name="notices.send", queueing_lock="notices.send", pass_context=False)
def send_notices(timestamp: int) -> None:  # noqa: ARG001 the minute it stands for; the outbox knows what is due
    """Send everything that is due now, and note what arrived."""
    port = sms_port()
    while send_due(at=clock.now(), port=port, limit=BATCH).tried == BATCH:
        pass
    take_reports(at=clock.now(), port=port)


@cache
def sms_port() -> SmsPort:
    """Return the gateway that `settings.SMS_PORT` names; one a process."""
    return cast(SmsPort, import_string(settings.SMS_PORT)())
