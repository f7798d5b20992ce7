"""The charter file, field by field.

content
├── not UTF-8, not JSON, no object, a field twice         -> refused, naming the place
└── an object
    ├── a field missing, unknown, of another type or form -> refused, naming field and value
    ├── a value out of its bounds                         -> refused, likewise
    └── otherwise                                         -> see test_charter_whole.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from isonomia import charter
from isonomia.charter import CharterError
from isonomia.errors import IsonomiaError
from tests.deploy.support import SEAT, Document, faults, parse, seat

pytestmark = pytest.mark.req("A1", "D1", "D8")


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


SINGLE: list[tuple[str, Callable[[Document], object], str, str]] = [
    ("unknown field", lambda d: d.update(owner="me"), "owner", '"me"'),
    ("missing field", lambda d: d.pop("jurisdiction"), "jurisdiction", ""),
    ("other format", lambda d: d.update(format="2"), "format", '"2"'),
    ("unknown preset", lambda d: d.update(preset="own"), "preset", '"own"'),
    ("preset of another type", lambda d: d.update(preset=["pilot"]), "preset", '["pilot"]'),
    ("no beacon", lambda d: d.pop("beacon"), "beacon", ""),
    ("unknown beacon", lambda d: d.update(beacon="quicknet"), "beacon", '"quicknet"'),
    ("parameters no object", lambda d: d.update(parameters=[]), "parameters", "[]"),
    ("community no object", lambda d: d["communities"].append("x"), "communities[2]", '"x"'),
    ("seats no list", lambda d: d["communities"][0].update(seats={}), "communities[0].seats", "{}"),
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
    ("infraction no object", lambda d: d["infractions"].append(7), "infractions[2]", "7"),
    ("infraction 0", lambda d: d["infractions"][0].update(id=0), "infractions[0].id", "0"),
    ("gain", lambda d: d["infractions"][0].update(points=0), "infractions[0].points", "0"),
    ("too hard", lambda d: d["infractions"][0].update(points=301), "infractions[0].points", "301"),
    ("crumbs", lambda d: d["infractions"][0].update(amount=999), "infractions[0].amount", "999"),
    (
        "more than there is",
        lambda d: d["infractions"][0].update(amount=2**40),
        "infractions[0].amount",
        "1099511627776",
    ),
    (
        "too short a sunset",
        lambda d: d["infractions"][0].update(sunset_days=364),
        "infractions[0].sunset_days",
        "364",
    ),
    (
        "too long a sunset",
        lambda d: d["infractions"][0].update(sunset_days=1827),
        "infractions[0].sunset_days",
        "1827",
    ),
    ("no remedy", lambda d: d["infractions"][0].pop("remedy"), "infractions[0].remedy", ""),
    (
        "empty remedy",
        lambda d: d["infractions"][0].update(remedy=""),
        "infractions[0].remedy",
        '""',
    ),
    (
        "empty evidence",
        lambda d: d["infractions"][0].update(evidence=""),
        "infractions[0].evidence",
        '""',
    ),
    ("standard no object", lambda d: d["standards"].append(7), "standards[2]", "7"),
    ("standard 0", lambda d: d["standards"][0].update(id=0), "standards[0].id", "0"),
    (
        "unknown effect",
        lambda d: d["standards"][0].update(effect="fine"),
        "standards[0].effect",
        '"fine"',
    ),
    (
        "too short a suspension",
        lambda d: d["standards"][0].update(sunset_days=29),
        "standards[0].sunset_days",
        "29",
    ),
    (
        "too long a suspension",
        lambda d: d["standards"][0].update(sunset_days=731),
        "standards[0].sunset_days",
        "731",
    ),
    ("no evidence", lambda d: d["standards"][0].pop("evidence"), "standards[0].evidence", ""),
    (
        "a person named",
        lambda d: d["standards"][0].update(identity="0x12"),
        "standards[0].identity",
        '"0x12"',
    ),
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
