"""Allocation: from files of lines to acts of councils, each line once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eth_account.signers.local import LocalAccount

from isonomia import gas
from isonomia.chain import Chain
from isonomia.clocks import Clock, LiveClock, ReplayClock
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.courier import ActsFailedError, Courier, Signers
from isonomia.directory import Directory, directory_of
from isonomia.due_process.case_logs import CaseLogs
from isonomia.errors import IsonomiaError
from isonomia.fields import Reading
from isonomia.journal import Decisions, Journal, Refused
from isonomia.keys import SeatKeys
from isonomia.lottery.reading import read_lottery
from isonomia.manifest import Manifest
from isonomia.plan import Already, Batch, Planner
from isonomia.receipts import Account, Fates, account_of
from isonomia.records import ForeignReader, Records, read_files
from isonomia.seats import Seats
from isonomia.services.planning import provider_of
from isonomia.services.reading import read_redeeming
from isonomia.services.redemptions import places_of
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.state import State
from isonomia.sync import read_state
from isonomia.todo import Binding, Todo

#: Called with (lines decided, lines in all).
Progress = Callable[[int, int], None]
#: Called with one sentence at a time.
Say = Callable[[str], None]

#: Plans that may fail on the chain one after the other, with no act applied in between.
_MOST_FAILURES = 3
_LIVE_SECONDS = 3_600
_REPLAY_SECONDS = 30 * DAY


class AllocationError(IsonomiaError):
    """An allocation that cannot begin or go on; what is journaled is not lost."""


@dataclass(frozen=True)
class Request:
    """What is asked for.

    Attributes:
        files: enrolments, contributions, nominations, infractions and remedies; or redemptions
        manifest: the deployment
        pepper: the registrar's secret; None when no file holds identifiers
        seats: keys of councils, by community and seat
        payer: key that sends and pays; of redemptions that of the organisation
        journal: file of the journal
        foreign: reads files of other shapes
        extra_inputs: further files that decide what the lines mean, such as the mapping
        development: whether the chain is one of our own
        replay: whether its time is moved along with the records
        period_days: how often acts are filed then
        horizon: second beyond which the time is never moved; None for the present
        valid_seconds: how long signatures count; None for what suits the chain
        most_lines: most lines in one act
    """

    files: Sequence[Path]
    manifest: Manifest
    pepper: bytes | None
    seats: SeatKeys
    payer: LocalAccount
    journal: Path
    foreign: ForeignReader | None = None
    extra_inputs: Sequence[Path] = ()
    development: bool = False
    replay: bool = False
    period_days: int = 30
    horizon: int | None = None
    valid_seconds: int | None = None
    most_lines: int = gas.MOST_LINES


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a rehearsal found: the account, and what sending it would take.

    Attributes:
        account: a receipt for every line
        acts: transactions
        gas: for all of them, at the most
        wei: the same at the chain's present fee
    """

    account: Account
    acts: int
    gas: int
    wei: int


@dataclass
class Allocation:
    """One allocation, from reading the files to the receipts.

    Attributes:
        chain: where to
        request: what is asked for
        on_progress: called as lines are decided
        say: told what happens beside that
        records: what the files hold
        bindings: keys that the enrolments name
        identification: what tells this deployment from every other
    """

    chain: Chain
    request: Request
    on_progress: Progress = lambda done, total: None  # noqa: ARG005 - nobody watches
    say: Say = lambda words: None  # noqa: ARG005 - nobody listens
    records: Records = field(init=False)
    bindings: list[Binding] = field(init=False)
    identification: dict[str, str] = field(init=False)
    _fates: Fates = field(init=False)
    _done: int = 0

    def __post_init__(self) -> None:
        """Read everything; nothing is sent.

        Raises:
            IsonomiaError: wrong chain, or files that cannot be read at all.
        """
        require_deployment(self.chain, self.request.manifest)
        self.deployment = Deployment(self.chain, self.request.manifest)
        self.directory: Directory = directory_of(self.request.manifest.read_charter())
        reading = Reading(self.request.pepper, self.directory)
        self.records = read_files(self.request.files, reading, self.request.foreign)
        self.bindings = [
            Binding(
                line.source,
                hashlib.sha256(b"key" + line.key + line.controller).digest(),
                line.identity,
                line.controller,
                line.birth_month,
            )
            for line in self.records.enrolments
            if line.controller is not None
        ]
        self._fates = Fates(0, {}, {}, {}, frozenset())
        self.identification = {
            "chain_id": str(self.chain.chain_id),
            "ledger": self.deployment.ledger.address,
            "communities": self.deployment.communities.address,
            "genesis": str(self.deployment.call(self.deployment.ledger, "GENESIS")),
        }

    def account(self) -> Account:
        """Return the receipts as far as things are decided."""
        return account_of(self.records, self.bindings, self._fates, self.directory)

    # ---- the real thing --------------------------------------------------------------------------

    def run(self) -> Account:
        """Send everything, and return the receipts when every line is decided.

        Raises:
            IsonomiaError: it cannot go on; `account` tells how far it came, and running the same
                again goes on from there.
        """
        with Journal(self.request.journal, self.identification) as journal:
            run = journal.begin_run(self._digest())
            courier = Courier(
                self.deployment,
                Signers(self.request.payer, self.request.seats),
                journal,
                run,
                self.request.replay,
                self.request.development,
                self._advance,
            )
            try:
                for reason in courier.resume():
                    self.say(f"From an earlier run, {reason}")
                self._send_all(courier, journal, run)
            finally:
                self._note(journal, run)
            journal.finish_run(run)
        return self.account()

    def _send_all(self, courier: Courier, journal: Journal, run: int) -> None:
        failures = 0
        while True:
            decisions = journal.decisions(run)
            planner, todo = self._planner(decisions)
            if journal.is_new:
                self._warn_of_lost_journal(planner.state, todo)
            self._done = self._total - todo.size
            before = len(decisions.acts)
            try:
                self._send_planned(courier, planner, todo)
            except ActsFailedError as error:
                progressed = len(journal.decisions(run).acts) > before
                failures = 0 if progressed else failures + 1
                if failures == _MOST_FAILURES:
                    raise AllocationError(
                        f"the chain refuses what the specification allows: {error}\nNothing is "
                        "lost; end whatever else acts for these councils, then run again"
                    ) from None
                for reason in error.reasons:
                    self.say(f"{reason} Planning again.")
            else:
                return

    def _send_planned(self, courier: Courier, planner: Planner, todo: Todo) -> None:
        already: set[bytes] = set()
        self._fates = Fates(courier.run, {}, {}, {}, already)
        for step in planner.steps(todo):
            if isinstance(step, Already):
                already.add(step.key)
            else:
                courier.take(step, planner.state)
            if not isinstance(step, Batch):
                self._advance(1)
        courier.finish()

    def _warn_of_lost_journal(self, state: State, todo: Todo) -> None:
        """The chain knows who contributed, but not which line told of it: only a journal does."""
        contributors = {
            line.identity
            for line in todo.contributions
            if line.identity in state.people and state.people[line.identity].last_act_day
        }
        if contributors:
            self.say(
                f"This journal is new, but {len(contributors):,} of these people have "
                "contributions on the chain already. If an earlier run carried these files, stop, "
                "and give its journal with --journal: otherwise contributions count twice"
            )

    def _advance(self, lines: int) -> None:
        self._done += lines
        self.on_progress(min(self._done, self._total), self._total)

    @property
    def _total(self) -> int:
        return len(self.records.lines) + len(self.bindings)

    def _note(self, journal: Journal, run: int) -> None:
        decisions = journal.decisions(run)
        acts = journal.acts_carrying(decisions)
        carried = {key: acts[number] for key, number in decisions.acts.items()}
        redeeming = [act for act in acts.values() if act.kind == "redeem"]
        self._fates = Fates(
            run,
            carried,
            decisions.refusals,
            decisions.former_refusals,
            self._fates.already,
            redeemed=places_of(self.deployment, journal, redeeming),
        )

    # ---- the rehearsal ---------------------------------------------------------------------------

    def rehearse(self) -> Estimate:
        """Plan everything and send nothing.

        Raises:
            IsonomiaError: acts of an earlier run are still under way.
        """
        decisions = Decisions()
        if self.request.journal.exists():
            with Journal(self.request.journal, self.identification) as journal:
                if journal.acts("signed"):
                    raise AllocationError(
                        "an earlier run was interrupted: finish it without --dry-run first"
                    )
                decisions = journal.decisions(0)
                self._note(journal, 0)
        planner, todo = self._planner(decisions)
        rehearsed: set[bytes] = set()
        already: set[bytes] = set()
        refusals: dict[bytes, Refused] = {}
        acts = total = 0
        for step in planner.steps(todo):
            match step:
                case Batch():
                    rehearsed.update(step.lines)
                    acts += 1
                    total += gas.gas_of(step.action, planner.state)
                case Already():
                    already.add(step.key)
                case Refused():
                    refusals[step.key] = step
        self._fates = replace(self._fates, refusals=refusals, already=already, rehearsed=rehearsed)
        fees = self.chain.fees()
        price = (fees["maxFeePerGas"] + fees["maxPriorityFeePerGas"]) // 2
        return Estimate(self.account(), acts, total, total * price)

    # ---- planning --------------------------------------------------------------------------------

    def _planner(self, decisions: Decisions) -> tuple[Planner, Todo]:
        todo = self._undecided(decisions)
        views = self._views()
        state = self._read_state(views, todo)
        seats = Seats.at_hand(state, self.request.seats)
        seats.require(todo.councils(state.people, state.cases), self.directory.communities.name)
        header = self.chain.block(views.block)
        valid = self.request.valid_seconds
        if valid is None:
            valid = _REPLAY_SECONDS if self.request.replay else _LIVE_SECONDS
        limits = gas.limits(
            int(header["gasLimit"], 16),
            max(council.threshold for council in state.councils.values()),
            valid,
            self.request.most_lines,
        )
        clock = self._clock(state, header["timestamp"])
        logs = CaseLogs(views, self.request.manifest)
        provider = provider_of(logs, state, self.request.payer.address, todo.redemptions)
        return Planner(state, seats, clock, limits, provider), todo

    def _undecided(self, decisions: Decisions) -> Todo:
        decided = decisions.acts.keys() | decisions.refusals.keys()
        return Todo(
            [line for line in self.records.enrolments if line.key not in decided],
            [line for line in self.bindings if line.key not in decided],
            [line for line in self.records.contributions if line.key not in decided],
            [line for line in self.records.nominations if line.key not in decided],
            [line for line in self.records.infractions if line.key not in decided],
            [line for line in self.records.remedies if line.key not in decided],
            [line for line in self.records.redemptions if line.key not in decided],
        )

    def _read_state(self, views: ContractViews, todo: Todo) -> State:
        if todo.redemptions:
            offers = {line.terms.offer for line in todo.redemptions}
            return read_redeeming(views, offers, todo.identities)
        accused = [line.identity for line in todo.infractions]
        state = read_state(
            views,
            todo.identities,
            [line.identity for line in todo.bindings] + accused,
            {(line.identity, line.rule) for line in todo.contributions},
            todo.cases,
        )
        if todo.nominations:
            nominated = list(dict.fromkeys(line.identity for line in todo.nominations))
            read_lottery(views, state, {line.round for line in todo.nominations}, nominated)
        return state

    def _clock(self, state: State, now: int) -> Clock:
        if not self.request.replay:
            return LiveClock(now)
        horizon = self.request.horizon
        return ReplayClock(
            now,
            day_of(state.genesis),
            min(self.request.period_days, state.charter.filing_days),
            int(time.time()) if horizon is None else horizon,
        )

    def _views(self) -> ContractViews:
        return ContractViews.latest(self.deployment)

    def _digest(self) -> bytes:
        digest = hashlib.sha256()
        for path in (*self.request.files, *self.request.extra_inputs):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.digest()


def require_deployment(chain: Chain, manifest: Manifest) -> None:
    """Raise `AllocationError` unless the chain is the manifest's and carries its contracts."""
    if chain.chain_id != manifest.chain_id:
        raise AllocationError(
            f"{chain.shown_url} is chain {chain.chain_id}, but the manifest is of chain "
            f"{manifest.chain_id}: give the node of that chain, or another --manifest"
        )
    if manifest.status != "complete":
        raise AllocationError(
            f"the deployment in the manifest is {manifest.status}: finish it with `isonomia deploy`"
        )
    for name, address in manifest.addresses.items():
        if not chain.code(address):
            raise AllocationError(
                f"{chain.shown_url} has no {name} at {address}: it is another chain with id "
                f"{manifest.chain_id}, or a development chain that was started anew"
            )
