"""The charter file.

content
├── not UTF-8, not JSON, no object, a field twice  -> refused, naming the place
└── an object
    ├── faults                                     -> refused, all of them listed at once
    │   ├── of one field: missing, unknown, type, form, bounds
    │   └── between fields: parameters, tree, councils, seats, rules
    └── none                                       -> a charter
        ├── deployed at a wrong time               -> refused: minors and the very old
        └── converted                              -> the same for contracts and specification
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_utils.crypto import keccak

from isonomia import charter
from isonomia.charter import CharterError
from isonomia.errors import IsonomiaError
from isonomia.spec import presets
from isonomia.spec.refusals import Refusal
from isonomia.spec.transition import genesis
from tests.deploy.conftest import Document, small_document
from tests.support.roles import GENESIS, first_second, month

pytestmark = pytest.mark.req("A1", "D1", "D8")


def parse(document: Any) -> charter.Charter:
    return charter.parse(json.dumps(document).encode())


def faults(document: Any) -> list[tuple[str, str]]:
    """Return place and value of every fault."""
    with pytest.raises(CharterError) as refused:
        parse(document)
    assert all(problem.remedy for problem in refused.value.problems)
    return [(problem.path, problem.value) for problem in refused.value.problems]


# ---- not even an object --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1: this is not JSON"),
        (b'{\n "format": ', "line 2, column 12: this is not JSON"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'{"format": "\xff"}', "byte 13: save the file as UTF-8"),
        (b"[]", "the file must hold one JSON object"),
        (b'{"format": 1, "format": 2}', "format: the field stands twice"),
        (b'{"parameters": {"annual_cap": 1, "annual_cap": 2}}', "annual_cap: the field stands twi"),
    ],
)
def test_parse__no_json_object__is_refused_naming_the_place(content: bytes, words: str) -> None:
    with pytest.raises(CharterError) as refused:
        charter.parse(content, "charter.json")
    assert words in str(refused.value)
    assert str(refused.value).startswith("charter.json has 1 fault:")


def test_load__missing_file__says_so(tmp_path: Path) -> None:
    with pytest.raises(IsonomiaError, match="cannot be read: No such file"):
        charter.load(tmp_path / "none.json")


# ---- faults of one field -------------------------------------------------------------------------


def seat(document: Document) -> Document:
    return document["communities"][1]["seats"][2]


SEAT = "communities[1].seats[2]"
SINGLE: list[tuple[str, Callable[[Document], object], str, str]] = [
    ("unknown field", lambda d: d.update(owner="me"), "owner", '"me"'),
    ("missing field", lambda d: d.pop("jurisdiction"), "jurisdiction", ""),
    ("other format", lambda d: d.update(format="2"), "format", '"2"'),
    ("unknown preset", lambda d: d.update(preset="own"), "preset", '"own"'),
    ("preset of another type", lambda d: d.update(preset=["pilot"]), "preset", '["pilot"]'),
    ("unknown parameter", lambda d: d["parameters"].update(tax=1), "parameters.tax", "1"),
    (
        "number in quotes",
        lambda d: d["parameters"].update(grace_days="180"),
        "parameters.grace_days",
        '"180"',
    ),
    (
        "fraction",
        lambda d: d["parameters"].update(grace_days=180.5),
        "parameters.grace_days",
        "180.5",
    ),
    ("truth", lambda d: d["rules"][0].update(points=True), "rules[0].points", "true"),
    ("no rules", lambda d: d.update(rules=[]), "rules", "[]"),
    ("no communities", lambda d: d.update(communities=[]), "communities", "[]"),
    ("communities no list", lambda d: d.update(communities={}), "communities", "{}"),
    ("rule no object", lambda d: d["rules"].append(7), "rules[7]", "7"),
    (
        "unknown level",
        lambda d: d["communities"][1].update(level="village"),
        "communities[1].level",
        '"village"',
    ),
    ("empty name", lambda d: d["rules"][0].update(name=""), "rules[0].name", '""'),
    ("empty text", lambda d: d["rules"][0].update(text=""), "rules[0].text", '""'),
    ("category 0", lambda d: d["rules"][0].update(category=0), "rules[0].category", "0"),
    ("category 8", lambda d: d["rules"][0].update(category=8), "rules[0].category", "8"),
    ("no points", lambda d: d["rules"][0].update(points=0), "rules[0].points", "0"),
    ("too many points", lambda d: d["rules"][0].update(points=251), "rules[0].points", "251"),
    (
        "yearly limit",
        lambda d: d["rules"][0].update(yearly_limit=1001),
        "rules[0].yearly_limit",
        "1001",
    ),
    ("rule 0", lambda d: d["rules"][0].update(id=0), "rules[0].id", "0"),
    ("rule 2**32", lambda d: d["rules"][0].update(id=2**32), "rules[0].id", "4294967296"),
    (
        "short identity",
        lambda d: seat(d).update(identity="0x12"),
        f"{SEAT}.identity",
        '"0x12"',
    ),
    (
        "zero identity",
        lambda d: seat(d).update(identity="0x" + "0" * 64),
        f"{SEAT}.identity",
        '"0x' + "0" * 64 + '"',
    ),
    ("no address", lambda d: seat(d).update(controller="me"), f"{SEAT}.controller", '"me"'),
    (
        "zero address",
        lambda d: seat(d).update(controller="0x" + "0" * 40),
        f"{SEAT}.controller",
        '"0x' + "0" * 40 + '"',
    ),
    (
        "wrong checksum",
        lambda d: seat(d).update(controller="0xf39fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        f"{SEAT}.controller",
        '"0xf39fd6e51aad88F6F4ce6aB8827279cffFb92266"',
    ),
    (
        "month 13",
        lambda d: seat(d).update(birth_month="1980-13"),
        f"{SEAT}.birth_month",
        '"1980-13"',
    ),
    (
        "year 0",
        lambda d: seat(d).update(birth_month="0000-01"),
        f"{SEAT}.birth_month",
        '"0000-01"',
    ),
    (
        "exact date of birth",
        lambda d: seat(d).update(birth_month="1980-01-02"),
        f"{SEAT}.birth_month",
        '"1980-01-02"',
    ),
    ("name of a person", lambda d: seat(d).update(name="somebody"), f"{SEAT}.name", '"somebody"'),
]


@pytest.mark.parametrize(
    ("spoil", "path", "value"), [item[1:] for item in SINGLE], ids=[item[0] for item in SINGLE]
)
def test_parse__one_wrong_field__is_named_with_its_value(
    document: Document, spoil: Callable[[Document], object], path: str, value: str
) -> None:
    spoil(document)
    assert (path, value) in faults(document)


@pytest.mark.parametrize("address", [str.lower, lambda text: "0x" + text[2:].upper()])
def test_parse__address_without_capitals_or_all_capitals__is_accepted(
    document: Document, address: Callable[[str], str]
) -> None:
    checksummed = seat(document)["controller"]
    seat(document)["controller"] = address(checksummed)
    assert parse(document).communities[1].seats[2].controller == checksummed


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
    ("majority_years", 16, 21),
]


@pytest.mark.parametrize(("parameter", "least", "most"), BOUNDS)
def test_parse__parameter_at_its_bounds__is_accepted_and_beyond_refused(
    document: Document, parameter: str, least: int, most: int
) -> None:
    document["rules"] = [rule | {"points": 1} for rule in document["rules"]]
    for value in (least, most):
        others = {"annual_cap": 1000} if parameter == "category_cap" else {}
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


def extra_seat(document: Document, number: int = 0) -> Document:
    """Return a seat of somebody who holds none."""
    name = f"extra {number}"
    return {
        "identity": "0x" + keccak(text=name).hex(),
        "birth_month": "1980-01",
        "controller": "0x" + keccak(text=name)[12:].hex(),
        "home": document["communities"][1]["name"],
    }


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
    parameters, charter_hash, communities, rules, catalogue_hash = parsed.ledger_arguments(
        b"\1" * 32, "0xcc"
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
    )
    assert (charter_hash, communities) == (b"\1" * 32, "0xcc")
    assert catalogue_hash == keccak(parsed.catalogue())
    assert rules == [
        (rule.rule, rule.category, rule.points, rule.yearly_limit, 0, rule.text_hash)
        for rule in parsed.spec_rules()
    ]
    _, majority_years, founding = parsed.communities_arguments("0x11")
    assert majority_years == spec.majority_years
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
