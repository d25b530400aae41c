"""Those of the cast who leave, or let somebody act for them (退保、去世、委托): told through the real verbs (S11, S13)."""

from datetime import date, datetime, timedelta

from citycard import journeys, medical, people
from citycard.audit import ShownDocument
from citycard.cards import Leaving, Refund, RefundKind
from citycard.people import PersonFacts
from citycard.policy import Comes, Text
from citycard.shared.numbers import mask

from . import stages
from .desks import Desks
from .mistaken import ALIVE
from .named import Named
from .residents import RESIDENT, RETIREE, SELF_EMPLOYED

AGENCY, HALL, COMMUNITY = "J0006", "K0317", "S0101"
REFUNDS_SETTLED, CLOSE_PENDING, DIED = "refunds_settled", "close_pending", "died"
REPRESENTED, POWER_OVER = "represented", "power_over"

DAUGHTER = Named(
    key="li_jing",
    name="李静",
    sex="2",
    born=date(1978, 6, 6),
    serial=26,
    category=RESIDENT,
    phone=2074,
    stage=stages.ACTIVE,
    wave=110,
    old_card_fen=18_040,
    story=Text(
        zh="王秀英的女儿，登记过的代办人：登录以后在“替家人办”里能看、能替母亲办。替马桂兰办的委托昨天到期了。",
        en="Daughter and registered agent of Wang Xiuying: logged in, she acts for her mother. Her power for Ma Guilan ended yesterday.",
    ),
)
LEAVERS = (
    DAUGHTER,
    Named(
        key="wang_xiuying",
        name="王秀英",
        sex="2",
        born=date(1950, 3, 4),
        serial=4,
        category=RETIREE,
        phone=3185,
        stage=stages.ACTIVE,
        wave=110,
        old_card_fen=260_333,
        other_bank="icbc",
        befell=REPRESENTED,
        story=Text(
            zh="退休。在社区登记了委托，女儿李静能替她办；她自己能看到谁看过资料，也能撤销。",
            en="Retired. Her daughter Li Jing may act for her; she sees every look at her data and can take the power back.",
        ),
    ),
    Named(
        key="ma_guilan",
        name="马桂兰",
        sex="2",
        born=date(1948, 8, 18),
        serial=18,
        category=RETIREE,
        phone=4296,
        stage=stages.ACTIVE,
        wave=145,
        old_card_fen=142_870,
        other_bank="icbc",
        befell=POWER_OVER,
        story=Text(
            zh="退休。给邻居李静的委托昨天到期：李静今天再替她办，会被拒绝并写明日期。",
            en="Retired. The power she gave Li Jing ended yesterday: trying to use it today is refused, with the date.",
        ),
    ),
    Named(
        key="qin_hao",
        name="秦浩",
        sex="1",
        born=date(1980, 5, 15),
        serial=15,
        category=SELF_EMPLOYED,
        phone=5317,
        stage=stages.ACTIVE,
        wave=145,
        old_card_fen=30_210,
        other_bank="bocom",
        befell=REFUNDS_SETTLED,
        story=Text(
            zh="出国定居。经办机构已登记退费办完；接着到卡服务大厅注销社保功能，拿清户通知书，再到银行销户。",
            en="Settles abroad. The agency has finished the refunds; next the card hall cancels and gives the slip, then the bank.",
        ),
    ),
    Named(
        key="feng_qian",
        name="冯倩",
        sex="2",
        born=date(1977, 2, 27),
        serial=7,
        category=RESIDENT,
        phone=6428,
        stage=stages.ACTIVE,
        wave=75,
        old_card_fen=11_160,
        befell=CLOSE_PENDING,
        story=Text(
            zh="不再参保。社保功能昨天已注销，手里有清户通知书；还差到抚顺银行取余额、销户。",
            en="Has left the insurance. Her social function was cancelled yesterday; with the slip she still closes the account.",
        ),
    ),
    Named(
        key="tian_fu",
        name="田福",
        sex="1",
        born=date(1944, 11, 2),
        serial=2,
        category=RETIREE,
        phone=7539,
        stage=stages.ACTIVE,
        wave=145,
        old_card_fen=377_090,
        other_bank="icbc",
        befell=DIED,
        story=Text(
            zh="上周去世，家属昨天到经办机构登记：养老金停发，网上登录停用；退费和注销由家属接着办。",
            en="Died last week, recorded yesterday by the family: pension and log-in have stopped; the refunds are still to come.",
        ),
    ),
    *ALIVE,
)


def settle_refunds(who: PersonFacts, desks: Desks, at: datetime, *, reason: Leaving = Leaving.SETTLED_ABROAD) -> None:
    """S11.2: the pension, and what stood on the medical account, paid out the day before; nothing else due."""
    paid = Refund(
        kind=RefundKind.PENSION, receipt=f"YL-{who.id:06d}", amount_fen=5_230_000, paid_on=at.date() - timedelta(days=1)
    )
    due = (paid, _medical_refund(who, at), Refund(kind=RefundKind.OTHER))
    by = desks.at(AGENCY, documents=(_own_id(who),))
    act = {"by": by, "key": f"sample-refunds-{who.id}", "at": at, "person_id": who.id, "comes": Comes.HOLDER}
    journeys.settle_refunds(**act, reason=reason, refunds=due)


def _medical_refund(who: PersonFacts, at: datetime) -> Refund:
    due_fen = medical.medical_money(person_id=who.id).due_fen
    if not due_fen:
        return Refund(kind=RefundKind.MEDICAL)
    paid_on = at.date() - timedelta(days=1)
    return Refund(kind=RefundKind.MEDICAL, receipt=f"YB-{who.id:06d}", amount_fen=due_fen, paid_on=paid_on)


def cancel_social(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S11.2: the refunds, and an hour later the card hall; the bank is still to come."""
    settle_refunds(who, desks, at, reason=Leaving.LEFT_INSURANCE)
    by = desks.at(HALL, documents=(_own_id(who), ShownDocument(kind="social_card", holder="applicant")))
    later = at + timedelta(hours=1)
    journeys.cancel_social(by=by, key=f"sample-cancel-{who.id}", at=later, person_id=who.id, comes=Comes.HOLDER)


def die(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S11.1: a death six days ago, recorded on the death record by an agent."""
    shown = (ShownDocument(kind="death_record", holder="applicant"), _agents_id())
    died_on = at.date() - timedelta(days=6)
    journeys.record_death(
        by=desks.at(AGENCY, documents=shown), key=f"sample-death-{who.id}", at=at, person_id=who.id, died_on=died_on
    )


def give_power(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S13.1: both came to the community; the power has no last day."""
    _give(who, desks, at, relation="女儿", ends_on=None)


def give_power_that_ended(who: PersonFacts, desks: Desks, at: datetime) -> None:
    """S13.1: a power of thirty days that is over since yesterday."""
    _give(who, desks, at - timedelta(days=30), relation="邻居", ends_on=at.date())


def _give(who: PersonFacts, desks: Desks, at: datetime, *, relation: str, ends_on: date | None) -> None:
    agent = people.find_person(DAUGHTER.number)
    if agent is None:
        raise LookupError("the sample daughter is not on the register")
    journeys.register_power(
        by=desks.at(COMMUNITY, documents=(_own_id(who), _agents_id())),
        key=f"sample-power-{who.id}",
        at=at,
        holder_id=who.id,
        agent_id=agent.id,
        relation=relation,
        comes=Comes.HOLDER,
        starts_on=at.date(),
        ends_on=ends_on,
    )


def _own_id(who: PersonFacts) -> ShownDocument:
    return ShownDocument(kind="resident_id_card", holder="applicant", number_masked=who.number_masked)


def _agents_id() -> ShownDocument:
    return ShownDocument(
        kind="resident_id_card", holder="agent", number_masked=mask.mask_citizen(DAUGHTER.number), name=DAUGHTER.name
    )
