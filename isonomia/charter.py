"""The charter file: everything one deployment fixes, as people write it down.

``docs/charter.md`` describes the fields. A file with faults is refused with all of them at once,
each with its place, its value and what to do about it.
"""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from eth_utils.crypto import keccak
from pydantic import Field, ValidationError

from isonomia import charter_checks
from isonomia.beacon import Network, network
from isonomia.charter_checks import Problem
from isonomia.charter_entries import (
    Community,
    Entry,
    Infraction,
    Name,
    Overrides,
    Rule,
    Seat,
    Standard,
    published,
)
from isonomia.errors import IsonomiaError
from isonomia.spec import presets
from isonomia.spec import state as spec

FORMAT = "isonomia-charter/1"
PRESETS = {"pilot": presets.pilot, "minimal": presets.minimal}
#: Where the randomness of draws comes from.
Beacon = Literal["evmnet", "development"]


class CharterError(IsonomiaError):
    """A charter file with faults; `problems` holds all of them."""

    def __init__(self, source: str, problems: list[Problem]) -> None:
        listed = "\n".join(f"  {problem}" for problem in problems)
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        super().__init__(f"{source} has {count}:\n{listed}")
        self.problems = problems


class Charter(Entry):
    """A charter file that has passed every check which needs no chain."""

    format: Literal["isonomia-charter/1"]
    jurisdiction: Name
    preset: Literal["pilot", "minimal"] | None = None
    parameters: Overrides = Overrides()
    beacon: Beacon
    communities: Annotated[list[Community], Field(min_length=1)]
    rules: Annotated[list[Rule], Field(min_length=1)]
    infractions: list[Infraction] = Field(default_factory=list)
    standards: list[Standard] = Field(default_factory=list)

    @functools.cached_property
    def ids(self) -> dict[str, int]:
        """Number of each community on chain, by its name."""
        return {community.name: i for i, community in enumerate(self.communities, start=1)}

    def to_spec(self) -> spec.Charter:
        """The parameters as the specification takes them."""
        values = {} if self.preset is None else charter_checks.values_of(PRESETS[self.preset]())
        return spec.Charter(**values | self.parameters.model_dump(exclude_none=True))

    def spec_communities(self) -> tuple[spec.FoundingCommunity, ...]:
        """The tree and its councils as the specification takes them."""
        return tuple(
            spec.FoundingCommunity(
                0 if community.parent is None else self.ids[community.parent],
                community.threshold,
                tuple(self._seat(seat) for seat in community.seats),
            )
            for community in self.communities
        )

    def spec_rules(self) -> tuple[spec.RuleText, ...]:
        """The genesis catalogue as the specification takes it; its first day is set at genesis."""
        return tuple(
            spec.RuleText(rule.id, rule.category, rule.points, rule.yearly_limit, 0, rule.text_hash)
            for rule in self.rules
        )

    def spec_infractions(self) -> tuple[spec.InfractionText, ...]:
        """The infraction rules as the specification takes them; their first day is set later."""
        return tuple(
            spec.InfractionText(
                rule.id, rule.points, rule.amount, rule.sunset_days, 0, rule.text_hash
            )
            for rule in self.infractions
        )

    def spec_standards(self) -> tuple[spec.StandardText, ...]:
        """The standards as the specification takes them; their first day is set later."""
        return tuple(
            spec.StandardText(one.id, one.effect_number, one.sunset_days, 0, one.text_hash)
            for one in self.standards
        )

    def catalogue(self) -> bytes:
        """The catalogue file to publish; its hash stands on chain."""
        return published(self.rules)

    def catalogue_hash(self) -> bytes:
        """Hash of the catalogue file."""
        return keccak(self.catalogue())

    def infractions_file(self) -> bytes:
        """The file of the infraction rules to publish; its hash stands on chain."""
        return published(self.infractions)

    def infractions_hash(self) -> bytes:
        """Hash of the file of the infraction rules."""
        return keccak(self.infractions_file())

    def standards_file(self) -> bytes:
        """The file of the standards to publish; its hash stands on chain."""
        return published(self.standards)

    def standards_hash(self) -> bytes:
        """Hash of the file of the standards."""
        return keccak(self.standards_file())

    @functools.cached_property
    def network(self) -> Network:
        """The beacon whose rounds decide draws."""
        return network(self.beacon)

    def require_beacon_fits(self, development: bool, source: str = "The charter") -> None:
        """Refuse a beacon whose secret everybody knows, unless the node is a development client.

        Raises `CharterError`.
        """
        if self.beacon == "development" and not development:
            words = (
                'everybody knows the secret of this beacon, so anybody could foresee draws; write "'
                'evmnet", or use a development chain (Ganache, Anvil or Hardhat)'
            )
            raise CharterError(source, [Problem("beacon", '"development"', words)])

    def require_fits(self, now: int, source: str = "The charter") -> None:
        """Check what depends on the time of deployment (seconds). Raises `CharterError`."""
        problems = list(
            charter_checks.at_time(
                [
                    (f"communities[{i}].seats[{j}].birth_month", seat.birth_month_number)
                    for i, community in enumerate(self.communities)
                    for j, seat in enumerate(community.seats)
                ],
                self.to_spec().majority_years,
                now,
            )
        )
        if problems:
            raise CharterError(f"{source}, deployed on {_day(now)},", problems)

    def _seat(self, seat: Seat) -> spec.FoundingSeat:
        home = self.ids[seat.home]
        return spec.FoundingSeat(
            seat.identity_bytes, seat.birth_month_number, seat.controller, home
        )


def _day(now: int) -> str:
    return f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d}"


# ---- reading -------------------------------------------------------------------------------------


def load(path: Path) -> Charter:
    """Read a charter file. Raises `CharterError` with every fault it has."""
    return parse(read(path), str(path))


def read(path: Path) -> bytes:
    """Return the bytes of a charter file, over which its hash goes."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise IsonomiaError(f"The charter file {path} cannot be read: {error.strerror}") from None


def parse(content: bytes, source: str = "The charter") -> Charter:
    """Read a charter from the bytes of its file. Raises `CharterError` with every fault."""
    document = _document(content, source)
    problems = charter_checks.across(document, {name: make() for name, make in PRESETS.items()})
    try:
        charter = Charter.model_validate_json(content)
    except ValidationError as error:
        problems = [_problem(fault) for fault in error.errors()] + problems
    if problems:
        raise CharterError(source, problems)
    return charter


def file_hash(content: bytes) -> bytes:
    """Return the hash that stands on chain for the bytes of a charter file."""
    return keccak(content)


def _document(content: bytes, source: str) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8"), object_pairs_hook=_without_repetition)
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1}"
        raise CharterError(source, [Problem(where, "", "save the file as UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        words = f"this is not JSON ({error.msg}); correct it there or just before"
        raise CharterError(source, [Problem(where, "", words)]) from None
    except _RepeatedError as error:
        words = "the field stands twice in one object; keep one"
        raise CharterError(source, [Problem(str(error), "", words)]) from None
    if not isinstance(document, dict):
        words = "the file must hold one JSON object; `isonomia charter init` writes an example"
        raise CharterError(source, [Problem("line 1", "", words)])
    return document


class _RepeatedError(Exception):
    """A field that stands twice in one JSON object."""


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names: set[str] = set()
    for name, _ in pairs:
        if name in names:
            raise _RepeatedError(name)
        names.add(name)
    return dict(pairs)


_REMEDIES = {
    "missing": "this field is missing; add it",
    "extra_forbidden": "there is no such field; remove it or correct its spelling",
    "too_short": "at least one is needed; add it",
    "string_too_short": "it must not be empty",
    "int_type": "it must be a whole number, without quotes",
    "string_type": "it must be text in quotes",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
    "literal_error": "it must be {expected}",
}


def _problem(fault: Any) -> Problem:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"])
    known = _REMEDIES.get(fault["type"])
    words = known.format(**fault.get("ctx", {})) if known else str(fault["msg"])
    shown = "" if fault["type"] == "missing" else charter_checks.shown(fault["input"])
    return Problem(path.removeprefix("."), shown, words)
