"""Records a second: the driver's command beside one `transact()` at a time through web3.py."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from web3 import HTTPProvider, Web3

from bench.figures import Speed
from bench.lab import START, open_lab, word
from bench.ours import COMMUNITY, MANIFEST, Jurisdiction, found
from isonomia import build, keys
from isonomia.devchain import Kind
from isonomia.identity import new_pepper
from isonomia.pilot import HOMES
from isonomia.population import draw, write_enrolments
from isonomia.sample import AGES
from isonomia.spec.calendar import MONTHS_PER_YEAR

_PASSWORD = "bench"
_RULE = "Correction of public information"
_SINGLES = 100
_MONTH_OF_START = 2026 * MONTHS_PER_YEAR


def measure(kind: Kind, people: int) -> Speed:
    """Time both ways on one chain.

    Args:
        kind: which chain
        people: how many the driver enrols; each of them also contributes once
    """
    with open_lab(kind) as lab, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = found(lab, folder)
        files = _write_inputs(folder, people)
        singles = _time_singles(world, "before")
        seconds = _time_driver(world, folder, files)
        singles += _time_singles(world, "after")
    return Speed(kind, 2 * _SINGLES / singles, 2 * _SINGLES, 2 * people / seconds, 2 * people)


def _time_singles(world: Jurisdiction, when: str) -> float:
    """Enrol people one by one; the councils' signatures are made before the clock starts.

    Half of them before the driver and half after it, as nodes and computers change their pace.
    """
    communities = world.deployment.communities
    world.nonce = world.deployment.call(communities, "council", COMMUNITY).nonce
    acts = [world.signed_enrolment([word("single", when, i)]) for i in range(_SINGLES)]
    web3 = Web3(HTTPProvider(world.lab.node.url))
    contract = web3.eth.contract(
        address=Web3.to_checksum_address(communities.address),
        abi=build.load("Communities")["abi"],
    )
    calls = [contract.decode_function_input(act) for act in acts]
    started = time.perf_counter()
    for function, arguments in calls:
        sent = function(**arguments).transact({"from": world.lab.payer.address})
        receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.001)
        assert receipt["status"] == 1
    return time.perf_counter() - started


def _write_inputs(folder: Path, people: int) -> list[Path]:
    """Write a population, and one contribution of each person in the second month."""
    enrolments, contributions = folder / "enrolments.csv", folder / "contributions.csv"
    residents = draw(AGES, people, _MONTH_OF_START, HOMES, seed=1)
    write_enrolments(enrolments, residents)
    first_day = datetime.fromtimestamp(START, UTC).date() + timedelta(days=31)
    with contributions.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("identifier", "rule", "day", "evidence"))
        for number, resident in enumerate(residents):
            day = first_day + timedelta(days=number % 28)
            writer.writerow((resident.identifier, _RULE, day.isoformat(), f"line {number}"))
    return [enrolments, contributions]


def _time_driver(world: Jurisdiction, folder: Path, files: list[Path]) -> float:
    """Run the command as a person does, and time it from its start to its end."""
    pepper, seats, receipts = folder / "pepper.key", folder / "seats", folder / "receipts"
    new_pepper(pepper)
    keys.write_seats(seats, world.pilot.seats, _PASSWORD, light=True)
    program = Path(sys.executable).with_name("isonomia")
    command: list[str | Path] = [program, "allocate", *files, "--rpc", world.lab.node.url]
    command += ["--manifest", folder / MANIFEST, "--seats", seats, "--pepper", pepper]
    command += ["--receipts", receipts, "--until", "2026-12-31", "--strict"]
    started = time.perf_counter()
    subprocess.run(
        command, check=True, capture_output=True, env=os.environ | {"ISONOMIA_PASSWORD": _PASSWORD}
    )
    return time.perf_counter() - started
