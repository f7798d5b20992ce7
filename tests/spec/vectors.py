"""Vectors: scenarios of actions with everything they change, as JSON.

A file holds a genesis and steps. Each step starts from what the one before left, and says what the
action looks at (``pre``) and what it does: the events, the records that are new or changed
(``post``), and the digest of the whole state; or the refusal. tests/vectors/README.md describes the
files. Addresses belong to the keys of ``tests.harness.keys``, so that the same acts can be signed
and sent to the contracts.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from isonomia.spec import actions, events, state, transition, views
from isonomia.spec.actions import Action
from isonomia.spec.events import Event
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from tests.spec.noting import counted, looked_up, noting

FOLDER = Path(__file__).resolve().parent.parent / "vectors"
TABLES = (
    "people",
    "leaves",
    "rule_times",
    "rules",
    "signatories",
    "councils",
    "seats",
    "overlays",
    "rounds",
    "places",
    "nominations",
    "randomness",
    "left_at",
    "infractions",
    "cases",
    "accusations",
    "challenges",
    "last_filed",
    "panels",
    "audits",
    "renewals",
    "latest_renewals",
    "volunteers",
    "terms",
    "endorsements",
    "waiting",
    "organisations",
    "organisation_keys",
    "offers",
    "batches",
    "ratings",
    "rating_counts",
    "statements",
    "standards",
    "findings",
    "mandates",
    "effects",
    "finding_counts",
)
COLLECTIONS = ("settled_lots", "second_chances", "refunded")
SCALARS = (
    "charter",
    "rate_steps",
    "catalogue_hash",
    "infractions_hash",
    "standards_hash",
    "beacon",
    "addresses",
    "first_terms_end",
    "pool",
)
MOST_JSON_INTEGER = 2**53

#: Table -> rows of key and record, None for no record; set -> rows of entry and whether it is in;
#: scalar -> its value; ``counts`` -> how many records a table holds, where that matters.
Part = dict[str, Any]

_RECORDS: dict[str, Callable[..., Any]] = {
    name: record
    for module in (actions, events, state)
    for name, record in vars(module).items()
    if isinstance(record, type) and dataclasses.is_dataclass(record)
}


@dataclass(frozen=True)
class Outcome:
    """What a step does: a refusal, or events, what changed and the digest of the state.

    Attributes:
        refusal: its name and values
        events: what was announced
        pre: what the step looks at or changes, as it is before, as `Part`s by name
        post: what is new or different after it
        digest: of the whole state after it
    """

    refusal: tuple[Any, ...] | None
    events: tuple[Event, ...] = ()
    pre: Part = field(default_factory=dict)
    post: Part = field(default_factory=dict)
    digest: bytes = b""


@dataclass(frozen=True)
class Step:
    """An action at ``now`` seconds; the first step of a scenario is its genesis."""

    now: int
    action: Action | dict[str, Any]
    outcome: Outcome


def founded(founding: dict[str, Any]) -> tuple[State | None, Outcome]:
    """Return what the arguments of `transition.genesis` give."""
    try:
        state, announced = transition.genesis(**founding)
    except Refusal as refusal:
        return None, Outcome((refusal.name, *refusal.values))
    post = _changed(None, state)
    return state, Outcome(None, tuple(announced), {}, post, views.digest(state))


def stepped(before: State, action: Action, now: int) -> tuple[State, Outcome]:
    """Return the state after an action, or as it was, and what happened."""
    noted = noting(before)
    try:
        announced = transition.execute(noted, action, now)
    except Refusal as refusal:
        refused = (refusal.name, *refusal.values)
        return before, Outcome(refused, pre=_looked_at(before, noted, {}))
    after = noted.copy()
    post = _changed(before, after)
    pre = _looked_at(before, noted, post)
    return after, Outcome(None, tuple(announced), pre, post, views.digest(after))


def _looked_at(before: State, noted: State, post: Part) -> Part:
    """Return what was read, and what was there before of that which changed."""
    pre: Part = {name: getattr(before, name) for name in SCALARS if name in post}
    for name in (*TABLES, *COLLECTIONS):
        keys = looked_up(noted, name) | {key for key, _ in post.get(name, ())}
        if keys:
            pre[name] = tuple((key, _row(before, name, key)) for key in sorted(keys))
    counts = {name: len(getattr(before, name)) for name in TABLES if counted(noted, name)}
    return pre | ({"counts": counts} if counts else {})


def _row(state: State, name: str, key: Any) -> Any:
    kept = getattr(state, name)
    return _plain(kept.get(key)) if isinstance(kept, dict) else key in kept


def _changed(before: State | None, after: State) -> Part:
    """Return every record that is new or different, by table."""
    found: Part = {}
    for name in SCALARS:
        if before is None or getattr(before, name) != getattr(after, name):
            found[name] = getattr(after, name)
    for name in TABLES:
        former = {} if before is None else getattr(before, name)
        entries = getattr(after, name).items()
        rows = tuple((key, _plain(row)) for key, row in entries if former.get(key) != row)
        if rows:
            found[name] = rows
    for name in COLLECTIONS:
        former = set() if before is None else getattr(before, name)
        added = sorted(getattr(after, name) - former)
        if added:
            found[name] = tuple((entry, True) for entry in added)
    return found


def _plain(row: Any) -> Any:
    """Return a set as a list in order, which a file can hold, and anything else as it is."""
    return tuple(sorted(row)) if isinstance(row, frozenset) else row


def encode(value: Any) -> Any:
    """Return the JSON form of a value."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < MOST_JSON_INTEGER else str(value)
    if isinstance(value, tuple):
        return [encode(entry) for entry in value]
    if isinstance(value, dict):
        return {name: encode(entry) for name, entry in value.items()}
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {"type": type(value).__name__} | {n: encode(getattr(value, n)) for n in names}
    return value


def decode(value: Any) -> Any:
    """Return the value that a JSON form stands for."""
    if isinstance(value, str):
        if value.startswith("0x"):
            return bytes.fromhex(value[2:])
        return int(value) if value.isdecimal() else value
    if isinstance(value, list):
        return tuple(decode(entry) for entry in value)
    if isinstance(value, dict):
        entries = {name: decode(entry) for name, entry in value.items() if name != "type"}
        return _RECORDS[value["type"]](**entries) if "type" in value else entries
    return value


def save(name: str, steps: list[Step], folder: Path = FOLDER) -> None:
    """Write a scenario, one step to a line."""
    lines = [
        json.dumps(
            {"now": step.now, "action": encode(step.action), **_json_of(step.outcome)},
            separators=(",", ":"),
        )
        for step in steps
    ]
    text = "[\n" + ",\n".join(lines) + "\n]\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def load(name: str, folder: Path = FOLDER) -> list[Step]:
    """Read a scenario; its first step is the genesis, with the arguments as its action."""
    lines = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return [Step(line["now"], decode(line["action"]), _outcome_in(line)) for line in lines]


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of all scenarios."""
    return sorted(path.stem for path in folder.glob("*.json"))


def _json_of(outcome: Outcome) -> dict[str, Any]:
    told = {"pre": encode(outcome.pre)} if outcome.pre else {}
    if outcome.refusal is not None:
        return told | {"refusal": encode(outcome.refusal)}
    return told | {
        "events": encode(outcome.events),
        "post": encode(outcome.post),
        "digest": encode(outcome.digest),
    }


def _outcome_in(line: dict[str, Any]) -> Outcome:
    pre = decode(line.get("pre", {}))
    if "refusal" in line:
        return Outcome(decode(line["refusal"]), pre=pre)
    return Outcome(None, decode(line["events"]), pre, decode(line["post"]), decode(line["digest"]))
