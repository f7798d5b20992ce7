"""Organisations, offers and findings through the commands.

org accredit, renew -> by the council; refused in words
org offer, price, close, key -> by the organisation; refused in words
org list, show -> public lists of organisations; never people
finding
├── file, appeal, panel, verdict -> dismissed; upheld twice, carried out -> suspended, listed
├── mandate, reading -> filed by enough signers, in one file or several
├── review, remedy, withdraw -> ended, withdrawn
└── by whom it may not be, of what does not exist -> refused in words
"""

from __future__ import annotations

from pathlib import Path

import pytest

from isonomia.due_process.case_keys import STATE_NAMES
from isonomia.spec.case_state import CaseState
from tests.allocate.registry import day, identity_of
from tests.due_process.town import CITIZENS, HOME, NOTICE_DAYS, VERDICT_DAYS, key_of
from tests.services.market import (
    ACCREDITED_UNTIL,
    NAME,
    OPEN_UNTIL,
    OTHER_HOME,
    OTHER_NUMBER,
    QUIET_RIDE,
    RIDE,
    TRAMS,
    Market,
)

REFUSED = 3
#: Of the pilot: a suspension, and a commendation.
EMISSIONS, ACCESSIBILITY = 1, 101
_NUMBER_LENGTH = 66


def filed(market: Market, standard: int = EMISSIONS, date: str = day(0)) -> str:
    """File a finding by another community, and return its number."""
    said = market.done(
        *("finding", "file", TRAMS, standard, date, "--community", OTHER_HOME),
        *("--evidence", "report 7", *market.seats),
    )
    at = said.index("Finding 0x") + len("Finding ")
    return said[at : at + _NUMBER_LENGTH]


def decided(market: Market, finding: str, outcome: str) -> str:
    """Draw the panel of a finding and let it decide."""
    market.done("finding", "panel", finding, "--draw")
    reasons = market.text_file("reasons.txt")
    return market.done(
        *("finding", "verdict", finding, outcome, "--reasons", reasons, *market.seats)
    )


# ---- organisations and offers --------------------------------------------------------------------


@pytest.mark.req("V1", "V5", "S10")
def test_org__accredited_and_shown__offers_and_lists_without_anybody(market: Market):
    market.redeemed(market.order_file())
    said = market.done("org", "list") + market.done("org", "show", TRAMS)
    for part in (NAME, "public", f"accredited until {ACCREDITED_UNTIL}", "transit and culture"):
        assert part in said
    assert f"offer {RIDE}: transit, Essential, 2.000 credits a unit; open until" in said
    assert f"offer {QUIET_RIDE}: transit, Enhanced, 3.500 credits a unit" in said
    assert "rests on offer 1" in said
    assert NAME in market.done("org", "list", "--accredited")
    for which in ("--suspended", "--commended"):
        assert "No organisation is on this list" in market.done("org", "list", which)
    for name in CITIZENS:
        assert identity_of(name).hex() not in said
        assert key_of(name).address.lower() not in said.lower()


@pytest.mark.req("V1", "V3")
def test_name__that_would_command_a_terminal__told_without_its_commands(market: Market):
    text = market.text_file("text.txt")
    market.done(
        *("org", "accredit", HOME, "Wipe\x1b[2J", "--key", market.other_provider.address),
        *("--form", "public", "--kinds", "water", "--until", ACCREDITED_UNTIL, "--text", text),
        *market.seats,
    )
    settle = ("settle", 0, "--organisation", 2, "--out", market.folder / "statements")
    for command in (("org", "list"), ("org", "show", 2), settle):
        said = market.done(*command)
        assert "Wipe?[2J" in said
        assert "\x1b" not in said


@pytest.mark.req("V1")
def test_accredit__what_cannot_be__refused_in_words(market: Market):
    text = ("--text", market.text_file("text.txt"))
    accredit = ("org", "accredit", HOME, "Another", "--form")
    key = ("--key", market.other_provider.address)
    kinds = ("--kinds", "health")
    tail = (*text, *market.seats)
    until = ("--until", day(100))
    assert "is no form of organisation" in market.refused(
        *accredit, "club", *key, *kinds, *until, *tail
    )
    assert "is no kind of service" in market.refused(
        *accredit, "public", *key, "--kinds", "wealth", *until, *tail
    )
    taken = ("--key", market.provider.address)
    assert "KeyTaken" in market.refused(*accredit, "public", *taken, *kinds, *until, *tail)
    far = ("--until", day(9_000))
    assert "OrganisationOutOfBounds" in market.refused(
        *accredit, "public", *key, *kinds, *far, *tail
    )
    market.done(*accredit, "for-profit", *key, *kinds, *until, *tail)
    assert "for-profit" in market.done("org", "list")


@pytest.mark.req("V1")
def test_renew__by_the_council_that_accredited__longer_and_for_more(market: Market):
    kinds = ("--kinds", "transit", "--kinds", "culture,health")
    market.done("org", "renew", TRAMS, *kinds, "--until", day(1_200), *market.seats)
    said = market.done("org", "show", TRAMS)
    assert f"accredited until {day(1_200)}" in said
    assert "transit, health and culture" in said
    fewer = ("org", "renew", TRAMS, "--kinds", "transit", "--until", day(1_300), *market.seats)
    assert "KindsKept" in market.refused(*fewer)
    assert "no organisation 9" in market.refused(
        *("org", "renew", 9, "--kinds", "transit", "--until", day(1_300), *market.seats)
    )


@pytest.mark.req("V1")
def test_offer__what_cannot_be__refused_in_words(market: Market):
    text = ("--text", market.text_file("text.txt"), *market.by_provider)
    until = ("--until", OPEN_UNTIL)
    offer = ("org", "offer", TRAMS)
    assert "EssentialOfferMissing" in market.refused(
        *offer, "culture", "Enhanced", "1", *until, *text
    )
    assert "KindNotAccredited" in market.refused(*offer, "health", "0", "1", *until, *text)
    assert "OfferOutOfBounds" in market.refused(
        *offer, "transit", "0", "1", "--until", day(5), *text
    )
    assert "is no tier" in market.refused(*offer, "transit", "Golden", "1", *until, *text)
    foreign = ("--text", market.text_file("text.txt"), *market.by_other)
    assert "NotTheOrganisation" in market.refused(*offer, "transit", "0", "1", *until, *foreign)


@pytest.mark.req("V1")
def test_price_and_close__with_notice__in_force_from_their_days_on(market: Market):
    price = ("org", "price", RIDE, "2.5", "--from")
    assert "OfferOutOfBounds" in market.refused(*price, day(10), *market.by_provider)
    market.done(*price, day(40), *market.by_provider)
    assert f"2.500 from {day(40)} on" in market.done("org", "show", TRAMS)
    assert "PriceWaiting" in market.refused(*price, day(50), *market.by_provider)
    market.pass_days(40)
    assert "2.500 credits a unit" in market.done("org", "show", TRAMS)
    market.done("org", "close", QUIET_RIDE, "--until", day(80), *market.by_provider)
    market.pass_days(40)
    assert f"closed since {day(80)}" in market.done("org", "show", TRAMS)
    assert "no offer 9" in market.refused(
        "org", "close", 9, "--until", day(200), *market.by_provider
    )


@pytest.mark.req("V1")
def test_key__offered_and_accepted__the_new_one_acts(market: Market):
    new = market.other_provider.address
    market.done("org", "key", "offer", TRAMS, new, *market.by_provider)
    assert "which can accept" in market.done("org", "show", TRAMS)
    assert "NotTheOrganisation" in market.refused(
        "org", "key", "accept", TRAMS, *market.by_provider
    )
    market.done("org", "key", "accept", TRAMS, *market.by_other)
    said = market.done("order", "submit", market.order_file(), *market.by_other)
    assert "redeemed as 1/0" in said


# ---- findings ------------------------------------------------------------------------------------


@pytest.mark.req("V5")
def test_finding__appealed_and_rejected__dismissed(market: Market):
    finding = filed(market)
    said = market.done("finding", "show", finding[:12])
    assert "State: notice (filed, and nothing has changed: the organisation can answer" in said
    assert f"isonomia finding appeal {finding[:18]} GROUND --as FILE" in said
    market.done("finding", "appeal", finding, "wrong-organisation", *market.by_provider)
    said = decided(market, finding, "rejected")
    assert "State: dismissed" in said
    assert "it is about the wrong organisation" in said
    assert "dismissed" in market.done("org", "show", TRAMS)


@pytest.mark.req("V5", "S3", "S10")
def test_finding__upheld_twice_and_carried_out__suspended_above_essential_alone(market: Market):
    finding = filed(market)
    market.done("finding", "appeal", finding, "facts", *market.by_provider)
    assert "State: upheld" in decided(market, finding, "upheld")
    market.done("finding", "appeal", finding, "procedure", *market.by_provider)
    decided(market, finding, "upheld")
    said = market.done("finding", "carry-out", finding)
    assert "It is a suspension until" in said
    assert NAME in market.done("org", "list", "--suspended")
    quiet = market.run("order", "check", market.order_file(offer=QUIET_RIDE, amount=3_500))
    assert quiet.exit_code == REFUSED
    assert "ProviderSuspended" in quiet.output
    market.done("order", "check", market.order_file("ride"))
    market.done("finding", "review", finding, "remedy-done", *market.by_provider)
    assert "State: ended" in decided(market, finding, "rejected")
    assert "No organisation" in market.done("org", "list", "--suspended")


@pytest.mark.req("V5")
def test_finding__unanswered__commended_until_its_remedy_or_withdrawn(market: Market):
    finding = filed(market, ACCESSIBILITY)
    market.pass_days(NOTICE_DAYS)
    market.done("finding", "carry-out", finding)
    assert NAME in market.done("org", "list", "--commended")
    remedy = ("finding", "remedy", finding, "--evidence", "given back", *market.seats)
    assert "State: ended" in market.done(*remedy)
    assert "No organisation" in market.done("org", "list", "--commended")
    other = filed(market, EMISSIONS, day(1))
    assert "State: withdrawn" in market.done("finding", "withdraw", other, *market.seats)


@pytest.mark.req("V5")
def test_finding__panel_silent__lapsed_for_the_organisation(market: Market):
    finding = filed(market)
    market.done("finding", "appeal", finding, "facts", *market.by_provider)
    market.pass_days(VERDICT_DAYS)
    said = market.done("finding", "show", finding)
    assert f"State: {STATE_NAMES[CaseState.LAPSED]} (lapsed for the organisation" in said


@pytest.mark.req("V5")
def test_finding__by_whom_it_may_not_be_or_of_nothing__refused_in_words(market: Market):
    tail = ("--evidence", "report", *market.seats)
    file = ("finding", "file")
    own = (*file, TRAMS, EMISSIONS, day(0), "--community", HOME, *tail)
    assert "OwnOrganisation" in market.refused(*own)
    by_other = ("--community", OTHER_HOME, *tail)
    assert "OrganisationUnknown" in market.refused(*file, 9, EMISSIONS, day(0), *by_other)
    assert "never published" in market.refused(*file, TRAMS, 99, day(0), *by_other)
    assert "ActInFuture" in market.refused(*file, TRAMS, EMISSIONS, day(3), *by_other)
    assert "there is no finding 0x1234" in market.refused("finding", "show", "0x1234")
    assert "is no number of a finding" in market.refused("finding", "show", "first")
    finding = filed(market)
    assert "no panel was called" in market.refused("finding", "panel", finding)
    appeal = ("finding", "appeal", finding, "facts")
    assert "the key of organisation 1" in market.refused(*appeal, *market.by_other)
    assert "give its file with --as" in market.refused(*appeal)


@pytest.mark.req("V5")
def test_standards__of_the_pilot__listed_with_what_they_do(market: Market):
    said = market.done("finding", "standards")
    assert "standard 1, version 1: Emissions above a permitted limit; suspension for 180" in said
    assert "standard 101, version 1: Accessibility; commendation for 365 days" in said


@pytest.mark.req("V5", "P3")
def test_appeal__signed_by_the_organisation_without_a_node__relayed(market: Market, tmp_path: Path):
    finding = filed(market)
    asked, answered = tmp_path / "asked.json", tmp_path / "answered.json"
    assert "not signed yet" in market.done("finding", "appeal", finding, "facts", "--out", asked)
    assert "organisation 1 has not signed" in market.refused("relay", asked)
    key = market.key_file("provider", market.provider)
    market.done("relay", market.signs(asked, answered, "--key", key))
    assert "State: first panel" in market.done("finding", "show", finding)


# ---- sensors -------------------------------------------------------------------------------------


@pytest.fixture
def sensors(market: Market) -> list[Path]:
    """Key files of three sensors, two of which must sign readings above 40."""
    names = ["first sensor", "second sensor", "third sensor"]
    addresses = ",".join(key_of(name).address for name in names)
    market.done(
        *("finding", "mandate", TRAMS, EMISSIONS, "--community", OTHER_HOME, "--limit", 40),
        *("--signers", addresses, "--threshold", 2, "--until", day(300)),
        *("--measure", market.text_file("measure.txt", "decibels at night"), *market.seats),
    )
    return [market.key_file(name, key_of(name)) for name in names]


@pytest.mark.req("V5")
def test_reading__above_the_limit_by_enough_signers__a_finding(market: Market, sensors: list[Path]):
    reading = ("finding", "reading", 1, 41, day(0), "--evidence", "log of 1 May")
    said = market.done(*reading, "--key", sensors[0], "--key", sensors[2])
    assert "by a reading of 41 under mandate 1" in said
    assert f"by community {OTHER_NUMBER}" in said
    assert "standard 1 on" in market.done("org", "show", TRAMS)


@pytest.mark.req("V5")
def test_reading__signers_apart__their_files_count_together(
    market: Market, sensors: list[Path], tmp_path: Path
):
    reading = ("finding", "reading", 1, 90, day(0), "--evidence", "log of 1 May")
    files = [tmp_path / f"{number}.json" for number in range(2)]
    for file, sensor in zip(files, sensors, strict=False):
        market.done(*reading, "--key", sensor, "--out", file)
    assert "2 signers of mandate 1 must sign" in market.refused("relay", files[0])
    market.done("relay", *files)
    assert "standard 1 on" in market.done("org", "show", TRAMS)


@pytest.mark.req("V5")
def test_reading__within_the_limit_or_by_others__refused_in_words(
    market: Market, sensors: list[Path]
):
    tail = (day(0), "--evidence", "log", "--key", sensors[0], "--key", sensors[1])
    assert "WithinLimit" in market.refused("finding", "reading", 1, 40, *tail)
    assert "there is no mandate 2" in market.refused("finding", "reading", 2, 50, *tail)
    foreign = market.key_file("provider", market.provider)
    reading = ("finding", "reading", 1, 50, day(0), "--evidence", "log")
    assert "is no signer of this mandate" in market.refused(*reading, "--key", foreign)
    market.pass_days(300)
    late = ("finding", "reading", 1, 50, day(299), "--evidence", "log")
    keys = ("--key", sensors[0], "--key", sensors[1])
    assert "MandateOver" in market.refused(*late, *keys)


@pytest.mark.req("V5")
def test_inbox__of_a_juror__tells_the_verdict_asked_about_an_organisation(market: Market):
    finding = filed(market)
    market.done("finding", "appeal", finding, "facts", *market.by_provider)
    said = market.done("finding", "panel", finding, "--draw")
    juror = said.split("juror 0: ")[1].split()[0]
    said = market.done("inbox", juror)
    assert f"isonomia finding verdict {finding[:18]} upheld|rejected" in said
    assert "silence is for the organisation" in said
