"""Somebody whose card is out of date (卡过了有效期, S9): collected ten years ago, as far back as the rules of the city reach."""

from datetime import date, timedelta

from citycard.policy import Text, rule

from . import stages
from .named import Named
from .residents import RESIDENT

TEN_YEARS_AGO = 3_670  # the card's last day was some days ago

EXPIRED = (
    Named(
        key="jiang_xiuzhen",
        name="江秀珍",
        sex="2",
        born=date(1962, 5, 15),
        serial=15,
        category=RESIDENT,
        phone=2074,
        stage=stages.ACTIVE,
        wave=TEN_YEARS_AGO,
        old_card_fen=8_800,
        story=Text(
            zh="城镇居民，卡用满十年，上个月过了有效期：看病、取钱都不能用，账户照常进账；在网上、微信或所属社区换卡。",
            en="Her card ran out last month after ten years: it pays nowhere, money still comes in; changed online or at her community.",
        ),
    ),
)


def is_within_the_rules(named: Named, *, on: date) -> bool:
    """Whether the person's first step lies in the time that the rules cover; before that there was no card to be had."""
    return on - timedelta(days=stages.SUBMITTED_BEFORE + named.wave) >= rule("S3").since
