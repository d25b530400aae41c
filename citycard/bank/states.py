"""The state table of the bank function of one card. Loss, a locked PIN and a freeze are flags, not states."""

from citycard.shared.states import Machine, Move

PRE_OPENED, ACTIVE, CLOSED = "pre_opened", "active", "closed"

CARD_SIDE = Machine(
    name="bank_card_side",
    table="bank_card_side",
    column="state",
    initial=PRE_OPENED,
    moves=(
        Move(PRE_OPENED, "activated", ACTIVE, who="holder in person at the bank", rule="S5.1"),
        Move(PRE_OPENED, "closed", CLOSED, who="bank: replaced or cancelled before activation", rule="S11.2"),
        Move(ACTIVE, "closed", CLOSED, who="bank: replaced, or cancelled after the card hall", rule="S11.2"),
    ),
    labels={PRE_OPENED: "预开户，未激活", ACTIVE: "正常", CLOSED: "已销"},
)
