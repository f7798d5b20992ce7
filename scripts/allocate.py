"""Allocate from CSV files on the network Brownie is connected to.

    brownie run allocate --network ganache-cli
    brownie run allocate main FOLDER FILE... --network isonomia-sepolia

FOLDER is the one that was deployed from; it holds `seats/` and the registrar's `pepper`. A
development network begins empty each time, so the charter is deployed there first, and without
files a sample year of the pilot is allocated. On a live network the key that pays comes from
ISONOMIA_KEY and the password of the seats from ISONOMIA_PASSWORD.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from isonomia import keys
from isonomia.chain import Chain
from isonomia.commands.allocate import allocate
from isonomia.commands.charter import SEATS_FOLDER
from isonomia.identity import new_pepper
from isonomia.pilot import HOMES, pilot_charter
from isonomia.sample import Sample, write_sample
from scripts import deploy

PEPPER = "pepper"
SAMPLE_PEOPLE = 60


def main(folder: str = "", *files: str) -> None:
    """Enrol people and award contributions from CSV files."""
    node = deploy.connection()
    if not node.live:
        deploy.main(folder)
    if folder or node.live:
        given = Path(folder)
        allocate(
            [Path(file) for file in files],
            given / SEATS_FOLDER,
            given / PEPPER,
            rpc=node.rpc,
            manifest_file=node.manifest,
            live=node.live,
        )
    else:
        allocate_sample(node)


def allocate_sample(node: deploy.Connection) -> None:
    """Allocate a made-up year of the pilot on a development network."""
    os.environ[keys.PASSWORD_VARIABLE] = deploy.PILOT_PASSWORD
    pepper = deploy.PILOT / PEPPER
    new_pepper(pepper)
    sample = pilot_sample(node)
    node.manifest.with_suffix(".journal.sqlite").unlink(missing_ok=True)
    allocate(
        [sample.enrolments, sample.contributions],
        deploy.PILOT / SEATS_FOLDER,
        pepper,
        rpc=node.rpc,
        manifest_file=node.manifest,
        receipts=deploy.SCRATCH / "receipts",
        live=False,
        until=sample.last_day.isoformat(),
    )


def pilot_sample(node: deploy.Connection) -> Sample:
    """Write a year of the pilot that begins on the chain's day."""
    rules = [rule.name for rule in pilot_charter(deploy.PILOT_PASSWORD).charter.rules]
    today = datetime.fromtimestamp(Chain(node.rpc).now(), UTC).date()
    return write_sample(deploy.SCRATCH, today, HOMES, rules, size=SAMPLE_PEOPLE)
