"""Killed at random moments and run again: the same end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from isonomia import build
from isonomia.allocate import Allocation
from isonomia.pilot import HOMES
from isonomia.receipts import JSON_NAME
from isonomia.spec.state import Person
from tests.allocate.registry import PAYER, Registry, contribution, enrolment, identity_of
from tests.allocate.worker import request

PEOPLE = 36
KEYS = 12
KILLS = 5
DEADLINE_SECONDS = 300
SEED = int(os.environ.get("ISONOMIA_SEED", "0")) or random.SystemRandom().randrange(10**6)


def inputs(registry: Registry) -> list[Path]:
    """Write people, some with keys, and half a year of acts of which some exceed a cap."""
    names = [f"person {number}" for number in range(PEOPLE)]
    people = registry.enrolments(
        *(
            f"{enrolment(name, community=HOMES[i % 4])},{f'0x{i + 1:040x}' if i < KEYS else ''}"
            for i, name in enumerate(names)
        ),
        header="identifier,birth,community,controller",
    )
    acts = registry.contributions(
        *(contribution(names[i % PEOPLE], i * 4 % 180, f"act {i}") for i in range(90)),
        *(contribution(names[0], 100, f"blood {i}", rule="703") for i in range(8)),
    )
    return [people, acts]


def state_of(registry: Registry) -> tuple[dict[bytes, Person], list[str]]:
    names = [f"person {number}" for number in range(PEOPLE)]
    return registry.people(names), [registry.controller(name) for name in names]


def statuses(document: dict) -> Counter:
    return Counter((r["line"], r["kind"], r["status"], r["refusal"]) for r in document["lines"])


def killed_or_done(registry: Registry, worker: subprocess.Popen, chance: random.Random) -> bool:
    """Kill the worker when it has sent a random number of acts; return whether it was done."""
    payer = registry.node.accounts[PAYER].address
    target = registry.chain.nonce(payer) + chance.randrange(12)
    end = time.monotonic() + DEADLINE_SECONDS
    while worker.poll() is None and registry.chain.nonce(payer) < target:
        assert time.monotonic() < end, "the worker makes no progress"
        time.sleep(0.001)
    time.sleep(chance.randrange(20) / 1_000)
    if worker.poll() is None:
        os.kill(worker.pid, signal.SIGKILL)
    return worker.wait() == 0


@pytest.mark.req("A2")
def test_allocation__killed_at_random_moments_and_run_again__same_end(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with capsys.disabled():
        print(f"\nkill test: ISONOMIA_SEED={SEED}")
    chance = random.Random(SEED)
    files = inputs(registry)
    manifest = tmp_path / "manifest.json"
    registry.manifest.save(manifest)
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    calm.mkdir()
    rough.mkdir()
    snapshot = registry.node.snapshot()
    undisturbed = Allocation(registry.chain, request(manifest, calm, files)).run()
    undisturbed.write(calm / "receipts", {})
    expected = state_of(registry)
    registry.node.revert(snapshot)

    command = [sys.executable, "-m", "tests.allocate.worker", registry.node.url, str(manifest)]
    kills = 0
    done = False
    while not done:
        worker = subprocess.Popen([*command, str(rough), *map(str, files)], cwd=build.ROOT)
        if kills < KILLS:
            done = killed_or_done(registry, worker, chance)
            kills += not done
        else:
            assert worker.wait(DEADLINE_SECONDS) == 0
            done = True
    assert kills >= 1, "the worker was never killed: the test shows nothing"
    assert state_of(registry) == expected
    found = json.loads((rough / "receipts" / JSON_NAME).read_text())
    wanted = json.loads((calm / "receipts" / JSON_NAME).read_text())
    assert statuses(found) == statuses(wanted)
    assert found["counts"] == wanted["counts"]
    assert len(expected[0]) == PEOPLE
    assert identity_of("person 0") in expected[0]
