"""Checks of a charter file that look at more than one of its fields.

They read the raw document, so that their findings and those about single fields can be listed
together: whatever has not the expected type is skipped here, because it is named there.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from isonomia.spec import calendar
from isonomia.spec.bounds import charter_bounds
from isonomia.spec.state import Charter

LEVELS = ("nation", "state", "district", "community")
LEAST_THRESHOLD = 2
MOST_SEATS = 255
LONGEST_LIFE = 130 * calendar.YEAR
_SHOWN_CHARACTERS = 80

#: Parameters of the charter in the order of the rules, and which contract takes which.
_PARAMETERS = tuple(field.name for field in dataclasses.fields(Charter))
COMMUNITIES_PARAMETERS = ("majority_years", "budget_per_member", "standing_loss")
POOL_PARAMETERS = (
    *("second_chance_below", "prize_points", "prize_amount", "prize_days"),
    "members_per_nomination",
)
CASES_PARAMETERS = (
    *("notice_days", "ripe_days", "verdict_days", "challenge_days"),
    *("accusations_per_year", "challenges_per_year"),
)
ASSEMBLY_PARAMETERS = ("term_days", "volunteer_days", "share_index_step", "amendment_notice_days")
SERVICES_PARAMETERS = ("accreditation_days", "price_notice_days", "refund_days")
LEDGER_PARAMETERS = _PARAMETERS[: _PARAMETERS.index("majority_years")]


class Problem(NamedTuple):
    """One fault: where, the value found there ("" when there is none), and what to do."""

    path: str
    value: str
    remedy: str

    def __str__(self) -> str:
        found = f" is {self.value}" if self.value else ""
        return f"{self.path}{found}: {self.remedy}"


def shown(value: Any) -> str:
    """Return a value as JSON, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."


def values_of(charter: Charter) -> dict[str, int]:
    """Return the parameters by name, in the order of the rules."""
    return {name: getattr(charter, name) for name in _PARAMETERS}


def across(document: Mapping[str, Any], presets: Mapping[str, Charter]) -> list[Problem]:
    """Return every fault that lies between fields: bounds, the tree, doubles."""
    communities = _objects(document.get("communities"))
    return [
        *_parameters(document, presets),
        *_names(communities),
        *_tree(communities),
        *_councils(communities),
        *_seats(communities),
        *_rules(document, presets),
        *_lines(document, "infractions", "infraction rule"),
        *_lines(document, "standards", "standard"),
    ]


def at_time(seats: list[tuple[str, int]], majority_years: int, now: int) -> Iterator[Problem]:
    """Yield the seats whose holder is not an adult of a plausible age at `now` (seconds)."""
    for path, month in seats:
        value = shown(f"{month // 12:04d}-{month % 12 + 1:02d}")
        if calendar.first_second(month) + LONGEST_LIFE < now:
            yield Problem(path, value, "more than 130 years ago; correct the month")
        elif calendar.first_day(month + 12 * majority_years) > calendar.day_of(now):
            words = f"younger than {majority_years} on that day; only adults sit on councils"
            yield Problem(path, value, words)


# ---- parameters and rules ------------------------------------------------------------------------


def _parameters(document: Mapping[str, Any], presets: Mapping[str, Charter]) -> Iterator[Problem]:
    charter, missing = _charter(document, presets)
    for name in missing:
        words = "without a preset every parameter must be given; add it"
        yield Problem(f"parameters.{name}", "", words)
    if charter is None:
        return
    for parameter, value, least, most in charter_bounds(charter):
        if not least <= value <= most:
            name = re.sub(r"[A-Z]", lambda capital: "_" + capital[0].lower(), parameter)
            words = f"it must lie between {least} and {most}"
            yield Problem(f"parameters.{name}", shown(value), words)


def _charter(
    document: Mapping[str, Any], presets: Mapping[str, Charter]
) -> tuple[Charter | None, list[str]]:
    """Return the parameters if they can be told, and the names of those that are missing."""
    preset = document.get("preset")
    given = document.get("parameters", {})
    if preset is not None and not (isinstance(preset, str) and preset in presets):
        return None, []
    if not isinstance(given, dict):
        return None, []
    values = {} if preset is None else values_of(presets[preset])
    values |= {name: v for name, v in given.items() if name in _PARAMETERS and _whole(v)}
    absent = [name for name in _PARAMETERS if name not in values]
    missing = [name for name in absent if given.get(name) is None]
    return (None if absent else Charter(**values)), missing


def _rules(document: Mapping[str, Any], presets: Mapping[str, Charter]) -> Iterator[Problem]:
    rules = _objects(document.get("rules"))
    yield from _doubled(
        [(f"rules[{i}].id", rule["id"]) for i, rule in rules if _whole(rule.get("id"))],
        "another rule has this number; give each its own",
    )
    charter, _ = _charter(document, presets)
    if charter is None:
        return
    for i, rule in rules:
        points = rule.get("points")
        if _whole(points) and charter.category_cap < points <= 250:
            words = f"nobody could earn more than category_cap {charter.category_cap}; lower it"
            yield Problem(f"rules[{i}].points", shown(points), words)


def _lines(document: Mapping[str, Any], field: str, what: str) -> Iterator[Problem]:
    lines = _objects(document.get(field))
    yield from _doubled(
        [(f"{field}[{i}].id", line["id"]) for i, line in lines if _whole(line.get("id"))],
        f"another {what} has this number; give each its own",
    )


# ---- the tree ------------------------------------------------------------------------------------

Objects = list[tuple[int, Mapping[str, Any]]]


def _names(communities: Objects) -> Iterator[Problem]:
    named = [(f"communities[{i}].name", entry.get("name")) for i, entry in communities]
    yield from _doubled(
        [(path, name) for path, name in named if isinstance(name, str)],
        "another community has this name; give each its own",
    )


def _tree(communities: Objects) -> Iterator[Problem]:
    levels: dict[str, Any] = {}
    for i, entry in communities:
        path, parent = f"communities[{i}].parent", entry.get("parent")
        if i == 0 and isinstance(parent, str):
            yield Problem(path, shown(parent), "the first community is the root; write null")
        elif i > 0 and "parent" in entry and parent is None:
            words = "only the first community has no parent; name an earlier one"
            yield Problem(path, "null", words)
        elif i > 0 and isinstance(parent, str) and parent not in levels:
            words = "no community further up has this name; list parents before their children"
            yield Problem(path, shown(parent), words)
        elif isinstance(parent, str) and not _lies_in(entry.get("level"), levels.get(parent)):
            words = f"a {levels[parent]} holds only smaller levels (in order: {', '.join(LEVELS)})"
            yield Problem(f"communities[{i}].level", shown(entry.get("level")), words)
        if isinstance(entry.get("name"), str):
            levels.setdefault(entry["name"], entry.get("level"))


def _lies_in(level: Any, above: Any) -> bool:
    unknown = level not in LEVELS or above not in LEVELS
    return unknown or LEVELS.index(level) > LEVELS.index(above)


def _councils(communities: Objects) -> Iterator[Problem]:
    for i, entry in communities:
        seats, threshold = entry.get("seats"), entry.get("threshold")
        if not isinstance(seats, list):
            continue
        if not LEAST_THRESHOLD <= len(seats) <= MOST_SEATS:
            words = f"a council has {LEAST_THRESHOLD} to {MOST_SEATS} seats"
            yield Problem(f"communities[{i}].seats", f"a list of {len(seats)}", words)
            continue
        least = max(LEAST_THRESHOLD, -(-2 * len(seats) // 3))
        if _whole(threshold) and not least <= threshold <= len(seats):
            words = f"of {len(seats)} seats {least} to {len(seats)} must sign"
            yield Problem(f"communities[{i}].threshold", shown(threshold), words)


def _seats(communities: Objects) -> Iterator[Problem]:
    names = {entry.get("name") for _, entry in communities if isinstance(entry.get("name"), str)}
    seats = [
        (f"communities[{i}].seats[{j}]", seat)
        for i, entry in communities
        for j, seat in _objects(entry.get("seats"))
    ]
    for path, seat in seats:
        home = seat.get("home")
        if isinstance(home, str) and home not in names:
            words = "no community has this name; correct it"
            yield Problem(f"{path}.home", shown(home), words)
    for field, words in (
        ("identity", "the same person holds another seat; each person holds one"),
        ("controller", "the same key holds another seat; no key may count twice"),
    ):
        values = [(f"{path}.{field}", seat.get(field)) for path, seat in seats]
        lowered = [(path, value.lower()) for path, value in values if isinstance(value, str)]
        yield from _doubled(lowered, words)


# ---- helpers -------------------------------------------------------------------------------------


def _objects(value: Any) -> Objects:
    if not isinstance(value, list):
        return []
    return [(i, entry) for i, entry in enumerate(value) if isinstance(entry, dict)]


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _doubled(values: list[tuple[str, Any]], words: str) -> Iterator[Problem]:
    first: dict[Any, str] = {}
    for path, value in values:
        if value in first:
            yield Problem(path, shown(value), f"{words} (first at {first[value]})")
        else:
            first[value] = path
