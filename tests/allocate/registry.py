"""A registrar's desk: the pilot deployed on a chain, and what it takes to allocate there."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from isonomia.allocate import Allocation, Request
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.identity import identity_hash
from isonomia.manifest import Manifest
from isonomia.pilot import HOMES, pilot_charter
from isonomia.receipts import Account, Receipt
from isonomia.spec.state import Person
from isonomia.sync import read_people

FIRST_DAY = date(2019, 5, 1)
START = int(datetime(2019, 5, 1, tzinfo=UTC).timestamp())
DAY = 86_400
PEPPER = hashlib.sha256(b"pepper of the tests").digest()
#: With room in the quarterly budgets, which have tests of their own.
PILOT = pilot_charter("tests", parameters={"budget_per_member": 1_000})
#: Three points each, without a yearly limit: 50 a year reach the cap of the category.
CORRECTION = "Correction of public information"
CORRECTIONS_A_YEAR = 50
ENROLMENTS = "identifier,birth,community"
CONTRIBUTIONS = "identifier,rule,day,evidence"
PAYER = 4


def day(number: int) -> str:
    """Return the day that many days after genesis, as input files write it."""
    return (FIRST_DAY + timedelta(days=number)).isoformat()


def identity_of(identifier: str) -> bytes:
    return identity_hash(PEPPER, PILOT.charter.jurisdiction, identifier)


def enrolment(identifier: str, birth: str = "1980-07", community: str = HOMES[0]) -> str:
    return f"{identifier},{birth},{community}"


def contribution(identifier: str, number: int, evidence: str, rule: str = CORRECTION) -> str:
    return f"{identifier},{rule},{day(number)},{evidence}"


def table(path: Path, header: str, lines: list[str]) -> Path:
    """Write a CSV file and return its path."""
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


class Registry:
    """The pilot on one chain, and a folder for files and journals."""

    def __init__(self, node: DevChain, manifest: Manifest, folder: Path) -> None:
        self.node = node
        self.chain = node.chain
        self.manifest = manifest
        self.folder = folder
        self.deployment = Deployment(node.chain, manifest)

    def request(self, *files: Path, **changes: Any) -> Request:
        """Return a request as on a development chain whose time moves along."""
        given: dict[str, Any] = {
            "files": files,
            "manifest": self.manifest,
            "pepper": PEPPER,
            "seats": PILOT.seats,
            "payer": self.node.accounts[PAYER],
            "journal": self.folder / "journal.sqlite",
            "development": True,
            "replay": True,
        }
        return Request(**given | changes)

    def allocate(self, *files: Path, **changes: Any) -> Account:
        return Allocation(self.chain, self.request(*files, **changes)).run()

    def enrolments(self, *lines: str, header: str = ENROLMENTS, name: str = "people.csv") -> Path:
        return table(self.folder / name, header, list(lines))

    def contributions(self, *lines: str, name: str = "acts.csv") -> Path:
        return table(self.folder / name, CONTRIBUTIONS, list(lines))

    def views(self) -> ContractViews:
        return ContractViews(self.deployment, self.chain.block()["number"])

    def person(self, identifier: str) -> Person | None:
        identity = identity_of(identifier)
        return read_people(self.views(), [identity]).get(identity)

    def people(self, identifiers: list[str]) -> dict[bytes, Person]:
        return read_people(self.views(), [identity_of(one) for one in identifiers])

    def controller(self, identifier: str) -> str:
        views = self.views()
        asked = Question(views.communities, "signatory", (identity_of(identifier),))
        return str(views.ask([asked])[0].controller)

    def council_nonce(self, community: int) -> int:
        views = self.views()
        return int(views.ask([Question(views.communities, "council", (community,))])[0].nonce)


def found(node: DevChain, folder: Path) -> Manifest:
    """Deploy the pilot."""
    charter = folder / "charter.json"
    charter.write_bytes(PILOT.content)
    return deploy(node.chain, charter, node.accounts[0], folder / "manifest.json", live=False)


def by_line(account: Account, kind: str | None = None) -> dict[int, Receipt]:
    """Return the receipts of a kind by line; tests use one file, or one for each kind."""
    return {r.line: r for r in account.receipts if kind in (None, r.kind)}
