"""Make a bundle: the receipt, and from a node everything that proves it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from isonomia.bundle.causes import Causes
from isonomia.bundle.checking import Checked, check
from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import (
    FORMAT,
    NOTE,
    AccountPart,
    Bundle,
    CausePart,
    DeploymentPart,
    SlotPart,
    TransactionPart,
)
from isonomia.bundle.matters import latest_charter_place
from isonomia.bundle.published import artifacts
from isonomia.chain import Block, Chain, RpcError
from isonomia.contract_views import chunks
from isonomia.errors import IsonomiaError
from isonomia.log_stream import read_header
from isonomia.manifest import Manifest
from isonomia.proofs.headers import canonical_header, require_hash
from isonomia.proofs.paths import Path, WrongPathError, index_key, path_in, path_to, trie_of
from isonomia.proofs.places import Slot
from isonomia.proofs.receipts import BlockReceipts, read_receipts
from isonomia.proofs.transactions import encode_transaction
from isonomia.proofs.tries import prove_account
from isonomia.spec.keccak import keccak256
from isonomia.target import read_target
from isonomia.why import Receipt, why
from isonomia.why_text import as_text

#: Slots asked for at once; halved whenever a node finds it too much.
_SLOTS_PER_REQUEST = 100

#: Called with (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]


class UnprovenError(IsonomiaError):
    """The node does not give what a bundle needs."""


def make_bundle(
    url: str,
    manifest: Manifest,
    identity: bytes,
    block: Block = "latest",
    on_progress: Progress = lambda _what, _done, _total: None,
) -> tuple[Bundle, Checked]:
    """Make one person's bundle; it is checked before it is handed out.

    Args:
        url: of a node that gives proofs and receipts
        manifest: of the deployment
        identity: the person's identity hash
        block: the block up to which to look
        on_progress: told how far it is

    Raises:
        Diverged: the logs are not what the specification gives, or not what receipts prove.
        UnprovenError: the node does not give what is needed.
        IsonomiaError: nobody with this identity is enrolled.
    """
    lowered = {name: address.lower() for name, address in manifest.addresses.items()}
    target = dataclasses.replace(read_target(manifest), addresses=lowered)
    chain, causes = Chain(url), Causes(identity)
    pinned = read_header(chain, block)
    receipt = why(url, target, identity, pinned.number, causes.read)
    maker = _Maker(chain, lowered, receipt, on_progress)
    founding = manifest.contracts["Communities"]
    if founding.block is None or founding.tx is None:
        raise UnprovenError("The manifest does not say where the communities were founded")
    wanted = {(founding.block, founding.tx), *causes.wanted}
    accounts, storage = maker.state(causes.matters.slots(maker.latest_charter()))
    bundle = Bundle(
        format=FORMAT,
        note=NOTE,
        identity=receipt.identity,
        deployment=DeploymentPart(
            target.chain_id, lowered, manifest.charter_hash, manifest.charter
        ),
        block_hash=receipt.block_hash,
        header=maker.header,
        accounts=accounts,
        storage=storage,
        causes=list(maker.causes(wanted)),
        receipt=json.loads(json.dumps(receipt.as_dict())),
        text=maker.text,
    )
    return bundle, _checked(bundle)


def _checked(bundle: Bundle) -> Checked:
    try:
        return check(bundle)
    except BundleFault as fault:
        raise UnprovenError(
            f"No bundle can be made of what the node tells: {fault}. Run `isonomia verify`, and "
            "ask another node"
        ) from None


class _Maker:
    """Asks a node for what proves a receipt."""

    def __init__(
        self, chain: Chain, addresses: Mapping[str, str], receipt: Receipt, tell: Progress
    ) -> None:
        self._chain = chain
        self._addresses = addresses
        self._block = hex(receipt.block)
        self._tell = tell
        told = chain.call("eth_getBlockByNumber", self._block, False)
        require_hash(told, receipt.block_hash)
        self.header = canonical_header(told)
        self.text = as_text(receipt).splitlines()

    def latest_charter(self) -> int:
        """Return the word in which the ledger says which of its charters passed last."""
        place = latest_charter_place()
        slot = f"0x{place.slot:064x}"
        told = self._chain.call(
            "eth_getStorageAt", self._addresses[place.contract], slot, self._block
        )
        return int(told[2:] or "0", 16)

    # ---- state -----------------------------------------------------------------------------------

    def state(self, slots: Sequence[Slot]) -> tuple[list[AccountPart], list[SlotPart]]:
        """Return the accounts of all contracts, and the proven slots in order."""
        accounts, parts = [], []
        for contract in artifacts():
            own = [slot for slot in slots if slot.contract == contract]
            account, found = self._contract(contract, own)
            accounts.append(account)
            parts += found
            self._tell("reading proofs", len(parts), len(slots))
        return accounts, parts

    def _contract(self, name: str, slots: Sequence[Slot]) -> tuple[AccountPart, list[SlotPart]]:
        address = self._addresses[name]
        root = bytes.fromhex(self.header["stateRoot"][2:])
        parts: list[SlotPart] = []
        path: Path = ()
        # Of a contract without slots the account alone is asked.
        for some in [*chunks(slots, _SLOTS_PER_REQUEST)] or [[]]:
            for asked, answer in self._ask(address, some):
                proven = prove_account(root, address, answer)
                if proven is None:
                    raise UnprovenError(f"There is nothing at {address}, where {name} must be")
                key = keccak256(bytes.fromhex(address[2:]))
                path = _path(root, key, answer["accountProof"])
                parts += _slot_parts(proven.storage_root, asked, answer)
        return AccountPart(name, _hexed(path)), parts

    def _ask(
        self, address: str, slots: Sequence[Slot]
    ) -> Iterator[tuple[Sequence[Slot], Mapping[str, Any]]]:
        keys = [f"0x{slot.number:064x}" for slot in slots]
        try:
            yield slots, self._chain.call("eth_getProof", address, keys, self._block)
        except RpcError as error:
            if len(slots) <= 1:
                raise UnprovenError(
                    f"The node does not prove what is stored at block {int(self._block, 16)}; it "
                    f"says: {error.message}. Ask an archive node, or take a later block"
                ) from None
            middle = len(slots) // 2
            yield from self._ask(address, slots[:middle])
            yield from self._ask(address, slots[middle:])

    # ---- causes ----------------------------------------------------------------------------------

    def causes(self, wanted: Iterable[tuple[int, str]]) -> Iterator[CausePart]:
        """Return the blocks with some transactions, in order, each proved."""
        by_block: dict[int, set[str]] = {}
        for mined_in, transaction in wanted:
            by_block.setdefault(mined_in, set()).add(transaction)
        numbers = sorted(by_block)
        hashes = {number: read_header(self._chain, number).block_hash for number in numbers}
        for done, block in enumerate(read_receipts(self._chain, hashes), 1):
            number = int(block.header["number"], 16)
            yield self._cause(block, hashes[number], by_block[number])
            self._tell("reading receipts", done, len(numbers))

    def _cause(self, block: BlockReceipts, block_hash: str, wanted: set[str]) -> CausePart:
        told = self._chain.call("eth_getBlockByNumber", block.header["number"], True)
        sent = [encode_transaction(one) for one in told["transactions"]]
        transactions, receipts = trie_of(sent), trie_of(block.encoded)
        if "0x" + transactions.root_hash.hex() != block.header["transactionsRoot"]:
            raise UnprovenError(
                f"The transactions that the node tells of block {int(told['number'], 16)} are not "
                "those of its header; ask another node"
            )
        marks = ["0x" + keccak256(one).hex() for one in sent]
        parts = [
            TransactionPart(
                index,
                mark,
                _hexed(path_in(transactions, index_key(index))),
                _hexed(path_in(receipts, index_key(index))),
            )
            for index, mark in enumerate(marks)
            if mark in wanted
        ]
        return CausePart(block_hash, canonical_header(block.header), parts)


def _slot_parts(
    root: bytes, slots: Sequence[Slot], answer: Mapping[str, Any]
) -> Iterator[SlotPart]:
    proofs = {int(proof["key"], 16): proof for proof in answer["storageProof"]}
    for slot in slots:
        proof = proofs[slot.number]
        path = _path(root, keccak256(slot.number.to_bytes(32)), proof["proof"])
        value = int(proof["value"].removeprefix("0x") or "0", 16)
        yield SlotPart(
            slot.contract, slot.name, f"0x{slot.number:064x}", f"0x{value:064x}", _hexed(path)
        )


def _path(root: bytes, key: bytes, nodes: Iterable[str]) -> Path:
    """Return the nodes on the way alone; nodes also give some that are not."""
    try:
        return path_to(root, key, [bytes.fromhex(node.removeprefix("0x")) for node in nodes])[0]
    except WrongPathError as error:
        raise UnprovenError(f"The node gave no proof: {error}") from None


def _hexed(path: Path) -> list[str]:
    return ["0x" + node.hex() for node in path]
