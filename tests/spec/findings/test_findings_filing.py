"""How findings are filed, by councils and by those they mandate, and what is refused.

```
file
├── keeps the finding as it is about, with the deadlines of the cases, and changes nothing else
├── each refusal in its order: organisation, approval, own organisation, day, version, once, year
└── the edges of days, versions and years
mandate ── each refusal in its order; bounds of signers, threshold and days; ascending keys
reading ── each refusal in its order; a value at the limit; counted with those of its community
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, views
from isonomia.spec.findings import finding_id
from isonomia.spec.state import CaseState, Finding, FindingKey, Mandate, Stage, YearCount
from tests.spec.courts import values_of
from tests.spec.findings.inspections import (
    FILER,
    HOME,
    MEASURE,
    ORGANISATION,
    OTHER_ORGANISATION,
    SENSORS,
    Inspection,
    inspection,
    key_about,
    standard,
)
from tests.spec.worlds import DAY, EVIDENCE, GENESIS, NEVER, TODAY, YEAR, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V5")]

SENSOR_KEYS = tuple(map(key, SENSORS))


def number_about(standard: int, day: int = TODAY, organisation: int = ORGANISATION) -> bytes:
    return finding_id(key_about(standard, day, organisation))


# ---- the number ----------------------------------------------------------------------------------


def test_finding_id__known_parts__is_their_hash() -> None:
    # Hash of three words 1, 2 and 3, by an independent implementation.
    number = finding_id(FindingKey(1, 2, 3))
    assert number.hex() == "6e0c627900b24bd432fe7b1f713f1b0744091a646a9fe4a65a18dfed21f2949c"


# ---- by a council --------------------------------------------------------------------------------


def test_file__finding__keeps_it_and_changes_nothing_of_the_organisation() -> None:
    here = inspection()
    organisations = dict(here.state.organisations)
    announced = here.do(here.file(2))
    number = number_about(2)
    deadlines = (GENESIS, GENESIS, 14, 30, 30)
    finding = Finding(ORGANISATION, 2, TODAY, 1, FILER, Stage.NOTICE, *deadlines)
    assert here.state.findings == {number: finding}
    assert here.state.finding_counts == {(ORGANISATION, FILER): YearCount(0, 1)}
    assert here.state.organisations == organisations
    assert here.state.effects == {}
    assert announced == [
        events.CouncilActed(FILER, 0, 3),
        events.FindingFiled(number, ORGANISATION, FILER, 2, 1, TODAY, 0, 0, EVIDENCE),
    ]


def test_file__wrong_in_every_way__is_refused_for_one_after_the_other() -> None:
    here = inspection()
    unknown = replace(here.file(organisation=3), community=9, deadline=0)
    here.refuse(unknown, "OrganisationUnknown", 3)
    here.refuse(replace(unknown, organisation=ORGANISATION), "UnknownCommunity", 9)
    own = replace(here.file(community=HOME, version=9, day=TODAY + 1), deadline=GENESIS - 1)
    here.refuse(own, "DeadlinePassed", GENESIS - 1, GENESIS)
    own = replace(own, deadline=GENESIS)
    here.refuse(own, "OwnOrganisation", ORGANISATION, HOME)
    here.do(here.file())
    future = here.file(version=9, day=TODAY + 1)
    here.refuse(future, "ActInFuture", 0, TODAY + 1, TODAY)
    here.refuse(replace(future, day=TODAY - 1), "ActTooOld", 0, TODAY - 1, TODAY)
    here.refuse(replace(future, day=TODAY), "RuleNotInForce", 0, 1, 9, TODAY)
    here.refuse(here.file(), "FindingExists", number_about(1))


@pytest.mark.parametrize("organisation", [0, 3, 2**256 - 1])
def test_file__about_no_organisation__is_refused(organisation: int) -> None:
    here = inspection()
    here.refuse(here.file(organisation=organisation), "OrganisationUnknown", organisation)


def test_file__day_of_the_act__between_standard_and_filing_days() -> None:
    here = inspection()
    here.refuse(here.file(day=TODAY - 91), "ActTooOld", 0, TODAY - 91, TODAY - 90)
    here.refuse(here.file(day=TODAY - 90), "RuleNotInForce", 0, 1, 1, TODAY - 90)
    here.wait(90)
    here.do(here.file(day=TODAY))
    here.wait(1)
    here.refuse(here.file(2, day=TODAY), "ActTooOld", 0, TODAY, TODAY + 1)


@pytest.mark.req("S9")
@pytest.mark.parametrize(("number", "version"), [(9, 1), (1, 0), (1, 2), (2**256 - 1, 1)])
def test_file__no_such_version__is_refused(number: int, version: int) -> None:
    here = inspection()
    action = here.file(number, version=version)
    here.refuse(action, "RuleNotInForce", 0, number, version, TODAY)
    here.refuse(replace(action, day=TODAY - 1), "ActTooOld", 0, TODAY - 1, TODAY)


@pytest.mark.req("S9")
def test_file__version_on_its_first_and_last_day__is_the_only_one() -> None:
    here = inspection()
    here.do(here.publish_standards(standard(1, day=TODAY + 30)))
    here.at(TODAY + 30)
    here.refuse(here.file(), "RuleNotInForce", 0, 1, 1, TODAY + 30)
    eve = here.file(day=TODAY + 29, version=2)
    here.refuse(eve, "RuleNotInForce", 0, 1, 2, TODAY + 29)
    here.do(here.file(version=2))
    here.do(here.file(day=TODAY + 29))
    assert [finding.version for finding in here.state.findings.values()] == [2, 1]


def test_file__retired_standard__is_refused() -> None:
    here = inspection()
    here.do(here.publish_standards(standard(1, effect=0, day=TODAY + 30)))
    here.at(TODAY + 30)
    here.refuse(here.file(version=2), "RuleNotInForce", 0, 1, 2, TODAY + 30)
    here.do(here.file(day=TODAY + 29))


def test_file__same_day_and_standard__is_refused_from_another_council_too() -> None:
    here = inspection()
    here.do(here.file())
    here.refuse(here.file(community=4), "FindingExists", number_about(1))
    here.do(here.withdraw_finding())
    here.refuse(here.file(community=4), "FindingExists", number_about(1))
    here.do(here.file(organisation=OTHER_ORGANISATION))
    here.do(here.file(3))


def test_file__as_many_as_a_year_allows__is_refused_until_the_next() -> None:
    here = inspection(accusations_per_year=2)
    here.do(here.file(1))
    here.do(here.file(2))
    here.refuse(here.file(3), "TooManyFindings", ORGANISATION, FILER, 2)
    here.do(here.file(3, organisation=OTHER_ORGANISATION))
    here.do(here.file(3, community=4))
    here.now = GENESIS + YEAR - 1
    here.refuse(here.file(3), "TooManyFindings", ORGANISATION, FILER, 2)
    assert views.findings_this_year(here.state, ORGANISATION, FILER, here.now) == 2
    here.now += 1
    assert views.findings_this_year(here.state, ORGANISATION, FILER, here.now) == 0
    here.do(here.file(3))
    assert views.findings_this_year(here.state, ORGANISATION, FILER, here.now) == 1


def test_file__before_an_amendment_of_the_cases__keeps_its_deadlines() -> None:
    here = inspection()
    target = 3
    amended = replace(presets.pilot(), notice_days=60, ripe_days=90, verdict_days=90)
    values = values_of(amended, target)
    for community in range(1, 7):
        here.do(here.endorse(community, target, values, TODAY + 30))
    here.at(TODAY + 29)
    here.do(here.file())
    here.at(TODAY + 30)
    here.do(here.file(2))
    kept = [
        (finding.notice_days, finding.ripe_days, finding.verdict_days)
        for finding in here.state.findings.values()
    ]
    assert kept == [(14, 30, 30), (60, 90, 90)]


# ---- mandates ------------------------------------------------------------------------------------


def test_grant__mandate__keeps_its_terms() -> None:
    here = inspection()
    announced = here.do(here.grant(limit=5, days=366, standard=9))
    terms = (9, 5, 2, TODAY + 366, MEASURE, SENSOR_KEYS)
    assert here.state.mandates == {1: Mandate(ORGANISATION, FILER, *terms)}
    assert announced == [
        events.CouncilActed(FILER, 0, 3),
        events.MandateGranted(1, ORGANISATION, FILER, *terms),
    ]
    here.do(here.grant())
    assert set(here.state.mandates) == {1, 2}


def test_grant__wrong_in_every_way__is_refused_for_one_after_the_other() -> None:
    here = inspection()
    wrong = replace(
        here.grant(organisation=3, keys=(0,), threshold=1, days=0), community=9, deadline=0
    )
    here.refuse(wrong, "OrganisationUnknown", 3)
    here.refuse(replace(wrong, organisation=ORGANISATION), "UnknownCommunity", 9)
    own = here.grant(keys=(0,), threshold=1, days=0, community=HOME)
    here.refuse(own, "OwnOrganisation", ORGANISATION, HOME)
    few = here.grant(keys=(0,), threshold=1, days=0)
    here.refuse(few, "MandateOutOfBounds", "signers", 1, 2, 16)
    low = here.grant(keys=(0, 0), threshold=1, days=0)
    here.refuse(low, "MandateOutOfBounds", "threshold", 1, 2, 2)
    over = here.grant(keys=(0, 0), days=0)
    here.refuse(over, "MandateOutOfBounds", "untilDay", TODAY, TODAY + 1, TODAY + 366)
    here.refuse(here.grant(keys=(0, 0)), "SignersOutOfOrder", 0)


@pytest.mark.parametrize(
    ("signers", "threshold", "least"),
    [(2, 1, 2), (2, 3, 2), (3, 1, 2), (4, 2, 3), (5, 3, 4), (16, 10, 11), (16, 17, 11)],
)
def test_grant__threshold_out_of_bounds__is_refused(
    signers: int, threshold: int, least: int
) -> None:
    here = inspection()
    action = here.grant(keys=range(1, signers + 1), threshold=threshold)
    here.refuse(action, "MandateOutOfBounds", "threshold", threshold, least, signers)


@pytest.mark.parametrize(("signers", "threshold"), [(2, 2), (3, 2), (3, 3), (4, 3), (16, 11)])
def test_grant__threshold_at_a_bound__is_taken(signers: int, threshold: int) -> None:
    here = inspection()
    here.do(here.grant(keys=range(1, signers + 1), threshold=threshold))
    assert here.state.mandates[1].threshold == threshold


@pytest.mark.parametrize("signers", [0, 1, 17])
def test_grant__too_few_or_many_signers__is_refused(signers: int) -> None:
    here = inspection()
    action = here.grant(keys=range(1, signers + 1))
    here.refuse(action, "MandateOutOfBounds", "signers", signers, 2, 16)


def test_grant__days__at_each_bound() -> None:
    here = inspection()
    for days in (1, 366):
        here.do(here.grant(days=days))
    beyond = here.grant(days=367)
    bounds = (TODAY + 1, TODAY + 366)
    here.refuse(beyond, "MandateOutOfBounds", "untilDay", TODAY + 367, *bounds)


@pytest.mark.parametrize(
    ("keys", "index"), [((0, 1, 2), 0), ((1, 1, 2), 1), ((1, 3, 2), 2), ((2, 1, 0), 1)]
)
def test_grant__signers_that_do_not_ascend__are_refused(keys: tuple[int, ...], index: int) -> None:
    here = inspection()
    here.refuse(here.grant(keys=keys), "SignersOutOfOrder", index)


# ---- readings ------------------------------------------------------------------------------------


def mandated(**changes: int) -> Inspection:
    """Return a world with one mandate: two of three sensors, above 1,000, until tomorrow."""
    here = inspection(**changes)
    here.do(here.grant(days=1))
    return here


def test_reading__above_the_limit__files_a_finding_of_the_community() -> None:
    here = mandated()
    announced = here.do(here.reading(1_001, signers=(0, 2)))
    number = number_about(1)
    assert here.finding.community == FILER
    assert here.state_of_finding() == CaseState.NOTICE
    assert here.state.finding_counts == {(ORGANISATION, FILER): YearCount(0, 1)}
    assert announced == [
        events.FindingFiled(number, ORGANISATION, FILER, 1, 1, TODAY, 1, 1_001, EVIDENCE)
    ]


def test_reading__wrong_in_every_way__is_refused_for_one_after_the_other() -> None:
    here = mandated()
    here.do(here.file())
    wrong = replace(here.reading(1_000, version=9, day=TODAY + 1), votes=((3, None),))
    here.refuse(replace(wrong, mandate=2), "MandateUnknown", 2)
    here.refuse(replace(wrong, mandate=0), "MandateUnknown", 0)
    here.refuse(wrong, "NotASigner", 1, 3)
    here.refuse(replace(wrong, votes=((0, None),)), "SignatureMissing", 1, 0)
    here.refuse(replace(wrong, votes=((0, key(92)),)), "InvalidReading", 1, 0, SENSOR_KEYS[0])
    here.refuse(replace(wrong, votes=((2, key(93)),)), "TooFewSignatures", 1, 2, 1)
    here.refuse(replace(wrong, votes=()), "TooFewSignatures", 1, 2, 0)
    within = here.reading(1_000, version=9, day=TODAY + 1)
    here.refuse(within, "WithinLimit", 1_000, 1_000)
    future = replace(within, value=1_001)
    here.refuse(future, "ActInFuture", 0, TODAY + 1, TODAY)
    here.refuse(replace(future, day=TODAY - 1), "ActTooOld", 0, TODAY - 1, TODAY)
    here.refuse(replace(future, day=TODAY), "RuleNotInForce", 0, 1, 9, TODAY)
    here.refuse(here.reading(), "FindingExists", number_about(1))


def test_reading__signer_after_signer__is_refused_at_the_first_wrong_one() -> None:
    here = mandated()
    votes = ((0, SENSOR_KEYS[0]), (1, SENSOR_KEYS[0]), (2, None))
    here.refuse(replace(here.reading(), votes=votes), "InvalidReading", 1, 1, SENSOR_KEYS[1])


def test_reading__from_the_last_day_of_the_mandate_on__is_refused() -> None:
    here = mandated()
    here.wait(1, -1)
    here.do(here.reading())
    here.wait(0, 1)
    over = replace(here.reading(0), votes=())
    here.refuse(over, "MandateOver", 1, TODAY + 1)


def test_reading__of_a_mandate__counts_with_the_findings_of_its_community() -> None:
    here = mandated(accusations_per_year=2)
    here.do(here.reading())
    here.do(here.file(3))
    here.now += DAY - 1
    here.refuse(here.file(2), "TooManyFindings", ORGANISATION, FILER, 2)


def test_reading__in_the_year_of_too_many__is_refused() -> None:
    here = mandated(accusations_per_year=1)
    here.do(here.file(2))
    here.refuse(here.reading(), "TooManyFindings", ORGANISATION, FILER, 1)


def test_reading__of_a_standard_without_versions__is_refused() -> None:
    here = inspection()
    here.do(here.grant(standard=9))
    here.refuse(here.reading(), "RuleNotInForce", 0, 9, 1, TODAY)


def test_reading__sent_twice__counts_once() -> None:
    here = mandated()
    here.do(here.reading())
    here.refuse(here.reading(5_000), "FindingExists", number_about(1))


def test_signers__of_a_mandate__can_do_nothing_else() -> None:
    here = mandated()
    here.do(here.reading())
    sensor = SENSOR_KEYS[0]
    appeal = replace(here.appeal_finding(), signer=sensor, sender=sensor)
    here.refuse(appeal, "NotTheOrganisation", ORGANISATION, sensor)
    seat = here.state.seats[FILER, 0].controller
    for action in (here.withdraw_finding(), here.file(2), here.grant()):
        signed = replace(action, approvals=((0, sensor), (1, SENSOR_KEYS[1])), deadline=NEVER)
        here.refuse(signed, "InvalidSeatSignature", FILER, 0, seat)
