"""Notices (通知): what holders and units are told by SMS, and who must be telephoned because none arrived."""

from typing import TYPE_CHECKING

from citycard.shared.door import door

if TYPE_CHECKING:
    from .actions import ask_queue, queue, queue_many, record_call, send_due, take_reports
    from .facts import (
        CallFacts,
        CallLine,
        CallOutcome,
        CallReceipt,
        Contact,
        DeliveryReport,
        NoticeLine,
        NoticeOrder,
        OutboxLag,
        Sending,
        SentNotice,
    )
    from .ports import DemoInbox, SmsNotAccepted, SmsPort
    from .queries import call_count, call_list, inbox, notices_of, outbox_lag, pickup_notices_sent
    from .rules import NoticeUnknown, NotOnCallList

__getattr__ = door(__name__)
