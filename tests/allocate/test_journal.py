"""The journal: what is committed stays, in order, for one deployment and one process."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from isonomia import build
from isonomia.journal import Journal, JournalError, Refused, SignedAct

DEPLOYMENT = {"chain_id": "1337", "ledger": "0x01", "communities": "0x02"}
RUN_INPUTS = b"inputs"


def opened(folder: Path) -> Journal:
    return Journal(folder / "journal.sqlite", DEPLOYMENT)


def signed(number: int, *lines: bytes) -> SignedAct:
    return SignedAct(
        kind="enrol",
        community=5,
        detail={"nonce": number},
        not_before=number * 10,
        sender="0x03",
        account_nonce=number,
        tx=f"0x{number:064x}",
        raw=b"raw %d" % number,
        lines=lines,
    )


@pytest.mark.req("A2")
def test_record__acts_and_refusals__found_again_after_reopening(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        journal.record(run, [signed(0, b"a", b"b"), Refused(b"c", "TooBad", "words"), signed(1)])
    with opened(tmp_path) as journal:
        first, second = journal.acts("signed")
        assert (first.account_nonce, first.lines, first.raw) == (0, 2, b"raw 0")
        assert (first.run, first.detail, first.not_before) == (run, {"nonce": 0}, 0)
        assert second.lines == 0
        assert journal.lines_of(first.id) == (b"a", b"b")
        decisions = journal.decisions(run)
        assert decisions.acts == {b"a": first.id, b"b": first.id}
        assert decisions.refusals == {b"c": Refused(b"c", "TooBad", "words")}


@pytest.mark.req("A2")
def test_record__one_step_cannot_be_written__none_is(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        twice = [Refused(b"b", "A", ""), Refused(b"b", "A", "")]
        with pytest.raises(sqlite3.IntegrityError):
            journal.record(run, [signed(0, b"a"), *twice])
        assert journal.acts("signed") == []
        assert journal.decisions(run).acts == {}


@pytest.mark.req("A2")
def test_mark_void__an_act_reverted__what_was_decided_after_it_is_undecided(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        steps = [
            Refused(b"before", "A", ""),
            signed(0, b"first"),
            Refused(b"between", "B", ""),
            signed(1, b"second"),
            Refused(b"after", "C", ""),
        ]
        _, second = journal.record(run, steps)
        journal.mark_void(second.id, "reverted", "DeadlinePassed")
        decisions = journal.decisions(run)
        assert set(decisions.acts) == {b"first"}
        assert set(decisions.refusals) == {b"before", b"between"}
        assert [act.reason for act in journal.acts("reverted")] == ["DeadlinePassed"]


@pytest.mark.req("A2")
def test_mark_applied__and_unmined__come_and_go(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        [act] = journal.record(run, [signed(0, b"a")])
        journal.mark_applied([(act.id, "0xother", 7, 21_000)])
        [applied] = journal.acts("applied")
        assert (applied.tx, applied.block, applied.gas_used) == ("0xother", 7, 21_000)
        assert journal.acts("signed") == []
        journal.mark_unmined([act.id])
        [again] = journal.acts("signed")
        assert (again.block, again.gas_used) == (None, None)


@pytest.mark.req("A2")
def test_latest_applied__page_by_page__latest_first(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        acts = journal.record(run, [signed(number) for number in range(5)])
        journal.mark_applied((act.id, act.tx, 1, 1) for act in acts[:4])
        ids = [act.id for act in acts]
        assert [act.id for act in journal.latest_applied(2, None)] == [ids[3], ids[2]]
        assert [act.id for act in journal.latest_applied(9, ids[2])] == [ids[1], ids[0]]
        assert journal.latest_applied(2, ids[0]) == []


@pytest.mark.req("A2")
def test_begin_run__unfinished__goes_on_with_its_refusals(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        journal.record(run, [Refused(b"a", "A", "")])
    with opened(tmp_path) as journal:
        assert journal.begin_run(RUN_INPUTS) == run
        journal.finish_run(run)
        later = journal.begin_run(RUN_INPUTS)
        assert later != run
        assert journal.decisions(later).refusals == {}


@pytest.mark.req("A2")
def test_begin_run__other_input__closes_the_open_one(tmp_path: Path):
    with opened(tmp_path) as journal:
        run = journal.begin_run(RUN_INPUTS)
        other = journal.begin_run(b"other inputs")
        assert journal.begin_run(RUN_INPUTS) not in (run, other)


@pytest.mark.req("A2")
def test_journal__of_another_deployment__refused(tmp_path: Path):
    with opened(tmp_path):
        pass
    with pytest.raises(JournalError, match="chain_id is 1337, not 1"):
        Journal(tmp_path / "journal.sqlite", DEPLOYMENT | {"chain_id": "1"})


@pytest.mark.req("A2")
def test_journal__used_by_another_process__refused(tmp_path: Path):
    with opened(tmp_path), pytest.raises(JournalError, match="wait for the other"):
        opened(tmp_path)


@pytest.mark.req("A2")
def test_journal__no_database__refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "journal.sqlite"
    path.write_text("identifier,birth,community\n" * 100)
    with pytest.raises(JournalError, match="not a journal"):
        opened(tmp_path)
    assert path.read_text().startswith("identifier")
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "no folder" / "journal.sqlite", DEPLOYMENT)


@pytest.mark.req("A2", "S10")
def test_journal__new__readable_by_its_owner_only(tmp_path: Path):
    with opened(tmp_path):
        assert stat.S_IMODE((tmp_path / "journal.sqlite").stat().st_mode) == 0o600


WRITER = """
import sys
from pathlib import Path
from tests.allocate.test_journal import RUN_INPUTS, opened, signed
with opened(Path(sys.argv[1])) as journal:
    run = journal.begin_run(RUN_INPUTS)
    for number in range(1_000_000):
        journal.record(run, [signed(number, b"%d" % number)])
        print(number, flush=True)
"""


@pytest.mark.req("A2")
def test_journal__process_killed_while_writing__all_it_told_of_is_there(tmp_path: Path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        cwd=build.ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    told = -1
    end = time.monotonic() + 60
    while told < 40 and time.monotonic() < end:
        told = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    told = max([told, *(int(line) for line in writer.stdout.read().split())])
    writer.wait()
    writer.stdout.close()
    with opened(tmp_path) as journal:
        numbers = [act.account_nonce for act in journal.acts("signed")]
        assert numbers == list(range(len(numbers)))
        assert len(numbers) in (told + 1, told + 2)
