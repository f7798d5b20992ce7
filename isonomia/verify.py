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
from pathlib import Path

from isonomia import build, words
from isonomia.bytecode import compare_code, immutables
from isonomia.chain import Block, Chain, RpcError
from isonomia.checkpoint import Checkpoint, Reached, write_checkpoint
from isonomia.comparison import Comparison
from isonomia.contract_views import AnswerError, ContractViews
from isonomia.contracts import Deployment
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.log_stream import Header, read_header
from isonomia.manifest import Manifest
from isonomia.proofs.checking import NOT_ASKED, ProofCheck, Proven, Status, Unprovable, Wanted
from isonomia.reading_on import ReadingOn, Wishes
from isonomia.replay import Traces
from isonomia.signature_checks import Progress, Seen, SignatureChecks
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import State
from isonomia.target import Target, read_target
from isonomia.touched import touched_since
from isonomia.verdict import ProvenLogs
from isonomia.verdict import Verdict as Verdict

#: Differences counted before the comparison stops; only the first is explained.
MOST_DIVERGENCES = 100

Artifacts = dict[str, build.Artifact]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Show no progress."""


def verify(
    url: str,
    manifest: Manifest,
    *,
    block: Block = "latest",
    compile_sources: Callable[[], Artifacts] = build.compile_sources,
    proofs: Wanted = Wanted.LEFT_OUT,
    receipts: bool = False,
    plainly: bool = False,
    checkpoint: Path | None = None,
    full: bool = False,
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
        receipts: whether logs are to be proved by the receipts of their blocks
        plainly: whether every act is left to the plain specification, which takes longer
        checkpoint: file to go on from where it is there, and to write anew when all agrees
        full: whether everything is compared, also what the checkpoint says was compared
        as_built: whether ``compile_sources`` does not compile them afresh
        on_progress: told how far it is

    Raises:
        IsonomiaError: the node cannot be reached or does not have the block, the deployment is not
            complete, the checkpoint cannot be used, or the node gives no proofs or receipts where
            they are demanded.
    """
    began = time.monotonic()
    wishes = Wishes(proofs, receipts, plainly, checkpoint, full)
    verification = _Verification(url, read_header(Chain(url), block), wishes, on_progress)
    try:
        found = verification.run(read_target(manifest), compile_sources)
    except Diverged as diverged:
        found = [diverged.divergence]
    except AnswerError as error:
        found = [_malformed(error)]
    if checkpoint is not None and not found:
        verification.write(checkpoint)
    return verification.verdict(manifest.chain_id, found, as_built, time.monotonic() - began)


def _malformed(error: AnswerError) -> Divergence:
    asked = error.question
    return Divergence(
        Finding.MALFORMED_ANSWER,
        subject=f"{asked.function} of the contract at {asked.contract.address}",
        found=str(error.answer),
    )


class _Verification:
    """The steps of one verification, and what it has come to."""

    target: Target
    reading: ReadingOn | None = None
    signatures: SignatureChecks | None = None

    def __init__(self, url: str, pinned: Header, wishes: Wishes, on_progress: Progress) -> None:
        self.chain = Chain(url)
        self.url = url
        self.pinned = pinned
        self.wishes = wishes
        left_out = wishes.proofs is Wanted.LEFT_OUT
        self.proven = NOT_ASKED if left_out else Proven(Status.NOT_REACHED)
        self.receipts = ProvenLogs(Status.NOT_REACHED if wishes.receipts else Status.LEFT_OUT)
        self._code_hashes: dict[str, bytes] = {}
        self._tell = on_progress

    def run(self, target: Target, compile_sources: Callable[[], Artifacts]) -> list[Divergence]:
        """Return the differences from the comparison; raise `Diverged` for any earlier one."""
        self.target = target
        self._require_chain()
        reading = self.reading = ReadingOn(self.url, target, self.pinned, self.wishes)
        with ThreadPoolExecutor(1) as compiler:
            compiled = compiler.submit(compile_sources)
            try:
                reading.read_on(lambda done, total: self._tell("reading logs", done, total))
            except Diverged:
                # Foreign code explains foreign logs: say that first.
                self._require_code(compiled)
                raise
            self._require_code(compiled)
        self.receipts = reading.receipts
        touched = self._touched(reading)
        differences = self._compare(touched, reading.replay.traces, compiled.result())
        differences += self._check_signatures(touched, reading)
        differences += self._prove(touched, reading, compiled.result())
        self._require_same_chain()
        return differences

    def verdict(
        self, chain_id: int, found: list[Divergence], as_built: bool, seconds: float
    ) -> Verdict:
        """Return what was found, and how far it came."""
        reading, reached = self.reading, self._reached()
        seen = self.signatures
        return Verdict(
            chain_id=chain_id,
            pinned=self.pinned,
            logs=reached.logs,
            acts=reached.acts,
            people=reading.people if reading else 0,
            divergence=found[0] if found else None,
            others=max(0, len(found) - 1),
            seconds=seconds,
            events_per_second=reading.events_per_second if reading else None,
            signatures=seen.beacon.checked if seen else 0,
            unseen_signatures=reached.unseen_signatures,
            jurors=seen.jurors.checked if seen else 0,
            unseen_jurors=reached.unseen_jurors,
            sensors=seen.sensors.checked if seen else 0,
            unseen_sensors=reached.unseen_sensors,
            proven=self.proven,
            receipts=self.receipts,
            resumed=reading.resumed if reading else None,
            compared_since=self._since,
            as_built=as_built,
        )

    def write(self, checkpoint: Path) -> None:
        """Write the checkpoint of what agrees."""
        assert self.reading is not None
        self._tell("writing the checkpoint", 0, 1)
        kept = Checkpoint(self._reached(), self.reading.replay.carrier)
        write_checkpoint(checkpoint, self.target, kept)
        self._tell("writing the checkpoint", 1, 1)

    def _reached(self) -> Reached:
        reading, seen = self.reading, self.signatures
        before = reading.before if reading else None
        # Rounds of the beacon are in the state, so that all of them can be looked at again.
        rounds = before.unseen_signatures if before and self._since is not None else ()
        return Reached(
            self.pinned,
            reading.replay.logs if reading else 0,
            reading.replay.acts if reading else 0,
            proven=self.proven.status is Status.CHECKED,
            receipts=self.receipts.status is Status.CHECKED and self.receipts.missing_until is None,
            unseen_signatures=_joined(rounds, seen.beacon if seen else Seen()),
            unseen_jurors=_joined(
                before.unseen_jurors if before else (), seen.jurors if seen else Seen()
            ),
            unseen_sensors=_joined(
                before.unseen_sensors if before else (), seen.sensors if seen else Seen()
            ),
        )

    @property
    def _since(self) -> int | None:
        """The block after which alone logs are about what is compared; None for everything."""
        return None if self.wishes.full or self.reading is None else self.reading.since

    def _touched(self, reading: ReadingOn) -> State:
        replay, since = reading.replay, self._since
        return replay.state if since is None else touched_since(replay.state, replay.traces, since)

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

    def _compare(self, state: State, traces: Traces, artifacts: Artifacts) -> list[Divergence]:
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
            state,
            answers,
            self.pinned.time,
            traces,
            artifacts,
            lambda done, total: self._tell("comparing people", done, total),
        )
        return list(islice(comparison.divergences(), MOST_DIVERGENCES))

    def _check_signatures(self, state: State, reading: ReadingOn) -> list[Divergence]:
        checks = SignatureChecks(Deployment(self.chain, self.target), self._tell)
        self.signatures = checks
        places = reading.replay.traces.beacon
        return [
            *checks.of_beacon(self.target.beacon, state.randomness, places),
            *checks.of_jurors(reading.voted),
            *checks.of_sensors(reading.reported),
        ]

    def _prove(self, touched: State, reading: ReadingOn, artifacts: Artifacts) -> list[Divergence]:
        if self.wishes.proofs is Wanted.LEFT_OUT:
            return []
        # Where nothing was proved before, everything is.
        proved_before = reading.before is not None and reading.before.proven
        state, since = (touched, self._since) if proved_before else (reading.replay.state, None)
        check = ProofCheck(
            self.chain,
            self.target.addresses,
            self.pinned,
            self._code_hashes,
            lambda done, total: self._tell("checking proofs", done, total),
            since,
        )
        try:
            wrong = list(islice(check.divergences(state, artifacts), MOST_DIVERGENCES))
        except Unprovable as unprovable:
            if self.wishes.proofs is Wanted.DEMANDED:
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


def _joined(before: tuple[int, ...], seen: Seen) -> tuple[int, ...]:
    return tuple(dict.fromkeys(before + seen.unseen))
