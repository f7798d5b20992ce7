"""Nominations: from CSV through `allocate`, or by name through `round nominate`.

nominations
├── good lines beside every kind of bad one -> good ones go on, each bad one with its reason
├── quota -> as many as it allows
├── again -> already applied; without the journal -> recognised by the chain
├── rehearsed -> nothing sent
├── interrupted -> the rest when run again
├── closed entries, or a round of the other kind -> refused
├── gas -> within the driver's figure
└── by name
    ├── file, identifiers and hashes -> nominated by the council of each
    └── refused ones -> told why, exit code 3
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from isonomia import chain as chain_module
from isonomia import gas
from isonomia.allocate import Allocation, Request
from isonomia.chain import Chain, ChainError
from isonomia.pilot import HOMES
from isonomia.receipts import CSV_NAME, Account
from tests.allocate.registry import PAYER, PEPPER, PILOT, by_line, identity_of, table
from tests.chain.front import difficult_front
from tests.lottery.town import NOMINEES, SECOND_NOMINEE, Town

THIRD = "member 101"
HEADER = "identifier,round,community"


def nominations(town: Town, *lines: str, header: str = HEADER, name: str = "named.csv") -> Path:
    return table(town.folder / name, header, list(lines))


def request(town: Town, *files: Path, **changes: Any) -> Request:
    given: dict[str, Any] = {
        "files": files,
        "manifest": town.manifest,
        "pepper": PEPPER,
        "seats": PILOT.seats,
        "payer": town.node.accounts[PAYER],
        "journal": town.folder / "journal.sqlite",
        "development": True,
    }
    return Request(**given | changes)


def allocate(town: Town, *files: Path, **changes: Any) -> Account:
    return Allocation(town.chain, request(town, *files, **changes)).run()


def entrants(town: Town) -> int:
    return int(town.round().entrants)


@pytest.mark.req("A2", "L2")
def test_nominations__good_lines_beside_every_kind_of_bad_one__good_ones_go_on(town: Town):
    town.opened()
    file = nominations(
        town,
        f"{NOMINEES[0]},1,",
        f"{NOMINEES[0]},1,",
        "stranger,1,",
        f"{NOMINEES[1]},1,{HOMES[2]}",
        f"{NOMINEES[1]},2,",
        f"{NOMINEES[1]},first,",
        f"{NOMINEES[1]},0,",
        f"{NOMINEES[1]},1,Nowhere",
        f"{SECOND_NOMINEE},1,{HOMES[0]}",
        f"{THIRD},1,",
        f"{NOMINEES[2]},1,",
    )
    receipts = by_line(allocate(town, file))
    found = {line: (r.status, r.refusal, r.column) for line, r in receipts.items()}
    assert found == {
        2: ("applied", "", ""),
        3: ("refused", "DuplicateLine", "identifier"),
        4: ("refused", "NotEnrolled", "identifier"),
        5: ("refused", "NotAMember", "community"),
        6: ("refused", "RoundUnknown", "round"),
        7: ("refused", "InvalidLine", "round"),
        8: ("refused", "InvalidLine", "round"),
        9: ("refused", "InvalidLine", "community"),
        10: ("applied", "", ""),
        11: ("refused", "QuotaReached", "community"),
        12: ("applied", "", ""),
    }
    assert all(r.reason for r in receipts.values() if r.status == "refused")
    assert "counted from 1" in receipts[7].reason
    assert {r.round for r in receipts.values() if r.status == "applied"} == {"1"}
    assert entrants(town) == 3


@pytest.mark.req("A2", "L2", "D2")
def test_nominations__member_of_the_acting_council__other_seats_sign_or_refused(town: Town):
    town.opened()
    # The holder of the first seat belongs to the community itself. They are known by a hash only,
    # so that they are named on the command line.
    community = PILOT.charter.ids[HOMES[0]]
    who = f"0x{PILOT.seats[community][0].identity.hex()}"
    town.done("round", "nominate", 1, who, *town.seats)
    assert entrants(town) == 1

    (town.folder / "seats" / f"community-{community:03d}-seat-001.json").unlink()
    town.opened(prizes=1)
    result = town.run("round", "nominate", 2, who, *town.seats)
    assert result.exit_code == 3
    assert "SignsOwnCase" in result.output


@pytest.mark.req("A2")
def test_nominations__again_and_without_the_journal__recognised_and_nothing_sent(town: Town):
    town.opened()
    file = nominations(town, *(f"{name},1," for name in NOMINEES))
    assert allocate(town, file).counts == {"nomination": {"applied": 4}}
    block = town.chain.block()["number"]
    assert allocate(town, file).counts == {"nomination": {"already applied": 4}}
    lost = allocate(town, file, journal=town.folder / "another.sqlite")
    assert lost.counts == {"nomination": {"already applied": 4}}
    assert town.chain.block()["number"] == block


@pytest.mark.req("A2")
def test_nominations__rehearsed_through_the_command__gas_told_and_nothing_sent(town: Town):
    town.opened()
    file = nominations(town, f"{NOMINEES[0]},1", header="identifier,round")
    options = (*town.seats, *town.pepper, "--receipts", town.folder / "receipts")
    said = town.done("allocate", file, *options, "--dry-run")
    assert "It would take 1 acts" in said
    assert entrants(town) == 0
    said = town.done("allocate", file, *options, "--no-replay")
    assert "1 acts used" in said
    assert entrants(town) == 1
    with (town.folder / "receipts" / CSV_NAME).open(newline="") as lines:
        [row] = csv.DictReader(lines)
    assert (row["kind"], row["status"], row["round"]) == ("nomination", "applied", "1")


@pytest.mark.req("A2")
def test_nominations__node_dies_between_two_acts__the_rest_when_run_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(chain_module, "BACK_OFF", (0.01, 0.01))
    town.opened()
    file = nominations(town, *(f"{name},1," for name in NOMINEES))
    sent = 0

    def mood(asked: Any) -> int | None:
        nonlocal sent
        asked = asked if isinstance(asked, list) else [asked]
        sent += any(one["method"] == "eth_sendRawTransaction" for one in asked)
        return 503 if sent > 2 else None

    with difficult_front(town.node.url, mood) as url, pytest.raises(ChainError):
        Allocation(Chain(url), request(town, file)).run()
    assert entrants(town) == 2
    assert allocate(town, file).counts == {"nomination": {"applied": 4}}
    assert entrants(town) == 4


@pytest.mark.req("A2", "L2")
def test_nominations__round_closed_to_entries_or_of_the_other_kind__refused(town: Town):
    town.opened(prizes=1)
    town.opened("second-chance", prizes=1)
    town.node.set_time(town.round().terms.entriesUntil)
    file = nominations(town, f"{NOMINEES[0]},1,", f"{NOMINEES[0]},2,")
    receipts = by_line(allocate(town, file))
    assert [(receipts[n].refusal, receipts[n].column) for n in (2, 3)] == [
        ("EntriesClosed", "round"),
        ("RoundOfOtherKind", "round"),
    ]


@pytest.mark.req("A2")
def test_nominations__acts_of_one_and_two_lines__never_above_and_little_below_the_figure(
    town: Town,
):
    town.opened()
    names = (NOMINEES[0], SECOND_NOMINEE, NOMINEES[1])
    account = allocate(town, nominations(town, *(f"{name},1," for name in names)))
    assert sorted(act.lines for act in account.acts) == [1, 2]
    for act in account.acts:
        assert act.kind == "nominate"
        assert act.detail["round"] == 1
        assert act.gas_used is not None
        expected = gas.NOMINATION.of(act.lines, len(act.detail["seats"]))
        assert act.gas_used <= expected <= act.gas_used * 1.35, (act.lines, act.gas_used)


# ---- by name -------------------------------------------------------------------------------------


@pytest.mark.req("L2")
def test_nominate__file_identifier_and_hash__nominated_by_the_council_of_each(town: Town):
    town.opened()
    file = nominations(town, NOMINEES[0], SECOND_NOMINEE, header="identifier")
    named = (file, NOMINEES[1], f"0x{identity_of(NOMINEES[2]).hex()}")
    said = town.done("round", "nominate", 1, *named, *town.seats, *town.pepper)
    assert "4 nominated, 0 were in already, 0 refused" in said
    said = town.done("round", "nominate", 1, *named, *town.seats, *town.pepper)
    assert "0 nominated, 4 were in already, 0 refused" in said


@pytest.mark.req("L2")
def test_nominate__bad_ones_beside_a_good_one__told_why_and_exit_code_3(town: Town):
    town.opened()
    file = nominations(town, NOMINEES[0], NOMINEES[0], "", header="identifier")
    result = town.run("round", "nominate", 1, file, "stranger", *town.seats, *town.pepper)
    assert result.exit_code == 3
    assert "named.csv, line 3, identifier: this is the same person as in named.csv" in result.output
    assert "command line, line 2: NotEnrolled" in result.output
    assert "1 nominated, 0 were in already, 1 refused" in result.output
    assert entrants(town) == 1


@pytest.mark.req("L2")
def test_nominate__file_of_another_shape_or_no_pepper__says_what_to_do(town: Town):
    town.opened()
    file = nominations(town, f"{NOMINEES[0]},1,")
    result = town.run("round", "nominate", 1, file, *town.seats, *town.pepper)
    assert result.exit_code == 1
    assert "goes to `isonomia allocate`" in result.output
    file = nominations(town, NOMINEES[0], header="identifier")
    result = town.run("round", "nominate", 1, file, *town.seats)
    assert result.exit_code == 1
    assert "--pepper" in result.output
