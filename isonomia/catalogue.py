"""The published catalogue: what is awarded, and what a deduction can be for.

Its human text stands in files whose hashes are on chain. They are read here from a charter or from
the files published later, found by number or name, and compared with a deployment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak
from pydantic import TypeAdapter, ValidationError

from isonomia import charter, pilot
from isonomia.charter import Infraction, Rule
from isonomia.contract_views import ContractViews, Question
from isonomia.errors import IsonomiaError
from isonomia.words import hexed

AWARD, INFRACTION = "award", "infraction"
_MOST_POINTS = 250
_AWARDS = TypeAdapter(list[Rule])
_INFRACTIONS = TypeAdapter(list[Infraction])


class CatalogueError(IsonomiaError):
    """A catalogue that cannot be read, a rule that is not in it, or one that the chain has not."""


@dataclass(frozen=True)
class Catalogue:
    """Rules of awards and of infractions, with the hashes of the files that hold their texts."""

    awards: Sequence[Rule]
    infractions: Sequence[Infraction]
    awards_hash: bytes
    infractions_hash: bytes

    def find(self, wanted: str) -> Rule | Infraction:
        """Return the rule with a name or number; ``award-3`` and ``infraction-3`` tell two apart.

        Raises:
            CatalogueError: there is none, or there are two
        """
        lowered = wanted.strip().lower()
        rules: list[Rule | Infraction] = [*self.awards, *self.infractions]
        found = [
            rule
            for rule in rules
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


def kind_of(rule: Rule | Infraction) -> str:
    """Return whether a rule is about an award or an infraction."""
    return AWARD if isinstance(rule, Rule) else INFRACTION


# ---- reading -------------------------------------------------------------------------------------


def shipped() -> Catalogue:
    """Return the catalogue of the pilot."""
    awards = _AWARDS.validate_python(pilot.catalogue(_MOST_POINTS))
    infractions = _INFRACTIONS.validate_python(pilot.infractions())
    return _hashed(awards, infractions)


def of_charter(document: charter.Charter) -> Catalogue:
    """Return the catalogue that a charter begins with."""
    return _hashed(document.rules, document.infractions)


def read(paths: Sequence[Path]) -> Catalogue:
    """Read a charter, or the published files of awards and of infractions.

    Raises:
        CatalogueError: a file cannot be read or is neither
        CharterError: a charter has faults
    """
    known = _hashed([], [])
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
        if _is_about_infractions(document):
            infractions = _INFRACTIONS.validate_json(content)
            return Catalogue(known.awards, infractions, known.awards_hash, keccak(content))
        awards = _AWARDS.validate_json(content)
        return Catalogue(awards, known.infractions, keccak(content), known.infractions_hash)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise CatalogueError(f"{path}, {place}: {fault['msg']}; take an unchanged copy") from None


def _is_about_infractions(document: Any) -> bool:
    return isinstance(document, list) and any(
        isinstance(entry, dict) and "remedy" in entry for entry in document
    )


def _hashed(awards: Sequence[Rule], infractions: Sequence[Infraction]) -> Catalogue:
    return Catalogue(
        awards,
        infractions,
        keccak(charter.published(awards)),
        keccak(charter.published(infractions)),
    )


# ---- comparing with a deployment -----------------------------------------------------------------


def differences(catalogue: Catalogue, views: ContractViews) -> Iterator[str]:
    """Yield in what a deployment differs from a catalogue, in words; nothing when in nothing.

    Of each rule the latest version is compared: its text and all its figures.
    """
    awards_hash, infractions_hash = views.ask(
        [Question(views.ledger, "catalogueHash"), Question(views.cases, "infractionsHash")]
    )
    yield from _hash_difference("awards", catalogue.awards_hash, awards_hash)
    yield from _hash_difference("infractions", catalogue.infractions_hash, infractions_hash)
    for rule, found in zip(catalogue.awards, _latest_awards(views, catalogue), strict=True):
        figures: dict[str, int | bytes] = {
            "category": rule.category,
            "points": rule.points,
            "yearlyLimit": rule.yearly_limit,
            "textHash": rule.text_hash,
        }
        yield from _rule_differences(rule, figures, found)
    latest = _latest_infractions(views, catalogue)
    for infraction, found in zip(catalogue.infractions, latest, strict=True):
        figures = {
            "points": infraction.points,
            "amount": infraction.amount,
            "sunsetDays": infraction.sunset_days,
            "textHash": infraction.text_hash,
        }
        yield from _rule_differences(infraction, figures, found)


def _latest_awards(views: ContractViews, catalogue: Catalogue) -> list[Any]:
    numbers = [rule.id for rule in catalogue.awards]
    counts = views.ask([Question(views.ledger, "versionsOf", (n,)) for n in numbers])
    pairs = zip(numbers, counts, strict=True)
    return views.ask([Question(views.ledger, "ruleVersion", pair) for pair in pairs])


def _latest_infractions(views: ContractViews, catalogue: Catalogue) -> list[Any]:
    numbers = [rule.id for rule in catalogue.infractions]
    counts = views.ask([Question(views.cases, "infractionVersionsOf", (n,)) for n in numbers])
    pairs = zip(numbers, counts, strict=True)
    return views.ask([Question(views.cases, "infractionVersion", pair) for pair in pairs])


def _hash_difference(what: str, expected: bytes, found: bytes) -> Iterator[str]:
    if expected != found:
        yield (
            f"the published file of {what} has the hash {hexed(found)} on chain, and here it is "
            f"{hexed(expected)}"
        )


def _rule_differences(
    rule: Rule | Infraction, expected: dict[str, int | bytes], found: Any
) -> Iterator[str]:
    for field, here in expected.items():
        there = getattr(found, field)
        if there != here:
            yield (
                f"{kind_of(rule)} rule {rule.id} ({rule.name}): {field} is {_shown(there)} on "
                f"chain, and {_shown(here)} here"
            )


def _shown(value: int | bytes) -> str:
    return hexed(value) if isinstance(value, bytes) else str(value)
