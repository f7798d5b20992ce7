"""What the proofs in a bundle lead to: words of storage, and logs; by hashes alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import rlp
from rlp.exceptions import RLPException

from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import Bundle, CausePart, HeaderFields, TransactionPart
from isonomia.bundle.published import artifacts, decode_log
from isonomia.divergence import Diverged
from isonomia.event_logs import EventLog
from isonomia.log_stream import Header
from isonomia.proofs.headers import canonical_header, header_hash
from isonomia.proofs.paths import WrongPathError, follow, index_key
from isonomia.proofs.receipts import logs_of
from isonomia.proofs.transactions import chain_id_of
from isonomia.spec.keccak import keccak256

_NO_CODE = keccak256(b"")

Words = dict[tuple[str, int], int]


class HappenedIn(NamedTuple):
    """The logs of the contracts that one proven transaction left, and the second of its block."""

    logs: tuple[EventLog, ...]
    time: int


@dataclass(frozen=True, slots=True)
class Proven:
    """What a bundle proves.

    Attributes:
        pinned: header of the pinned block
        words: contract and slot -> the word that lies there
        transactions: in the order of the chain
        blocks: number and hash of every block in which something happened
    """

    pinned: Header
    words: Words
    transactions: tuple[HappenedIn, ...]
    blocks: dict[int, str]


def prove(bundle: Bundle) -> Proven:
    """Follow every proof of a bundle.

    Raises:
        BundleFault: one leads elsewhere.
    """
    if set(bundle.deployment.addresses) != set(artifacts()):
        raise BundleFault("deployment.addresses", "these are not the contracts of a deployment")
    pinned = _header("header", bundle.header, bundle.block_hash)
    words = _words(bundle, _roots(bundle))
    _require_order(bundle)
    transactions = tuple(_transactions(bundle, pinned))
    blocks = {int(cause.header["number"], 16): cause.hash for cause in bundle.causes}
    return Proven(pinned, words, transactions, blocks)


def _header(where: str, fields: HeaderFields, expected: str) -> Header:
    """Return a header, which must be written in one way only and have the hash told."""
    try:
        is_canonical = canonical_header(fields) == fields
        found = header_hash(fields)
    except ValueError as error:
        raise BundleFault(where, f"it is no header: {error}") from None
    if not is_canonical:
        raise BundleFault(where, "a field is none of a header, or not written as nodes write it")
    if found != expected:
        raise BundleFault(where, f"its fields have the hash {found}, and {expected} is told")
    return Header(int(fields["number"], 16), int(fields["timestamp"], 16), found)


def _follow(where: str, root: bytes, key: bytes, nodes: list[str]) -> bytes:
    try:
        return follow(root, key, [bytes.fromhex(node[2:]) for node in nodes])
    except WrongPathError as error:
        raise BundleFault(where, str(error)) from None


def _roots(bundle: Bundle) -> dict[str, bytes]:
    """Return the storage root of each contract; every one must be there, and be a contract."""
    if [account.contract for account in bundle.accounts] != list(artifacts()):
        raise BundleFault("accounts", "these are not the contracts of a deployment, in their order")
    state_root, roots = bytes.fromhex(bundle.header["stateRoot"][2:]), {}
    for number, account in enumerate(bundle.accounts):
        where = f"accounts[{number}]"
        address = bundle.deployment.addresses[account.contract]
        key = keccak256(bytes.fromhex(address[2:]))
        proven = _follow(where, state_root, key, account.proof)
        if not proven:
            raise BundleFault(where, f"there is nothing at {address}, where {account.contract} is")
        try:
            _, _, roots[account.contract], code_hash = rlp.decode(proven)
        except (RLPException, ValueError, TypeError):
            raise BundleFault(where, "what is proved is no account") from None
        if code_hash == _NO_CODE:
            raise BundleFault(where, f"there is no contract at {address}")
    return roots


def _words(bundle: Bundle, roots: Mapping[str, bytes]) -> Words:
    words: Words = {}
    for number, part in enumerate(bundle.storage):
        where = f"storage[{number}]"
        root = roots.get(part.contract)
        if root is None:
            raise BundleFault(where, f"the account of {part.contract} is missing")
        slot = int(part.slot, 16)
        proven = _follow(where, root, keccak256(slot.to_bytes(32)), part.proof)
        try:
            word = int.from_bytes(rlp.decode(proven)) if proven else 0
        except (RLPException, ValueError, TypeError):
            raise BundleFault(where, "what is proved is no word") from None
        if word != int(part.value, 16):
            raise BundleFault(where, f"0x{word:064x} is proved, and {part.value} is told")
        words[part.contract, slot] = word
    return words


def _require_order(bundle: Bundle) -> None:
    """Blocks and their transactions must stand in the order of the chain, each once."""
    for cause in bundle.causes:
        indexes = [part.index for part in cause.transactions]
        if not indexes or any(later <= earlier for earlier, later in pairwise(indexes)):
            raise BundleFault("causes", f"transactions of block {cause.hash} do not stand in order")


def _transactions(bundle: Bundle, pinned: Header) -> Iterator[HappenedIn]:
    latest = Header(-1, -1, "")
    for number, cause in enumerate(bundle.causes):
        where = f"causes[{number}]"
        block = _header(f"{where}.header", cause.header, cause.hash)
        if not latest.number < block.number <= pinned.number or block.time < latest.time:
            raise BundleFault(where, "blocks do not stand in order before the pinned one")
        follows = block.number == latest.number + 1
        if follows and cause.header["parentHash"] != latest.block_hash:
            raise BundleFault(where, "the block is not the child of the one before it")
        if block.number == pinned.number and block != pinned:
            raise BundleFault(where, "it is another block than the pinned one")
        for part in cause.transactions:
            logs = tuple(_logs(f"{where}.transactions", bundle, cause, part))
            yield HappenedIn(logs, block.time)
        latest = block


def _logs(
    where: str, bundle: Bundle, cause: CausePart, part: TransactionPart
) -> Iterator[EventLog]:
    """Return the decoded logs of the deployment's contracts in one receipt."""
    key, header = index_key(part.index), cause.header
    roots = [bytes.fromhex(header[name][2:]) for name in ("transactionsRoot", "receiptsRoot")]
    sent = _follow(where, roots[0], key, part.transaction)
    receipt = _follow(where, roots[1], key, part.receipt)
    _require_transaction(where, bundle, part, sent)
    names = {address: name for name, address in bundle.deployment.addresses.items()}
    try:
        for log in logs_of(receipt, part.index, 0):
            if log.address in names:
                told = {
                    "topics": log.topics,
                    "data": log.data,
                    "blockNumber": header["number"],
                    "logIndex": hex(log.index),
                    "transactionHash": part.hash,
                }
                yield decode_log(names[log.address], told)
    except (ValueError, Diverged) as error:
        raise BundleFault(where, str(error)) from None


def _require_transaction(where: str, bundle: Bundle, part: TransactionPart, sent: bytes) -> None:
    if "0x" + keccak256(sent).hex() != part.hash:
        raise BundleFault(where, f"transaction {part.index} has not the hash {part.hash}")
    try:
        chain = chain_id_of(sent)
    except (RLPException, ValueError, TypeError, IndexError):
        raise BundleFault(where, f"{part.hash} is no transaction") from None
    if chain not in (None, bundle.deployment.chain_id):
        raise BundleFault(where, f"transaction {part.hash} was signed for chain {chain}")
