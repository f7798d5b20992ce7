"""A season of services on a chain: signed orders redeemed, refunded, rated and settled.

season
├── played → settled as Services keeps it, and as it was counted while it was redeemed
└── its counts → those that were asked for, Enhanced services and refunds among them
signing
└── many orders at once → the signatures that citizens' own tools give
page
├── the committed one → of a whole season, without a difference
└── of another season → tells its counts
agreement
└── something else counted than the logs say → the season fails, and names offer and quarter
"""

import re

import pytest

from bench.lab import open_lab, word
from bench.lottery import controller_of
from bench.season import page, signing
from bench.season.plan import QUARTERS, Size
from bench.season.play import play, require_agreement
from isonomia.errors import IsonomiaError
from isonomia.services.orders import OrderTerms, signed
from isonomia.spec.service_state import Statement
from isonomia.typed_data import Domain

pytestmark = pytest.mark.req("V2", "V4")

SEED = 7
SMALL = Size(redemptions=300, batch=30, citizens=40, later_one_in=20)
WHOLE = Size(redemptions=100_000, batch=100, citizens=2_000, later_one_in=200)


def played(kind, folder, size):
    print(f"seed {SEED}")
    with open_lab(kind) as lab:
        return play(lab, folder, size, SEED, lambda _stage, _done, _total: None)


@pytest.fixture(scope="module")
def season(chain_kind, tmp_path_factory):
    return played(chain_kind, tmp_path_factory.mktemp("season"), SMALL)


def test_season__settled__has_every_redemption_without_a_difference(season):
    assert season.redemptions == SMALL.redemptions
    assert all(one.agrees and one.is_over and one.compared == 8 for one in season.settlements)
    assert [one.quarter for one in season.settlements] == list(QUARTERS)


def test_season__both_quarters__have_refunds_and_enhanced_services(season):
    assert season.refunds > 0 < season.ratings
    for settlement in season.settlements:
        assert {line.tier for line in settlement.by_service()} == {0, 1}


def test_season__page__tells_its_counts(season):
    text = page.render(season)
    assert "300 orders" in text
    assert f"| 1 | all | {season.settlements[0].total.redemptions} |" in text


@pytest.mark.deep
@pytest.mark.only_on("anvil")
def test_season__hundred_thousand_redemptions__settled_without_a_difference(chain_kind, tmp_path):
    season = played(chain_kind, tmp_path, WHOLE)
    assert season.redemptions == WHOLE.redemptions
    assert all(settlement.agrees for settlement in season.settlements)


@pytest.mark.offline
def test_signatures__of_many_orders__are_those_of_citizens_tools():
    domain = Domain(31337, "0x" + "12" * 20)
    people = [word("signer", number) for number in range(3)]
    orders = [OrderTerms(who, 1, 2, 3_000, 0, n, 2**31) for n, who in enumerate(people * 2)]
    found = signing.sign_all(domain, orders, lambda _done: None)
    wanted = [signed(domain, one, controller_of(one.identity)).signature for one in orders]
    assert found == wanted


@pytest.mark.offline
@pytest.mark.parametrize("found", [{}, {(3, 1): Statement(1, 5, 0, 0)}])
def test_agreement__counted_otherwise__names_offer_and_quarter(found):
    with pytest.raises(IsonomiaError, match="Offer 3 in quarter 1"):
        require_agreement({(3, 1): Statement(1, 4, 0, 0)}, found)


@pytest.mark.offline
def test_page__committed__is_of_a_whole_season_without_a_difference():
    text = page.PAGE.read_text(encoding="utf-8")
    assert f"{WHOLE.redemptions:,} orders" in text
    assert text.count(" 0 differences") == 1
    totals = re.findall(r"^\| \d \| all \| ([\d,]+) \|", text, re.MULTILINE)
    assert sum(int(total.replace(",", "")) for total in totals) == WHOLE.redemptions
