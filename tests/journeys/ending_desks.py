"""The counters where a card ends, and the papers that are shown there (S11, S13)."""

from citycard.audit import Actor, Channel, ShownDocument

HOLDERS_ID = ShownDocument(kind="resident_id_card", holder="applicant", number_masked="2104**********1234")
AGENTS_ID = ShownDocument(kind="resident_id_card", holder="agent", number_masked="2104**********5678")
CARD = ShownDocument(kind="social_card", holder="applicant")
DEATH_RECORD = ShownDocument(kind="death_record", holder="applicant")
SLIP = ShownDocument(kind="clearance_slip", holder="applicant")
BOTH_IDS = (HOLDERS_ID, AGENTS_ID)


def agency(*documents: ShownDocument) -> Actor:
    """Return a benefits clerk at the agency with the papers that were shown."""
    return Actor(channel=Channel.AGENCY, account_id=6, label="许诺 J0006", documents=documents)


def hall(*documents: ShownDocument) -> Actor:
    """Return a card-hall clerk with the papers that were shown."""
    return Actor(channel=Channel.CARD_HALL, account_id=7, label="赵敏 K0317", documents=documents)


def branch(*documents: ShownDocument) -> Actor:
    """Return a teller with the papers that were shown."""
    return Actor(channel=Channel.BANK_BRANCH, account_id=8, label="孙丽 B1108", documents=documents)


def power_desk(documents: tuple[ShownDocument, ...] = BOTH_IDS) -> Actor:
    """Return a community clerk who registers a power."""
    return Actor(channel=Channel.COMMUNITY, account_id=9, label="刘洋 S0101", documents=documents)
