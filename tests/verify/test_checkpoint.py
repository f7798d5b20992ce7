"""Verifying on from a checkpoint: only what is new is read, and the file is no article of faith.

read      new blocks only | nothing new | another block there now | later than the block asked
resumed   state, traces and batches are those of a replay at once, of every scenario, at every block
compared  what was touched since | everything | proofs and receipts that were left out before
file      none | damaged | edited | cut off | another format, version or deployment | no room
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from isonomia import checkpoint, checkpoint_parts, log_stream
from isonomia.checkpoint import (
    Checkpoint,
    CheckpointError,
    Reached,
    read_checkpoint,
    write_checkpoint,
)
from isonomia.checkpoint_parts import decoded, encoded
from isonomia.commands.verify import built, show
from isonomia.divergence import Finding
from isonomia.fastpath.replay import FastReplay
from isonomia.history import fetch
from isonomia.log_stream import Header, LogChunk, read_header, stream
from isonomia.proofs.checking import Status, Wanted
from isonomia.proposals import ProposalReader
from isonomia.replay import Carrier, Replay
from isonomia.spec.state import State
from isonomia.target import Target
from isonomia.touched import touched_since
from isonomia.verify import Artifacts, Verdict, verify
from tests.tamper.storage import entry, set_storage, storage_at
from tests.verify.limping_node import Watched, limping_node
from tests.verify.proving import Lived
from tests.verify.scenario import CLEAN_WATER, NORTH, Scenario, identity_of

#: Blocks of a scenario at which a replay is interrupted.
STOPS = 6


@pytest.fixture
def growing(lived: Scenario) -> Iterator[Scenario]:
    """The scenario, as it was again afterwards."""
    snapshot, nonces = lived.chain.snapshot(), dict(lived.nonces)
    yield lived
    lived.chain.revert(snapshot)
    lived.nonces = nonces


@pytest.fixture(scope="module")
def artifacts() -> Artifacts:
    return built()


def judge(
    scenario: Scenario, artifacts: Artifacts, file: Path, url: str | None = None, **options: Any
) -> Verdict:
    return verify(
        url or scenario.dev.url,
        scenario.manifest,
        compile_sources=lambda: artifacts,
        checkpoint=file,
        **options,
    )


def award(scenario: Scenario, *roles: str) -> None:
    scenario.award(NORTH, CLEAN_WATER, dict.fromkeys(roles, scenario.today))


def last(scenario: Scenario) -> int:
    return int(scenario.chain.block()["number"])


def asked_from(watched: Watched) -> int:
    return min(first for first, _ in watched.spans)


# ---- what is read --------------------------------------------------------------------------------


@pytest.mark.req("Y2")
def test_checkpoint__more_acts__second_run_reads_only_new_blocks(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file, before = tmp_path / "checkpoint", last(growing)
    with limping_node(growing.dev.url) as watched:
        first = judge(growing, artifacts, file, watched.url)
    award(growing, "newcomer")
    with limping_node(growing.dev.url) as again:
        second = judge(growing, artifacts, file, again.url)
    with limping_node(growing.dev.url) as once_more:
        third = judge(growing, artifacts, file, once_more.url)
    assert (first.divergence, second.divergence, third.divergence) == (None, None, None)
    assert (first.resumed, first.compared_since) == (None, None)
    assert asked_from(watched) == growing.target.from_block
    assert asked_from(again) == before + 1
    assert (len(again.spans), len(once_more.spans)) == (1, 0)
    assert len(once_more.methods) < len(again.methods) < len(watched.methods)
    assert (second.compared_since, third.compared_since) == (before, last(growing))
    anew = judge(growing, artifacts, tmp_path / "another")
    assert (second.logs, second.acts, second.people) == (anew.logs, anew.acts, anew.people)
    assert first.logs < second.logs == third.logs
    assert third.events_per_second is None


@pytest.mark.req("Y2")
def test_checkpoint__reorganised_chain__is_read_anew_and_says_so(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, nonces = tmp_path / "checkpoint", dict(growing.nonces)
    forked = growing.chain.snapshot()
    award(growing, "newcomer")
    first = judge(growing, artifacts, file)
    growing.chain.revert(forked)
    growing.nonces = nonces
    award(growing, "neighbour")
    second = judge(growing, artifacts, file)
    assert first.divergence is second.divergence is None
    assert first.pinned.number == second.pinned.number
    assert second.resumed is not None
    assert second.resumed.reorganised
    assert second.compared_since is None
    assert second.as_dict()["checkpoint"]["block_hash"] == first.pinned.block_hash
    show(second)
    assert "the chain has another block" in " ".join(capsys.readouterr().out.split())
    kept = read_checkpoint(file, growing.target)
    assert kept is not None
    assert kept.reached.block == second.pinned


@pytest.mark.req("Y2")
def test_checkpoint__later_than_the_block_asked__is_an_error(
    lived: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    judge(lived, artifacts, tmp_path / "checkpoint")
    with pytest.raises(CheckpointError, match="Take a later block"):
        judge(lived, artifacts, tmp_path / "checkpoint", block=last(lived) - 1)


@pytest.mark.req("Y2")
def test_checkpoint__something_differs__is_not_written(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    tamper_with(growing, "elder")
    assert judge(growing, artifacts, file).divergence is not None
    assert not file.exists()


# ---- what is compared ----------------------------------------------------------------------------


def tamper_with(scenario: Scenario, role: str) -> None:
    """Turn over the lowest bit of a person's month of birth."""
    address = scenario.manifest.addresses["Ledger"]
    slot = entry("Ledger", "_people", identity_of(role))(scenario)
    set_storage(scenario.chain, address, slot, storage_at(scenario.chain, address, slot) ^ 1)


@pytest.mark.req("Y2")
def test_checkpoint__person_of_before_it_tampered_with__is_found_by_full(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    judge(growing, artifacts, file)
    tamper_with(growing, "elder")
    award(growing, "newcomer")
    full = judge(growing, artifacts, file, full=True)
    assert full.divergence is not None
    assert full.divergence.finding is Finding.PERSON_DIFFERS
    assert full.divergence.person == "0x" + identity_of("elder").hex()
    assert full.compared_since is None
    since = judge(growing, artifacts, file)
    assert since.divergence is None
    assert any("no log after block" in what for what, _ in since.unchecked)


@pytest.mark.req("Y2")
def test_checkpoint__person_of_after_it_tampered_with__is_found(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    judge(growing, artifacts, file)
    award(growing, "neighbour")
    tamper_with(growing, "neighbour")
    found = judge(growing, artifacts, file).divergence
    assert found is not None
    assert found.finding is Finding.PERSON_DIFFERS
    assert found.person == "0x" + identity_of("neighbour").hex()


@pytest.mark.req("Y2")
def test_checkpoint__proofs_before__only_what_was_touched_is_proved(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file, before = tmp_path / "checkpoint", last(growing)
    first = judge(growing, artifacts, file, proofs=Wanted.DEMANDED)
    award(growing, "newcomer")
    second = judge(growing, artifacts, file, proofs=Wanted.DEMANDED)
    assert first.divergence is second.divergence is None
    assert (first.proven.since, second.proven.since) == (None, before)
    assert 0 < second.proven.slots < first.proven.slots
    assert second.proven.status is Status.CHECKED


@pytest.mark.req("Y2")
def test_checkpoint__no_proofs_and_receipts_before__are_made_up_for_or_told(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file, before = tmp_path / "checkpoint", last(growing)
    judge(growing, artifacts, file)
    award(growing, "newcomer")
    second = judge(growing, artifacts, file, proofs=Wanted.DEMANDED, receipts=True)
    assert second.divergence is None
    assert second.proven.since is None
    assert second.proven.slots > len(growing.target.addresses)
    assert (second.receipts.blocks, second.receipts.missing_until) == (1, before)
    assert any(f"logs up to block {before}" in what for what, _ in second.unchecked)
    assert second.as_dict()["receipts"]["missing_until"] == before


@pytest.mark.req("Y2")
def test_checkpoint__of_the_fast_path__is_gone_on_from_plainly(
    growing: Scenario, artifacts: Artifacts, tmp_path: Path
) -> None:
    file = tmp_path / "checkpoint"
    judge(growing, artifacts, file)
    award(growing, "newcomer")
    plain = judge(growing, artifacts, file, plainly=True)
    award(growing, "newcomer", "neighbour")
    fast = judge(growing, artifacts, file)
    assert plain.divergence is fast.divergence is None
    assert fast.acts == plain.acts + 1


# ---- what is resumed -----------------------------------------------------------------------------


def chunks_of(scenario: Lived, monkeypatch: pytest.MonkeyPatch) -> list[LogChunk]:
    """Return the scenario's logs, a chunk for each block."""
    monkeypatch.setattr(log_stream, "MOST_BLOCKS", 1)
    target, pinned = scenario.target, read_header(scenario.chain, "latest")
    return list(stream(scenario.dev.url, target.addresses, target.from_block, pinned))


def proposals_of(scenario: Lived) -> ProposalReader:
    return ProposalReader(scenario.chain, scenario.target.addresses, last(scenario))


def feed(replay: FastReplay, chunks: list[LogChunk]) -> FastReplay:
    for chunk in chunks:
        for _ in replay.feed(chunk):
            pass
    return replay


def stops(chunks: list[LogChunk]) -> list[int]:
    """Return after how many chunks to interrupt; the constructors come before the first stop."""
    first = next(at for at, chunk in enumerate(chunks, 1) if len(chunk.headers) and at > 12)
    return list(range(first, len(chunks), max(1, (len(chunks) - first) // STOPS)))


def require_same(found: Carrier, expected: Carrier) -> None:
    assert found.state == expected.state
    assert found.traces == expected.traces
    assert found.batches.filed() == expected.batches.filed()
    for filed in expected.batches.filed():
        assert found.batches.proof(*filed) == expected.batches.proof(*filed)
    kept = [batch for batch, *_ in expected.redeemed.kept()]
    assert [batch for batch, *_ in found.redeemed.kept()] == kept
    for batch in kept:
        assert found.redeemed.redemptions(batch) == expected.redeemed.redemptions(batch)
    assert dict(found.proposals).keys() <= dict(expected.proposals).keys()


def changes_between(before: State, after: State) -> Iterator[tuple[str, Any]]:
    """Return field and key of everything kept under a key that is not as it was."""
    for entry_of in dataclasses.fields(State):
        old, new = getattr(before, entry_of.name), getattr(after, entry_of.name)
        if isinstance(new, set):
            yield from ((entry_of.name, key) for key in new ^ old)
        elif isinstance(new, dict):
            changed = (key for key in new if key not in old or old[key] != new[key])
            yield from ((entry_of.name, key) for key in changed)


def require_resumed_at_every_stop(
    scenario: Lived, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, chunks = scenario.target, chunks_of(scenario, monkeypatch)
    pinned = read_header(scenario.chain, "latest")
    at_once = Replay(
        fetch(scenario.dev.url, target.addresses, target.from_block, pinned), target.founding
    )
    at_once.finish()
    for stop in stops(chunks):
        begun = FastReplay(target.founding, target.addresses, proposals_of(scenario))
        feed(begun, chunks[:stop])
        header = read_header(scenario.chain, chunks[stop - 1].last)
        reached = Reached(header, begun.logs, begun.acts)
        write_checkpoint(file, target, Checkpoint(reached, begun.carrier))
        read = read_checkpoint(file, target)
        assert read is not None
        assert read.reached == reached
        require_same(read.kept, begun.carrier)
        before = begun.state.copy()
        going_on = FastReplay.going_on(
            read.kept, target.founding, target.addresses, proposals_of(scenario)
        )
        feed(going_on, chunks[stop:])
        require_same(going_on.carrier, at_once)
        touched = touched_since(going_on.state, going_on.traces, header.number)
        for name, key in changes_between(before, going_on.state):
            assert key in getattr(touched, name), (name, key)


@pytest.mark.req("Y2")
def test_resumed__people_and_lottery__is_as_replayed_at_once(
    lived_on_anvil: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_resumed_at_every_stop(lived_on_anvil, tmp_path / "checkpoint", monkeypatch)


@pytest.mark.req("Y2")
def test_resumed__due_process__is_as_replayed_at_once(
    tried_on_anvil: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_resumed_at_every_stop(tried_on_anvil, tmp_path / "checkpoint", monkeypatch)


@pytest.mark.req("Y2")
def test_resumed__services__is_as_replayed_at_once(
    served_on_anvil: Lived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_resumed_at_every_stop(served_on_anvil, tmp_path / "checkpoint", monkeypatch)


# ---- the file ------------------------------------------------------------------------------------


@pytest.fixture
def written(lived_on_anvil: Scenario, tmp_path: Path, artifacts: Artifacts) -> Path:
    file = tmp_path / "checkpoint"
    judge(lived_on_anvil, artifacts, file)
    return file


def require_refused(target: Target, file: Path, words: str) -> None:
    with pytest.raises(CheckpointError, match=words):
        read_checkpoint(file, target)


@pytest.mark.req("Y2")
def test_file__any_byte_edited_or_cut_off__is_refused(
    lived_on_anvil: Scenario, written: Path
) -> None:
    target, content = lived_on_anvil.target, written.read_bytes()
    first_line = content.index(b"\n") + 1
    for at in range(first_line, len(content), len(content) // 40):
        edited = bytearray(content)
        edited[at] ^= 1
        written.write_bytes(edited)
        require_refused(target, written, "damaged, or somebody edited it. Delete it")
        written.write_bytes(content[:at])
        require_refused(target, written, "damaged, or somebody edited it. Delete it")
    for at in range(first_line):
        written.write_bytes(content[:at])
        require_refused(target, written, "is no checkpoint")


@pytest.mark.req("Y2")
def test_file__older_format_or_something_else__is_refused(
    lived_on_anvil: Scenario, written: Path
) -> None:
    target, content = lived_on_anvil.target, written.read_bytes()
    written.write_bytes(content.replace(b"checkpoint/1", b"checkpoint/0", 1))
    require_refused(target, written, "in the format isonomia-checkpoint/0.*Delete it")
    written.write_text(json.dumps({"no": "checkpoint"}) * 10)
    require_refused(target, written, "is no checkpoint. Name another file")


@pytest.mark.req("Y2")
def test_file__of_another_version__is_refused(
    lived_on_anvil: Scenario, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = lived_on_anvil.target
    monkeypatch.setattr(checkpoint, "__version__", "9.9.9")
    require_refused(target, written, "written by version .*, and this is 9.9.9. Delete it")


@pytest.mark.req("Y2")
@pytest.mark.parametrize("part", ["chain_id", "addresses", "charter_hash"])
def test_file__of_another_deployment__is_refused(
    lived_on_anvil: Scenario, written: Path, part: str
) -> None:
    target = lived_on_anvil.target
    other = {
        "chain_id": {"chain_id": target.chain_id + 1},
        "addresses": {"addresses": target.addresses | {"Pool": "0x" + "11" * 20}},
        "charter_hash": {"founding": target.founding._replace(charter_hash=bytes(32))},
    }[part]
    with pytest.raises(CheckpointError, match="of another deployment than the manifest"):
        read_checkpoint(written, dataclasses.replace(target, **other))


@pytest.mark.req("Y2")
def test_file__whole_but_with_other_parts__is_refused(
    lived_on_anvil: Scenario, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = lived_on_anvil.target
    read = read_checkpoint(written, target)
    assert read is not None
    parts = list(checkpoint_parts.parts_of(read.kept))
    for wrong in (parts[:-1], [*parts, parts[-1]], [parts[-1], *parts[1:]]):
        monkeypatch.setattr(checkpoint, "parts_of", lambda _kept, wrong=wrong: iter(wrong))
        write_checkpoint(written, target, read)
        require_refused(target, written, "does not hold what this program writes")


@pytest.mark.req("Y2")
def test_file__writing_breaks_off__leaves_the_one_before(
    lived_on_anvil: Scenario, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, content = lived_on_anvil.target, written.read_bytes()
    read = read_checkpoint(written, target)
    assert read is not None

    def breaks_off(kept: Carrier) -> Iterator[Any]:
        yield encoded(dict(kept.proposals))
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "parts_of", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        write_checkpoint(written, target, read)
    assert written.read_bytes() == content


@pytest.mark.req("Y2")
def test_file__folder_that_is_not_there__says_what_to_do(
    lived_on_anvil: Scenario, written: Path
) -> None:
    read = read_checkpoint(written, lived_on_anvil.target)
    assert read is not None
    with pytest.raises(CheckpointError, match="Name a file in a folder that is there"):
        write_checkpoint(written / "deeper", lived_on_anvil.target, read)


@pytest.mark.req("Y2")
@pytest.mark.offline
@pytest.mark.parametrize("number", [0, -1, 2**63, 2**64 - 1, 2**64, 2**256 - 1, -(2**63) - 1])
def test_part__whole_number_of_any_size__is_read_back(number: int) -> None:
    value = {(b"who", 3): Header(number, 7, "0x")}
    assert decoded(encoded(value), dict[tuple[bytes, int], Header]) == value
