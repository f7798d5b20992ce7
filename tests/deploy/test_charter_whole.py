"""The charter file as a whole: fields that belong together, and what becomes of them.

charter whose fields are right one by one
├── they do not fit together: parameters, tree, councils, seats, rules -> refused, all listed
└── they do
    ├── deployed at a wrong time  -> refused: minors and the very old
    └── converted                 -> the same for the contracts and the specification
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from eth_utils.crypto import keccak

from isonomia import charter
from isonomia.beacon import network
from isonomia.charter import CharterError
from isonomia.spec import presets
from isonomia.spec.refusals import Refusal
from isonomia.spec.transition import genesis
from tests.deploy.support import (
    SEAT,
    Document,
    extra_seat,
    faults,
    parse,
    seat,
    small_document,
)
from tests.support.roles import GENESIS, first_second, month

pytestmark = pytest.mark.req("A1", "D1", "D8")

# ---- faults between fields -----------------------------------------------------------------------

BOUNDS = [
    ("category_cap", 10, 250),
    ("annual_cap", 150, 1000),
    ("grace_days", 90, 730),
    ("filing_days", 7, 180),
    ("rule_notice_days", 30, 180),
    ("leave_days", 30, 730),
    ("leave_window_days", 365, 3652),
    ("genesis_rate", 100_000, 10_000_000),
    ("rate_base", 0, 10_000_000),
    ("rate_per_dividend", 0, 1_000_000_000),
    ("rate_change_limit", 0, 2500),
    ("rate_notice_days", 30, 180),
    ("gift_cap", 0, 250),
    ("usable_quality", 200, 900),
    ("majority_years", 16, 21),
    ("second_chance_below", 100, 400),
    ("prize_points", 1, 400),
    ("prize_amount", 1_000, 500_000),
    ("prize_days", 1, 365),
    ("members_per_nomination", 1, 10_000),
]


@pytest.mark.parametrize(("parameter", "least", "most"), BOUNDS)
def test_parse__parameter_at_its_bounds__is_accepted_and_beyond_refused(
    document: Document, parameter: str, least: int, most: int
) -> None:
    document["rules"] = [rule | {"points": 1} for rule in document["rules"]]
    for value in (least, most):
        # What else must change so that a bound which depends on it is kept.
        others = {
            "category_cap": {"annual_cap": 1000},
            "leave_window_days": {"leave_days": 30},
        }.get(parameter, {})
        document["parameters"] = others | {parameter: value}
        assert getattr(parse(document).to_spec(), parameter) == value
    for value in (least - 1, most + 1):
        document["parameters"] = {parameter: value}
        places = [path for path, _ in faults(document)]
        # Grace below the filing window shows in the latter.
        assert {f"parameters.{parameter}", "parameters.filing_days"} & set(places)


def test_parse__no_preset__needs_every_parameter(document: Document) -> None:
    document["preset"] = None
    assert faults(document) == [(f"parameters.{name}", "") for name, _, _ in BOUNDS]


def test_parse__no_preset_but_every_parameter__is_accepted(document: Document) -> None:
    pilot = {name: getattr(presets.pilot(), name) for name, _, _ in BOUNDS}
    document |= {"preset": None, "parameters": pilot}
    assert parse(document).to_spec() == presets.pilot()


BETWEEN: list[tuple[str, Callable[[Document], object], list[tuple[str, str]]]] = [
    (
        "root with a parent",
        lambda d: d["communities"][0].update(parent="Nation"),
        [("communities[0].parent", '"Nation"')],
    ),
    (
        "second root",
        lambda d: d["communities"][1].update(parent=None),
        [("communities[1].parent", "null")],
    ),
    (
        "unknown parent",
        lambda d: d["communities"][1].update(parent="Elsewhere"),
        [("communities[1].parent", '"Elsewhere"')],
    ),
    (
        "its own parent",
        lambda d: d["communities"][1].update(parent=d["communities"][1]["name"]),
        [("communities[1].parent", '"Community North-East"')],
    ),
    (
        "level not below its parent's",
        lambda d: d["communities"][1].update(level="nation"),
        [("communities[1].level", '"nation"')],
    ),
    (
        "threshold 1",
        lambda d: d["communities"][0].update(threshold=1),
        [("communities[0].threshold", "1")],
    ),
    (
        "threshold above the seats",
        lambda d: d["communities"][0].update(threshold=4),
        [("communities[0].threshold", "4")],
    ),
    (
        "threshold below two thirds",
        lambda d: d["communities"][0].update(
            threshold=2, seats=[*d["communities"][0]["seats"], extra_seat(d)]
        ),
        [("communities[0].threshold", "2")],
    ),
    (
        "one seat",
        lambda d: d["communities"][0].update(seats=d["communities"][0]["seats"][:1]),
        [("communities[0].seats", "a list of 1")],
    ),
    (
        "256 seats",
        lambda d: d["communities"][0].update(
            threshold=200, seats=[extra_seat(d, i) for i in range(256)]
        ),
        [("communities[0].seats", "a list of 256")],
    ),
    ("unknown home", lambda d: seat(d).update(home="Away"), [(f"{SEAT}.home", '"Away"')]),
    (
        "rule twice",
        lambda d: d["rules"].append(d["rules"][0]),
        [("rules[7].id", "101")],
    ),
    (
        "more points than anybody can earn",
        lambda d: d["rules"][0].update(points=151),
        [("rules[0].points", "151")],
    ),
]


@pytest.mark.parametrize(
    ("spoil", "expected"), [item[1:] for item in BETWEEN], ids=[item[0] for item in BETWEEN]
)
def test_parse__fields_that_do_not_fit_together__are_named(
    document: Document, spoil: Callable[[Document], object], expected: list[tuple[str, str]]
) -> None:
    spoil(document)
    assert faults(document) == expected


@pytest.mark.parametrize("field", ["identity", "controller"])
def test_parse__person_or_key_on_two_councils__is_refused_whatever_the_capitals(
    document: Document, field: str
) -> None:
    value = document["communities"][0]["seats"][0][field]
    seat(document)[field] = value.lower()
    assert faults(document) == [(f"{SEAT}.{field}", json.dumps(value.lower()))]


def test_parse__community_named_twice__is_refused(document: Document) -> None:
    first, second = document["communities"]
    second["name"] = first["name"]
    for entry in (*first["seats"], *second["seats"]):
        entry["home"] = first["name"]
    assert faults(document) == [("communities[1].name", '"Nation"')]


def test_parse__many_faults__are_all_listed_at_once(document: Document) -> None:
    spoilers = [
        ("parameters.category_cap", lambda d: d["parameters"].update(category_cap=251)),
        ("parameters.filing_days", lambda d: d["parameters"].update(filing_days=181)),
        ("owner", lambda d: d.update(owner="me")),
        ("communities[1].parent", lambda d: d["communities"][1].update(parent="Elsewhere")),
        ("communities[0].threshold", lambda d: d["communities"][0].pop("threshold")),
        (f"{SEAT}.home", lambda d: seat(d).update(home="Away")),
        (f"{SEAT}.birth_month", lambda d: seat(d).update(birth_month="80-01")),
        ("rules[0].category", lambda d: d["rules"][0].update(category=9)),
        ("rules[2].id", lambda d: d["rules"][2].update(id=d["rules"][1]["id"])),
    ]
    for _, spoil in spoilers:
        spoil(document)
    assert {path for path, _ in spoilers} <= {path for path, _ in faults(document)}


def test_error__its_words__name_place_value_and_remedy(document: Document) -> None:
    document["communities"][0]["threshold"] = 1
    with pytest.raises(CharterError) as refused:
        parse(document)
    assert str(refused.value) == (
        "The charter has 1 fault:\n  communities[0].threshold is 1: of 3 seats 2 to 3 must sign"
    )


def test_error__very_long_value__is_shortened(document: Document) -> None:
    document["jurisdiction"] = "x" * 10_000
    with pytest.raises(CharterError) as refused:
        parse(document)
    assert len(str(refused.value)) < 300


# ---- the time of deployment ----------------------------------------------------------------------


def test_require_fits__youngest_on_the_day_of_majority__is_accepted(document: Document) -> None:
    seat(document)["birth_month"] = "1998-03"
    majority = first_second(month(2016, 3))
    parse(document).require_fits(majority)
    with pytest.raises(CharterError, match="younger than 18 on that day"):
        parse(document).require_fits(majority - 1)


def test_require_fits__older_than_130_years__is_refused(document: Document) -> None:
    seat(document)["birth_month"] = "1893-06"
    with pytest.raises(CharterError, match="more than 130 years ago"):
        parse(document).require_fits(GENESIS)


# ---- what it becomes -----------------------------------------------------------------------------


def test_conversions__contracts_and_specification__get_the_same(document: Document) -> None:
    parsed = parse(document)
    parameters, charter_hash, *others, rules, catalogue_hash = parsed.ledger_arguments(
        b"\1" * 32, "0xcc", "0xdd"
    )
    spec = parsed.to_spec()
    assert parameters == (
        spec.category_cap,
        spec.annual_cap,
        spec.grace_days,
        spec.filing_days,
        spec.rule_notice_days,
        spec.leave_days,
        spec.leave_window_days,
        spec.genesis_rate,
        spec.rate_base,
        spec.rate_per_dividend,
        spec.rate_change_limit,
        spec.rate_notice_days,
        spec.gift_cap,
        spec.usable_quality,
    )
    assert (charter_hash, others) == (b"\1" * 32, ["0xcc", "0xdd"])
    assert catalogue_hash == keccak(parsed.catalogue())
    assert rules == [
        (rule.rule, rule.category, rule.points, rule.yearly_limit, 0, rule.text_hash)
        for rule in parsed.spec_rules()
    ]
    ledger, pool, majority_years, founding = parsed.communities_arguments("0x11", "0xdd")
    assert (ledger, pool, majority_years) == ("0x11", "0xdd", spec.majority_years)
    assert founding == [
        (
            community.parent,
            community.threshold,
            [
                (item.identity, item.birth_month, item.controller, item.home)
                for item in community.seats
            ],
        )
        for community in parsed.spec_communities()
    ]


def test_conversions__pool__gets_the_parameters_that_follow_majority(document: Document) -> None:
    parsed = parse(document)
    spec = parsed.to_spec()
    assert parsed.pool_arguments("0x11", "0xcc", "0xbb") == (
        "0x11",
        "0xcc",
        "0xbb",
        (
            spec.second_chance_below,
            spec.prize_points,
            spec.prize_amount,
            spec.prize_days,
            spec.members_per_nomination,
        ),
    )


@pytest.mark.parametrize("name", ["evmnet", "development"])
def test_conversions__beacon__gets_the_parameters_of_the_network(
    document: Document, name: str
) -> None:
    known = network(name)
    expected = (known.public_key, known.genesis, known.period)
    assert parse(document | {"beacon": name}).beacon_arguments() == expected


def test_require_beacon_fits__development_beacon_elsewhere__is_refused(document: Document) -> None:
    parsed = parse(document | {"beacon": "development"})
    parsed.require_beacon_fits(development=True)
    with pytest.raises(CharterError, match='write "evmnet", or use a development chain'):
        parsed.require_beacon_fits(development=False)


def test_require_beacon_fits__public_beacon__is_accepted_anywhere(document: Document) -> None:
    parsed = parse(document | {"beacon": "evmnet"})
    for development in (False, True):
        parsed.require_beacon_fits(development)


def test_conversions__specification__accepts_the_genesis(document: Document) -> None:
    parsed = parse(document)
    state, events = genesis(
        parsed.to_spec(),
        parsed.spec_communities(),
        parsed.spec_rules(),
        parsed.catalogue_hash(),
        GENESIS,
    )
    assert len(state.people) == 6
    assert events


def test_conversions__what_the_specification_refuses__the_file_checks_refuse() -> None:
    """Whatever passes the checks of the file is accepted by the rules, at the latest month."""
    document = small_document()
    seat(document)["birth_month"] = "2006-07"
    parsed = parse(document)
    with pytest.raises(CharterError):
        parsed.require_fits(GENESIS)
    with pytest.raises(Refusal, match="SeatOfMinor"):
        genesis(
            parsed.to_spec(),
            parsed.spec_communities(),
            parsed.spec_rules(),
            parsed.catalogue_hash(),
            GENESIS,
        )


def test_catalogue__published_file__holds_every_text_hashed_on_chain(document: Document) -> None:
    parsed = parse(document)
    published = json.loads(parsed.catalogue())
    assert [keccak(text=rule["text"]) for rule in published] == [
        rule.text_hash for rule in parsed.spec_rules()
    ]


def test_file_hash__one_more_space__is_another(document: Document) -> None:
    content = json.dumps(document).encode()
    assert charter.file_hash(content) == keccak(content)
    assert charter.file_hash(content + b" ") != charter.file_hash(content)
