"""The state table of a mandate. Whether it is in force on a day is told by its dates; the states follow them by a nightly run."""

from citycard.shared.states import Machine, Move

SIGNED, IN_FORCE, SUSPENDED, ENDING, ENDED = "signed", "in_force", "suspended", "ending", "ended"
# A mandate that a death ended by mistake stands again as it would stand today without it.
AGAIN = {SIGNED: "wait_again", IN_FORCE: "take_up_again", SUSPENDED: "suspend_again", ENDING: "end_later"}

MANDATE = Machine(
    name="mandate",
    table="mandates_mandate",
    column="state",
    initial=(SIGNED, IN_FORCE),  # in force: taken over from another bank as it was
    moves=(
        Move(SIGNED, "take_effect", IN_FORCE, who="nobody: its day has come", rule="S16.5"),
        Move(SIGNED, "end_on_day", ENDING, who="holder, by signing at another bank", rule="S16.5"),
        Move(IN_FORCE, "suspend", SUSPENDED, who="bank, on a loss report", rule="S7.1"),
        Move(SUSPENDED, "resume", IN_FORCE, who="bank, when the report is taken back", rule="S8.2"),
        Move(IN_FORCE, "end_on_day", ENDING, who="holder, by signing at another bank", rule="S16.5"),
        Move(SUSPENDED, "end_on_day", ENDING, who="holder, by signing at another bank", rule="S16.5"),
        Move(ENDING, "end", ENDED, who="nobody: its day has come", rule="S16.5"),
        *(
            Move(over, event, state, who="two operators, when the death was recorded by mistake", rule="S11.1")
            for over in (ENDING, ENDED)
            for state, event in AGAIN.items()
            if state != over
        ),
    ),
    labels={SIGNED: "已签，待生效", IN_FORCE: "生效", SUSPENDED: "暂停", ENDING: "到日终止", ENDED: "已终止"},
)
