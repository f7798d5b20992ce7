"""Redemptions from CSV files, sent by the organisation.

redemptions
├── good and bad lines, doubled ones -> batches, receipts with places, every refusal named
├── more than a batch holds -> several; never above the figures of gas
├── redeemed before, by a run or otherwise -> already applied, nothing twice
├── interrupted before sending -> redeemed once
├── rehearsed -> counted, nothing sent
└── beside other kinds of lines, or by a key of nobody -> refused in words
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from typer.testing import Result

from isonomia import gas, words
from isonomia.allocate import Allocation, Request
from isonomia.courier import Courier
from isonomia.fields import act_time
from isonomia.journal import Journal
from isonomia.receipts import CSV_NAME, Account
from isonomia.services.order_file import COLUMNS
from isonomia.services.orders import MOST_ORDERS, SignedOrder
from isonomia.spec.calendar import DAY
from isonomia.tables import TableError
from isonomia.words import hexed
from tests.allocate.registry import by_line, contribution, identity_of, table
from tests.due_process.town import CITIZEN, CITIZENS, NEWCOMER, OTHER
from tests.services.market import ACCREDITED_UNTIL, QUIET_RIDE, RIDE, Market

REFUSED = 3
#: A second after the accreditation of the market's organisation has ended.
OVER = act_time(ACCREDITED_UNTIL) + 1


def row(order: SignedOrder) -> str:
    identity, *numbers = order.terms
    return ",".join([hexed(identity), *map(str, numbers), hexed(order.signature)])


def orders_file(market: Market, *rows: str, name: str = "redemptions.csv") -> Path:
    return table(market.folder / name, ",".join(COLUMNS), list(rows))


def request(market: Market, file: Path, **changes: Any) -> Request:
    given: dict[str, Any] = {
        "files": (file,),
        "manifest": market.manifest,
        "pepper": None,
        "seats": {},
        "payer": market.provider,
        "journal": market.folder / "journal.sqlite",
        "development": True,
    }
    return Request(**given | changes)


def allocate(market: Market, file: Path, **changes: Any) -> Account:
    return Allocation(market.chain, request(market, file, **changes)).run()


def many(market: Market, count: int, **changes: Any) -> list[str]:
    """Return rows of so many orders, of three citizens in turn."""
    return [
        row(market.order(number // 3, person=CITIZENS[number % 3], **changes))
        for number in range(count)
    ]


def typed(market: Market, *arguments: object) -> Result:
    receipts = ("--receipts", market.folder / "receipts")
    return market.run("allocate", *arguments, *receipts)


@pytest.mark.req("V2", "A2")
def test_redemptions__good_bad_and_doubled_lines__redeemed_and_refused_by_name(market: Market):
    good = market.order(2)
    rows = [
        row(good),
        row(market.order(1, amount=1_999)),
        row(market.order(0, offer=9, person=OTHER)),
        row(good),
        row(market.order(0, offer=QUIET_RIDE, amount=3_500)),
        row(market.order(2, quantity=2, amount=4_000)),
        row(market.order(0, identity=identity_of(NEWCOMER))),
        row(market.order(0, person=OTHER)),
        row(market.order(3)).replace("0x", "", 1),
        row(market.order(3))[:-2],
    ]
    account = allocate(market, orders_file(market, *rows))
    receipts = by_line(account)
    assert [receipts[number].refusal for number in range(2, 12)] == [
        *("", "AmountDiffers", "OfferUnknown", "DuplicateLine", "QualityTooLow", "OrderUsed"),
        *("OrderWithoutKey", "", "InvalidLine", "InvalidLine"),
    ]
    assert [receipts[2].redemption, receipts[9].redemption] == ["1/0", "1/1"]
    assert receipts[2].status == "applied"
    assert receipts[2].identity == hexed(identity_of(CITIZEN))
    assert (receipts[2].offer, receipts[2].order) == (str(RIDE), "2")
    assert receipts[3].column == "amount"
    assert "sign anew with that amount" in receipts[3].reason
    assert "line 2: remove one" in receipts[5].reason
    assert "64 hexadecimal digits" in receipts[10].reason
    assert market.spent() == market.spent(OTHER) == 2_000


@pytest.mark.req("V2", "A2")
def test_redemptions__more_than_a_batch_holds__several_within_the_figures_of_gas(market: Market):
    rows = many(market, MOST_ORDERS + 20)
    account = allocate(market, orders_file(market, *rows))
    assert [act.lines for act in account.acts] == [MOST_ORDERS, 20]
    for act in account.acts:
        assert act.gas_used is not None
        assert act.gas_used <= gas.REDEMPTION.of(act.lines, 0)
    last = by_line(account)[MOST_ORDERS + 21]
    assert last.redemption == "2/19"
    assert market.call("services", "statementOf", RIDE, 0).redemptions == MOST_ORDERS + 20


@pytest.mark.req("V2", "A2")
def test_redemptions__first_ones_of_several_people__little_below_the_figures_of_gas(
    market: Market,
):
    [first] = allocate(market, orders_file(market, *many(market, 1))).acts
    rows = [row(market.order(1, person=person)) for person in CITIZENS]
    [more] = allocate(market, orders_file(market, *rows, name="more.csv")).acts
    for act in (first, more):
        assert act.gas_used is not None
        assert act.gas_used <= gas.REDEMPTION.of(act.lines, 0) <= act.gas_used * 1.35


@pytest.mark.req("V2", "A2")
def test_redemptions__of_several_offers_in_one_batch__within_the_figures_of_gas(market: Market):
    text = ("--text", market.text_file("text.txt"), *market.by_provider)
    for _ in range(4):
        market.done("org", "offer", 1, "transit", "Essential", "1", "--until", "2020-05-01", *text)
    rows = [row(market.order(n, offer=3 + n, amount=1_000)) for n in range(4)]
    [act] = allocate(market, orders_file(market, *rows)).acts
    assert act.gas_used is not None
    assert act.gas_used <= gas.REDEMPTION.of(4, 0) + 3 * gas.ANOTHER_OFFER <= act.gas_used * 1.5


@pytest.mark.req("V2", "A2")
def test_redemptions__again_and_without_the_journal__already_applied(market: Market):
    file = orders_file(market, *many(market, 5))
    allocate(market, file)
    again = by_line(allocate(market, file))
    assert {receipt.status for receipt in again.values()} == {"already applied"}
    assert again[2].redemption == "1/0"
    lost = allocate(market, file, journal=market.folder / "other.sqlite")
    assert {receipt.status for receipt in lost.receipts} == {"already applied"}
    assert market.spent() == 4_000


@pytest.mark.req("V2", "A2")
@pytest.mark.parametrize("step", ["recorded", "sent"])
def test_redemptions__interrupted__redeemed_once_by_the_next_run(
    market: Market, monkeypatch: pytest.MonkeyPatch, step: str
):
    file = orders_file(market, *many(market, 6))
    allocation = Allocation(market.chain, request(market, file))
    holder, name = {"recorded": (Journal, "record"), "sent": (Courier, "_send")}[step]
    original = getattr(holder, name)

    def stop_after(*arguments: object) -> None:
        original(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(holder, name, stop_after)
    with pytest.raises(KeyboardInterrupt):
        allocation.run()
    monkeypatch.undo()
    account = allocate(market, file)
    assert {receipt.status for receipt in account.receipts} <= {"applied", "already applied"}
    assert {receipt.redemption for receipt in account.receipts} == {f"1/{n}" for n in range(6)}
    assert market.spent() == 4_000


@pytest.mark.req("V2", "A2")
def test_redemptions__an_order_redeemed_by_hand_meanwhile__planned_again(
    market: Market, monkeypatch: pytest.MonkeyPatch
):
    file = orders_file(market, *many(market, 4))
    original = Allocation._send_planned
    by_hand = market.order_file("by hand")

    def meanwhile(*arguments: Any) -> None:
        monkeypatch.undo()
        market.redeemed(by_hand)
        original(*arguments)

    monkeypatch.setattr(Allocation, "_send_planned", meanwhile)
    receipts = by_line(allocate(market, file))
    assert receipts[2].status == "already applied"
    assert [receipts[number].status for number in (3, 4, 5)] == ["applied"] * 3
    assert market.spent() == 4_000


# ---- as somebody types it ------------------------------------------------------------------------


@pytest.mark.req("V2", "A2")
def test_allocate__typed_by_the_organisation__rehearsed_sent_and_strict(market: Market):
    file = orders_file(market, *many(market, 3), row(market.order(9, amount=5)))
    rehearsed = typed(market, file, *market.by_provider, "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.output
    assert "It would take 1 acts" in rehearsed.output
    assert market.spent() == 0
    sent = typed(market, file, *market.by_provider, "--strict")
    assert sent.exit_code == REFUSED, sent.output
    assert "1 refused: AmountDiffers" in sent.output
    with (market.folder / "receipts" / CSV_NAME).open(newline="") as found:
        lines = list(csv.DictReader(found))
    assert [line["redemption"] for line in lines] == ["1/0", "1/1", "1/2", ""]
    assert market.spent() == 2_000


@pytest.mark.req("V2", "A2")
def test_allocate__from_orders_that_were_shown_as_lines__redeemed(market: Market):
    order = market.order_file()
    shown = market.run("order", "show", order, "--csv", node=False)
    file = market.folder / "shown.csv"
    file.write_text(shown.stdout)
    assert typed(market, file, *market.by_provider).exit_code == 0
    assert market.spent() == 2_000


@pytest.mark.req("V2", "A2")
def test_allocate__by_a_key_of_nobody__every_line_refused_and_nothing_sent(market: Market):
    stranger: LocalAccount = market.other_provider
    account = allocate(market, orders_file(market, *many(market, 2)), payer=stranger)
    assert {receipt.refusal for receipt in account.receipts} == {"NotTheProvider"}
    assert not account.acts


@pytest.mark.req("V1", "A2")
def test_allocate__when_nothing_is_served_any_more__the_column_of_the_offer_named(market: Market):
    closes = market.chain.now() // DAY + 40
    market.done("org", "close", RIDE, "--until", words.day(closes), *market.by_provider)
    market.chain.set_time(closes * DAY)
    above = row(market.order(0, offer=QUIET_RIDE, amount=3_500))
    account = allocate(market, orders_file(market, above))
    market.chain.set_time(OVER)
    late = allocate(market, orders_file(market, above), journal=market.folder / "later.sqlite")
    told = [(one.refusal, one.column) for one in (*account.receipts, *late.receipts)]
    assert told == [("EssentialOfferMissing", "offer"), ("AccreditationOver", "offer")]


@pytest.mark.req("A2")
def test_allocate__beside_lines_of_councils__refused_before_anything_is_sent(market: Market):
    orders = orders_file(market, *many(market, 1))
    line = contribution(CITIZEN, 0, "minutes")
    acts = table(market.folder / "acts.csv", "identifier,rule,day,evidence", [line])
    both = request(market, orders, files=(orders, acts), pepper=bytes(32))
    with pytest.raises(TableError, match="in a run of their own"):
        Allocation(market.chain, both)
    account = Allocation(market.chain, request(market, acts)).run()
    assert "give its file with --pepper" in account.receipts[0].reason
