"""A receipt says what was spent, of what, with whom, and what came back.

line   redeemed of the base | of a portion | refunded | rated | rated otherwise | cancelled
"""

from __future__ import annotations

import pytest

from isonomia.why import Receipt, why
from isonomia.why_spending import SpendingKind, SpendingLine
from isonomia.why_spending_text import spending_in_words
from isonomia.why_text import as_text
from tests.tamper.node_lies import about_view, last_bit
from tests.verify.lying_node import lying_node
from tests.verify.scenario import identity_of
from tests.verify.scenario_services import ServiceScenario

HEALTH = 3
REDEEMED, REFUNDED = SpendingKind.REDEEMED, SpendingKind.REFUNDED
RATED, CANCELLED = SpendingKind.RATED, SpendingKind.CANCELLED


def receipt_of(scenario: ServiceScenario, role: str) -> Receipt:
    return why(scenario.dev.url, scenario.target, identity_of(role))


@pytest.mark.req("Y3", "C3", "V3", "V4")
def test_why__somebody_who_spent__tells_each_redemption_refund_and_rating(
    served: ServiceScenario,
) -> None:
    receipt = receipt_of(served, "patient")
    told = [(line.kind, line.change, line.spent, line.order) for line in receipt.spending]
    assert told == [
        (REDEEMED, -2_000, 2_000, 0),
        (REDEEMED, -10_000, 12_000, 1),
        (CANCELLED, 0, 12_000, 2),
        (REDEEMED, -500, 12_500, 3),
        (REFUNDED, 10_000, 2_500, None),
        (RATED, 0, 2_500, None),
        (RATED, 0, 2_500, None),
        (REDEEMED, -2_400, 4_900, 4),
    ]
    assert [line.stars for line in receipt.spending if line.kind is RATED] == [4, 2]
    first = receipt.spending[0]
    assert first.organisation_name == "Clinic at the bridge"
    assert (first.batch, first.index, first.quantity) == (1, 0, 1)
    assert receipt.recomputed.spent == 4_900
    assert receipt.agrees
    together = sum(period.credits for period in receipt.credits)
    assert receipt.recomputed.credits == together - 4_900


@pytest.mark.req("Y3", "V2", "L3")
def test_why__somebody_who_spent_a_portion__says_of_which_round(
    served_on_anvil: ServiceScenario,
) -> None:
    receipt = receipt_of(served_on_anvil, "rider")
    of_portion = [(line.kind, line.change) for line in receipt.spending if line.round == 1]
    assert of_portion == [
        (REDEEMED, -4_500),
        (REFUNDED, 4_500),
        (REDEEMED, -4_000),
        (REFUNDED, 4_000),
        (REDEEMED, -2_000),
    ]
    [portion] = receipt.portions
    assert portion.amount == 200_000 - 2_000
    text = as_text(receipt)
    assert "of the portion that round 1 of the lottery lifts" in text
    assert "2.000 credits of it are spent" in " ".join(text.split())


@pytest.mark.req("Y3", "V4")
def test_as_text__somebody_who_spent__says_it_in_words(served_on_anvil: ServiceScenario) -> None:
    text = as_text(receipt_of(served_on_anvil, "patient"))
    told = " ".join(text.split())
    for words in (
        "SPENDING 4.900",
        "-10.000 2 units of health, Enhanced (offer 2 of Clinic at the bridge)",
        "+10.000 refunded: 2 units of health, Enhanced",
        "rated with 2 stars: health, Essential",
        "cancelled an order that nobody had redeemed",
        "order 1, signed by the person's own key",
        "redemption 1 of batch 1",
    ):
        assert words in told, words
    assert "redeemed and not refunded" in text
    assert max(len(line) for line in text.splitlines() if "0x" not in line) <= 88


@pytest.mark.req("Y3")
def test_why__somebody_who_spent_nothing__has_no_section_of_it(
    served_on_anvil: ServiceScenario,
) -> None:
    receipt = receipt_of(served_on_anvil, "donor")
    assert receipt.spending == ()
    assert "SPENDING" not in as_text(receipt)


@pytest.mark.req("Y3", "Y2")
def test_why__node_that_lies_about_what_is_spent__disagrees(
    served_on_anvil: ServiceScenario,
) -> None:
    lie = about_view("Ledger", "look", last_bit)
    with lying_node(served_on_anvil.dev.url, lie) as url:
        receipt = why(url, served_on_anvil.target, identity_of("patient"))
    assert not receipt.agrees
    assert receipt.recomputed.spent != receipt.contract.spent


@pytest.mark.req("Y3", "V1")
def test_why__provider_whose_name_would_command_a_terminal__told_without_its_commands() -> None:
    line = SpendingLine(
        *(REDEEMED, 18_000, 2_000, 7, "0x00", -2_000, 0, 1, HEALTH, 0, 1, "Wipe\x1b[2J", 1),
        batch=1,
        index=0,
    )
    said = "\n".join(spending_in_words([line], 2_000))
    assert "Wipe?[2J" in said
    assert "\x1b" not in said
