"""Recompute a deployment from its logs and compare it with what the contracts answer.

Nobody is trusted for the numbers: the charter is checked against the hash in the contract, the code
against a fresh compilation of the sources here, every act against the specification, every person,
council, seat, rule, rate, round, case and panel against the views and slots at one pinned block,
every round of the beacon against the network's key, every verdict against its jurors' keys, every
reading against its sensors', and everything stored against proofs that lead to the block's hash.
What this does trust is that the node tells the same chain as everybody else's: compare the block
hash it prints.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice

from isonomia import build, words
from isonomia.beacon_signatures import BeaconSignatures
from isonomia.bytecode import compare_code, immutables
from isonomia.chain import Block, Chain, RpcError
from isonomia.comparison import Comparison
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.history import Header, History, fetch, read_header
from isonomia.juror_signatures import JurorSignatures, Voted, voted
from isonomia.manifest import Manifest
from isonomia.proofs.checking import NOT_ASKED, ProofCheck, Proven, Status, Unprovable, Wanted
from isonomia.reading_signatures import ReadingSignatures, Reported, reported
from isonomia.replay import Replay
from isonomia.spec.keccak import keccak256
from isonomia.target import Target, read_target
from isonomia.verdict import Verdict as Verdict

#: Differences counted before the comparison stops; only the first is explained.
MOST_DIVERGENCES = 100

Artifacts = dict[str, build.Artifact]
#: Called with (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


def verify(
    url: str,
    manifest: Manifest,
    *,
    block: Block = "latest",
    compile_sources: Callable[[], Artifacts] = build.compile_sources,
    proofs: Wanted = Wanted.LEFT_OUT,
    as_built: bool = False,
    on_progress: Progress = _silent,
) -> Verdict:
    """Verify a deployment up to one block.

    Args:
        url: of a node
        manifest: of the deployment to verify
        block: where to stop and compare
        compile_sources: gives the artifacts that the deployed code is compared with
        proofs: whether what is stored is to be proved against the block's hash
        as_built: whether ``compile_sources`` does not compile them afresh
        on_progress: told how far it is

    Raises:
        IsonomiaError: the node cannot be reached or does not have the block, the deployment is not
            complete, or the node gives no proofs where they are demanded.
    """
    began = time.monotonic()
    verification = _Verification(url, read_header(Chain(url), block), proofs, on_progress)
    try:
        found = verification.run(read_target(manifest), compile_sources)
    except Diverged as diverged:
        found = [diverged.divergence]
    return Verdict(
        chain_id=manifest.chain_id,
        pinned=verification.pinned,
        logs=verification.logs,
        acts=verification.acts,
        people=verification.people,
        divergence=found[0] if found else None,
        others=max(0, len(found) - 1),
        seconds=time.monotonic() - began,
        signatures=verification.signatures,
        unseen_signatures=verification.unseen_signatures,
        jurors=verification.jurors,
        unseen_jurors=verification.unseen_jurors,
        sensors=verification.sensors,
        unseen_sensors=verification.unseen_sensors,
        proven=verification.proven,
        as_built=as_built,
    )


class _Verification:
    """The steps of one verification, and the counts it has reached."""

    def __init__(self, url: str, pinned: Header, proofs: Wanted, on_progress: Progress) -> None:
        self.chain = Chain(url)
        self.url = url
        self.pinned = pinned
        self.logs = self.acts = self.people = self.signatures = self.jurors = self.sensors = 0
        self.unseen_signatures: tuple[int, ...] = ()
        self.unseen_jurors: tuple[int, ...] = ()
        self.unseen_sensors: tuple[int, ...] = ()
        self.proven = NOT_ASKED if proofs is Wanted.LEFT_OUT else Proven(Status.NOT_REACHED)
        self._proofs = proofs
        self._code_hashes: dict[str, bytes] = {}
        self._voted: list[Voted] = []
        self._reported: list[Reported] = []
        self._tell = on_progress

    def run(self, target: Target, compile_sources: Callable[[], Artifacts]) -> list[Divergence]:
        """Return the differences from the comparison; raise `Diverged` for any earlier one."""
        self.target = target
        self._require_chain()
        with ThreadPoolExecutor(1) as compiler:
            compiled = compiler.submit(compile_sources)
            try:
                replay = self._replay()
            except Diverged:
                # Foreign code explains foreign logs: say that first.
                self._require_code(compiled)
                raise
            self._require_code(compiled)
        differences = self._compare(replay, compiled.result())
        differences += self._check_beacon(replay)
        differences += self._check_jurors()
        differences += self._check_sensors()
        differences += self._prove(replay, compiled.result())
        self._require_same_chain()
        return differences

    def _require_chain(self) -> None:
        found = self.chain.chain_id
        if found != self.target.chain_id:
            expected = str(self.target.chain_id)
            raise Diverged(
                Divergence(
                    Finding.WRONG_CHAIN, field="chain_id", expected=expected, found=str(found)
                )
            )
        for name, address in self.target.addresses.items():
            if not self._code(address):
                raise Diverged(Divergence(Finding.NO_CODE, subject=f"{name} at {address}"))

    def _code(self, address: str) -> bytes:
        """Return the code at an address: the first thing asked of the state at the block."""
        try:
            return self.chain.code(address, self.pinned.number)
        except RpcError as error:
            raise IsonomiaError(
                f"The node does not answer what was there at block {self.pinned.number}; it says: "
                f"{error.message}. A node that prunes forgets all but the state of its latest "
                "blocks: ask an archive node, or take a later block"
            ) from None

    def _replay(self) -> Replay:
        replay = Replay(self._history(), self.target.founding)
        self.logs = len(replay.founding)
        for step in replay.steps():
            self.acts += 1
            self.logs += len(step.act.logs)
            self.people = len(replay.state.people)
            if decision := voted(*step, replay.state):
                self._voted.append(decision)
            if reading := reported(*step, replay.state):
                self._reported.append(reading)
        self.people = len(replay.state.people)
        return replay

    def _history(self) -> History:
        return fetch(
            self.url,
            self.target.addresses,
            self.target.from_block,
            self.pinned,
            lambda done, total: self._tell("reading logs", done, total),
        )

    def _require_code(self, compiled: Future[Artifacts]) -> None:
        self._tell("comparing code", 0, len(build.DEPLOYED))
        artifacts = compiled.result()
        target = self.target
        words = immutables(
            target.founding.charter,
            target.founding.charter_hash,
            target.beacon,
            self.chain.chain_id,
            target.addresses,
            read_header(self.chain, target.first_block).time,
        )
        for done, name in enumerate(build.DEPLOYED, 1):
            code = self._code(self.target.addresses[name])
            divergence = compare_code(name, artifacts[name], code, words[name])
            if divergence:
                raise Diverged(divergence)
            self._code_hashes[name] = keccak256(code)
            self._tell("comparing code", done, len(build.DEPLOYED))

    def _compare(self, replay: Replay, artifacts: Artifacts) -> list[Divergence]:
        answers = ContractViews(Deployment(self.chain, self.target), self.pinned.number)
        clock = answers.clock()
        if clock != self.pinned.time:
            raise Diverged(
                Divergence(
                    Finding.CLOCK_DIFFERS,
                    expected=words.second(self.pinned.time),
                    found=words.second(clock),
                    block=self.pinned.number,
                )
            )
        comparison = Comparison(
            replay.state,
            answers,
            self.pinned.time,
            replay.traces,
            artifacts,
            lambda done, total: self._tell("comparing people", done, total),
        )
        return list(islice(comparison.divergences(), MOST_DIVERGENCES))

    def _check_beacon(self, replay: Replay) -> list[Divergence]:
        check = BeaconSignatures(
            Deployment(self.chain, self.target),
            self.target.beacon,
            replay.state.randomness,
            replay.traces.beacon,
        )
        total = len(replay.state.randomness)
        wrong = []
        for done, divergences in enumerate(check.rounds(), 1):
            wrong += divergences
            self._tell("checking signatures of the beacon", done, total)
        self.signatures, self.unseen_signatures = check.checked, tuple(check.unseen)
        return wrong

    def _check_jurors(self) -> list[Divergence]:
        check = JurorSignatures(Deployment(self.chain, self.target), self._voted)
        wrong = []
        for done, divergences in enumerate(check.each(), 1):
            wrong += divergences
            self._tell("checking signatures of jurors", done, len(self._voted))
        self.jurors, self.unseen_jurors = check.checked, tuple(dict.fromkeys(check.unseen))
        return wrong

    def _check_sensors(self) -> list[Divergence]:
        check = ReadingSignatures(Deployment(self.chain, self.target), self._reported)
        wrong = []
        for done, divergences in enumerate(check.each(), 1):
            wrong += divergences
            self._tell("checking signatures of sensors", done, len(self._reported))
        self.sensors, self.unseen_sensors = check.checked, tuple(dict.fromkeys(check.unseen))
        return wrong

    def _prove(self, replay: Replay, artifacts: Artifacts) -> list[Divergence]:
        if self._proofs is Wanted.LEFT_OUT:
            return []
        check = ProofCheck(
            self.chain,
            self.target.addresses,
            self.pinned,
            self._code_hashes,
            lambda done, total: self._tell("checking proofs", done, total),
        )
        try:
            wrong = list(islice(check.divergences(replay.state, artifacts), MOST_DIVERGENCES))
        except Unprovable as unprovable:
            if self._proofs is Wanted.DEMANDED:
                raise
            self.proven = Proven(Status.REFUSED, refused=str(unprovable))
            return []
        self.proven = check.proven
        return wrong

    def _require_same_chain(self) -> None:
        now = read_header(self.chain, self.pinned.number)
        if now.block_hash != self.pinned.block_hash:
            raise Diverged(
                Divergence(
                    Finding.CHAIN_REORGANISED,
                    expected=self.pinned.block_hash,
                    found=now.block_hash,
                    block=self.pinned.number,
                    remark="run it again",
                )
            )
