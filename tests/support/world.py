"""The small jurisdiction that tests of the contracts act in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak

from isonomia import build
from isonomia.contracts import Contract, encode_constructor
from isonomia.devchain import DevChain
from isonomia.typed_data import Domain
from tests.support.acts import Council, Person
from tests.support.calls import GAS, Handle, transact
from tests.support.compiled import creation_code
from tests.support.roles import (
    ADULT_MONTH,
    CATALOGUE_HASH,
    CHARTER_HASH,
    CITIZEN,
    CITIZEN_KEY,
    MAJORITY_YEARS,
    NATION,
    RULES,
    TOWN,
    VILLAGE,
    Rule,
    charter,
    founding,
)


class World:
    """A ledger and its communities, and a second ledger that obeys an account of the node.

    The latest block, which views read, is `now`; a transaction comes a second later.

    Attributes:
        ledger, communities: the deployment, called by a relayer
        lone_ledger: the other ledger, deployed at `GENESIS`, called by the account it obeys; the
            citizen is enrolled there too
        nation, town, village: the councils
        citizen: enrolled in the town, with a key of their own
        accounts: the keys the node holds itself
    """

    def __init__(self, node: DevChain) -> None:
        self.chain = node.chain
        self.kind = node.kind
        self.accounts = node.accounts
        addresses = [account.address for account in node.accounts]
        self.deployer, self.relayer, self.registrar, self.attacker = addresses[:4]
        self.creator = self._deploy_creator()
        self.lone_ledger = self.deploy_ledger()
        self.lone_ledger.send("enrol", TOWN, [CITIZEN], [ADULT_MONTH])
        self.ledger, self.communities = self.deploy_both()
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

    # ---- people ----------------------------------------------------------------------------------

    def council(self, community: int) -> Council:
        return Council(self.communities, self.domain, community)

    def person(self, identity: bytes, key: LocalAccount) -> Person:
        return Person(self.communities, self.domain, identity, key)

    # ---- deployment ------------------------------------------------------------------------------

    def deploy_ledger(
        self, parameters: tuple[int, ...] | None = None, rules: tuple[Rule, ...] = RULES
    ) -> Handle:
        """Deploy a ledger that obeys the registrar's account."""
        arguments = (parameters or charter(), CHARTER_HASH, self.registrar, rules, CATALOGUE_HASH)
        return self._handle("Ledger", self._deploy("Ledger", *arguments), self.registrar)

    def deploy_both(
        self,
        communities: Sequence[Any] | None = None,
        majority_years: int = MAJORITY_YEARS,
        parameters: tuple[int, ...] | None = None,
    ) -> tuple[Handle, Handle]:
        """Deploy a ledger and its communities, wired to each other."""
        planned = created_address(self.creator, self.chain.nonce(self.creator) + 1)
        arguments = (parameters or charter(), CHARTER_HASH, planned, RULES, CATALOGUE_HASH)
        ledger = self._handle("Ledger", self._deploy("Ledger", *arguments), self.relayer)
        tree = founding() if communities is None else communities
        return ledger, self.deploy_communities(ledger, tree, majority_years)

    def deploy_communities(
        self, ledger: Handle, communities: Sequence[Any], majority_years: int = MAJORITY_YEARS
    ) -> Handle:
        """Deploy communities for a ledger, which may obey somebody else."""
        address = self._deploy("Communities", ledger.address, majority_years, communities)
        return self._handle("Communities", address, self.relayer, [ledger.contract])

    def next_address(self) -> str:
        """Return where the next contract will be."""
        return created_address(self.creator, self.chain.nonce(self.creator))

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
