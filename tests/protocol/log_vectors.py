"""Vectors of logs: what the contracts log for the vectors' steps, and the actions read from that.

The steps of `tests.spec.vectors` are sent to the real bytecode. Of every kind of action the first
step and the one with most logs are kept, of every kind of event the first step, and some runs of
steps whose logs stand in one transaction as a relaying contract would leave them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from isonomia.batches import Batches
from isonomia.event_logs import EventLog, RawLog, decode, layouts
from isonomia.log_actions import action_of
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.log_known import Known
from isonomia.proposals import Proposal
from isonomia.redeemed import RedeemedBatches
from isonomia.spec import actions, events, transition
from isonomia.spec.calendar import day_of
from isonomia.spec.effects import lasts, name_of
from isonomia.spec.state import StandardEffect, State
from tests.harness.chain import Log
from tests.harness.evm import EvmChain
from tests.harness.world import World
from tests.spec import vectors

FILE = vectors.FOLDER / "logs" / "transactions.json"
#: A run of steps of one second that is taken for one transaction has at most so many.
MOST_ACTS = 4


class NotingChain(EvmChain):
    """A chain that keeps the logs of the last call, and of all constructors."""

    def __init__(self) -> None:
        super().__init__()
        self.last: list[Log] = []
        self.all: list[Log] = []

    def _logs_of(self, act: Any) -> list[Log]:
        self.last = super()._logs_of(act)
        self.all += self.last
        return self.last


@dataclass
class Told:
    """A transaction: the steps that left its logs, and what is read from these.

    Attributes:
        file: name of the vectors' file
        step: position of its first step in it, from 0
        steps: how many follow each other in it
        now: second of its block
        logs: as a node tells them, without where they stand
        acts: number of logs and action of each act, in order
        proposal: what an endorsement in it says, which no log tells
    """

    file: str
    step: int
    steps: int
    now: int
    logs: list[dict[str, Any]]
    acts: list[tuple[int, actions.Action]] = field(default_factory=list)
    proposal: Proposal | None = None


def told_by(name: str) -> Iterator[Told]:
    """Return the founding of a file, and alone every step that left logs."""
    first, *steps = vectors.load(name)
    assert isinstance(first.action, dict)
    chain, played = NotingChain(), Played(first.action)
    world = deployed(first.action, chain)
    yield Told(name, 0, 1, first.now, [_json_of(log) for log in chain.all])
    for position, step in enumerate(steps, 1):
        assert not isinstance(step.action, dict)
        if step.outcome.refusal is None:
            world.perform(step.action, step.now)
            told = Told(name, position, 1, step.now, [_json_of(log) for log in chain.last])
            played.read(told, step.action)
            if told.acts:
                yield told


def transactions() -> list[Told]:
    """Return the vectors of logs, by file and step."""
    kept: dict[Any, Told] = {}
    for name in vectors.names():
        if name == "genesis":
            continue
        founding, *told = told_by(name)
        if name == "standards":
            kept["genesis"] = founding
        for one in told:
            kind = type(one.acts[0][1])
            kept.setdefault(kind, one)
            kept.setdefault((kind, "most"), one)
            for log in one.logs:
                kept.setdefault(log["topics"][0], one)
            if len(one.logs) > len(kept[kind, "most"].logs):
                kept[kind, "most"] = one
        kept |= {(name, run[0].step): _together(run) for run in _runs(told)[:1]}
    unique = {(one.file, one.step, one.steps): one for one in kept.values()}
    return [unique[key] for key in sorted(unique)]


def save(folder: Path = FILE.parent) -> None:
    """Write the vectors, one transaction to a line."""
    lines = [json.dumps(as_json(one), separators=(",", ":")) for one in transactions()]
    addresses = {name: _hex(place) for name, place in EvmChain().addresses.items()}
    head = json.dumps({"addresses": addresses})[:-1]
    text = head + ',"transactions":[\n' + ",\n".join(lines) + "\n]}\n"
    folder.mkdir(exist_ok=True)
    (folder / FILE.name).write_text(text, encoding="utf-8")


def as_json(told: Told) -> dict[str, Any]:
    """Return one transaction as the file holds it."""
    line: dict[str, Any] = {
        "file": told.file,
        "step": told.step,
        "steps": told.steps,
        "now": told.now,
        "logs": told.logs,
        "acts": [{"logs": logs, "action": vectors.encode(action)} for logs, action in told.acts],
    }
    if told.proposal is not None:
        line["proposal"] = vectors.encode(told.proposal._asdict())
    return line


class Played:
    """The state and what else is known right before a transaction, as a verifier knows it."""

    def __init__(self, founding: dict[str, Any]) -> None:
        self.state, _ = transition.genesis(**founding)
        self._known = Known(self.state, Batches(), {}, RedeemedBatches())
        self._renewals: dict[int, int] = {}

    def read(self, told: Told, sent: actions.Action | None) -> None:
        """Read what a transaction did, and carry that out.

        Args:
            told: its logs; what is read of them is noted here
            sent: what it did, where no log tells all of that
        """
        logs = tuple(_decoded(log, at) for at, log in enumerate(told.logs))
        if isinstance(sent, actions.Endorse):
            told.proposal = Proposal(sent.target, sent.values, sent.from_day)
            self._known = self._known._replace(
                proposals={**self._known.proposals, told.proposal.amendment: told.proposal}
            )
        opened = (log.event for log in logs if isinstance(log.event, events.RenewalOpened))
        self._renewals |= {event.renewal: event.community for event in opened}
        suspends = partial(_suspends, self.state, told.now)
        for act in acts_of_transaction(logs, told.now, self._renewals, suspends):
            self._carry_out(told, act)

    def _carry_out(self, told: Told, act: Act) -> None:
        action = action_of(act, self._known)
        announced = transition.execute(self.state, action, told.now)
        assert announced == [log.event for log in act.logs], (told.file, told.step)
        told.acts.append((len(act.logs), action))
        if isinstance(action, actions.FileAwards):
            self._known.batches.follow(action, told.now, self.state)
        elif isinstance(action, actions.Redeem):
            self._known.redeemed.follow(act.of(events.Redeemed), told.now)


def deployed(founding: dict[str, Any], chain: EvmChain) -> World:
    """Return the contracts of a founding on a chain."""
    arguments = {name: value for name, value in founding.items() if name != "addresses"}
    return World(**arguments, chain=chain)


def _suspends(state: State, now: int, number: bytes) -> bool:
    finding = state.findings.get(number)
    effects = state.effects.get(finding.organisation, ()) if finding else ()
    return any(
        effect.finding == name_of(number)
        and effect.effect == StandardEffect.SUSPENSION
        and lasts(effect, day_of(now))
        for effect in effects
    )


def _runs(told: Sequence[Told]) -> list[list[Told]]:
    """Return runs of different actions at one second, none of which needs a transaction's data."""
    runs: list[list[Told]] = []
    run: list[Told] = []
    for one in (*told, None):
        follows = one and run and one.now == run[-1].now and one.step == run[-1].step + 1
        if follows and len(run) < MOST_ACTS:
            run.append(one)
            continue
        if len({type(part.acts[0][1]) for part in run}) > 1:
            runs.append(run)
        run = [one] if one and one.proposal is None else []
    return sorted(runs, key=lambda found: -len({type(part.acts[0][1]) for part in found}))


def _together(run: Sequence[Told]) -> Told:
    logs = [log for one in run for log in one.logs]
    acts = [act for one in run for act in one.acts]
    return Told(run[0].file, run[0].step, len(run), run[0].now, logs, acts)


def _json_of(log: Log) -> dict[str, Any]:
    address, topics, data = log
    return {
        "address": _hex(address),
        "topics": [_hex(bytes(one)) for one in topics],
        "data": _hex(data),
    }


def _decoded(log: RawLog, at: int) -> EventLog:
    place = {"blockNumber": "0x1", "logIndex": hex(at), "transactionHash": "0x" + "00" * 32}
    tables = {_hex(where): layouts(name) for name, where in EvmChain().addresses.items()}
    return decode({**log, **place}, tables[log["address"]])


def _hex(value: bytes) -> str:
    return "0x" + value.hex()


if __name__ == "__main__":
    save()
