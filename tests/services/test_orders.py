"""The life of an order through the commands.

order sign
├── with a node -> price and number asked; without -> the same digest, nothing asked
└── neither number nor node, no key, no such offer -> refused in words
order check
├── accepted -> 0; refused by the rules -> 3 with the reason; no order at all -> 1
├── two that together cost too much -> the first accepted, the second not
└── by a snapshot, without any node -> the same answers
order submit
├── several files, codes, a bad one between -> the others redeemed as one batch
├── twice -> the second time refused, nothing changed
└── by another's key -> refused
order refund, cancel, rate, show
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from isonomia.services import compact
from isonomia.spec.calendar import DAY
from isonomia.words import hexed
from tests.allocate.registry import identity_of
from tests.due_process.town import CITIZEN, NEWCOMER, OTHER, key_of
from tests.services.market import QUIET_RIDE, RIDE, TRAMS, Market

REFUSED = 3
#: Bytes before what is compressed.
GZIP_HEADER = 10
MUCH = 10**9


def checked(market: Market, *orders: object, code: int = 0, node: bool = True) -> str:
    """Check orders, expect the exit code, and return what was said."""
    result = market.run("order", "check", *orders, node=node)
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


# ---- signing -------------------------------------------------------------------------------------


@pytest.mark.req("V2", "P3")
def test_sign__with_a_node_and_without__same_order_same_digest(market: Market):
    who, until = hexed(identity_of(CITIZEN)), "2019-06-01"
    out, picture = market.folder / "order.json", market.folder / "order.svg"
    asked = market.run(
        *("order", "sign", who, RIDE, 3, "--until", until, "--out", out, "--qr", picture),
        person=CITIZEN,
    )
    assert asked.exit_code == 0, asked.output
    assert "3 units" in asked.output
    text = asked.stdout.strip().splitlines()[-1]
    offline = market.run(
        *("order", "sign", who, RIDE, 3, "--until", until, "--number", 0, "--amount", "6"),
        person=CITIZEN,
        node=False,
    )
    assert offline.exit_code == 0, offline.output
    assert offline.stdout.strip().splitlines()[-1] == text
    found = compact.decode(text, market.deployment.domain)
    assert found.terms.amount == 6_000
    assert found.signer == key_of(CITIZEN).address
    assert picture.read_text().startswith("<?xml")
    checked(market, out)


@pytest.mark.req("V2")
def test_sign__after_some_are_used__the_number_above_them(market: Market):
    market.redeemed(market.order_file(number=4))
    said = market.done("order", "sign", hexed(identity_of(CITIZEN)), RIDE, person=CITIZEN)
    assert "number of the order: 5" in said


@pytest.mark.req("V2")
def test_sign__what_is_missing_or_does_not_exist__refused_in_words(market: Market):
    sign = ("order", "sign", hexed(identity_of(CITIZEN)))
    assert "given: --amount" in market.refused(*sign, RIDE, person=CITIZEN, node=False)
    some = (*sign, RIDE, "--amount", "2")
    assert "given: --number" in market.refused(*some, person=CITIZEN, node=False)
    assert "ISONOMIA_PERSON_KEY" in market.refused(*sign, RIDE)
    assert "no offer 9: they are numbered 1 to 2" in market.refused(*sign, 9, person=CITIZEN)
    codes = (*some, "--number", 1, "--qr", market.folder / "code.txt")
    assert "name the picture" in market.refused(*codes, person=CITIZEN, node=False)


# ---- checking ------------------------------------------------------------------------------------


@pytest.mark.req("V2", "S3")
def test_check__orders_of_every_kind_of_fault__told_why_and_what_to_do(market: Market):
    assert "accepted, 1 unit of offer 1 for 2.000 credits" in checked(market, market.order_file())
    faults = {
        "AmountDiffers": {"amount": 1_999},
        "OfferUnknown": {"offer": 9},
        "OrderExpired": {"deadline": 5},
        "NothingOrdered": {"quantity": 0, "amount": 0},
        "OrderNonceTooHigh": {"number": 256},
        "PortionNotNeeded": {"portion": 1},
        "CreditsTooFew": {"quantity": MUCH, "amount": 2**40 - 1},
        "QualityTooLow": {"offer": QUIET_RIDE, "amount": 3_500},
        "OrderWithoutKey": {"identity": identity_of(NEWCOMER)},
        "OrderNotSigned": {"identity": identity_of(OTHER)},
    }
    for name, changes in faults.items():
        path = market.order_file(name, **changes)
        said = checked(market, path, code=REFUSED)
        assert f"not accepted. {name}: " in said, said
        assert "Entry" not in said
    files = [market.folder / f"{name}.json" for name in faults]
    assert checked(market, *files, code=REFUSED).count("not accepted") == len(faults)


@pytest.mark.req("V2")
def test_check__one_number_twice__the_second_not_accepted(market: Market):
    first = market.order_file("first")
    second = market.order_file("second", quantity=2, amount=4_000)
    said = checked(market, first, second, code=REFUSED)
    assert "first.json: accepted" in said
    assert "second.json: not accepted. OrderUsed" in said


@pytest.mark.req("V2")
def test_check__that_cannot_look__exit_code_of_its_own(market: Market):
    assert "cannot be read" in checked(market, market.folder / "missing.json", code=1)


@pytest.mark.req("V2", "Y2")
def test_check__by_a_snapshot_without_a_node__the_same_answers(market: Market):
    used = market.order_file("used")
    market.redeemed(used)
    good = market.order_file("good", number=1)
    poor = market.order_file("poor", number=2, quantity=MUCH, amount=2**40 - 1)
    snapshot = market.folder / "snapshot.gz"
    market.done("snapshot", "--out", snapshot)
    orders = (used, good, poor)
    by_node = checked(market, *orders, code=REFUSED)
    offline = market.typed(
        *("order", "check", *orders, "--snapshot", snapshot, "--at", market.chain.now())
    )
    assert offline.exit_code == REFUSED, offline.output
    said = " ".join(offline.output.split())
    assert by_node in said
    assert "OrderUsed" in said
    assert "CreditsTooFew" in said


@pytest.mark.req("Y2")
def test_snapshot__damaged_or_changed__refused_in_words(market: Market):
    order, snapshot = market.order_file(), market.folder / "snapshot.gz"
    check = (order, "--snapshot", snapshot)
    assert "cannot be read" in checked(market, *check, code=1)
    snapshot.write_bytes(b"no gzip")
    assert "cannot be read" in checked(market, *check, code=1)
    snapshot.write_bytes(gzip.compress(b"{}"))
    assert "damaged, or no snapshot" in checked(market, *check, code=1)
    market.done("snapshot", "--out", snapshot)
    document = json.loads(gzip.decompress(snapshot.read_bytes()))
    snapshot.write_bytes(snapshot.read_bytes()[:GZIP_HEADER] + b"\xff" * 20)
    assert "damaged, or no snapshot" in checked(market, *check, code=1)
    del document["logs"][-1]
    snapshot.write_bytes(gzip.compress(json.dumps(document).encode()))
    checked(market, *check, code=REFUSED)
    del document["logs"][0]
    snapshot.write_bytes(gzip.compress(json.dumps(document).encode()))
    assert "not what the rules give" in checked(market, *check, code=1)


# ---- redeeming -----------------------------------------------------------------------------------


@pytest.mark.req("V2", "C3", "S1")
def test_submit__files_and_codes_with_a_bad_one__the_others_redeemed_as_one_batch(market: Market):
    codes = market.folder / "codes.txt"
    codes.write_text("\n".join(compact.encode(market.order(number)) for number in (3, 1)) + "\n")
    poor = market.order_file("poor", number=2, amount=1)
    result = market.run(
        *("order", "submit", codes, poor, compact.encode(market.order(person=OTHER))),
        *market.by_provider,
    )
    assert result.exit_code == REFUSED, result.output
    for place in ("line 1: redeemed as 1/0", "line 2: redeemed as 1/1", "redeemed as 1/2"):
        assert place in result.output
    assert "poor.json: not accepted. AmountDiffers" in result.output
    assert market.spent() == 4_000
    assert market.spent(OTHER) == 2_000
    statement = market.call("services", "statementOf", RIDE, 0)
    assert (statement.redemptions, statement.redeemed) == (3, 6_000)


@pytest.mark.req("V2")
def test_submit__the_same_order_twice__redeemed_once(market: Market):
    order = market.order_file()
    assert "redeemed as 1/0" in market.redeemed(order, order)
    again = market.run("order", "submit", order, *market.by_provider)
    assert again.exit_code == REFUSED
    assert "OrderUsed" in again.output
    assert market.spent() == 2_000


@pytest.mark.req("V2")
def test_submit__by_a_key_of_nobody_or_without_one__refused(market: Market):
    order = market.order_file()
    foreign = market.run("order", "submit", order, *market.by_other)
    assert foreign.exit_code == REFUSED
    assert "NotTheProvider" in foreign.output
    assert "with --as" in market.refused("order", "submit", order)
    assert market.spent() == 0


# ---- afterwards ----------------------------------------------------------------------------------


@pytest.mark.req("V3")
def test_refund__in_time_and_once__credits_restored(market: Market):
    market.redeemed(market.order_file("a"), market.order_file("b", number=1))
    assert "2.000 credits are given back" in market.done(
        "order", "refund", "1/1", *market.by_provider
    )
    assert market.spent() == 2_000
    assert "RefundedAlready" in market.refused("order", "refund", "1/1", *market.by_provider)
    market.pass_days(30)
    assert "RefundTooLate" in market.refused("order", "refund", "1/0", *market.by_provider)


@pytest.mark.req("V3")
def test_refund__of_what_was_never_redeemed__refused_in_words(market: Market):
    market.redeemed(market.order_file())
    refund = ("order", "refund")
    assert "names no redemption" in market.refused(*refund, "first", *market.by_provider)
    assert "no batch 7" in market.refused(*refund, "7/0", *market.by_provider)
    assert "there is no 1 in it" in market.refused(*refund, "1/1", *market.by_provider)
    assert "NotTheProvider" in market.refused(*refund, "1/0", *market.by_other)


@pytest.mark.req("V2")
def test_cancel__before_it_is_redeemed__worthless(market: Market):
    order = market.order_file(number=3)
    said = market.done("order", "cancel", hexed(identity_of(CITIZEN)), 3, person=CITIZEN)
    assert "is worthless now" in said
    assert "OrderUsed" in checked(market, order, code=REFUSED)


@pytest.mark.req("V4")
def test_rate__ones_redemption_twice__the_second_counts_and_no_third(market: Market):
    market.redeemed(market.order_file("a"), market.order_file("b", person=OTHER))
    market.done("order", "rate", "1/0", 2, person=CITIZEN)
    market.done("order", "rate", "1/0", 4, person=CITIZEN)
    assert "RatedTwice" in market.refused("order", "rate", "1/0", 5, person=CITIZEN)
    assert "on this chain" in market.refused("order", "rate", "1/1", 5, person=CITIZEN)
    assert market.call("services", "ratingsOf", RIDE) == [0, 0, 0, 1, 0]
    said = market.done("org", "show", TRAMS)
    assert "4.0 of 5 stars, 1 rating by 1 person" in said
    assert "4 stars 1" in said


@pytest.mark.req("V4", "P3")
def test_rate_and_cancel__signed_without_a_node__relayed_by_anybody(market: Market, tmp_path: Path):
    market.redeemed(market.order_file())
    prepared, rated = tmp_path / "prepared.json", tmp_path / "rated.json"
    market.done("order", "rate", "1/0", 5, "--out", prepared)
    market.done("relay", market.signs(prepared, rated, person=CITIZEN))
    assert market.call("services", "ratingsOf", RIDE) == [0, 0, 0, 0, 1]
    cancelled = tmp_path / "cancelled.json"
    market.done(
        *("sign", "cancel-order", f"identity={hexed(identity_of(CITIZEN))}", "orderNonce=9"),
        *("--nonce", 1, "--until", "2030-01-01", "--out", cancelled),
        person=CITIZEN,
        node=False,
    )
    market.done("relay", cancelled)
    assert "OrderUsed" in checked(market, market.order_file("nine", number=9), code=REFUSED)


@pytest.mark.req("V2")
def test_show__orders_before_and_after__where_redeemed_and_what_can_be_done(market: Market):
    order = market.order_file("shown", number=2)
    assert "not redeemed" in market.done("order", "show", order)
    market.redeemed(market.order_file("other", person=OTHER), order)
    said = market.done("order", "show", order)
    assert "redeemed as 1/1 on 2019-05-01" in said
    assert "isonomia order refund 1/1" in said
    otherwise = market.order_file("of a portion", number=2, portion=1)
    assert "not redeemed" in market.done("order", "show", otherwise)
    market.done("order", "refund", "1/1", *market.by_provider)
    assert "redeemed as 1/1, and refunded" in market.done("order", "show", order)
    offline = market.run("order", "show", order, "--csv", node=False)
    header, line = offline.stdout.splitlines()
    assert header == "identity,offer,quantity,amount,portion,nonce,deadline,signature"
    assert line.startswith(f"{hexed(identity_of(CITIZEN))},1,1,2000,0,2,1900000000,0x")
    assert "signed by" in market.done("order", "show", order, node=False)


@pytest.mark.req("V1")
def test_check__of_an_offer_that_closed__refused_from_that_day_on(market: Market):
    order = market.order_file(deadline=market.chain.now() + 900 * DAY)
    market.pass_days(699)
    checked(market, order)
    market.pass_days(1)
    assert "OfferClosed" in checked(market, order, code=REFUSED)
