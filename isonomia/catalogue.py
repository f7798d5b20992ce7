"""The published catalogue: awards, what a deduction can be for, and standards of organisations.

Its human text stands in files whose hashes are on chain. They are read here from a charter or from
the files published later, found by number or name, and compared with a deployment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak
from pydantic import TypeAdapter, ValidationError

from isonomia import charter, pilot
from isonomia.charter_entries import Infraction, Rule, Standard, published
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Contract
from isonomia.errors import IsonomiaError
from isonomia.words import hexed

AWARD, INFRACTION, STANDARD = "award", "infraction", "standard"
#: One published line.
Line = Rule | Infraction | Standard
_MOST_POINTS = 250
_AWARDS = TypeAdapter(list[Rule])
_INFRACTIONS = TypeAdapter(list[Infraction])
_STANDARDS = TypeAdapter(list[Standard])


class CatalogueError(IsonomiaError):
    """A catalogue that cannot be read, a rule that is not in it, or one that the chain has not."""


@dataclass(frozen=True)
class Catalogue:
    """Rules and standards, with the hashes of the files that hold their texts."""

    awards: Sequence[Rule]
    infractions: Sequence[Infraction]
    standards: Sequence[Standard]
    awards_hash: bytes
    infractions_hash: bytes
    standards_hash: bytes

    @property
    def lines(self) -> list[Line]:
        """Everything in it, one part after the other."""
        return [*self.awards, *self.infractions, *self.standards]

    def find(self, wanted: str) -> Line:
        """Return the line with a name or number; ``award-3`` and ``standard-3`` tell two apart.

        Raises:
            CatalogueError: there is none, or there are several
        """
        lowered = wanted.strip().lower()
        found = [
            rule
            for rule in self.lines
            if lowered in (rule.name.lower(), str(rule.id), f"{kind_of(rule)}-{rule.id}")
        ]
        if not found:
            raise CatalogueError(
                f"there is no rule {wanted!r} in this catalogue; `isonomia catalogue` lists all"
            )
        if len(found) > 1:
            several = " or ".join(f"{kind_of(rule)}-{rule.id}" for rule in found)
            raise CatalogueError(f"{wanted!r} is more than one rule: write {several}")
        return found[0]


def kind_of(line: Line) -> str:
    """Return whether a line is about an award, an infraction or an organisation."""
    match line:
        case Rule():
            return AWARD
        case Infraction():
            return INFRACTION
        case Standard():
            return STANDARD


# ---- reading -------------------------------------------------------------------------------------


def shipped() -> Catalogue:
    """Return the catalogue of the pilot."""
    awards = _AWARDS.validate_python(pilot.catalogue(_MOST_POINTS))
    infractions = _INFRACTIONS.validate_python(pilot.infractions())
    standards = _STANDARDS.validate_python(pilot.standards())
    return _hashed(awards, infractions, standards)


def of_charter(document: charter.Charter) -> Catalogue:
    """Return the catalogue that a charter begins with."""
    return _hashed(document.rules, document.infractions, document.standards)


def read(paths: Sequence[Path]) -> Catalogue:
    """Read a charter, or the published files of awards, of infractions and of standards.

    Raises:
        CatalogueError: a file cannot be read or is neither
        CharterError: a charter has faults
    """
    known = _hashed([], [], [])
    for path in paths:
        known = _read_one(path, known)
    return known


def _read_one(path: Path, known: Catalogue) -> Catalogue:
    try:
        content = path.read_bytes()
        document = json.loads(content)
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise CatalogueError(f"{path} is no JSON: give a charter or a published file") from None
    if isinstance(document, dict):
        return of_charter(charter.parse(content, str(path)))
    try:
        content_hash = keccak(content)
        if _mentions(document, "effect"):
            standards = _STANDARDS.validate_json(content)
            return replace(known, standards=standards, standards_hash=content_hash)
        if _mentions(document, "remedy"):
            infractions = _INFRACTIONS.validate_json(content)
            return replace(known, infractions=infractions, infractions_hash=content_hash)
        awards = _AWARDS.validate_json(content)
        return replace(known, awards=awards, awards_hash=content_hash)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise CatalogueError(f"{path}, {place}: {fault['msg']}; take an unchanged copy") from None


def _mentions(document: Any, field: str) -> bool:
    return isinstance(document, list) and any(
        isinstance(entry, dict) and field in entry for entry in document
    )


def _hashed(
    awards: Sequence[Rule], infractions: Sequence[Infraction], standards: Sequence[Standard]
) -> Catalogue:
    hashes = (keccak(published(lines)) for lines in (awards, infractions, standards))
    return Catalogue(awards, infractions, standards, *hashes)


# ---- comparing with a deployment -----------------------------------------------------------------


def differences(catalogue: Catalogue, views: ContractViews) -> Iterator[str]:
    """Yield in what a deployment differs from a catalogue, in words; nothing when in nothing.

    Of each line the latest version is compared: its text and all its figures.
    """
    hashes = views.ask(
        [
            Question(views.ledger, "catalogueHash"),
            Question(views.cases, "infractionsHash"),
            Question(views.findings, "standardsHash"),
        ]
    )
    expected = (catalogue.awards_hash, catalogue.infractions_hash, catalogue.standards_hash)
    parts = ("awards", "infractions", "standards")
    for part, here, there in zip(parts, expected, hashes, strict=True):
        yield from _hash_difference(part, here, there)
    yield from _awards_differences(views, catalogue.awards)
    yield from _infractions_differences(views, catalogue.infractions)
    yield from _standards_differences(views, catalogue.standards)


def _awards_differences(views: ContractViews, awards: Sequence[Rule]) -> Iterator[str]:
    latest = _latest(views, views.ledger, "versionsOf", "ruleVersion", awards)
    for rule, found in zip(awards, latest, strict=True):
        figures: dict[str, int | bytes] = {
            "category": rule.category,
            "points": rule.points,
            "yearlyLimit": rule.yearly_limit,
            "textHash": rule.text_hash,
        }
        yield from _line_differences(rule, figures, found)


def _infractions_differences(
    views: ContractViews, infractions: Sequence[Infraction]
) -> Iterator[str]:
    functions = ("infractionVersionsOf", "infractionVersion")
    latest = _latest(views, views.cases, *functions, infractions)
    for infraction, found in zip(infractions, latest, strict=True):
        figures: dict[str, int | bytes] = {
            "points": infraction.points,
            "amount": infraction.amount,
            "sunsetDays": infraction.sunset_days,
            "textHash": infraction.text_hash,
        }
        yield from _line_differences(infraction, figures, found)


def _standards_differences(views: ContractViews, standards: Sequence[Standard]) -> Iterator[str]:
    latest = _latest(views, views.findings, "versionsOf", "standardVersion", standards)
    for standard, found in zip(standards, latest, strict=True):
        figures: dict[str, int | bytes] = {
            "effect": standard.effect_number,
            "sunsetDays": standard.sunset_days,
            "textHash": standard.text_hash,
        }
        yield from _line_differences(standard, figures, found)


def _latest(
    views: ContractViews, contract: Contract, count: str, version: str, lines: Sequence[Line]
) -> list[Any]:
    """Return the latest version of each line, read by the view `version` of its contract."""
    numbers = [line.id for line in lines]
    counts = views.ask([Question(contract, count, (number,)) for number in numbers])
    pairs = zip(numbers, counts, strict=True)
    return views.ask([Question(contract, version, pair) for pair in pairs])


def _hash_difference(what: str, expected: bytes, found: bytes) -> Iterator[str]:
    if expected != found:
        yield (
            f"the published file of {what} has the hash {hexed(found)} on chain, and here it is "
            f"{hexed(expected)}"
        )


def _line_differences(line: Line, expected: dict[str, int | bytes], found: Any) -> Iterator[str]:
    for field, here in expected.items():
        there = getattr(found, field)
        if there != here:
            yield (
                f"{kind_of(line)} {line.id} ({line.name}): {field} is {_shown(there)} on chain, "
                f"and {_shown(here)} here"
            )


def _shown(value: int | bytes) -> str:
    return hexed(value) if isinstance(value, bytes) else str(value)
