"""Cases: a founding and the steps that follow, kept as JSON so that a failure can be played again.

Nonces are kept as distances from the one expected at that point, so that a case still means the
same after steps were dropped from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from isonomia.spec import actions, state
from isonomia.spec.state import State
from tests.differential.founding import Founding


def _is_record(value: Any) -> bool:
    """Return whether something is a class of records, not a record."""
    return isinstance(value, type) and is_dataclass(value)


_CLASSES = {
    kind.__name__: kind
    for kind in (
        *(value for value in vars(actions).values() if _is_record(value)),
        *(value for value in vars(state).values() if _is_record(value)),
        Founding,
    )
}
_MOST = 2**256 - 1


@dataclass(frozen=True)
class Step:
    """An action at a time; `nonce_offset` is its nonce less the one expected."""

    now: int
    action: Any
    nonce_offset: int = 0

    def resolved(self, known: State) -> Any:
        """Return the action with the nonce it means in this state; some acts have none."""
        if not hasattr(self.action, "nonce"):
            return self.action
        nonce = expected_nonce(known, self.action) + self.nonce_offset
        return replace(self.action, nonce=min(max(nonce, 0), _MOST))


@dataclass(frozen=True)
class Case:
    """A deployment and what was done to it."""

    founding: Founding
    steps: tuple[Step, ...]

    def save(self, path: Path, **notes: Any) -> None:
        """Write the case, with notes for whoever reads it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        document = {
            **notes,
            "founding": to_json(self.founding),
            "steps": [
                {"now": step.now, "nonce": step.nonce_offset, "action": to_json(step.action)}
                for step in self.steps
            ],
        }
        path.write_text(json.dumps(document, indent=1) + "\n")


def load(path: Path) -> Case:
    """Read a case that `Case.save` wrote."""
    document = json.loads(path.read_text())
    steps = tuple(
        Step(entry["now"], from_json(entry["action"]), entry["nonce"])
        for entry in document["steps"]
    )
    return Case(from_json(document["founding"]), steps)


def expected_nonce(known: State, action: Any) -> int:
    """Return the nonce that an action's council or person expects; 0 for nobody."""
    if isinstance(action, actions.CouncilAct):
        holder: Any = known.councils.get(action.community)
    elif isinstance(action, actions.Rate):
        holder = known.signatories.get(action.redemption.identity)
    else:
        person = getattr(action, "challenger", None) or action.identity
        holder = known.signatories.get(person)
    return 0 if holder is None else holder.nonce


def step_at(known: State, action: Any, now: int) -> Step:
    """Return an action as a step of a case that has come to this state."""
    if not hasattr(action, "nonce"):
        return Step(now, action)
    return Step(now, action, action.nonce - expected_nonce(known, action))


def to_json(value: Any) -> Any:
    """Turn records, bytes and tuples into what JSON can hold."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, Sequence):
        return [to_json(entry) for entry in value]
    if is_dataclass(value):
        members = {member.name: to_json(getattr(value, member.name)) for member in fields(value)}
        return {"is": type(value).__name__, **members}
    return value


def from_json(value: Any) -> Any:
    """Undo `to_json`."""
    if isinstance(value, str):
        return bytes.fromhex(value[2:])
    if isinstance(value, list):
        return tuple(from_json(entry) for entry in value)
    if isinstance(value, dict) and "is" not in value:
        return value["text"]
    if isinstance(value, dict):
        kind = _CLASSES[value["is"]]
        return kind(**{name: from_json(entry) for name, entry in value.items() if name != "is"})
    return value
