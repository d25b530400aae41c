"""The state table of an act that needs two operators (四眼复核, A2)."""

from citycard.shared.states import Machine, Move

PREPARED, APPROVED, REFUSED, WITHDRAWN = "prepared", "approved", "refused", "withdrawn"

APPROVAL = Machine(
    name="approval",
    table="staff_approval",
    column="state",
    initial=PREPARED,
    moves=(
        Move(PREPARED, "approve", APPROVED, who="another operator than who prepared it", rule="A2"),
        Move(PREPARED, "refuse", REFUSED, who="another operator than who prepared it", rule="A2"),
        Move(PREPARED, "withdraw", WITHDRAWN, who="who prepared it", rule="A2"),
    ),
    labels={PREPARED: "等复核", APPROVED: "已复核通过", REFUSED: "复核没有通过", WITHDRAWN: "经办人已撤回"},
)
