"""S3: checked applications become a batch, numbers, files, a store: the good way, and what leaves it."""

import base64
import json
import threading

import pytest
from django.db import connection

from citycard import cards
from citycard.audit.models import StateHistory
from citycard.cards.models import Application, Batch, Card, ExchangeFile, SocialSide
from citycard.channels.files import FileWriter, Style
from citycard.shared.numbers import card as card_numbers
from citycard.shared.refusal import Refusal
from citycard.shared.states import MoveNotAllowed
from tests import factories
from tests.cards.city import (
    LATER,
    accepted,
    act,
    apply,
    at_bank,
    at_factory,
    bank_lines,
    bank_return,
    batched,
    factory_lines,
    factory_return,
    live,
    returned,
    stocked,
)

pytestmark = pytest.mark.django_db


def test_a_batch_takes_the_oldest_and_allots_each_a_number_for_ever() -> None:
    """S1.3, S3: prefix, serial, GB 11714 check character; the application is in the batch."""
    rows = accepted(5)
    receipt = cards.make_batch(**act(), bank="fushun", factory="sample", limit=3)
    made = live(Batch.objects.get(pk=receipt.batch_id))
    assert receipt.card_count == 3
    assert receipt.number.startswith("PC20261123-")
    assert [card.application_id for card in made] == [row.pk for row in rows[:3]]
    assert [card.line_no for card in made] == [1, 2, 3]
    assert all(card_numbers.is_valid(card.card_number) and card.card_number.startswith("A") for card in made)
    assert len({card.card_number for card in made}) == 3
    assert list(Application.objects.order_by("pk").values_list("state", flat=True)) == ["batched"] * 3 + ["accepted"] * 2


def test_every_number_the_database_makes_is_the_number_the_kernel_makes() -> None:
    """S1.3: one algorithm in two languages."""
    batch = batched(40)
    numbers = [card.card_number for card in live(batch)]
    assert numbers == [card_numbers.make("A", int(number[1:8])) for number in numbers]


def test_a_batch_of_nobody_is_refused() -> None:
    """S3: there is nothing to make."""
    with pytest.raises(cards.NoApplicationsToBatch):
        cards.make_batch(**act(), bank="fushun", factory="sample")
    assert not Batch.objects.exists()


def test_a_batch_larger_than_the_policy_is_refused() -> None:
    """S3: 100,000 cards a batch."""
    with pytest.raises(cards.BatchTooLarge) as caught:
        cards.make_batch(**act(), bank="fushun", factory="sample", limit=100_001)
    assert caught.value.facts == {"wanted": 100_001, "limit": 100_000}


def test_the_same_key_makes_one_batch() -> None:
    """A3: a double click has one effect."""
    accepted(2)
    once = act()
    first = cards.make_batch(**once, bank="fushun", factory="sample")
    again = cards.make_batch(**once, bank="fushun", factory="sample")
    assert (again.batch_id, again.replayed) == (first.batch_id, True)
    assert Batch.objects.count() == 1


def test_a_range_that_is_used_up_allots_nothing() -> None:
    """S1.3: a number too long for its prefix is refused, never cut."""
    accepted(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cards_card_serial', 9999999)")
    with pytest.raises(cards.CardNumbersUsedUp):
        cards.make_batch(**act(), bank="fushun", factory="sample")
    assert not Card.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('cards_card_serial', 1)")


def test_the_bank_file_holds_every_live_card_and_can_be_had_again() -> None:
    """S3: GB18030 CSV with head, headings, lines and closing total; the second download changes nothing."""
    batch = batched(2)
    first = cards.export_bank_file(**act(), batch_id=batch.pk, writer=FileWriter())
    text = b"".join(first.chunks()).decode("gb18030")
    lines = text.split("\r\n")
    assert lines[0] == f"批次号,{batch.number},文件,预开户,人数,2,日期,20261123"
    assert lines[1].startswith("序号,社保卡号,社会保障号码,姓名,")
    made = live(batch)
    assert lines[2].startswith(f"1,{made[0].card_number},{made[0].person.social_number},王芳,2,01,")
    assert lines[2].endswith(",fushun")
    assert lines[4] == "合计,2"
    again = cards.export_bank_file(**act(LATER), batch_id=batch.pk, writer=FileWriter(Style.JSON_LINES))
    assert again.name == f"{batch.number}.bank_out.jsonl"
    assert ExchangeFile.objects.get(kind="bank_out").at == factories.NOW
    batch.refresh_from_db()
    assert batch.state == "bank_exported"


def test_the_banks_return_opens_the_cards() -> None:
    """S3: bank card number and account are kept; the batch is at its next step."""
    batch = at_bank(3)
    receipt = cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    assert (receipt.good_count, receipt.bad_count, receipt.batch_number) == (3, 0, batch.number)
    assert {card.state for card in live(batch)} == {"opened"}
    assert all(len(str(card.bank_card_number)) == 19 and card.account_number for card in live(batch))
    batch.refresh_from_db()
    assert batch.state == "bank_returned"


@pytest.mark.parametrize("style", list(Style))
def test_a_line_that_the_bank_failed_leaves_the_batch_and_can_be_batched_again(style: Style) -> None:
    """S3, S1.3: the reason is kept, the number is burnt, the application waits again and gets another number."""
    batch = at_bank(3)
    lines = bank_lines(batch)
    burnt = lines[1][1]
    lines[1][4:] = ["", "", "失败", "身份信息核查不一致"]
    receipt = cards.import_bank_return(**act(), file=bank_return(batch, lines, style=style))
    assert (receipt.good_count, receipt.bad_count) == (2, 1)
    (failed,) = cards.failed_lines(batch_id=batch.pk)
    assert (failed.line_no, failed.spoiled_by, failed.reason) == (2, "bank", "身份信息核查不一致")
    assert failed.application_state == "accepted"
    again = cards.make_batch(**act(LATER), bank="fushun", factory="sample")
    (card,) = live(Batch.objects.get(pk=again.batch_id))
    assert card.application_id == failed.application_id
    assert card.card_number != burnt
    assert Card.objects.get(card_number=burnt).state == "spoiled"


def test_the_factory_file_holds_what_a_card_is_made_from() -> None:
    """S3: only opened cards, with bank numbers, office and photo."""
    batch = at_bank(2)
    cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    sent = cards.export_factory_file(**act(), batch_id=batch.pk, writer=FileWriter())
    lines = b"".join(sent.chunks()).decode("gb18030").split("\r\n")
    card = live(batch)[0]
    assert f",{card.bank_card_number},{card.account_number},抚顺银行北站支行（示例）,," in lines[2]
    assert ",first,fushun," in lines[2]
    assert {card.state for card in live(batch)} == {"in_production"}


def test_the_issue_date_is_the_factorys() -> None:
    """S1.4: it comes from the return file, never from application, pickup or activation; valid for ten years."""
    batch = at_factory(2)
    receipt = cards.import_factory_return(**act(LATER), file=factory_return(batch, factory_lines(batch)))
    assert receipt.good_count == 2
    card = cards.card(live(batch)[1].pk)
    assert (card.state, card.issued_on, card.valid_until) == ("produced", factories.TODAY, factories.TODAY.replace(year=2036))
    assert (card.box, card.slot) == (1, 2)
    assert card.social_state is None


def test_a_card_that_the_factory_failed_leaves_the_batch() -> None:
    """S3: its application waits again; the others go on."""
    batch = at_factory(2)
    lines = factory_lines(batch)
    lines[0][4:8] = ["", "", "", ""]
    lines[0][11:] = ["", "制卡", "芯片写入失败"]
    receipt = cards.import_factory_return(**act(LATER), file=factory_return(batch, lines))
    assert (receipt.good_count, receipt.bad_count) == (1, 1)
    (failed,) = cards.failed_lines()
    assert (failed.spoiled_by, failed.reason, failed.application_state) == ("factory", "芯片写入失败", "accepted")


def test_the_store_seals_the_social_side_and_closes_the_batch() -> None:
    """S3, S1.1: from the store on a card has a social side, sealed; a faulty one is spoiled and made again."""
    batch = returned(3)
    faulty = live(batch)[2].card_number
    receipt = cards.stock_batch(**act(LATER), batch_id=batch.pk, faulty=[(faulty, "密钥错误")])
    assert (receipt.card_count, receipt.state) == (2, "closed")
    assert list(SocialSide.objects.values_list("state", "loss", "pin_locked")) == [("sealed", "none", False)] * 2
    assert cards.failed_lines()[0].reason == "密钥错误"
    assert Application.objects.get(state="accepted").reason == "密钥错误"


def test_rolling_back_burns_numbers_until_the_factory_has_the_batch() -> None:
    """S3, S1.3: applications wait again; with the factory it is too late."""
    batch = at_bank(2)
    receipt = cards.roll_back_batch(**act(), batch_id=batch.pk)
    assert receipt.state == "rolled_back"
    assert set(Card.objects.values_list("state", flat=True)) == {"spoiled"}
    assert set(Application.objects.values_list("state", "batch")) == {("accepted", None)}
    other = at_factory(1)
    with pytest.raises(MoveNotAllowed):
        cards.roll_back_batch(**act(), batch_id=other.pk)


def test_a_batch_is_not_closed_while_cards_are_missing() -> None:
    """S3: each card is in the store or left with a reason."""
    batch = returned(2)
    with pytest.raises(cards.BatchNotFinished) as caught:
        cards.close_batch(**act(), batch_id=batch.pk)
    assert caught.value.facts["count"] == 2


def test_a_batch_in_which_every_line_failed_can_be_closed() -> None:
    """S3: no dead end."""
    batch = at_bank(1)
    lines = bank_lines(batch)
    lines[0][4:] = ["", "", "失败", "已有同名账户"]
    cards.import_bank_return(**act(), file=bank_return(batch, lines))
    assert cards.close_batch(**act(), batch_id=batch.pk).state == "closed"


def test_files_are_not_sent_out_of_turn() -> None:
    """S3: bank first, then factory, then the store."""
    batch = batched(1)
    with pytest.raises(cards.BatchNotAtThisStep):
        cards.export_factory_file(**act(), batch_id=batch.pk, writer=FileWriter())
    with pytest.raises(cards.BatchNotAtThisStep):
        cards.stock_batch(**act(), batch_id=batch.pk)


def test_the_batch_page_counts_and_lists_its_files() -> None:
    """S3: live, spoiled and stocked cards, and every file with its totals."""
    batch = stocked(2)
    facts = cards.batch(batch.pk)
    assert (facts.live_count, facts.spoiled_count, facts.stocked_count, facts.state) == (2, 0, 2, "closed")
    assert [file.kind for file in cards.files_of(batch.pk)] == ["bank_out", "bank_in", "factory_out", "factory_in"]
    assert cards.batches()[0].id == batch.pk
    assert cards.batches(is_open=True) == ()


def test_every_step_of_every_card_stands_in_the_history() -> None:
    """A2: moved and written as a set, told card by card; the neighbours are not in it."""
    wanted = ["numbered", "opened", "in_production", "produced", "stocked"]
    made = live(stocked(3))
    told = [_history_of(card.pk) for card in made]
    assert [[target for _, target in steps] for steps in told] == [wanted] * 3
    assert [[source for source, _ in steps] for steps in told] == [[None, *wanted[:-1]]] * 3
    assert StateHistory.objects.filter(machine="card").count() == len(wanted)
    assert _history_of(made[-1].pk + 1) == _history_of(made[0].pk - 1) == []


def _history_of(card_id: int) -> list[tuple[str | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, target FROM state_history_of('card', %s)", [card_id])
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_the_same_instant_share_the_applications() -> None:
    """S3: nobody is in two batches, nobody waits, and no number is allotted twice (S1.3)."""
    accepted(30)
    start = threading.Barrier(2)
    made: list[cards.BatchReceipt | Refusal] = []

    def maker() -> None:
        start.wait()
        try:
            made.append(cards.make_batch(**act(), bank="fushun", factory="sample", limit=15))
        except Refusal as refusal:
            made.append(refusal)
        finally:
            connection.close()

    makers = [threading.Thread(target=maker) for _ in range(2)]
    for one in makers:
        one.start()
    for one in makers:
        one.join()
    counts = [one.card_count for one in made if isinstance(one, cards.BatchReceipt)]
    assert sum(counts) == Card.objects.count() == Application.objects.filter(state="batched").count()
    assert Card.objects.values("application_id").distinct().count() == sum(counts)
    assert Card.objects.values("card_number").distinct().count() == sum(counts) >= 15


def test_a_withdrawal_and_an_export_cannot_both_win() -> None:
    """S3: the file holds exactly the cards that are left, and whoever comes later is refused."""
    batch = batched(2)
    withdrawn, left = live(batch)
    cards.withdraw_application(**act(), application_id=withdrawn.application_id)
    sent = cards.export_bank_file(**act(), batch_id=batch.pk, writer=FileWriter())
    assert left.card_number in b"".join(sent.chunks()).decode("gb18030")
    receipt = cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    assert receipt.good_count == 1


def test_rare_names_travel_whole_and_addresses_run_in_nobodys_spreadsheet() -> None:
    """S1.2, S3: a name outside the BMP comes back as it went; a formula, comma, quote or line break in an address is made plain."""
    community, branch = factories.make_office(), factories.make_office(kind="bank_branch")
    person = factories.make_person(name="𠮷䶮·𬀩", address='=HYPERLINK("x"),\n一号\\', community=community)
    factories.make_application(person=person, state="accepted", pickup_office=branch)
    batch = Batch.objects.get(pk=cards.make_batch(**act(), bank="fushun", factory="sample").batch_id)
    sent = cards.export_bank_file(**act(), batch_id=batch.pk, writer=FileWriter())
    line = b"".join(sent.chunks()).decode("gb18030").split("\r\n")[2].split(",")
    assert (line[3], line[8]) == ("𠮷䶮·𬀩", "'=HYPERLINK(”x”)， 一号 ")
    receipt = cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    assert receipt.good_count == 1
    made = cards.export_factory_file(**act(), batch_id=batch.pk, writer=FileWriter())
    assert "𠮷䶮·𬀩" in b"".join(made.chunks()).decode("gb18030")
    cards.import_factory_return(**act(LATER), file=factory_return(batch, factory_lines(batch)))
    assert live(batch)[0].state == "produced"


def test_the_photo_travels_to_the_factory_in_one_line() -> None:
    """S3: the portrait that was checked, in Base64."""
    community, branch = factories.make_office(), factories.make_office(kind="bank_branch")
    receipt = apply(factories.make_person(community=community), branch)
    cards.accept_applications(**act(), application_ids=[receipt.application_id])
    batch = Batch.objects.get(pk=cards.make_batch(**act(), bank="fushun", factory="sample").batch_id)
    cards.export_bank_file(**act(), batch_id=batch.pk, writer=FileWriter())
    cards.import_bank_return(**act(), file=bank_return(batch, bank_lines(batch)))
    sent = cards.export_factory_file(**act(), batch_id=batch.pk, writer=FileWriter(Style.JSON_LINES))
    line = json.loads(b"".join(sent.chunks()).splitlines()[1])
    assert base64.b64decode(line["photo"]) == cards.photo_of(receipt.application_id)
