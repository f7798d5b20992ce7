"""An example charter: a small tree of communities, councils of three, catalogues of rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eth_account import Account
from eth_utils.crypto import keccak

from isonomia import charter
from isonomia.charter import Charter
from isonomia.charter_entries import Level
from isonomia.keys import SeatKey

_DATA = Path(__file__).parent / "data"
_CATALOGUE = _DATA / "pilot_catalogue.json"
_STANDARDS = _DATA / "pilot_standards.json"
SEATS = 3
THRESHOLD = 2

#: Name, level and parent of each community.
TREE: tuple[tuple[str, Level, str | None], ...] = (
    ("Nation", "nation", None),
    ("State", "state", "Nation"),
    ("District North", "district", "State"),
    ("District South", "district", "State"),
    ("Community North-East", "community", "District North"),
    ("Community North-West", "community", "District North"),
    ("Community South-East", "community", "District South"),
    ("Community South-West", "community", "District South"),
)
HOMES = tuple(name for name, level, _ in TREE if level == "community")


@dataclass(frozen=True)
class Pilot:
    """An example charter and the keys of its councils.

    Attributes:
        content: bytes of the charter file
        charter: the same, parsed
        seats: keys by community and seat
    """

    content: bytes
    charter: Charter
    seats: dict[int, dict[int, SeatKey]]


def pilot_charter(
    seed: str,
    *,
    jurisdiction: str = "Pilot",
    preset: Literal["pilot", "minimal"] = "pilot",
    beacon: charter.Beacon = "development",
    parameters: Mapping[str, int] | None = None,
) -> Pilot:
    """Return the example charter; whoever knows the seed has the keys of all its councils.

    `parameters` holds those that are to differ from the preset.
    """
    seats = {
        community: {seat: _seat_key(seed, community, seat) for seat in range(SEATS)}
        for community in range(1, len(TREE) + 1)
    }
    document = {
        "format": charter.FORMAT,
        "jurisdiction": jurisdiction,
        "preset": preset,
        "parameters": dict(parameters or {}),
        "beacon": beacon,
        "communities": [
            {
                "name": name,
                "level": level,
                "parent": parent,
                "threshold": THRESHOLD,
                "seats": [_seat(community, seat, key) for seat, key in seats[community].items()],
            }
            for community, (name, level, parent) in enumerate(TREE, start=1)
        ],
        "rules": catalogue(most_points=charter.PRESETS[preset]().category_cap),
        "infractions": infractions(),
        "standards": standards(),
    }
    content = (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
    return Pilot(content, charter.parse(content), seats)


def catalogue(most_points: int) -> list[dict[str, Any]]:
    """Return the example rules, three in each category, with no more than `most_points` each."""
    return [
        rule | {"points": min(rule["points"], most_points)}
        for rule in _shipped(_CATALOGUE)["rules"]
    ]


def infractions() -> list[dict[str, Any]]:
    """Return the example infraction rules."""
    return _shipped(_CATALOGUE)["infractions"]


def standards() -> list[dict[str, Any]]:
    """Return the example standards."""
    return _shipped(_STANDARDS)["standards"]


def _shipped(path: Path) -> dict[str, list[dict[str, Any]]]:
    shipped: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return shipped


def _seat_key(seed: str, community: int, seat: int) -> SeatKey:
    name = f"isonomia pilot seat/{seed}/{community}/{seat}"
    return SeatKey(
        identity=keccak(text=f"{name}/identity"), account=Account.from_key(keccak(text=name))
    )


def _seat(community: int, seat: int, key: SeatKey) -> dict[str, str]:
    """Return one seat of the file; months of birth and homes are spread over seats."""
    position = (community - 1) * SEATS + seat
    return {
        "identity": "0x" + key.identity.hex(),
        "birth_month": f"{1950 + position}-{position % 12 + 1:02d}",
        "controller": key.account.address,
        "home": HOMES[position % len(HOMES)],
    }
