"""Two of the cast who live and were recorded as dead (误登去世): one comes today, one waits for the second signature (S11.1, A2)."""

from datetime import date, datetime, timedelta

from citycard import journeys
from citycard.audit import ShownDocument
from citycard.people import PersonFacts
from citycard.policy import Comes, Text

from . import stages
from .desks import Desks
from .named import Named
from .residents import RETIREE, SELF_EMPLOYED

AGENCY, COMMUNITY = "J0006", "S0101"
MISTAKEN, MISTAKE_PREPARED = "mistaken", "mistake_prepared"
ALIVE = (
    Named(
        key="shi_yulan",
        name="石玉兰",
        sex="2",
        born=date(1952, 9, 17),
        serial=17,
        category=RETIREE,
        phone=8064,
        stage=stages.ACTIVE,
        wave=145,
        old_card_fen=205_140,
        other_bank="icbc",
        befell=MISTAKEN,
        story=Text(
            zh="人在世，昨天被误登去世（同名）：养老金停发、账户停付。带身份证到社区、大厅或经办机构提请，另一位经办人复核。",
            en="Alive, but recorded as dead yesterday (same name): pension stopped, account held. One desk prepares, another approves.",
        ),
    ),
    Named(
        key="bai_jun",
        name="白军",
        sex="1",
        born=date(1986, 1, 29),
        serial=29,
        category=SELF_EMPLOYED,
        phone=9175,
        stage=stages.ACTIVE,
        wave=145,
        old_card_fen=15_020,
        other_bank="bocom",
        befell=MISTAKE_PREPARED,
        story=Text(
            zh="也被误登记去世，社区已替他提请撤销：等卡服务大厅（K0317）或经办机构（J0006）签第二个名。",
            en="Recorded as dead by mistake too; the community has prepared it: the card hall (K0317) or the agency (J0006) signs second.",
        ),
    ),
)


def mistake(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S11.1: a death four days ago of somebody else of the same name, recorded for this person."""
    shown = (ShownDocument(kind="death_record", holder="applicant"), ShownDocument(kind="resident_id_card", holder="agent"))
    died_on = at.date() - timedelta(days=4)
    by = desks.at(AGENCY, documents=shown)
    journeys.record_death(by=by, key=f"sample-mistake-{who.id}", at=at, person_id=who.id, died_on=died_on)


def prepare(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S11.1, A2: two hours later the person stands at the community with the own ID."""
    mistake(who, desks, at)
    shown = (ShownDocument(kind="resident_id_card", holder="applicant", number_masked=who.number_masked),)
    journeys.prepare_take_back_death(
        by=desks.at(COMMUNITY, documents=shown),
        key=f"sample-alive-{who.id}",
        at=at + timedelta(hours=2),
        person_id=who.id,
        comes=Comes.HOLDER,
        reason="同名的人去世，登记时点错了人；本人到社区，人像和身份证一致",
    )
