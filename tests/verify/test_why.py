"""A person's receipt says what the contracts say, and its lines add up to it.

credits   one rate | several rates | born after a change
quality   earned | faded | paused | earned again
outlook   falls | falls to a lower tier | nothing to fall
identity  enrolled | unknown
"""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise
from pathlib import Path

import pytest

from isonomia.devchain import DevChain
from isonomia.errors import IsonomiaError
from isonomia.replay import Replay
from isonomia.spec.calendar import DAY, YEAR, first_second
from isonomia.spec.quality import tier_of
from isonomia.why import Receipt, rate_periods, why
from isonomia.why_lines import Kind
from isonomia.why_recourse import Means
from isonomia.why_text import as_text
from tests.verify.scenario import (
    COUNCIL_SIZE,
    NATION,
    NORTH,
    SOUTH,
    START,
    TEACHING,
    Scenario,
    identity_of,
    live_through,
    month,
)
from tests.verify.test_history import fetched

EVERYBODY = (
    *("teacher", "newcomer", "elder", "child", "neighbour", "donor"),
    *(f"southerner {number}" for number in range(30)),
    *(f"seat {community}/{seat}" for community in (NATION, NORTH, SOUTH) for seat in range(3)),
)


def receipt_of(scenario: Scenario, role: str, block: int | None = None) -> Receipt:
    return why(
        scenario.dev.url,
        scenario.target,
        identity_of(role),
        "latest" if block is None else block,
    )


@pytest.mark.req("Y3")
def test_why__everybody_of_the_scenario__numbers_are_those_of_the_views(
    lived_on_anvil: Scenario,
) -> None:
    deployment = lived_on_anvil.deployment
    for role in EVERYBODY:
        receipt = receipt_of(lived_on_anvil, role)
        seen = [
            deployment.call(deployment.ledger, view, identity_of(role), block=receipt.block)
            for view in ("creditsOf", "qualityOf", "tierOf", "communityOf", "birthMonthOf")
        ]
        answer = receipt.recomputed
        assert seen == [
            answer.credits,
            answer.quality,
            answer.tier,
            receipt.community,
            receipt.birth_month,
        ]
        assert receipt.agrees
    assert len(EVERYBODY) == 36 + 3 * COUNCIL_SIZE


@pytest.mark.req("Y3")
def test_why__each_block_of_the_scenario__lines_add_up_to_the_quality(
    lived_on_anvil: Scenario,
) -> None:
    latest = lived_on_anvil.chain.block()["number"]
    for block in range(lived_on_anvil.target.first_block + 9, latest + 1, 5):
        for role in ("elder", "teacher", "southerner 3"):
            receipt = receipt_of(lived_on_anvil, role, block)
            quality = 0
            for line in receipt.lines:
                quality += line.change
                assert line.quality == quality
            assert quality == receipt.contract.quality
            assert sum(period.credits for period in receipt.credits) == receipt.contract.credits
            assert [line.day for line in receipt.lines] == sorted(
                line.day for line in receipt.lines
            )


@pytest.mark.req("Y3", "D1")
def test_why__teacher__every_award_names_rule_day_signers_and_transaction(
    lived: Scenario,
) -> None:
    receipt = receipt_of(lived, "teacher")
    awards = [line for line in receipt.lines if line.award]
    assert [line.award.rule for line in awards if line.award] == [TEACHING, TEACHING, 11, TEACHING]
    last = awards[-1]
    assert last.award is not None
    assert (last.award.version, last.award.points, last.award.category) == (2, 40, 3)
    assert last.award.rule_name == "Teaching a course"
    assert last.approval is not None
    assert (last.approval.community_name, last.approval.threshold) == ("North", 2)
    assert [signer.seat for signer in last.approval.signers] == [0, 1]
    assert last.approval.signers[0].identity == "0x" + identity_of("seat 2/0").hex()
    assert last.transaction is not None
    mined = lived.chain.receipt(last.transaction)
    assert mined is not None
    assert mined["blockNumber"] == last.block
    kinds = [line.kind for line in receipt.lines]
    assert kinds.count(Kind.LEAVE) == kinds.count(Kind.LEAVE_ENDED) == 1
    assert kinds.count(Kind.KEY_CHANGED) == 1
    assert Kind.FADING in kinds


@pytest.mark.req("Y3", "L1")
def test_why__donor__gave_to_everybody_and_lost_that_much(lived_on_anvil: Scenario) -> None:
    receipt = receipt_of(lived_on_anvil, "donor")
    gifts = [line for line in receipt.lines if line.kind is Kind.GIFT]
    assert [(line.change, line.quality) for line in gifts] == [(-80, 230), (-30, 200)]
    words = " ".join(as_text(receipt).split())
    assert "gave 80 points to the pool: to everybody, never to somebody" in words


@pytest.mark.req("Y3", "L3", "L4")
def test_why__nominated_winner__portion_is_the_one_of_the_contract(lived: Scenario) -> None:
    receipt = receipt_of(lived, "newcomer")
    nomination = next(line for line in receipt.lines if line.kind is Kind.NOMINATION)
    assert (nomination.round, nomination.entrant) == (1, 0)
    assert nomination.approval is not None
    prize = next(line for line in receipt.lines if line.kind is Kind.PRIZE)
    assert prize.draw is not None
    assert prize.portion is not None
    assert (prize.draw.round, prize.draw.entrant, prize.draw.entrants) == (1, 0, 2)
    pool = lived.deployment.pool
    assert lived.deployment.call(pool, "drawn", 1, prize.draw.lot) == 0
    assert (prize.portion.points, prize.portion.amount) == (25, 200_000)
    assert prize.portion.until == prize.day + 300
    assert prize.change == 0
    assert receipt.agrees
    (now,) = receipt.portions
    assert now.quality == receipt.recomputed.quality + 25
    seen = lived.deployment.call(lived.deployment.ledger, "portionOf", identity_of("newcomer"), 0)
    assert seen == (200_000, now.quality, now.tier)
    words = " ".join(as_text(receipt).split())
    assert "won lot" in words
    assert "200.000 credits are lifted by 25 points until" in words
    assert "drawn among 2 entrants with beacon round" in words
    assert "PORTIONS 1 uplift in force" in words


@pytest.mark.req("Y3", "L3")
def test_why__second_chance_used_up__says_why_the_prize_was_forfeited(
    lived_on_anvil: Scenario,
) -> None:
    receipt = receipt_of(lived_on_anvil, "teacher")
    kinds = [line.kind for line in receipt.lines]
    assert kinds.count(Kind.ENTRY) == 2
    assert kinds.count(Kind.PRIZE) == kinds.count(Kind.FORFEITED) == 1
    assert receipt.portions == ()
    words = " ".join(as_text(receipt).split())
    assert "asked for a second chance in round 2" in words
    assert "lot 0 of round 3 fell on this person, who can take no uplift" in words
    assert "signed by the person's own key" in words


@pytest.mark.req("Y3", "Q3")
def test_why__outlook_of_the_elder__comes_true_on_the_day_named(tmp_path: Path) -> None:
    with DevChain("anvil", start=START) as dev:
        scenario = Scenario(dev, tmp_path)
        live_through(scenario)
        outlook = receipt_of(scenario, "elder").outlook
        deployment = scenario.deployment

        def quality_on(day: int) -> int:
            dev.set_time(day * DAY)
            return int(deployment.call(deployment.ledger, "qualityOf", identity_of("elder")))

        assert outlook.next_tier == 0
        assert outlook.next_tier_day is not None
        assert outlook.zero_day is not None
        assert quality_on(outlook.full_until) == 230
        assert quality_on(outlook.full_until + 1) == 229
        assert tier_of(quality_on(outlook.next_tier_day - 1)) == 1
        assert tier_of(quality_on(outlook.next_tier_day)) == 0
        assert quality_on(outlook.zero_day - 1) == 1
        assert quality_on(outlook.zero_day) == 0
        faded = receipt_of(scenario, "elder")
        assert faded.outlook == dataclasses.replace(
            faded.outlook, next_tier=None, next_tier_day=None, zero_day=None
        )
        assert faded.lines[-1].kind is Kind.FADING
        assert faded.lines[-1].change == -230


@pytest.mark.req("Y3", "C1", "C2")
@pytest.mark.parametrize("born", [month(1930, 1), month(2021, 2), month(2022, 8), month(2023, 2)])
def test_rate_periods__any_birth__parts_add_up_to_the_view(
    lived_on_anvil: Scenario, born: int
) -> None:
    replay = Replay(fetched(lived_on_anvil), lived_on_anvil.target.founding)
    state = replay.finish()
    deployment = lived_on_anvil.deployment
    for later in (0, 1, 12_345, YEAR // 2, YEAR, 2 * YEAR):
        time = max(state.genesis, first_second(born)) + later
        periods = rate_periods(state, born, time, {})
        view = deployment.call(deployment.ledger, "entitlement", born, time)
        assert sum(period.credits for period in periods) == view
        for before, after in pairwise(periods):
            assert before.until == after.since
            assert before.rate != after.rate


@pytest.mark.req("Y3", "C2")
def test_why__rate_that_changed__says_who_announced_it_and_from_what(
    lived_on_anvil: Scenario,
) -> None:
    receipt = receipt_of(lived_on_anvil, "elder")
    first, second, _ = receipt.credits
    assert (first.approval, first.dividend_per_head) == (None, None)
    assert second.approval is not None
    assert second.approval.community_name == "Nation"
    assert (second.dividend_per_head, second.unbounded_rate) == (1_200_000, 2_200_000)
    assert second.rate == 1_100_000
    text = " ".join(as_text(receipt).split())
    assert "which gives 2,200.000 before the bounds on change" in text
    assert "signed by seats 0 and 1 of the council of Nation (2 of 3 needed)" in text


@pytest.mark.req("Y3", "Q2", "L1")
def test_why__year_with_gifts__counts_against_the_caps(lived_on_anvil: Scenario) -> None:
    gift = next(
        line for line in receipt_of(lived_on_anvil, "donor").lines if line.kind is Kind.GIFT
    )
    receipt = receipt_of(lived_on_anvil, "donor", gift.block)
    year = receipt.year
    assert (sum(year.earned), year.given, year.annual_cap) == (310, 80, 400)
    assert year.earned[0] == 80
    assert "310 points earned of 400" in " ".join(as_text(receipt).split())
    later = receipt_of(lived_on_anvil, "donor").year
    assert (later.year, sum(later.earned), later.given) == (year.year + 1, 0, 0)


@pytest.mark.req("Y3", "D5")
def test_why__award_of_late__can_be_challenged_until_its_30_days_are_over(
    lived_on_anvil: Scenario,
) -> None:
    receipt = receipt_of(lived_on_anvil, "newcomer")
    last = receipt.lines[-1]
    assert last.kind is Kind.AWARD
    [recourse] = receipt.recourses
    assert (recourse.means, recourse.transaction) == (Means.CHALLENGE, last.transaction)
    assert recourse.until is not None
    assert recourse.until // DAY == last.day + 30
    assert receipt_of(lived_on_anvil, "child").recourses == ()


@pytest.mark.req("Y3", "S10")
def test_why__unknown_identity__says_what_to_check(lived_on_anvil: Scenario) -> None:
    with pytest.raises(IsonomiaError, match="check the identity, the pepper"):
        receipt_of(lived_on_anvil, "stranger")


@pytest.mark.req("Y3")
def test_why__before_the_person_was_enrolled__says_so(lived_on_anvil: Scenario) -> None:
    block = lived_on_anvil.target.first_block + 7
    with pytest.raises(IsonomiaError, match=f"up to block {block}"):
        receipt_of(lived_on_anvil, "elder", block)


@pytest.mark.req("Y3")
def test_text__elder__says_in_words_what_the_numbers_are(lived_on_anvil: Scenario) -> None:
    receipt = receipt_of(lived_on_anvil, "elder")
    text = as_text(receipt)
    words = " ".join(text.split())
    assert "QUALITY 230 points, tier Enhanced" in words
    assert "CREDITS 83,271.928" in words
    assert "Keeping water clean, done on 2023-02-19" in words
    assert "signed by seats 1 and 2 of the council of North (2 of 3 needed)" in words
    assert "On 2023-09-24 it will have fallen to tier Essential." in words
    assert "The contract answers the same" in words
    for line in receipt.lines:
        assert line.transaction is None or line.transaction in text
    assert max(len(line) for line in text.splitlines()) <= 88


@pytest.mark.req("Y3")
def test_text__wrong_answer_of_the_contract__is_said_loudly(lived_on_anvil: Scenario) -> None:
    receipt = receipt_of(lived_on_anvil, "elder")
    other = dataclasses.replace(receipt.contract, credits=receipt.contract.credits - 1)
    disagreeing = dataclasses.replace(receipt, contract=other)
    assert not disagreeing.agrees
    assert "THE CONTRACT DISAGREES" in as_text(disagreeing)


@pytest.mark.req("Y3")
def test_dictionary__any_receipt__survives_json(lived_on_anvil: Scenario) -> None:
    document = receipt_of(lived_on_anvil, "seat 2/1").as_dict()
    assert json.loads(json.dumps(document))["identity"] == "0x" + identity_of("seat 2/1").hex()
    assert document["agrees"] is True
    assert [line["kind"] for line in document["lines"]] == ["enrolled", "key", "seat"]
