"""Communities held to account through the commands: terms, audits, amendments, budgets.

council
├── renew before its time -> refused; then volunteer, freeze, fill -> seats by lot
└── volunteers who cannot -> refused in words
audit
├── open, panel, record -> share index; twice in a year -> refused
charter amend
├── two thirds of the communities -> passed, in force from its day
└── names and numbers that cannot be -> refused in words
"""

from __future__ import annotations

import pytest

from isonomia.pilot import HOMES
from tests.allocate.registry import PILOT, identity_of
from tests.due_process.town import (
    CHALLENGER,
    CITIZEN,
    CITIZENS,
    HOME,
    HOME_NUMBER,
    NEWCOMER,
    OTHER,
    Town,
    day_text,
)

TERM_DAYS, VOLUNTEER_DAYS = 730, 30


def renewed(town: Town) -> None:
    """Open renewal 1 of the citizens' own council."""
    town.pass_days(TERM_DAYS - VOLUNTEER_DAYS)
    town.done("council", "renew", HOME)


@pytest.mark.req("D8")
def test_renewal__three_volunteers__take_all_seats_by_lot(town: Town):
    early = town.refused("council", "renew", HOME)
    assert "TermRunning" in early
    renewed(town)
    assert "you can volunteer" in town.done("inbox", CITIZEN, *town.pepper)
    for number, name in enumerate(CITIZENS):
        said = town.done("council", "volunteer", 1, name, *town.pepper, person=name)
        assert f"is volunteer {number} of renewal 1" in said
    assert "a lot decides" in town.done("inbox", CITIZEN, *town.pepper)
    assert "EntriesOpen" in town.refused("council", "freeze", 1)
    town.pass_days(VOLUNTEER_DAYS)
    assert "isonomia council freeze 1" in town.done("council", "show", HOME)
    assert "not frozen" in town.refused("council", "fill", 1)
    assert "3 volunteers" in town.done("council", "freeze", 1)
    assert "3 seats filled by lot" in town.done("council", "fill", 1, "--most-lots", 2)
    seated = {town.call("communities", "seatAt", HOME_NUMBER, seat)[0] for seat in range(3)}
    assert seated == {identity_of(name) for name in CITIZENS}
    assert f"seat {town.person(CITIZEN).seat_index} of community" in town.done(
        "inbox", CITIZEN, *town.pepper
    )
    assert "over: nothing is left" in town.refused("council", "fill", 1)


@pytest.mark.req("D8")
def test_renewal__no_volunteers__over_with_every_seat_as_it_was(town: Town):
    renewed(town)
    before = [town.call("communities", "seatAt", HOME_NUMBER, seat) for seat in range(3)]
    town.pass_days(VOLUNTEER_DAYS)
    town.done("council", "freeze", 1)
    assert "0 seats filled" in town.done("council", "fill", 1)
    assert before == [town.call("communities", "seatAt", HOME_NUMBER, seat) for seat in range(3)]


@pytest.mark.req("D8")
def test_volunteer__who_cannot__refused_in_words(town: Town):
    renewed(town)
    volunteer = ("council", "volunteer")
    assert "RenewalUnknown" in town.refused(*volunteer, 2, CITIZEN, *town.pepper, person=CITIZEN)
    assert "no key is in force" in town.refused(
        *volunteer, 1, NEWCOMER, *town.pepper, person=CITIZEN
    )
    town.done("person", "move", OTHER, HOMES[3], *town.pepper, person=OTHER)
    assert "NotAMember" in town.refused(*volunteer, 1, OTHER, *town.pepper, person=OTHER)
    assert "there is no renewal 7" in town.refused("council", "fill", 7)


@pytest.mark.req("D7")
def test_audit__recorded_by_most_of_its_panel__share_index_set(town: Town):
    assert "never audited" in town.refused("audit", "panel", HOME)
    town.done("audit", "open", HOME)
    assert "panel 1 audits it until" in town.done("community", "show", HOME)
    report = town.text_file("report.txt", "the accounts of the year")
    record = ("audit", "record", HOME, 1_050, "--report", report, *town.seats)
    assert "no auditors yet" in town.refused(*record)
    assert "juror 4" in town.done("audit", "panel", HOME, "--draw")
    auditor = town.logs().jurors(1)[0]
    assert "you are an auditor on panel 1" in town.done("inbox", f"0x{auditor.hex()}")
    assert "ShareIndexOutOfBounds" in town.refused(
        "audit", "record", HOME, 1_101, "--report", report, *town.seats
    )
    town.done(*record)
    assert "1050 thousandths; audited in year 0" in town.done("community", "show", HOME)
    assert "AuditedAlready" in town.refused("audit", "open", HOME)


@pytest.mark.req("D9")
def test_amend__two_thirds_of_the_communities__in_force_from_its_day(town: Town):
    changes = ("cases", "noticeDays=21", "verdict_days=40", "--from", day_text(40))
    amend = ("charter", "amend", *changes, *town.seats, "--community")
    assert "1 of 8 communities endorse it, 6 let it pass" in town.done(*amend, 1)
    assert "AlreadyEndorsed" in town.refused(*amend, 1)
    for community in (2, 3, 4, 5):
        town.done(*amend, community)
    assert "has passed: it holds from 2019-06-10 on" in town.done(*amend, "Community North-West")
    shown = town.done("charter", "show", "cases")
    assert "cases.noticeDays 14" in shown
    assert "passed; holds from 2019-06-10 on" in shown
    town.pass_days(41)
    assert "cases.noticeDays 21" in town.done("charter", "show")


@pytest.mark.req("D9")
def test_amend__what_cannot_be__refused_in_words(town: Town):
    amend = ("charter", "amend")
    tail = ("--from", day_text(40), "--community", 1, *town.seats)
    assert "changes nothing here" in town.refused(*amend, "cases", "colour=1", *tail)
    assert "given twice" in town.refused(*amend, "cases", "ripeDays=8", "ripe_days=9", *tail)
    assert "whole number" in town.refused(*amend, "cases", "ripeDays=many", *tail)
    assert "CharterOutOfBounds" in town.refused(*amend, "cases", "ripeDays=91", *tail)
    soon = ("--from", day_text(3), "--community", 1, *town.seats)
    assert "AmendmentDayOutOfBounds" in town.refused(*amend, "cases", "ripeDays=8", *soon)


@pytest.mark.req("P6", "Q6", "S11")
def test_person__moves_leaves_and_comes_back__as_told(town: Town):
    said = town.done("person", "move", CITIZEN, HOMES[1], *town.pepper, person=CITIZEN)
    assert f"belongs to {HOMES[1]} now" in said
    assert town.person(CITIZEN).community == PILOT.charter.ids[HOMES[1]]
    assert "AlreadyMember" in town.refused(
        "person", "move", CITIZEN, HOMES[1], *town.pepper, person=CITIZEN
    )
    credits = town.call("ledger", "creditsOf", identity_of(CITIZEN))
    town.done("person", "opt-out", CITIZEN, *town.pepper, person=CITIZEN)
    assert town.person(CITIZEN).quality == 0
    assert town.call("ledger", "creditsOf", identity_of(CITIZEN)) >= credits
    assert "opted out" in town.done("inbox", CITIZEN, *town.pepper)
    town.done("person", "opt-in", CITIZEN, *town.pepper, person=CITIZEN)
    assert not town.person(CITIZEN).opted_out
    town.done("person", "leave", CITIZEN, 30, *town.pepper, person=CITIZEN)
    assert town.person(CITIZEN).leave_until
    town.done("person", "end-leave", CITIZEN, *town.pepper, person=CITIZEN)


@pytest.mark.req("D6")
def test_community__shown__budget_standing_share_index_and_term(town: Town):
    said = town.done("community", "show", HOME)
    assert "standing 1000 thousandths, full" in said
    assert "share index 1000 thousandths; no audit yet" in said
    assert "term ends on 2021-04-30" in said
    assert "points are left in this quarter" in said
    assert "the charter has no community" in town.refused("community", "show", "Atlantis")


@pytest.mark.req("D3", "D4")
def test_inbox__accused_appealed_and_drawn__each_told_what_is_asked_until_when(town: Town):
    nothing = town.done("inbox", CITIZEN, *town.pepper)
    assert "Nothing is open about you" in nothing
    assert "next number 0" in nothing
    case = town.accused()
    said = town.done("inbox", CITIZEN, *town.pepper)
    assert f"`isonomia case appeal {case[:18]} GROUND --key FILE`" in said
    assert "Until 2019-05-15" in said
    assert "Nothing is open" in town.done("inbox", OTHER, *town.pepper)
    town.done("case", "appeal", case, "facts", person=CITIZEN)
    assert "first panel; then it has lapsed" in town.done("inbox", CITIZEN, *town.pepper)
    town.done("case", "panel", case, "--draw")
    juror, _ = town.juror_seats(case)[1]
    asked = town.done("inbox", f"0x{juror.hex()}")
    assert "you are juror 1 of panel 1; 3 of 5 decide" in asked
    assert f"--as 0x{juror.hex()}" in asked
    town.decided(case, "rejected")
    assert "jury duty" not in town.done("inbox", f"0x{juror.hex()}")
    assert "Nothing is open" in town.done("inbox", CITIZEN, *town.pepper)


@pytest.mark.req("D5")
def test_inbox__of_a_challenger_and_of_a_stranger__told_and_not_enrolled(town: Town):
    batches = (HOME_NUMBER, town.award_act(), 1, "facts", "--as", CHALLENGER)
    town.done("case", "challenge", *batches, *town.pepper, person=CHALLENGER)
    assert "which you filed: first panel" in town.done("inbox", CHALLENGER, *town.pepper)
    assert "first panel; then" in town.done("inbox", CITIZEN, *town.pepper)
    assert "is not enrolled" in town.done("inbox", "stranger", *town.pepper)
