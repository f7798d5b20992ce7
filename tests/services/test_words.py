"""What people call things of services: words to numbers and back, and commands that exist."""

from __future__ import annotations

import pytest
from typer.main import get_command

from isonomia.commands.finding import app
from isonomia.services.finding_keys import FindingKey, finding_ground, told_finding_ground
from isonomia.services.findings import COMMANDS
from isonomia.services.organisations import Ratings
from isonomia.services.reading import effect_from_word
from isonomia.services.words import (
    FORMS,
    KINDS,
    ServiceWordError,
    effect_name,
    form_name,
    form_number,
    histogram,
    kind_bits,
    kind_name,
    kind_names,
    kind_number,
    mean_of_stars,
    tier_name,
    tier_number,
)
from isonomia.spec.case_table import PERSON, TRANSITIONS, CaseAct, CaseKind
from isonomia.spec.state import Effect


@pytest.mark.req("V1")
def test_words__every_form_kind_and_tier__found_by_name_and_number():
    assert all(form_number(name) == form_number(str(number)) for number, name in FORMS.items())
    assert all(kind_number(name.upper()) == number for number, name in KINDS.items())
    assert kind_number("legal-help") == kind_number("legal_help") == 11
    assert [tier_number(tier_name(tier)) for tier in range(5)] == list(range(5))
    assert kind_names(kind_bits(["water", "1"])) == ["education", "water"]
    assert kind_names(2**12 - 1) == list(KINDS.values())
    assert (form_name(9), kind_name(13), tier_name(5)) == ("form 9", "kind 13", "tier 5")
    assert effect_name(0) == "none: retired"


@pytest.mark.req("V1")
@pytest.mark.parametrize("read", [form_number, kind_number, tier_number])
def test_words__that_mean_nothing__refused_with_those_that_do(read):
    with pytest.raises(ServiceWordError, match=r"'golden' is no .*: give one of .* \(1\)"):
        read("golden")


@pytest.mark.req("V4")
def test_histogram__of_counts_by_stars__the_best_first():
    assert histogram([1, 0, 0, 2, 1_200]) == (
        "5 stars 1,200, 4 stars 2, 3 stars 0, 2 stars 0, 1 star 1"
    )


@pytest.mark.req("V4")
def test_mean__of_ratings__the_same_wherever_it_is_told():
    nearly_all = (0, 0, 0, 1, 19)
    assert mean_of_stars(nearly_all) == "4.9"
    assert Ratings(nearly_all, 20).told().startswith("4.9 of 5 stars, 20 ratings by 20 people")
    assert Ratings((0,) * 5, 0).told() == "no ratings"


@pytest.mark.req("V5")
def test_steps__every_act_about_an_organisation__has_a_command_that_exists():
    rows = [row for row in TRANSITIONS if CaseKind.INFRACTION in row.kinds]
    assert set(COMMANDS) == {row.act for row in rows} - {CaseAct.FILE}
    known = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert {command.split()[0] for command in COMMANDS.values()} <= known
    assert any(row.who == PERSON for row in rows)


@pytest.mark.req("V5")
def test_grounds__of_organisations__have_words_of_their_own():
    assert finding_ground("wrong-organisation") == finding_ground("4") == 4
    assert finding_ground("standard-not-in-force") == 2
    assert told_finding_ground(4) == "it is about the wrong organisation"
    assert told_finding_ground(1) == "the facts are wrong"
    assert FindingKey(4, 2, 18_017).told() == "organisation 4, standard 2 on 2019-05-01"


@pytest.mark.req("V5")
def test_effect__from_its_word__the_fields_that_the_interface_names():
    word = 101 | 18_400 << 32 | 2 << 56 | 0xABCD << 64
    assert effect_from_word(word) == Effect(101, 18_400, 2, 0xABCD)
