"""Values of the specification beside values of the contracts, field by field."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from isonomia import words
from isonomia.build import Artifact
from isonomia.divergence import Divergence, Finding, readable
from isonomia.event_logs import Place, snake_case
from isonomia.replay import Traces
from isonomia.spec.keccak import keccak256


def _credits(amount: int) -> str:
    return f"{words.credits(amount)} credits"


_WRITTEN: dict[str, Callable[[int], str]] = {
    "credits": _credits,
    "amount": _credits,
    "spent": _credits,
    "redeemed": _credits,
    "refunded": _credits,
    "price": _credits,
    "price today": _credits,
    "birth_month": words.month,
    "decay_from": words.day,
    "leave_until": words.day,
    "last_act_day": words.day,
    "from_day": words.day,
    "until_day": words.day,
    "lapse_day": words.day,
    "suspended_until": words.day,
    "next_price_day": words.day,
    "entries_until": words.second,
}


def difference(
    finding: Finding,
    subject: str,
    expected: Mapping[str, Any],
    found: Mapping[str, Any],
    place: Place | None = None,
) -> Iterator[Divergence]:
    """Hand out the first field that differs, if one does.

    Args:
        finding: what it would be called
        subject: what the fields belong to
        expected: field -> value, by the specification
        found: the same fields, and perhaps more, as the contracts answer
        place: of the last log about the subject
    """
    for name, value in expected.items():
        if value != found[name]:
            write: Callable[[Any], str] = _WRITTEN.get(name, readable)
            yield Divergence(
                finding,
                subject,
                field=name,
                expected=write(value),
                found=write(found[name]),
                block=place.block if place else None,
                transaction=place.transaction if place else None,
                remark="the block is that of the last act about it" if place else "",
            )
            return


def about_person(
    traces: Traces,
    finding: Finding,
    identity: bytes,
    expected: Mapping[str, Any],
    found: Mapping[str, Any],
    subject: str = "",
) -> Iterator[Divergence]:
    """Hand out the first field of a person that differs, with the last act about them."""
    place = traces.people[identity]
    for divergence in difference(finding, subject, expected, found, place):
        yield dataclasses.replace(
            divergence,
            person=readable(identity),
            remark="the block is that of the last act about this person",
        )


def fields_of(struct: Any) -> dict[str, Any]:
    """Return a struct's fields under the specification's names and in its types."""
    return {snake_case(name): plain(getattr(struct, name)) for name in struct._fields}


def plain(value: Any) -> Any:
    """Return an address as bytes, anything else as it is."""
    return bytes.fromhex(value[2:]) if isinstance(value, str) else value


def slot_of(artifact: Artifact, label: str) -> int:
    """Return the storage slot of a variable."""
    entries = artifact["storageLayout"]["storage"]
    return next(int(entry["slot"]) for entry in entries if entry["label"] == label)


def entry_slot(mapping: int, *keys: bytes | int) -> int:
    """Return the storage slot of an entry of a mapping at a slot, or of mappings in it."""
    slot = mapping
    for key in keys:
        word = key if isinstance(key, bytes) else key.to_bytes(32)
        slot = int.from_bytes(keccak256(word + slot.to_bytes(32)))
    return slot
