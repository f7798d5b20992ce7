"""The life of cases through the commands.

case file
├── a member with a key -> on notice, nothing changed, commands and dates told
├── no key, unknown rule, no such day, a stranger -> refused in words
case appeal, panel, verdict
├── upheld -> one appeal more; rejected -> dismissed
├── too few jurors -> refused in words; in files of each -> merged by relay
└── silence -> lapsed
case carry-out, review, remedy, withdraw
case challenge -> reversed when upheld
case recover, close, alive
case show, list -> numbers and states; never a list of people
"""

from __future__ import annotations

import itertools

import pytest

from isonomia.due_process.case_keys import INFRACTION, CaseKey, infraction_matter
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState
from tests.allocate.registry import START, identity_of
from tests.due_process.town import (
    CHALLENGER,
    CITIZEN,
    HOME_NUMBER,
    NEWCOMER,
    NOTICE_DAYS,
    OTHER,
    RIPE_DAYS,
    SABOTAGE,
    VERDICT_DAYS,
    Town,
    day_text,
    key_of,
    number_in,
)


@pytest.mark.req("D1", "D3", "S4")
def test_file__member_with_a_key__on_notice_with_dates_and_commands(town: Town):
    before = town.person(CITIZEN)
    case = town.accused()
    assert town.state(case) == CaseState.NOTICE
    assert town.person(CITIZEN) == before
    said = town.done("case", "show", case)
    assert "infraction: rule 1 on 2019-05-01" in said
    assert f"isonomia case appeal {case[:18]} GROUND --key FILE" in said
    assert "the person can until 2019-05-15" in said
    assert "80 points on 200.000 credits for 730 days" in said
    assert "anybody can carry it out from then on, until 2019-06-14" in said


@pytest.mark.req("D3")
def test_file__who_cannot_be_accused__refused_in_words(town: Town):
    tail = ("--evidence", "report", *town.seats, *town.pepper)
    file = ("case", "file")
    assert "CannotAppeal" in town.refused(*file, NEWCOMER, 1, day_text(0), *tail)
    assert "not enrolled" in town.refused(*file, "stranger", 1, day_text(0), *tail)
    assert "never published" in town.refused(*file, CITIZEN, 99, day_text(0), *tail)
    assert "day 'in May'" in town.refused(*file, CITIZEN, 1, "in May", *tail)
    assert "ActInFuture" in town.refused(*file, CITIZEN, 1, day_text(3), *tail)
    town.accused()
    assert "CaseExists" in town.refused(*file, CITIZEN, 1, day_text(0), *tail)


@pytest.mark.req("D3", "D4", "S5")
def test_appeal__panel_rejects__dismissed_and_standing_falls(town: Town):
    case = town.seated()
    assert "seated; 3 signatures decide" in town.done("case", "show", case)
    said = town.decided(case, "rejected")
    assert "State: dismissed" in said
    assert town.state(case) == CaseState.DISMISSED
    assert "900 thousandths, full again" in town.done("community", "show", HOME_NUMBER)


@pytest.mark.req("D4")
def test_appeal__upheld_twice__second_panel_of_eleven_decides_and_it_is_carried_out(town: Town):
    case = town.seated()
    assert "State: upheld" in town.decided(case, "upheld")
    said = town.done("case", "appeal", case, "procedure", person=CITIZEN)
    assert "Panel 2 of 11" in said
    town.done("case", "panel", case, "--draw")
    assert len(town.juror_seats(case)) == 11
    assert "the second panel upheld it" in town.decided(case, "upheld")
    town.done("case", "carry-out", case)
    assert town.state(case) == CaseState.CARRIED_OUT
    assert "It deducts 80 points on 200.000 credits" in town.done("case", "show", case)


@pytest.mark.req("D4", "S5")
def test_verdict__too_few_jurors__refused_then_merged_from_files(town: Town):
    case = town.seated()
    reasons = town.text_file("reasons.txt")
    files = []
    for number, (identity, seat) in enumerate(town.juror_seats(case)[:3]):
        key = town.keystore(f"juror{number}", seat.account)
        out = town.folder / f"vote{number}.json"
        mine = ("--as", f"0x{identity.hex()}", "--key", key)
        verdict = ("case", "verdict", case, "rejected", "--reasons", reasons)
        if number == 0:
            assert "3 jurors of panel 1 must sign" in town.refused(*verdict, *mine)
        town.done(*verdict, *mine, "--out", out)
        files.append(out)
    assert "1 more" in town.refused("relay", *files[:2])
    town.done("relay", *files)
    assert town.state(case) == CaseState.DISMISSED


@pytest.mark.req("D4", "S5")
def test_panel__that_stays_silent__lapsed_for_the_person(town: Town):
    case = town.appealed()
    town.pass_days(VERDICT_DAYS)
    assert town.state(case) == CaseState.LAPSED
    assert "lapsed for the person" in town.done("case", "show", case)
    assert "WrongState" in town.refused("case", "carry-out", case)


@pytest.mark.req("D3", "S6")
def test_carry_out__unanswered_in_time_then_reviewed__ended_by_the_panel(town: Town):
    case = town.carried_out()
    assert town.state(case) == CaseState.CARRIED_OUT
    town.done("case", "review", case, "remedy-done", person=CITIZEN)
    town.done("case", "panel", case, "--draw")
    assert "State: ended" in town.decided(case, "rejected")
    assert town.call("ledger", "qualityOf", identity_of(CITIZEN)) >= 0


@pytest.mark.req("D3")
def test_carry_out__too_late__lapsed(town: Town):
    case = town.accused()
    assert "WrongState" in town.refused("case", "carry-out", case)
    town.pass_days(NOTICE_DAYS + RIPE_DAYS)
    assert town.state(case) == CaseState.LAPSED


@pytest.mark.req("D2", "Q5")
def test_remedy_and_withdraw__by_the_council_that_filed__ended_and_withdrawn(town: Town):
    done = town.carried_out()
    said = town.done("case", "remedy", done, "--evidence", "repaired", *town.seats)
    assert "State: ended" in said
    other = town.accused(OTHER, day=1)
    assert "State: withdrawn" in town.done("case", "withdraw", other, *town.seats)


@pytest.mark.req("D5")
def test_challenge__award_upheld_by_both_panels__reversed(town: Town):
    before = town.person(CITIZEN)
    assert before.quality > 0
    batches = (HOME_NUMBER, town.award_act(), 1)
    as_challenger = ("--as", CHALLENGER, *town.pepper)
    said = town.done("case", "challenge", *batches, "facts", *as_challenger, person=CHALLENGER)
    case = number_in(said)
    assert "challenge of an award: line 1" in said
    town.done("case", "panel", case, "--draw")
    town.decided(case, "upheld")
    town.pass_days(NOTICE_DAYS)
    town.done("case", "carry-out", case)
    assert town.person(CITIZEN).quality == before.quality - 3


@pytest.mark.req("D2")
def test_file__somebody_on_the_council_that_files__the_other_seats_sign(town: Town):
    seats = town.seats_of(HOME_NUMBER)
    own, councillor = next(
        (seat, identity)
        for seat, identity in enumerate(seats)
        if town.call("ledger", "communityOf", identity) == HOME_NUMBER
    )
    who = f"0x{councillor.hex()}"
    tail = ("--evidence", "report")
    only_own = ("--seats", town.seat_folder(HOME_NUMBER, own))
    file = ("case", "file", who, 1, day_text(0), *tail)
    assert "that may sign this" in town.refused(*file, *only_own)
    town.done(*file, *town.seats)
    [filed] = town.logs().filed(identity=councillor)
    assert town.state(f"0x{filed.case_id.hex()}") == CaseState.NOTICE


@pytest.mark.req("D5")
def test_challenge__of_several_batches__the_chain_of_all_others_proves_it(town: Town):
    for number, name in enumerate((OTHER, CITIZEN, OTHER)):
        town.awarded(name, f"minutes {number}")
    batches = town.batches()
    assert len(batches) == 4
    for batch in batches[1:3]:
        who = next(name for name in (OTHER, CITIZEN) if identity_of(name) in batch.identities)
        said = town.done(
            *("case", "challenge", HOME_NUMBER, batch.nonce, 1, "facts", "--as", CHALLENGER),
            *town.pepper,
            person=CHALLENGER,
        )
        assert identity_of(who).hex() in said


@pytest.mark.req("D5")
def test_awards__of_one_person__with_the_command_until_it_is_too_late(town: Town):
    act = town.award_act()
    said = town.done("case", "awards", CITIZEN, *town.pepper)
    assert f"`isonomia case challenge {HOME_NUMBER} {act} 1 GROUND --as IDENTITY" in said
    assert "until 2019-05-31" in said
    assert "No award" in town.done("case", "awards", OTHER, *town.pepper)
    town.pass_days(31)
    assert "it could be challenged until" in town.done("case", "awards", CITIZEN, *town.pepper)
    late = ("case", "challenge", HOME_NUMBER, act, 1, "facts", "--as", CHALLENGER, *town.pepper)
    assert "ChallengeTooLate" in town.refused(*late, person=CHALLENGER)


@pytest.mark.req("D5")
def test_challenge__no_such_award_or_ones_own__refused_in_words(town: Town):
    challenge = ("case", "challenge", HOME_NUMBER)
    own = ("--as", CITIZEN, *town.pepper)
    other = ("--as", CHALLENGER, *town.pepper)
    assert "filed no awards" in town.refused(*challenge, 99, 1, "facts", *other, person=CHALLENGER)
    act = town.award_act()
    assert "1 lines" in town.refused(*challenge, act, 2, "facts", *other, person=CHALLENGER)
    assert "OwnAward" in town.refused(*challenge, act, 1, "facts", *own, person=CITIZEN)
    assert "no ground" in town.refused(*challenge, act, 1, "envy", *other, person=CHALLENGER)


@pytest.mark.req("P5")
def test_recover__unanswered__the_new_key_signs_and_the_old_one_vetoes_another(town: Town):
    new = key_of("new")
    keystore = town.keystore("new")
    said = town.done(
        *("case", "recover", CITIZEN, new.address, "--evidence", "lost", *town.seats),
        *(*town.pepper, "--new-key", keystore),
    )
    case = number_in(said)
    town.pass_days(NOTICE_DAYS)
    town.done("case", "carry-out", case)
    signatory = town.call("communities", "signatory", identity_of(CITIZEN))
    assert signatory.controller == new.address
    said = town.done(
        *("case", "recover", OTHER, new.address, "--evidence", "lost", *town.seats),
        *(*town.pepper, "--new-key", keystore),
    )
    town.done("case", "appeal", number_in(said), "wrong-person", person=OTHER)
    assert town.state(number_in(said)) == CaseState.FIRST_PANEL


@pytest.mark.req("P6")
def test_close__then_alive__reopened_with_nothing_lost(town: Town):
    before = town.person(CITIZEN)
    said = town.done("case", "close", CITIZEN, "--evidence", "death", *town.seats, *town.pepper)
    case = number_in(said)
    town.pass_days(NOTICE_DAYS)
    town.done("case", "carry-out", case)
    assert town.person(CITIZEN).closed
    assert "account" in town.done("inbox", CITIZEN, *town.pepper)
    town.done("case", "alive", case, person=CITIZEN)
    assert town.state(case) == CaseState.ENDED
    assert town.person(CITIZEN) == before


@pytest.mark.req("S10")
def test_list__cases_of_several_people__numbers_and_states_and_no_identity(town: Town):
    cases = [town.accused(), town.accused(OTHER)]
    said = town.done("case", "list")
    for case in cases:
        assert case[:18] in said
    assert "notice until" in said
    for name in (CITIZEN, OTHER):
        assert identity_of(name).hex() not in said
    assert town.done("case", "list", "--community", 1).strip() == "No case was filed"


@pytest.mark.req("D4")
def test_case__numbers_that_name_none_or_several__refused_in_words(town: Town):
    case = town.accused()
    assert "no number of a case" in town.refused("case", "show", "0xnothing")
    missing = "0x" + "00" * 32
    assert "there is no case" in town.refused("case", "show", missing)
    assert case in town.done("case", "show", case[:12])


@pytest.mark.req("D4")
def test_case__digits_that_begin_two_numbers__more_digits_asked_for(town: Town):
    first: dict[str, tuple[str, int]] = {}
    for name, rule in itertools.product((CITIZEN, CHALLENGER, OTHER), (1, 2, 3, 4)):
        matter = infraction_matter(rule, START // DAY)
        digit = CaseKey(INFRACTION, identity_of(name), matter).number.hex()[0]
        if digit in first:
            break
        first[digit] = name, rule
    for person, number in ((name, rule), first[digit]):
        town.accused(person, number)
    assert "more digits" in town.refused("case", "show", f"0x{digit}")


@pytest.mark.req("D1")
def test_show__rule_named__as_published(town: Town):
    case = town.accused(rule=SABOTAGE)
    assert "Rule 1, version 1" in town.done("case", "show", case)
