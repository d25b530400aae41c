"""The state table of the old medical card. Its loss and its locked PIN are flags, not states."""

from citycard.shared.states import Machine, Move

VALID, VOID = "valid", "void"

OLD_CARD = Machine(
    name="old_card",
    table="medical_old_card",
    column="state",
    initial=VALID,
    moves=(
        Move(VALID, "activated", VOID, who="holder, by activating the new card", rule="S5.1"),
        Move(VALID, "expired", VOID, who="nobody: six months after the notice", rule="S5.2"),
        Move(VALID, "cancelled", VOID, who="card hall, with the social function", rule="S11.2"),
    ),
    labels={VALID: "有效", VOID: "作废"},
)
