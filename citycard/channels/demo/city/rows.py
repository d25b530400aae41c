"""From a resident to the rows of every room's tables, as lines for COPY. One chunk of people at a time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from citycard.shared.numbers import mask

from . import stages
from .calendar import NULL, Days
from .residents import RETIREE, SELF_EMPLOYED, Resident
from .tables import Counters, Parcel, Run, Setting

BOX = 500
LOADED = 900_000  # numbers of loaded rows, far behind those that acts have given
OLD_BANK_SINCE = "2016-06-01"
SPOILED_BECAUSE = "芯片写入失败（示例）"


@dataclass
class Chunk:
    """The lines of some thousand people, table by table, and the opening balances to be booked for them."""

    counters: Counters
    setting: Setting
    numbers: list[tuple[str, str]]
    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    opening: dict[int, int] = field(default_factory=dict)
    runs: dict[tuple[str, int], Run] = field(default_factory=dict)
    parcels: dict[tuple[int, int], Parcel] = field(default_factory=dict)
    account: str = ""  # of the resident whose rows are being written

    def add(self, people: Iterable[Resident]) -> None:
        """Write the lines of these people."""
        for one in people:
            self._person(one)
            stage = stages.BY_NAME[one.stage]
            if stage.application:
                self._card(one, stage, self._application(one, stage))
            self._medical(one)
            if one.other_bank:
                self._other_bank(one)
        self._close()

    def _person(self, one: Resident) -> None:
        unit = one.unit.id if one.unit else NULL
        self.lines["people_person"].append(
            f"{one.id}\t{one.number}\t{one.name}\t{one.sex}\t{one.nation}\t{one.born}\t{one.phone}\t{one.address}\t{one.category}\t"
            f"{one.community.id}\t{unit}\t{'t' if one.has_id_card else 'f'}\t{one.id_valid_until or NULL}\t"
            f"{'t' if one.is_ward else 'f'}\n"
        )
        if one.guardian_id:
            proof = "户口簿" if not one.is_ward else "监护证明"
            self.lines["people_guardianship"].append(f"{one.guardian_id}\t{one.id}\t{one.relation}\t{proof}\t{one.born}\n")

    def _application(self, one: Resident, stage: stages.Stage) -> int:
        days, counters = self.setting.days, self.counters
        counters.application += 1
        submitted = stages.SUBMITTED_BEFORE + one.wave
        is_accepted = stage.application != "submitted"
        by_unit = one.unit is not None
        batch = self._run(one, stage).id if stage.card else NULL
        closed = days.moment(collected_ago(one), one.id) if stage.application == "fulfilled" else NULL
        reason = SPOILED_BECAUSE if stage.name == stages.SPOILED else ""
        self.lines["cards_application"].append(
            f"{counters.application}\tSQ{days.day(submitted).replace('-', '')}-{LOADED + counters.application}\t{one.id}\tfirst\t"
            f"{'unit' if by_unit else 'individual'}\t{stage.application}\t{reason}\t{one.unit.id if one.unit else NULL}\t"
            f"{NULL if by_unit else one.community.id}\t{pickup_id(one)}\t{one.phone}\t{self.setting.photo_id}\t{batch}\t"
            f"{days.moment(submitted, one.id)}\t{days.moment(stages.ACCEPTED_BEFORE + one.wave, one.id) if is_accepted else NULL}\t"
            f"{closed}\t1\n"
        )
        return counters.application

    def _run(self, one: Resident, stage: stages.Stage) -> Run:
        """Return the batch of the resident's wave; cards of one wave were made together, wherever they stand now."""
        key = (stage.batch + ("" if one.wave >= 0 else stage.name), one.wave)
        run = self.runs.get(key)
        if run is None:
            self.counters.batch += 1
            day = self.setting.days.day(stages.MADE_BEFORE + one.wave).replace("-", "")
            run = self.runs[key] = Run(self.counters.batch, f"PC{day}-{LOADED + self.counters.batch}", stage, one.wave)
        return run

    def _parcel(self, one: Resident) -> Parcel:
        key = (one.wave, pickup_id(one))
        parcel = self.parcels.get(key)
        if parcel is None:
            self.counters.shipment += 1
            parcel = self.parcels[key] = Parcel(self.counters.shipment, pickup_id(one), one.wave)
        parcel.count += 1
        return parcel

    def _card(self, one: Resident, stage: stages.Stage, application: int) -> None:
        if not stage.card:
            return
        days, run = self.setting.days, self._run(one, stage)
        self.counters.card += 1
        run.count += 1
        number = self.counters.card
        card_number, bank_card_number = self.numbers.pop()
        self.account = self._next_account() if stage.is_opened else ""
        made = self._made(one, run.count) if stage.is_made else "\t".join([NULL] * 5)
        collected = days.moment(collected_ago(one), one.id) if stage.card == "with_holder" else NULL
        is_spoiled = stage.name == stages.SPOILED
        ended = days.moment(stages.ISSUED_BEFORE + one.wave, one.id) if is_spoiled else NULL
        self.lines["cards_card"].append(
            f"{number}\t{application}\t{one.id}\t{run.id}\t{run.count}\tcurrent\t{stage.card}\t{card_number}\t"
            f"{bank_card_number if stage.is_opened else NULL}\t{self.account or NULL}\t{made}\t{pickup_id(one)}\t"
            f"{one.unit.id if one.unit else NULL}\t{self._parcel(one).id if stage.is_sent else NULL}\t"
            f"{days.day(one.wave) if stage.is_here and one.phone else NULL}\t{collected}\t{ended}\t"
            f"{SPOILED_BECAUSE if is_spoiled else ''}\t{'factory' if is_spoiled else ''}\n"
        )
        if stage.is_opened:
            self._bank_side(one, stage, run, card_number, bank_card_number)
        if stage.is_made:
            state = "active" if stage.name == stages.ACTIVE else "sealed"
            self.lines["cards_socialside"].append(f"{number}\t{state}\tnone\tf\t{activated(one, days)}\n")
        if stage.card in ("with_unit", "with_holder"):
            self._handover(one, stage, number)
        if stage.name == stages.AWAITING:
            self._notice(one, number)

    def _made(self, one: Resident, place: int) -> str:
        """Chip, days and place in the box of a card that the factory has made."""
        days, issued_ago, number = self.setting.days, stages.ISSUED_BEFORE + one.wave, self.counters.card
        chip = f"210400D156000005{number:08X}{number * 2_654_435_761 % 2**32:08X}"
        box, slot = 1 + (place - 1) // BOX, 1 + (place - 1) % BOX
        return f"{chip}\t{days.day(issued_ago)}\t{days.valid_until(issued_ago)}\t{box}\t{slot}"

    def _bank_side(self, one: Resident, stage: stages.Stage, run: Run, card_number: str, bank_card_number: str) -> None:
        self.counters.bank_account += 1
        account = self._ledger_account("bank", self.account)
        opened = self.setting.days.day(stages.MADE_BEFORE + one.wave - 1)
        self.lines["bank_account"].append(
            f"{self.counters.bank_account}\t{self.account}\t{one.number}\t{one.name}\tt\t{account}\t{opened}\n"
        )
        state = "active" if stage.name == stages.ACTIVE else "pre_opened"
        self.lines["bank_card_side"].append(
            f"{self.counters.bank_account}\t{bank_card_number}\t{card_number}\t{state}\tf\tf\t"
            f"{activated(one, self.setting.days)}\t{run.id}\t{run.count}\n"
        )

    def _next_account(self) -> str:
        """The next number of an account at the city's bank."""
        self.counters.account_serial += 1
        prefix = self.setting.account_prefix
        return prefix + str(self.counters.account_serial).zfill(16 - len(prefix))

    def _ledger_account(self, book: str, number: str) -> int:
        self.counters.ledger_account += 1
        self.lines["ledger_account"].append(f"{self.counters.ledger_account}\t{book}\t{number}\tf\t0\n")
        return self.counters.ledger_account

    def _handover(self, one: Resident, stage: stages.Stage, card: int) -> None:
        days = self.setting.days
        if stage.name == stages.WITH_UNIT:
            taken = f"unit_agent\t示例取卡人\t2104**********0000\t单位\t{days.moment(one.wave - 1, one.id)}"
        elif one.guardian_id:
            taken = f"guardian\t示例监护人\t2104**********0000\t{one.relation}\t{days.moment(collected_ago(one), one.id)}"
        else:
            taken = f"holder\t{one.name}\t{mask.mask_citizen(one.number)}\t\t{days.moment(collected_ago(one), one.id)}"
        self.lines["cards_handover"].append(f"{card}\t{taken}\n")

    def _notice(self, one: Resident, card: int) -> None:
        sent = self.setting.days.moment(one.wave, one.id)
        template = "pickup_unit_member" if one.unit else "pickup_person"
        failure = "" if one.phone else "没有手机号码"
        ended = f"delivered\t1\t{sent}\t{sent}\t{sent}\t{sent}" if one.phone else f"call_list\t0\t{sent}\t{sent}\t{NULL}\t{NULL}"
        self.lines["notices_notice"].append(
            f"pickup:{card}\t{template}\t{one.id}\t{one.phone}\t{self.setting.words(one)}\tf\t{ended}\t\t{failure}\n"
        )

    def _medical(self, one: Resident) -> None:
        """The old card and, once the new one is active, the personal account with the old one's balance (S2.1, S5)."""
        if one.old_card_fen >= 0:
            number = f"YB{one.id:010d}"
            account = self._ledger_account("medical", f"old:{number}")
            self.lines["medical_old_card"].append(f"{one.id}\t{number}\t{self._old_card(one, account)}\n")
            if one.old_card_fen and one.stage != stages.ACTIVE:
                self.opening[account] = one.old_card_fen
        if one.stage == stages.ACTIVE:
            account = self._ledger_account("medical", f"person:{one.id}")
            self.lines["medical_personal_account"].append(f"{one.id}\t{account}\t{activated(one, self.setting.days)}\n")
            if one.old_card_fen > 0:
                self.opening[account] = one.old_card_fen

    def _old_card(self, one: Resident, account: int) -> str:
        """State, flags, account, last day, and when and why it ended (S5.1, S5.2)."""
        days = self.setting.days
        is_told = one.stage in (stages.AWAITING, stages.WITH_UNIT, stages.HELD, stages.ACTIVE) and one.phone
        if not is_told and one.stage == stages.ACTIVE:
            return f"void\tf\tf\t{account}\t{NULL}\t{activated(one, days)}\tactivated"
        if not is_told:
            return f"valid\tf\tf\t{account}\t{NULL}\t{NULL}\t"
        last = days.last_day_of_old_card(one.wave)
        end = days.before(collected_ago(one)) if one.stage == stages.ACTIVE else days.today
        if last < end:
            return f"void\tf\tf\t{account}\t{last}\t{last + timedelta(days=1)} 00:00:00+08\texpired"
        if one.stage == stages.ACTIVE:
            return f"void\tf\tf\t{account}\t{last}\t{activated(one, days)}\tactivated"
        return f"valid\tf\tf\t{account}\t{last}\t{NULL}\t"

    def _other_bank(self, one: Resident) -> None:
        """A pension or a mandate at another bank, and since activation at ours (S2.2, S16.5)."""
        days, bank = self.setting.days, self.setting.bank
        theirs = f"{one.id}\t{one.other_bank}\t{one.other_bank.upper()}-SAMPLE-{one.id:09d}"
        switched = days.day(collected_ago(one)) if one.stage == stages.ACTIVE else ""
        ours = f"{one.id}\t{bank}\t{self.account}" if switched else ""
        if one.category == RETIREE:
            since = f"{self.setting.pay_day}\t{OLD_BANK_SINCE}"
            self.lines["benefits_pension_bank"].append(f"{theirs}\t{since}\t{switched or NULL}\n")
            if switched:
                self.lines["benefits_pension_bank"].append(f"{ours}\t{self.setting.pay_day}\t{switched}\t{NULL}\n")
        if one.category == SELF_EMPLOYED:
            start = self.setting.mandate_from(collected_ago(one)) if switched else ""
            end = f"ended\t{OLD_BANK_SINCE}\t{OLD_BANK_SINCE}\t{start}\tswitched" if switched else ""
            live = f"in_force\t{OLD_BANK_SINCE}\t{OLD_BANK_SINCE}\t{NULL}\t"
            self.lines["mandates_mandate"].append(f"{theirs}\t{end or live}\n")
            if switched:
                state = "in_force" if start <= days.day(0) else "signed"
                self.lines["mandates_mandate"].append(f"{ours}\t{state}\t{switched}\t{start}\t{NULL}\t\n")

    def _close(self) -> None:
        """Write the batches and shipments whose cards are known now."""
        days = self.setting.days
        for run in self.runs.values():
            made, closed = stages.MADE_BEFORE + run.wave, NULL
            if run.stage.batch == "closed":
                closed = days.moment(stages.ISSUED_BEFORE + run.wave - 1, run.id)
            head = f"{run.id}\t{run.number}\t{run.stage.batch}\t{self.setting.bank}\t{self.setting.factory}"
            self.lines["cards_batch"].append(f"{head}\t{run.count}\t{days.moment(made, run.id)}\t{closed}\n")
            if run.stage.name != stages.NUMBERED:
                opened = days.moment(made - 1, run.id)
                self.lines["bank_pre_opening"].append(f"{run.id}\t{run.number}\t{run.count}\t{run.count}\t{opened}\n")
        for parcel in self.parcels.values():
            sent = stages.SENT_BEFORE + parcel.wave
            received = days.moment(stages.RECEIVED_BEFORE + parcel.wave, parcel.id) if parcel.wave > 0 else NULL
            number = f"FB{days.day(sent).replace('-', '')}-{LOADED + parcel.id}"
            self.lines["cards_shipment"].append(
                f"{parcel.id}\t{number}\t{parcel.office_id}\t{parcel.count}\t{days.moment(sent, parcel.id)}\t{received}\n"
            )


def collected_ago(one: Resident) -> int:
    """How many days ago the card was collected, and activated if it is: within forty days of the notice."""
    return one.wave - one.id % min(one.wave - 1, 40)


def activated(one: Resident, days: Days) -> str:
    """When the card was activated, or null."""
    return days.moment(collected_ago(one), one.id) if one.stage == stages.ACTIVE else NULL


def pickup_id(one: Resident) -> int:
    """Where the resident collects the card: the card hall for who has a unit, else the branch chosen (S4.1, S4.2)."""
    if one.pickup is None:
        raise ValueError(f"resident {one.id} has a card and no place to collect it")
    return one.pickup.id
