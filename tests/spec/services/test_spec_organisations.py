"""Organisations: who accredits them, for what and how long, and which key speaks for them.

```
accredit ── a council that did not approve: its refusal
├── form, kinds, untilDay, name outside: OrganisationOutOfBounds, the first of them
├── the zero address: KeyMissing
├── a key that an organisation has: KeyTaken
└── numbered from 1; belongs to the community; any council, any form
renewAccreditation
├── unknown, before anything else: OrganisationUnknown
├── another council: NotTheAccreditor
├── kinds, untilDay outside, or earlier than it lasts: OrganisationOutOfBounds
├── fewer kinds before it is over: KindsKept
└── later, with more kinds; once it is over, with fewer
offerKey ── OrganisationUnknown, NotTheOrganisation, KeyMissing, KeyTaken; nothing changes yet
acceptKey ── OrganisationUnknown, NotTheOrganisation, KeyTaken; the former key is free again
```
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from isonomia.spec import events, presets, views
from isonomia.spec.draft import Draft
from isonomia.spec.organisations import set_suspension
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Organisation
from tests.spec.services.market import (
    ACCREDITED_UNTIL,
    KEY,
    OTHER_KEY,
    SPARE_KEY,
    TEXT,
    market,
)
from tests.spec.worlds import GENESIS, TODAY, key

pytestmark = [pytest.mark.offline, pytest.mark.req("V1")]

PILOT_MOST = TODAY + 1_826


# ---- accredit ------------------------------------------------------------------------------------


def test_accredit__by_any_council__is_an_organisation_of_its_community() -> None:
    here = market()
    announced = here.do(here.accredit(community=2, form=3, kinds=4_095, name="Rathaus"))
    assert here.state.organisations[3] == Organisation(
        key(SPARE_KEY), 3, 4_095, 2, ACCREDITED_UNTIL, TEXT
    )
    assert announced == [
        events.CouncilActed(2, 3, 3),
        events.OrganisationAccredited(
            3, 2, 3, 4_095, key(SPARE_KEY), ACCREDITED_UNTIL, TEXT, "Rathaus"
        ),
    ]


def test_accredit__not_approved__is_refused_and_uses_no_nonce() -> None:
    here = market()
    action = here.accredit()
    here.refuse(replace(action, nonce=7), "WrongNonce", 1, 7)
    here.refuse(replace(action, deadline=GENESIS - 1), "DeadlinePassed", GENESIS - 1, GENESIS)
    here.refuse(replace(action, approvals=action.approvals[:1]), "TooFewSignatures", 3, 2, 1)


@pytest.mark.parametrize(
    ("changes", "parameter", "value", "least", "most"),
    [
        ({"form": 0}, "form", 0, 1, 3),
        ({"form": 4, "kinds": 4_096}, "form", 4, 1, 3),
        ({"kinds": 4_096, "until": 0}, "kinds", 4_096, 0, 4_095),
        ({"until": TODAY, "name": ""}, "untilDay", TODAY, TODAY + 1, PILOT_MOST),
        ({"until": PILOT_MOST + 1}, "untilDay", PILOT_MOST + 1, TODAY + 1, PILOT_MOST),
        ({"name": "", "number": 0}, "name", 0, 1, 64),
        ({"name": "ü" * 32 + "e"}, "name", 65, 1, 64),
    ],
)
def test_accredit__outside_a_bound__names_the_first(
    changes: dict[str, int | str], parameter: str, value: int, least: int, most: int
) -> None:
    here = market()
    bounds = (parameter, value, least, most)
    here.refuse(here.accredit(**changes), "OrganisationOutOfBounds", *bounds)


@pytest.mark.parametrize(
    "changes", [{"form": 1, "kinds": 0}, {"form": 3}, {"until": TODAY + 1}, {"until": PILOT_MOST}]
)
@pytest.mark.parametrize("name", ["e", "ü" * 32])
def test_accredit__at_a_bound__is_accepted(changes: dict[str, int], name: str) -> None:
    here = market()
    here.do(here.accredit(**changes, name=name))
    assert len(here.state.organisations) == 3


def test_accredit__keys__are_there_and_nobody_elses() -> None:
    here = market()
    here.refuse(here.accredit(0), "KeyMissing")
    here.refuse(here.accredit(OTHER_KEY), "KeyTaken", key(OTHER_KEY), 2)


# ---- renewAccreditation --------------------------------------------------------------------------


def test_renew__unknown__is_refused_before_the_approval() -> None:
    here = market()
    for unknown in (0, 3):
        action = replace(here.renew(organisation=unknown), deadline=0)
        here.refuse(action, "OrganisationUnknown", unknown)


def test_renew__by_another_council__is_refused() -> None:
    here = market()
    here.refuse(here.renew(kinds=4_096, community=2), "NotTheAccreditor", 1, 2)


@pytest.mark.parametrize("day", [TODAY, TODAY + 999])
def test_renew__outside_a_bound__is_refused(day: int) -> None:
    here = market().at(day)
    here.refuse(
        here.renew(kinds=4_096, until=0), "OrganisationOutOfBounds", "kinds", 4_096, 0, 4_095
    )
    for until in (ACCREDITED_UNTIL - 1, day + 1_827):
        bounds = ("untilDay", until, ACCREDITED_UNTIL, day + 1_826)
        here.refuse(here.renew(until=until), "OrganisationOutOfBounds", *bounds)
    here.do(here.renew(until=day + 1_826))
    assert here.state.organisations[1].until_day == day + 1_826


def test_renew__when_over__begins_tomorrow_at_the_earliest() -> None:
    here = market()
    here.at(ACCREDITED_UNTIL + 5)
    least, most = here.today + 1, here.today + 1_826
    bounds = ("untilDay", here.today, least, most)
    here.refuse(here.renew(until=here.today), "OrganisationOutOfBounds", *bounds)
    here.do(here.renew(until=least))


def test_renew__least_above_most__is_refused_whatever_the_day() -> None:
    # An amendment could shorten accreditations below what one has left.
    here = market()
    found = here.state.organisations[1]
    here.state.organisations[1] = replace(found, until_day=PILOT_MOST + 10)
    for until in (PILOT_MOST, PILOT_MOST + 10):
        bounds = ("untilDay", until, PILOT_MOST + 10, PILOT_MOST)
        here.refuse(here.renew(until=until), "OrganisationOutOfBounds", *bounds)


def test_renew__kinds__are_added_at_once_and_taken_away_only_when_it_is_over() -> None:
    here = market()
    announced = here.do(here.renew(0b111))
    assert announced[1:] == [events.AccreditationRenewed(1, 0b111, ACCREDITED_UNTIL)]
    here.refuse(here.renew(0b11), "KindsKept", 1, 0b111)
    here.refuse(here.renew(0b11011), "KindsKept", 1, 0b111)
    here.at(ACCREDITED_UNTIL - 1)
    here.refuse(here.renew(0), "KindsKept", 1, 0b111)
    here.at(ACCREDITED_UNTIL)
    here.do(here.renew(0b10, until=here.today + 9))
    assert here.state.organisations[1].kinds == 0b10
    assert here.state.organisations[1].until_day == here.today + 9


# ---- keys ----------------------------------------------------------------------------------------


def test_offer_key__each_refusal__in_its_order() -> None:
    here = market()
    here.refuse(here.offer_key(0, organisation=3), "OrganisationUnknown", 3)
    here.refuse(here.offer_key(0, by=OTHER_KEY), "NotTheOrganisation", 1, key(OTHER_KEY))
    here.refuse(here.offer_key(0), "KeyMissing")
    here.refuse(here.offer_key(OTHER_KEY), "KeyTaken", key(OTHER_KEY), 2)
    here.refuse(here.offer_key(KEY), "KeyTaken", key(KEY), 1)


def test_offer_key__accepted_or_replaced__changes_the_key_only_by_the_other_ones_act() -> None:
    here = market()
    assert here.do(here.offer_key(53)) == [events.KeyOffered(1, key(53))]
    here.do(here.offer_key(SPARE_KEY))
    assert here.state.organisations[1].key == key(KEY)
    here.do(here.redeem())
    here.refuse(here.accept_key(53), "NotTheOrganisation", 1, key(53))
    assert here.do(here.accept_key()) == [events.KeyChanged(1, key(SPARE_KEY))]
    here.refuse(here.offer_key(54), "NotTheOrganisation", 1, key(KEY))
    here.refuse(here.redeem(), "NotTheProvider", 0, 1, key(KEY))
    here.do(here.redeem(by=SPARE_KEY))


def test_accept_key__each_refusal__in_its_order() -> None:
    here = market()
    here.refuse(here.accept_key(organisation=3), "OrganisationUnknown", 3)
    here.refuse(here.accept_key(), "NotTheOrganisation", 1, key(SPARE_KEY))
    here.do(here.offer_key())
    here.do(here.offer_key(organisation=2, by=OTHER_KEY))
    here.do(here.accept_key(organisation=2))
    here.refuse(here.accept_key(), "KeyTaken", key(SPARE_KEY), 2)


def test_accept_key__former_key__is_free_again_and_the_offer_is_used_up() -> None:
    here = market()
    here.do(here.offer_key())
    here.do(here.accept_key())
    here.refuse(here.accept_key(), "NotTheOrganisation", 1, key(SPARE_KEY))
    here.do(here.accredit(KEY))
    assert here.state.organisations[3].key == key(KEY)
    here.refuse(here.offer_key(KEY, by=SPARE_KEY), "KeyTaken", key(KEY), 3)


# ---- suspension ----------------------------------------------------------------------------------


@pytest.mark.req("V5")
def test_set_suspension__of_an_organisation__is_kept_and_announced() -> None:
    here = market()
    draft = Draft(here.state, here.now)
    set_suspension(draft, 2, TODAY + 9)
    assert draft.keep() == [events.SuspensionSet(2, TODAY + 9)]
    assert views.organisation_suspended_until(here.state, 2) == TODAY + 9
    assert views.organisation_suspended_until(here.state, 1) == 0
    with pytest.raises(Refusal, match="OrganisationUnknown"):
        views.organisation_suspended_until(here.state, 3)


def test_accredit__minimal_charter__lasts_a_year_at_most() -> None:
    here = market(replace(presets.minimal(), accreditation_days=1_826))
    here.state.charter = replace(here.state.charter, accreditation_days=365)
    bounds = ("untilDay", TODAY + 366, TODAY + 1, TODAY + 365)
    here.refuse(here.accredit(until=TODAY + 366), "OrganisationOutOfBounds", *bounds)
