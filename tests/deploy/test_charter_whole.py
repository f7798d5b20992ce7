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
from typing import Any

import pytest
from eth_utils.crypto import keccak

from isonomia import charter
from isonomia.beacon import network
from isonomia.build import DEPLOYED
from isonomia.charter import CharterError
from isonomia.constructors import constructor_arguments
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
    ("budget_per_member", 1, 1000),
    ("standing_loss", 10, 300),
    ("second_chance_below", 100, 400),
    ("prize_points", 1, 400),
    ("prize_amount", 1_000, 500_000),
    ("prize_days", 1, 365),
    ("members_per_nomination", 1, 10_000),
    ("notice_days", 14, 60),
    ("ripe_days", 7, 90),
    ("verdict_days", 14, 90),
    ("challenge_days", 7, 90),
    ("accusations_per_year", 1, 12),
    ("challenges_per_year", 1, 12),
    ("term_days", 180, 1461),
    ("volunteer_days", 7, 60),
    ("share_index_step", 10, 200),
    ("amendment_notice_days", 30, 180),
    ("accreditation_days", 365, 3652),
    ("price_notice_days", 30, 180),
    ("refund_days", 14, 90),
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
        "standard twice",
        lambda d: d["standards"].append(d["standards"][0]),
        [("standards[2].id", "1")],
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


ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate(DEPLOYED, start=1)}
#: Which parameters each constructor takes, as the table of the rules shares them out.
SHARES = {
    "Ledger": BOUNDS[:14],
    "Communities": BOUNDS[14:17],
    "Pool": BOUNDS[17:22],
    "Cases": BOUNDS[22:28],
    "Assembly": BOUNDS[28:32],
    "Services": BOUNDS[32:],
}


def arguments(document: Document) -> dict[str, tuple[Any, ...]]:
    return constructor_arguments(parse(document), b"\1" * 32, ADDRESSES)


def at(*names: str) -> tuple[str, ...]:
    return tuple(ADDRESSES[name] for name in names)


def test_constructors__ledger__gets_hashes_offices_and_rules(document: Document) -> None:
    parsed = parse(document)
    _, charter_hash, offices, rules, catalogue_hash = arguments(document)["Ledger"]
    assert charter_hash == b"\1" * 32
    assert offices == at("Communities", "Pool", "Cases", "Assembly", "Services", "Findings")
    assert catalogue_hash == keccak(parsed.catalogue())
    assert rules == [
        (rule.rule, rule.category, rule.points, rule.yearly_limit, 0, rule.text_hash)
        for rule in parsed.spec_rules()
    ]


def test_constructors__communities__get_the_tree_of_the_file(document: Document) -> None:
    ledger, _, founding = arguments(document)["Communities"]
    assert ledger == ADDRESSES["Ledger"]
    town = document["communities"][1]
    assert [(parent, threshold, len(seats)) for parent, threshold, seats in founding] == [
        (0, 2, 3),
        (1, 2, 3),
    ]
    assert founding[1][2] == [
        (
            bytes.fromhex(entry["identity"][2:]),
            month(*map(int, entry["birth_month"].split("-"))),
            entry["controller"],
            2,
        )
        for entry in town["seats"]
    ]


def test_constructors__cases__get_infraction_rules_and_their_hash(document: Document) -> None:
    parsed = parse(document)
    *wiring, _, infractions, infractions_hash = arguments(document)["Cases"]
    assert tuple(wiring) == at("Ledger", "Communities", "Panels")
    assert infractions_hash == keccak(parsed.infractions_file())
    assert infractions == [
        (entry["id"], entry["points"], entry["amount"], entry["sunset_days"], 0, text_hash(entry))
        for entry in document["infractions"]
    ]


def test_constructors__findings__get_standards_and_their_hash(document: Document) -> None:
    parsed = parse(document)
    *wiring, standards, standards_hash = arguments(document)["Findings"]
    assert tuple(wiring) == at("Ledger", "Communities", "Panels")
    assert standards_hash == keccak(parsed.standards_file())
    numbers = {"suspension": 1, "commendation": 2}
    assert standards == [
        (entry["id"], numbers[entry["effect"]], entry["sunset_days"], 0, text_hash(entry))
        for entry in document["standards"]
    ]
    assert {effect for _, effect, *_ in standards} == {1, 2}


def text_hash(entry: Document) -> bytes:
    """Return the hash as docs/charter.md describes it."""
    texts = [
        f'"{name}":{json.dumps(entry[name], ensure_ascii=False)}'
        for name in ("evidence", "remedy", "text")
    ]
    return keccak(text="{" + ",".join(texts) + "}")


def test_constructors__others__are_told_where_those_they_ask_are(document: Document) -> None:
    given = arguments(document)
    assert given["Pool"][:3] == at("Ledger", "Communities", "Beacon")
    assert given["Panels"] == at("Ledger", "Communities", "Beacon")
    assert given["Assembly"][:4] == at("Ledger", "Communities", "Panels", "Beacon")
    assert given["Services"][:2] == at("Ledger", "Communities")


@pytest.mark.parametrize("contract", SHARES)
def test_constructors__parameters__go_to_their_contract_in_order(
    document: Document, contract: str
) -> None:
    document["rules"] = [rule | {"points": 1} for rule in document["rules"]]
    # Neighbours with the same bounds get values that differ.
    values = {name: least + i % 4 for i, (name, least, _) in enumerate(BOUNDS)}
    document["parameters"] = values
    share = tuple(values[name] for name, _, _ in SHARES[contract])
    assert share in arguments(document)[contract]
    assert sum(map(len, SHARES.values())) == len(BOUNDS)


@pytest.mark.parametrize("name", ["evmnet", "development"])
def test_constructors__beacon__gets_the_parameters_of_the_network(
    document: Document, name: str
) -> None:
    known = network(name)
    expected = (known.public_key, known.genesis, known.period)
    assert arguments(document | {"beacon": name})["Beacon"] == expected


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
        infractions=parsed.spec_infractions(),
        infractions_hash=parsed.infractions_hash(),
        standards=parsed.spec_standards(),
        standards_hash=parsed.standards_hash(),
    )
    assert len(state.people) == 6
    assert set(state.infractions) == {1, 2}
    assert set(state.standards) == {1, 101}
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


def test_catalogue__published_infractions__hold_what_is_hashed_on_chain(
    document: Document,
) -> None:
    parsed = parse(document)
    published = json.loads(parsed.infractions_file())
    assert published == document["infractions"]
    assert [text_hash(rule) for rule in published] == [
        rule.text_hash for rule in parsed.spec_infractions()
    ]


def test_catalogue__published_standards__hold_what_is_hashed_on_chain(document: Document) -> None:
    parsed = parse(document)
    published = json.loads(parsed.standards_file())
    assert published == document["standards"]
    assert [text_hash(entry) for entry in published] == [
        text.text_hash for text in parsed.spec_standards()
    ]


@pytest.mark.parametrize("field", ["text", "evidence", "remedy"])
@pytest.mark.parametrize("part", ["infractions", "standards"])
def test_catalogue__one_letter_of_a_line__changes_its_hash(
    document: Document, part: str, field: str
) -> None:
    def lines() -> Any:
        return getattr(parse(document), f"spec_{part}")()

    [before, other] = lines()
    document[part][0][field] += "."
    [after, same] = lines()
    assert after.text_hash != before.text_hash
    assert same == other


@pytest.mark.parametrize("part", ["infractions", "standards"])
def test_parse__no_such_lines__is_accepted(document: Document, part: str) -> None:
    del document[part]
    assert getattr(parse(document), f"spec_{part}")() == ()


def test_file_hash__one_more_space__is_another(document: Document) -> None:
    content = json.dumps(document).encode()
    assert charter.file_hash(content) == keccak(content)
    assert charter.file_hash(content + b" ") != charter.file_hash(content)
