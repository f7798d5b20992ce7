"""Whole rounds through the commands.

round
├── nominated: open, nominate, freeze, draw, settle, close -> audited at every step
├── second chance: open, enter, freeze, draw, settle, close -> audited
├── nobody came in -> drawn, closed, all points back
├── before its time -> said in words with the remedy, nothing sent
└── transcript -> the same bytes whenever it is written
"""

from __future__ import annotations

import pytest

from isonomia.lottery.transcript import as_text
from tests.allocate.registry import DAY, identity_of
from tests.lottery.town import CITIZENS, GIFT, NOMINEES, SECOND_NOMINEE, Town

GIVEN = 2 * GIFT


def audit(town: Town) -> str:
    return town.done("round", "audit", town.transcript)


def winners_of(town: Town) -> list[bytes]:
    winners = town.read_transcript()["draw"]["winners"]
    return [bytes.fromhex(winner["identity"][2:]) for winner in winners]


@pytest.mark.req("L2", "L4", "L5")
def test_round__nominated_from_opening_to_close__audited_and_uplifts_granted(town: Town):
    assert "300 points reserved" in town.opened()
    assert town.account() == (GIVEN, 100, 300, 0)
    names = (*NOMINEES, SECOND_NOMINEE)
    said = town.done("round", "nominate", 1, *names, *town.seats, *town.pepper)
    assert "5 nominated, 0 were in already, 0 refused" in said
    assert "5 entrants" in town.frozen()
    assert "Not drawn yet" in town.done("round", "show", 1)
    town.done("round", "draw", 1, *town.transcripts)
    assert "5 entrants, 3 lots, 0 settled" in audit(town)

    said = town.done("round", "settle", 1, *town.transcripts)
    assert "Settled lots 0 to 2" in said
    assert "3 settled" in audit(town)
    assert town.account() == (GIVEN, 100, 0, 300)
    winners = winners_of(town)
    assert len(set(winners)) == 3
    assert set(winners) <= {identity_of(name) for name in names}
    ledger = town.deployment.ledger
    for identity in {identity_of(name) for name in names}:
        overlays = town.deployment.call(ledger, "overlaysOf", identity)
        expected = [(1, 100, 500_000, 1)] if identity in winners else []
        assert [(o.kind, o.points, o.amount, o.cause) for o in overlays] == expected

    assert "0 points returned" in town.done("round", "close", 1)
    assert "CONFIRMED" in audit(town)
    assert "closed" in town.done("pool", "status")


@pytest.mark.req("L3", "L4", "L5")
def test_round__second_chance_from_opening_to_close__audited_and_chances_used(town: Town):
    town.drawn("second-chance")
    town.done("round", "settle", 1, *town.transcripts)
    town.done("round", "close", 1)
    assert "CONFIRMED" in audit(town)
    winners = winners_of(town)
    for name in CITIZENS:
        identity = identity_of(name)
        assert town.call("secondChanceUsed", identity) == (identity in winners)
        said = town.done("round", "show", 1, name, *town.pepper).splitlines()[-1]
        if identity in winners:
            assert "fell on them: won in block" in said
        elif name in CITIZENS[:5]:
            assert "none of the 3 lots fell on them" in said
        else:
            assert "is not among the entrants" in said


@pytest.mark.req("L4")
def test_round__nobody_came_in__drawn_and_all_points_return(town: Town):
    town.opened()
    town.frozen()
    town.done("round", "draw", 1, *town.transcripts)
    assert "0 lots settled now" in town.done("round", "settle", 1, *town.transcripts)
    assert "300 points returned" in town.done("round", "close", 1)
    assert "0 entrants, 0 lots" in audit(town)
    assert town.account() == (GIVEN, GIVEN, 0, 0)


@pytest.mark.req("L4")
def test_round__steps_before_their_time__refused_with_the_remedy(town: Town):
    def refused(*arguments: object) -> str:
        result = town.run(*arguments)
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        return result.output

    block = town.chain.block()["number"]
    assert "There is no round 1: none was opened yet" in refused("round", "show", 1)
    assert "There is no round 1" in refused("round", "draw", 1)
    town.opened()
    assert "EntriesOpen" in refused("round", "freeze", 1)
    assert "Round 1 is not frozen: run `isonomia round freeze 1`" in refused("round", "draw", 1)
    assert "Round 1 is not drawn yet: run `isonomia round draw 1`" in refused("round", "settle", 1)
    assert "NotFrozen" in refused("round", "close", 1)
    town.frozen()
    assert "AlreadyFrozen" in refused("round", "freeze", 1)
    assert "there is no round 2" in refused("round", "freeze", 2)
    # Opened, time moved, frozen: refusals cost nobody anything.
    assert town.chain.block()["number"] == block + 3


@pytest.mark.req("L1", "L2")
def test_open__terms_out_of_bounds_or_beyond_the_pool__refused_in_words(town: Town):
    soon = town.chain.now() + DAY + 600
    given = ("--kind", "nominated", "--amount", "500", "--days", "365", "--entries-until", soon)
    for numbers, words in (
        (("--prizes", 5, "--points", 100), "PoolTooSmall"),
        (("--prizes", 1, "--points", 401), "RoundOutOfBounds"),
        (("--prizes", 0, "--points", 1), "RoundOutOfBounds"),
    ):
        result = town.run("round", "open", *town.seats, *given, *numbers)
        assert result.exit_code == 1
        assert words in result.output
    assert town.call("roundCount") == 0


@pytest.mark.req("L2")
@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--amount", "much", "write it like"),
        ("--amount", "0.0001", "write it like"),
        ("--entries-until", "soon", "or as seconds since 1970"),
    ],
)
def test_open__amount_or_moment_that_cannot_be_read__says_how_to_write_it(
    town: Town, option: str, value: str, remedy: str
):
    given = {"--amount": "1", "--entries-until": "2019-06-01"} | {option: value}
    options = [part for pair in given.items() for part in pair]
    terms = ("--kind", "nominated", "--prizes", 1, "--points", 1, "--days", 1)
    result = town.run("round", "open", *town.seats, *terms, *options)
    assert result.exit_code == 2
    assert remedy in " ".join(result.output.replace("│", " ").split())


@pytest.mark.req("L5")
def test_transcript__written_again_from_the_chain__the_same_bytes(town: Town):
    town.drawn()
    first = town.transcript.read_bytes()
    town.node.set_time(town.chain.now() + 100)
    town.done("round", "draw", 1, *town.transcripts)
    assert town.transcript.read_bytes() == first
    text = town.transcript.with_suffix(".txt").read_text()
    assert text == as_text(town.read_transcript())
    assert "Round 1 of the civic lottery" in text
