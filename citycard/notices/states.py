"""The state table of a notice (通知), S4.4: three tries, then somebody telephones."""

from citycard.shared.states import Machine, Move

QUEUED, SENT, DELIVERED, FAILED, CALL_LIST, TOLD, EXPIRED = (
    "queued",
    "sent",
    "delivered",
    "failed",
    "call_list",
    "told",
    "expired",
)

NOTICE = Machine(
    name="notice",
    table="notices_notice",
    column="state",
    initial=(QUEUED, CALL_LIST),
    moves=(
        Move(QUEUED, "accept", SENT, who="gateway", rule="S4.4"),
        Move(FAILED, "accept", SENT, who="gateway", rule="S4.4"),
        Move(QUEUED, "fail", FAILED, who="gateway", rule="S4.4"),
        Move(SENT, "fail", FAILED, who="gateway", rule="S4.4"),
        Move(QUEUED, "give_up", CALL_LIST, who="worker", rule="S4.4"),
        Move(SENT, "give_up", CALL_LIST, who="worker", rule="S4.4"),
        Move(FAILED, "give_up", CALL_LIST, who="worker", rule="S4.4"),
        Move(QUEUED, "expire", EXPIRED, who="worker", rule="S14.2"),
        Move(SENT, "expire", EXPIRED, who="worker", rule="S14.2"),
        Move(FAILED, "expire", EXPIRED, who="worker", rule="S14.2"),
        Move(SENT, "deliver", DELIVERED, who="gateway", rule="S4.4"),
        Move(CALL_LIST, "tell", TOLD, who="operations", rule="S4.4"),
    ),
    labels={
        QUEUED: "等待发送",
        SENT: "已发出",
        DELIVERED: "已送达",
        FAILED: "没发成，待再发",
        CALL_LIST: "待打电话",
        TOLD: "已电话告知",
        EXPIRED: "已过期",
    },
)
