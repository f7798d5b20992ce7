"""The small jurisdiction that tests of the contracts act in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from isonomia import build
from isonomia.beacon import DevelopmentBeacon, Network
from isonomia.contracts import Contract, encode_constructor
from isonomia.devchain import DevChain
from isonomia.typed_data import Domain
from tests.support.acts import Council, Person
from tests.support.calls import GAS, Handle, Receipt, transact
from tests.support.compiled import creation_code
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CHARTER_HASH,
    CITIZEN,
    CITIZEN_KEY,
    COUNCIL_WORK,
    DAY,
    EVIDENCE_HASH,
    GENESIS,
    INFRACTIONS,
    INFRACTIONS_HASH,
    MAJORITY_YEARS,
    NATION,
    NOMINATED,
    PUBLIC_DATA,
    RULES,
    SCIENCE,
    STANDARDS,
    STANDARDS_HASH,
    TOWN,
    VILLAGE,
    YEAR,
    Infraction,
    Rule,
    Standard,
    Terms,
    assembly_charter,
    cases_charter,
    charter,
    communities_charter,
    founding,
    pool_charter,
    services_charter,
)

HOUR = 3_600


class World:
    """A whole deployment, and a second ledger that obeys accounts of the node.

    The latest block, which views read, is `now`; a transaction comes a second later.

    Attributes:
        beacon, ledger, communities, pool, panels, cases, assembly, services, findings: the
            deployment, called by a relayer
        randomness: signs the beacon's rounds
        lone_ledger: the other ledger, deployed at `GENESIS`, called by the account it obeys as its
            communities (`registrar`); the citizen is enrolled there too
        lone_pool, lone_cases, lone_assembly, lone_services, lone_findings: the accounts that it
            obeys as its other offices
        nation, town, village: the councils
        citizen: enrolled in the town, with a key of their own
        accounts: the keys the node holds itself
    """

    def __init__(self, node: DevChain, lottery: tuple[int, ...] | None = None) -> None:
        """Deploy everything; `lottery` holds parameters of the pool other than the pilot's."""
        self.chain = node.chain
        self.kind = node.kind
        self.accounts = node.accounts
        addresses = [account.address for account in node.accounts]
        self.deployer, self.relayer, self.registrar, self.attacker = addresses[:4]
        self.lone_pool, self.lone_cases, self.lone_assembly = addresses[4:7]
        self.lone_services, self.lone_findings = addresses[7:9]
        self.creator = self._deploy_creator()
        self.lone_ledger = self.deploy_ledger()
        self.lone_ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
        self.randomness = DevelopmentBeacon()
        self.beacon = self.deploy_beacon()
        self.ledger, self.communities = self.deploy_both()
        self.pool = self.deploy_pool(self.ledger, self.communities, lottery)
        self.panels = self.deploy_panels(self.ledger, self.communities)
        self.cases = self.deploy_cases(self.ledger, self.communities, self.panels)
        self.assembly = self.deploy_assembly(self.ledger, self.communities, self.panels)
        self.services = self.deploy_services(self.ledger, self.communities)
        self.findings = self.deploy_findings(self.ledger, self.communities, self.panels)
        self.domain = Domain(node.chain.chain_id, self.communities.address)
        self.nation, self.town, self.village = map(self.council, (NATION, TOWN, VILLAGE))
        self.citizen = self.person(CITIZEN, CITIZEN_KEY)
        self.town.enrol([CITIZEN], [ADULT_MONTH])
        self.town.bind([CITIZEN], [CITIZEN_KEY.address])

    # ---- time ------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """Time of the latest block, in seconds."""
        return self.chain.now()

    @property
    def today(self) -> int:
        """Day of the next transaction."""
        return (self.now + 1) // 86_400

    def set_time(self, time: int) -> None:
        """Mine a block at `time`; the transaction that follows has `time + 1`."""
        assert time > self.now, "time does not go back"
        self.chain.set_time(time)

    # ---- quality and rounds ----------------------------------------------------------------------

    def raise_quality(self, identities: Sequence[bytes]) -> None:
        """Award people of the town all they can earn around a turn of the year: 800 points.

        The time is then the beginning of the second allocation year.
        """
        for time in (GENESIS + YEAR - HOUR, GENESIS + YEAR + HOUR):
            self.set_time(time)
            days = [self.today] * len(identities)
            for rule in (COUNCIL_WORK, SCIENCE, PUBLIC_DATA):
                self.town.award(rule, 1, EVIDENCE_HASH, identities, days)

    def fill_pool(self, points: int = 200) -> None:
        """Let the citizen earn much and give points; 200 are the most there is for a year."""
        self.raise_quality([CITIZEN])
        self.citizen.give(points)

    def terms(self, **changes: int) -> Terms:
        """Return terms of a round that takes entries for two days; some of them changed."""
        entries_until = self.now + 2 * DAY
        usual = Terms(NOMINATED, 2, 100, 500_000, 365, entries_until)
        return usual._replace(**changes)

    # ---- randomness ------------------------------------------------------------------------------

    def verify_round(self, number: int) -> Receipt:
        """Submit a round of the beacon, whatever the time is."""
        return self.beacon.send("submit", number, *self.randomness.sign(number))

    # ---- people ----------------------------------------------------------------------------------

    def council(self, community: int) -> Council:
        return Council(self.communities, self.domain, community, self.pool)

    def person(self, identity: bytes, key: LocalAccount) -> Person:
        return Person(self.communities, self.domain, identity, key, self.pool)

    # ---- deployment ------------------------------------------------------------------------------

    def deploy_beacon(self, known: Network | None = None) -> Handle:
        """Deploy a beacon of a network: that of development unless another is given."""
        known = known or self.randomness.network()
        address = self._deploy("Beacon", known.public_key, known.genesis, known.period)
        return self._handle("Beacon", address, self.relayer)

    def deploy_ledger(
        self, parameters: tuple[int, ...] | None = None, rules: tuple[Rule, ...] = RULES
    ) -> Handle:
        """Deploy a ledger that obeys accounts of the node."""
        offices = (
            *(self.registrar, self.lone_pool, self.lone_cases, self.lone_assembly),
            *(self.lone_services, self.lone_findings),
        )
        arguments = (parameters or charter(), CHARTER_HASH, offices, rules, CATALOGUE_HASH)
        return self._handle("Ledger", self._deploy("Ledger", *arguments), self.registrar)

    def deploy_both(
        self,
        communities: Sequence[Any] | None = None,
        majority_years: int = MAJORITY_YEARS,
        parameters: tuple[int, ...] | None = None,
        councils: tuple[int, ...] | None = None,
    ) -> tuple[Handle, Handle]:
        """Deploy a ledger and its communities, wired to each other and to other offices to come.

        `councils` are parameters of the communities other than the usual ones.
        """
        # Pool, panels, cases, assembly, services and findings come after the communities.
        offices = tuple(self.address_ahead(contracts) for contracts in (1, 2, 4, 5, 6, 7))
        arguments = (parameters or charter(), CHARTER_HASH, offices, RULES, CATALOGUE_HASH)
        ledger = self._handle("Ledger", self._deploy("Ledger", *arguments), self.relayer)
        tree = founding() if communities is None else communities
        given = councils or communities_charter(majorityYears=majority_years)
        return ledger, self.deploy_communities(ledger, tree, given)

    def deploy_communities(
        self,
        ledger: Handle,
        communities: Sequence[Any],
        councils: tuple[int, ...] | None = None,
    ) -> Handle:
        """Deploy communities for a ledger, which may obey somebody else."""
        given = councils or communities_charter()
        address = self._deploy("Communities", ledger.address, given, communities)
        return self._handle("Communities", address, self.relayer, [ledger.contract])

    def deploy_pool(
        self,
        ledger: Handle,
        communities: Handle,
        parameters: tuple[int, ...] | None = None,
        beacon: Handle | None = None,
    ) -> Handle:
        """Deploy a pool for both, which they may not expect at its address."""
        wiring = (ledger.address, communities.address, (beacon or self.beacon).address)
        address = self._deploy("Pool", *wiring, parameters or pool_charter())
        return self._handle("Pool", address, self.relayer, [ledger.contract, communities.contract])

    def deploy_panels(self, ledger: Handle, communities: Handle) -> Handle:
        """Deploy the panels of both."""
        wiring = (ledger.address, communities.address, self.beacon.address)
        return self._handle("Panels", self._deploy("Panels", *wiring), self.relayer)

    def deploy_cases(
        self,
        ledger: Handle,
        communities: Handle,
        panels: Handle,
        parameters: tuple[int, ...] | None = None,
        infractions: Sequence[Infraction] = INFRACTIONS,
    ) -> Handle:
        """Deploy cases for all three, which they may not expect at their address."""
        wiring = (ledger.address, communities.address, panels.address)
        given = (parameters or cases_charter(), infractions, INFRACTIONS_HASH)
        address = self._deploy("Cases", *wiring, *given)
        others = [item.contract for item in (ledger, communities, panels)]
        return self._handle("Cases", address, self.relayer, others)

    def deploy_assembly(
        self,
        ledger: Handle,
        communities: Handle,
        panels: Handle,
        parameters: tuple[int, ...] | None = None,
    ) -> Handle:
        """Deploy an assembly for all three, which they may not expect at its address."""
        wiring = (ledger.address, communities.address, panels.address, self.beacon.address)
        address = self._deploy("Assembly", *wiring, parameters or assembly_charter())
        others = [item.contract for item in (ledger, communities, panels, self.pool, self.cases)]
        return self._handle("Assembly", address, self.relayer, others)

    def deploy_services(
        self,
        ledger: Handle,
        communities: Handle,
        parameters: tuple[int, ...] | None = None,
    ) -> Handle:
        """Deploy services for both, which they may not expect at their address."""
        given = parameters or services_charter()
        address = self._deploy("Services", ledger.address, communities.address, given)
        others = [item.contract for item in (ledger, communities)]
        return self._handle("Services", address, self.relayer, others)

    def deploy_findings(
        self,
        ledger: Handle,
        communities: Handle,
        panels: Handle,
        standards: Sequence[Standard] = STANDARDS,
    ) -> Handle:
        """Deploy findings for all three, which they may not expect at their address."""
        wiring = (ledger.address, communities.address, panels.address)
        address = self._deploy("Findings", *wiring, standards, STANDARDS_HASH)
        others = [item.contract for item in (ledger, communities, panels, self.services)]
        return self._handle("Findings", address, self.relayer, others)

    def next_address(self) -> str:
        """Return where the next contract will be."""
        return self.address_ahead(0)

    def address_ahead(self, contracts: int) -> str:
        """Return where a contract will be after so many others."""
        return created_address(self.creator, self.chain.nonce(self.creator) + contracts)

    def _deploy_creator(self) -> str:
        transaction = {"from": self.deployer, "data": creation_code("Creator"), "gas": GAS}
        return to_checksum_address(transact(self.chain, transaction)["contractAddress"])

    def _deploy(self, name: str, *arguments: Any) -> str:
        address = self.next_address()
        data = creation_data(name, *arguments)
        transact(self.chain, {"from": self.deployer, "to": self.creator, "data": data, "gas": GAS})
        return address

    def _handle(
        self, name: str, address: str, sender: str, others: list[Contract] | None = None
    ) -> Handle:
        return Handle(self.chain, Contract(build.load(name)["abi"], address), sender, others or [])


def creation_data(name: str, *arguments: Any) -> str:
    """Return the data of the transaction that deploys a contract."""
    artifact = build.load(name)
    return str(artifact["bytecode"]) + encode_constructor(artifact["abi"], *arguments).hex()


def created_address(deployer: str, nonce: int) -> str:
    """Return where a transaction of the deployer creates its contract."""
    return to_checksum_address(keccak(rlp.encode([to_canonical_address(deployer), nonce]))[12:])
