"""Allocation on a chain: what is applied, refused and recognised.

allocate
├── enrolments
│   ├── good lines beside bad ones -> applied; the bad ones refused
│   ├── again -> already applied, nothing sent
│   ├── without the journal -> already applied, by the state of the chain
│   ├── other data of an enrolled person -> refused
│   └── with a key -> enrolled, then bound
├── contributors on the chain, journal new -> warned of counting twice
├── contributions
│   ├── over a cap -> as many as fit; the others refused with the cap
│   ├── over several years -> the chain's time moves along
│   ├── by a member of the acting council -> other seats sign
│   └── on a live chain, of long ago -> refused
└── rehearsed -> nothing sent, gas and cost told
"""

from __future__ import annotations

import csv
import json
from collections import Counter

import pytest
from eth_utils.address import to_checksum_address

from isonomia.allocate import Allocation
from isonomia.errors import IsonomiaError
from isonomia.pilot import HOMES
from isonomia.receipts import CSV_NAME, JSON_NAME
from tests.allocate.registry import (
    CORRECTION,
    CORRECTIONS_A_YEAR,
    DAY,
    ENROLMENTS,
    PILOT,
    START,
    Registry,
    by_line,
    contribution,
    day,
    enrolment,
    identity_of,
)

WITH_KEYS = f"{ENROLMENTS},controller"
KEY = to_checksum_address("0x" + "ab" * 20)


@pytest.mark.req("P2", "A2")
def test_enrolment__good_lines_beside_bad_ones__good_ones_go_on(registry: Registry):
    people = registry.enrolments(
        enrolment("first"),
        enrolment("second", birth="1975-13"),
        enrolment("third", community="Nowhere"),
        enrolment("fourth", birth="2199-01"),
        enrolment("first", birth="1999-01"),
        enrolment("sixth", community=HOMES[1]),
    )
    receipts = by_line(registry.allocate(people))
    assert [receipts[line].status for line in range(2, 8)] == [
        "applied",
        "refused",
        "refused",
        "refused",
        "refused",
        "applied",
    ]
    assert (receipts[3].column, receipts[3].value) == ("birth", "1975-13")
    assert (receipts[4].column, receipts[4].value) == ("community", "Nowhere")
    assert (receipts[5].refusal, receipts[5].column) == ("BirthInFuture", "birth")
    assert receipts[6].refusal == "DuplicateLine"
    assert "people.csv, line 2" in receipts[6].reason
    assert registry.people(["first", "second", "third", "fourth", "sixth"]).keys() == {
        identity_of("first"),
        identity_of("sixth"),
    }


@pytest.mark.req("P1", "A2")
def test_enrolment__same_file_again__already_applied_and_nothing_sent(registry: Registry):
    people = registry.enrolments(*(enrolment(f"person {i}") for i in range(5)))
    first = registry.allocate(people)
    before = registry.council_nonce(PILOT.charter.ids[HOMES[0]])
    again = registry.allocate(people)
    assert {r.status for r in again.receipts} == {"already applied"}
    assert [r.transaction for r in again.receipts] == [r.transaction for r in first.receipts]
    assert again.acts == []
    assert registry.council_nonce(PILOT.charter.ids[HOMES[0]]) == before


@pytest.mark.req("P1", "A2")
def test_enrolment__journal_lost__recognised_by_the_chain(registry: Registry):
    people = registry.enrolments(enrolment("first"), enrolment("second"))
    registry.allocate(people)
    (registry.folder / "journal.sqlite").unlink()
    again = registry.allocate(people)
    assert {r.status for r in again.receipts} == {"already applied"}


@pytest.mark.req("P1")
def test_enrolment__enrolled_with_other_data__refused(registry: Registry):
    registry.allocate(registry.enrolments(enrolment("first", community=HOMES[0])))
    elsewhere = registry.enrolments(enrolment("first", community=HOMES[1]), name="again.csv")
    receipt = by_line(registry.allocate(elsewhere))[2]
    assert (receipt.status, receipt.refusal) == ("refused", "AlreadyEnrolled")
    assert registry.person("first").community == PILOT.charter.ids[HOMES[0]]


@pytest.mark.req("P1", "P3")
def test_enrolment__with_a_key__enrolled_and_then_bound(registry: Registry):
    people = registry.enrolments(
        f"{enrolment('first')},{KEY}", f"{enrolment('second')},", header=WITH_KEYS
    )
    account = registry.allocate(people)
    assert account.counts == {"enrolment": {"applied": 2}, "key": {"applied": 1}}
    assert registry.controller("first") == KEY
    again = registry.allocate(people)
    assert again.counts == {"enrolment": {"already applied": 2}, "key": {"already applied": 1}}


@pytest.mark.req("P1", "P3")
def test_enrolment__another_key_later__refused_because_only_the_person_changes_it(
    registry: Registry,
):
    registry.allocate(registry.enrolments(f"{enrolment('first')},{KEY}", header=WITH_KEYS))
    other = KEY.lower().replace("b", "c")
    changed = registry.enrolments(f"{enrolment('first')},{other}", header=WITH_KEYS, name="b.csv")
    account = registry.allocate(changed)
    assert by_line(account, "enrolment")[2].status == "already applied"
    assert by_line(account, "key")[2].refusal == "ControllerAlreadyBound"
    assert registry.controller("first") == KEY


@pytest.mark.req("P4", "A2")
def test_enrolment__born_later_than_the_chain_s_time__enrolled_when_born(registry: Registry):
    people = registry.enrolments(enrolment("newborn", birth="2019-08"))
    receipt = by_line(registry.allocate(people))[2]
    assert receipt.status == "applied"
    assert registry.chain.now() >= START + 92 * DAY


@pytest.mark.req("Q2", "A2")
def test_contribution__over_the_cap__as_many_as_fit_and_the_others_say_why(registry: Registry):
    people = registry.enrolments(enrolment("busy"), enrolment("calm"))
    acts = registry.contributions(
        *(contribution("busy", i % 20, f"act {i}") for i in range(CORRECTIONS_A_YEAR + 7)),
        contribution("calm", 3, "one act"),
    )
    account = registry.allocate(people, acts)
    assert account.counts["contribution"] == {"applied": CORRECTIONS_A_YEAR + 1, "refused": 7}
    assert account.refusals == Counter({"CategoryCapReached": 7})
    assert registry.person("busy").quality == 3 * CORRECTIONS_A_YEAR
    assert registry.person("calm").quality == 3
    refused = next(r for r in account.receipts if r.status == "refused")
    assert refused.reason.startswith("CategoryCapReached: 0x")
    assert "Entry" not in refused.reason


@pytest.mark.req("Q3", "A2")
def test_contribution__over_two_years__time_moves_along_and_quality_decays(registry: Registry):
    acts = registry.contributions(
        contribution("citizen", 10, "early"), contribution("citizen", 700, "late")
    )
    account = registry.allocate(registry.enrolments(enrolment("citizen")), acts)
    assert account.counts["contribution"] == {"applied": 2}
    person = registry.person("citizen")
    assert person.quality == 3
    assert person.last_act_day == START // DAY + 700
    assert registry.chain.now() // DAY >= START // DAY + 700


@pytest.mark.req("A2")
def test_contribution__dated_after_the_horizon__refused_and_time_not_moved(registry: Registry):
    acts = registry.contributions(contribution("citizen", 5_000, "typing error"))
    account = registry.allocate(
        registry.enrolments(enrolment("citizen")), acts, horizon=START + 90 * DAY
    )
    receipt = by_line(account, "contribution")[2]
    assert (receipt.refusal, receipt.column) == ("ActInFuture", "day")
    assert registry.chain.now() < START + DAY


@pytest.mark.req("D2")
def test_contribution__of_a_member_of_the_council__signed_by_other_seats(registry: Registry):
    """Pilot seats have identities of their own making, so the line is put in by its hash."""
    community = PILOT.charter.ids[HOMES[0]]
    home_of = {
        (number, seat): place.home
        for number, council in enumerate(PILOT.charter.communities, start=1)
        for seat, place in enumerate(council.seats)
    }
    own = [seat for seat in PILOT.seats[community] if home_of[community, seat] == HOMES[0]]
    assert own, "one of the council's members is at home in its community"
    acts = registry.contributions(contribution("citizen", 1, "act"))
    allocation = Allocation(registry.chain, registry.request(registry.enrolments(), acts))
    line = allocation.records.contributions[0]
    member = PILOT.seats[community][own[0]].identity
    allocation.records.contributions[0] = type(line)(
        line.source, line.key, member, line.rule, line.time, line.evidence, line.community
    )
    account = allocation.run()
    assert account.counts["contribution"] == {"applied": 1}
    assert own[0] not in account.acts[0].detail["seats"]


@pytest.mark.req("A2")
def test_contribution__older_than_the_filing_window_on_a_live_chain__refused(registry: Registry):
    registry.allocate(registry.enrolments(enrolment("citizen")))
    registry.chain.set_time(START + 100 * DAY)
    acts = registry.contributions(
        contribution("citizen", 5, "old"), contribution("citizen", 50, "new")
    )
    account = registry.allocate(acts, replay=False)
    receipts = by_line(account)
    assert (receipts[2].refusal, receipts[2].column) == ("ActTooOld", "day")
    assert receipts[3].status == "applied"
    assert registry.chain.now() < START + 101 * DAY


@pytest.mark.req("A2")
def test_contribution__rules_with_and_without_limit_and_by_number__all_awarded(registry: Registry):
    acts = registry.contributions(
        contribution("citizen", 2, "a", rule="Donation of blood"),
        contribution("citizen", 2, "b", rule="703"),
        contribution("citizen", 2, "c"),
        *(contribution("citizen", 3, f"d{i}", rule="Donation of blood") for i in range(5)),
    )
    account = registry.allocate(registry.enrolments(enrolment("citizen")), acts)
    assert account.counts["contribution"] == {"applied": 7, "refused": 1}
    assert account.refusals == Counter({"RuleLimitReached": 1})


@pytest.mark.req("A2")
def test_contribution__rule_of_which_nothing_was_published__refused(registry: Registry):
    acts = registry.contributions(contribution("citizen", 2, "a", rule="999999"))
    account = registry.allocate(registry.enrolments(enrolment("citizen")), acts)
    assert account.refusals == Counter({"UnknownRule": 1})


@pytest.mark.req("A2")
def test_contribution__refused_once_by_a_cap__tried_again_in_a_later_run(registry: Registry):
    """A finished run leaves nothing behind that would keep a line from being tried again."""
    limit = 6
    acts = registry.contributions(
        *(contribution("citizen", 340, f"d{i}", rule="Donation of blood") for i in range(limit + 1))
    )
    people = registry.enrolments(enrolment("citizen"))
    assert registry.allocate(people, acts).refusals == Counter({"RuleLimitReached": 1})
    registry.chain.set_time(START + 367 * DAY)
    again = registry.allocate(people, acts)
    assert again.counts["contribution"] == {"already applied": limit, "applied": 1}


@pytest.mark.req("A2")
def test_contribution__refused_anew_for_another_reason__former_one_told_too(registry: Registry):
    acts = registry.contributions(
        *(contribution("citizen", 1, f"d{i}", rule="Donation of blood") for i in range(7))
    )
    people = registry.enrolments(enrolment("citizen"))
    registry.allocate(people, acts)
    registry.chain.set_time(START + 200 * DAY)
    refused = by_line(registry.allocate(people, acts), "contribution")[8]
    assert refused.refusal == "ActTooOld"
    assert "An earlier run refused it with RuleLimitReached" in refused.reason


@pytest.mark.req("A2")
def test_rehearsal__enrolments_and_contributions__tells_gas_and_sends_nothing(registry: Registry):
    people = registry.enrolments(*(enrolment(f"person {i}") for i in range(20)))
    acts = registry.contributions(*(contribution(f"person {i}", 3, f"act {i}") for i in range(20)))
    request = registry.request(people, acts)
    before = registry.chain.block()["number"]
    estimate = Allocation(registry.chain, request).rehearse()
    assert registry.chain.block()["number"] == before
    assert not request.journal.exists()
    assert estimate.account.counts == {
        "enrolment": {"would be applied": 20},
        "contribution": {"would be applied": 20},
    }
    assert estimate.acts == 2
    assert estimate.wei > estimate.gas > 0
    used = registry.allocate(people, acts).gas_used
    assert estimate.gas * 85 // 100 < used <= estimate.gas


@pytest.mark.req("A2")
def test_rehearsal__after_a_run__knows_what_was_done(registry: Registry):
    people = registry.enrolments(enrolment("first"), enrolment("second"))
    registry.allocate(people)
    more = registry.enrolments(
        enrolment("first"), enrolment("third"), enrolment("fourth", birth="2199-01"), name="b.csv"
    )
    counts = Allocation(registry.chain, registry.request(more)).rehearse().account.counts
    assert counts == {"enrolment": {"already applied": 1, "would be applied": 1, "refused": 1}}
    (registry.folder / "journal.sqlite").unlink()
    without = Allocation(registry.chain, registry.request(more)).rehearse()
    assert without.account.counts == counts


@pytest.mark.req("A2")
def test_key__of_somebody_who_cannot_be_enrolled__refused_too(registry: Registry):
    people = registry.enrolments(f"{enrolment('citizen', birth='2199-01')},{KEY}", header=WITH_KEYS)
    account = registry.allocate(people)
    assert account.counts == {"enrolment": {"refused": 1}, "key": {"refused": 1}}
    assert by_line(account, "key")[2].refusal == "NotEnrolled"


@pytest.mark.req("A2")
def test_receipts__folder_that_cannot_be_made__said_in_words(registry: Registry):
    account = registry.allocate(registry.enrolments(enrolment("citizen")))
    with pytest.raises(IsonomiaError, match="receipts cannot be written"):
        account.write(registry.folder / "people.csv" / "receipts", {})


@pytest.mark.req("A2")
def test_receipts__of_a_run__csv_and_json_agree_and_add_up(registry: Registry):
    people = registry.enrolments(enrolment("first"), enrolment("second", birth="never"))
    acts = registry.contributions(
        contribution("first", 3, "act"), contribution("stranger", 3, "another")
    )
    account = registry.allocate(people, acts)
    folder = registry.folder / "receipts"
    account.write(folder, {"chain_id": "1"})
    with (folder / CSV_NAME).open(newline="") as file:
        rows = list(csv.DictReader(file))
    document = json.loads((folder / JSON_NAME).read_text())
    assert len(rows) == len(document["lines"]) == 4
    assert Counter(row["status"] for row in rows) == Counter({"applied": 2, "refused": 2})
    total = sum(sum(statuses.values()) for statuses in document["counts"].values())
    assert total == 4
    for act in document["acts"]:
        assert registry.chain.receipt(act["transaction"])["blockNumber"] == act["block"]
    stranger = next(row for row in rows if row["refusal"] == "NotEnrolled")
    assert (stranger["file"], stranger["line"], stranger["rule"]) == ("acts.csv", "3", CORRECTION)
    assert stranger["day"] == day(3)


@pytest.mark.req("S10")
def test_receipts_and_journal__after_a_run__hold_no_identifier(registry: Registry):
    name = "REGISTER-NUMBER-7731"
    people = registry.enrolments(enrolment(name), enrolment(f"{name} !"))
    account = registry.allocate(people)
    account.write(registry.folder / "receipts", {})
    written = [*(registry.folder / "receipts").iterdir(), *registry.folder.glob("journal*")]
    assert len(written) >= 3
    for path in written:
        assert name.encode() not in path.read_bytes(), path.name


@pytest.mark.req("A2")
def test_allocation__contributors_known_and_journal_new__warns_of_counting_twice(
    registry: Registry,
):
    people = registry.enrolments(enrolment("citizen"))
    acts = registry.contributions(contribution("citizen", 3, "one act"))
    told: list[str] = []

    def run(journal: str) -> None:
        request = registry.request(people, acts, journal=registry.folder / journal)
        Allocation(registry.chain, request, say=told.append).run()

    run("kept.sqlite")
    run("kept.sqlite")
    assert told == []
    run("another.sqlite")
    assert len(told) == 1
    assert "1 of these people have contributions on the chain already" in told[0]
