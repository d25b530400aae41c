"""The state tables of the card room, as the database holds them too (S3, S4, S5)."""

from citycard.shared.states import Machine, Move

# An accepted application is the order for a card; a card has a row from the moment its number is allotted.
CARD = Machine(
    name="card",
    table="cards_card",
    column="state",
    initial="numbered",
    moves=(
        Move("numbered", "open", "opened", "bank", "S3"),
        Move("numbered", "spoil", "spoiled", "bank", "S3"),
        Move("opened", "start_production", "in_production", "card_centre", "S3"),
        Move("opened", "spoil", "spoiled", "card_centre", "S3"),
        Move("in_production", "produce", "produced", "factory", "S1.4"),
        Move("in_production", "spoil", "spoiled", "factory", "S3"),
        Move("produced", "stock", "stocked", "card_centre", "S3"),
        Move("produced", "spoil", "spoiled", "card_centre", "S3"),
        Move("stocked", "dispatch", "dispatched", "card_centre", "S3"),
        Move("stocked", "spoil", "spoiled", "card_centre", "S3"),
        Move("dispatched", "arrive", "awaiting_pickup", "clerk", "S4"),
        Move("dispatched", "end", "ended", "clerk", "S9"),
        Move("awaiting_pickup", "take_for_unit", "with_unit", "unit_agent", "S4.1"),
        Move("awaiting_pickup", "collect", "with_holder", "holder", "S4.2"),
        Move("awaiting_pickup", "end", "ended", "clerk", "S3"),
        Move("with_unit", "hand_over", "with_holder", "unit", "S4.1"),
        Move("with_unit", "end", "ended", "clerk", "S3"),
        Move("with_holder", "end", "ended", "clerk", "S9"),
    ),
    labels={
        "numbered": "已配卡号",
        "opened": "银行已预开户",
        "in_production": "工厂制卡中",
        "produced": "已制成",
        "stocked": "已入库",
        "dispatched": "已寄出",
        "awaiting_pickup": "待领取",
        "with_unit": "单位已代领",
        "with_holder": "已领卡",
        "spoiled": "废卡",
        "ended": "已终止",
    },
)

SOCIAL_SIDE = Machine(
    name="social_side",
    table="cards_socialside",
    column="state",
    initial="sealed",
    key="card_id",
    moves=(
        Move("sealed", "activate", "active", "bank", "S5.1"),
        Move("sealed", "supersede", "superseded", "system", "S9"),
        Move("sealed", "cancel", "cancelled", "card_hall", "S11"),
        Move("active", "supersede", "superseded", "system", "S9"),
        Move("active", "cancel", "cancelled", "card_hall", "S11"),
    ),
    labels={"sealed": "封存", "active": "正常", "superseded": "已被新卡取代", "cancelled": "注销"},
)

LOSS = Machine(
    name="social_loss",
    table="cards_socialside",
    column="loss",
    initial="none",
    key="card_id",
    keeps_births=False,  # no card is born lost, and a batch bears a hundred thousand
    moves=(
        Move("none", "report_remotely", "temporary", "holder or agent", "S7.2"),
        Move("none", "report_at_desk", "formal", "holder or agent", "S7.1"),
        Move("temporary", "report_at_desk", "formal", "holder or agent", "S7.1"),
        Move("temporary", "take_back", "none", "card hall or bank", "S8"),
        Move("formal", "take_back", "none", "card hall or bank", "S8"),
    ),
    labels={"none": "没有挂失", "temporary": "临时挂失", "formal": "正式挂失"},
)

TEMPORARY_CARD = Machine(
    name="temporary_card",
    table="cards_temporarycard",
    column="state",
    initial="in_stock",
    moves=(
        Move("in_stock", "issue", "issued", "card_hall", "S10.1"),
        Move("issued", "hand_back", "in_stock", "card_hall", "S10.3"),
        Move("issued", "report_lost", "fee_due", "card_hall", "S10.4"),
        Move("fee_due", "settle", "settled", "card_hall", "S10.4"),
    ),
    labels={"in_stock": "在库", "issued": "已领用", "fee_due": "遗失或损坏，待缴工本费", "settled": "已结清"},
)

CANCELLATION = Machine(
    name="cancellation",
    table="cards_cancellation",
    column="state",
    initial="settled",
    moves=(
        Move("settled", "cancel_social", "social_cancelled", "card_hall", "S11.2"),
        Move("settled", "apply_again", "lapsed", "holder or unit", "S11.2"),
        Move("settled", "take_back_death", "lapsed", "two operators", "S11.1"),
        Move("social_cancelled", "close_account", "closed", "bank", "S11.2"),
    ),
    labels={
        "settled": "退费已办完",
        "lapsed": "退费登记失效",
        "social_cancelled": "社保功能已注销，待银行销户",
        "closed": "已全部注销",
    },
)

APPLICATION = Machine(
    name="application",
    table="cards_application",
    column="state",
    initial=("drafted", "submitted", "accepted"),  # a remake is our own fault and needs no second check
    moves=(
        Move("drafted", "submit", "submitted", "applicant", "S3"),
        Move("drafted", "withdraw", "withdrawn", "applicant", "S3"),
        Move("submitted", "accept", "accepted", "card_centre", "S3"),
        Move("submitted", "reject", "rejected", "card_centre", "S3"),
        Move("submitted", "withdraw", "withdrawn", "applicant", "S3"),
        Move("accepted", "batch", "batched", "card_centre", "S3"),
        Move("accepted", "reject", "rejected", "card_centre", "S3"),
        Move("accepted", "withdraw", "withdrawn", "applicant", "S3"),
        Move("batched", "fail", "accepted", "bank or factory", "S3"),
        Move("batched", "withdraw", "withdrawn", "applicant", "S3"),
        Move("batched", "fulfil", "fulfilled", "clerk", "S4"),
    ),
    labels={
        "drafted": "未提交",
        "submitted": "待审核",
        "accepted": "已审核",
        "batched": "制卡中",
        "fulfilled": "已领卡",
        "withdrawn": "已撤回",
        "rejected": "未通过",
    },
)

BATCH = Machine(
    name="batch",
    table="cards_batch",
    column="state",
    initial="made",
    moves=(
        Move("made", "export_to_bank", "bank_exported", "card_centre", "S3"),
        Move("made", "roll_back", "rolled_back", "card_centre", "S3"),
        Move("bank_exported", "take_bank_return", "bank_returned", "bank", "S3"),
        Move("bank_exported", "roll_back", "rolled_back", "card_centre", "S3"),
        Move("bank_returned", "export_to_factory", "factory_exported", "card_centre", "S3"),
        Move("bank_returned", "roll_back", "rolled_back", "card_centre", "S3"),
        Move("bank_returned", "close", "closed", "card_centre", "S3"),
        Move("factory_exported", "take_factory_return", "factory_returned", "factory", "S3"),
        Move("factory_returned", "close", "closed", "card_centre", "S3"),
    ),
    labels={
        "made": "已建批",
        "bank_exported": "已送银行",
        "bank_returned": "银行已回盘",
        "factory_exported": "已送工厂",
        "factory_returned": "工厂已回盘",
        "closed": "已完成",
        "rolled_back": "已还原",
    },
)

ROSTER = Machine(
    name="roster",
    table="cards_roster",
    column="state",
    initial="checking",
    moves=(
        Move("checking", "refuse", "refused", "system", "S3.1"),
        Move("checking", "apply", "applied", "system", "S3.1"),
        Move("refused", "apply", "applied", "unit", "S3.1"),
    ),
    labels={"checking": "正在核对", "refused": "有问题，没有写入", "applied": "已办理"},
)
