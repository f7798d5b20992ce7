"""Receipts of a block, proved against its header: what a block logged, and nothing else.

A header names the root of the trie of all receipts of its block. So whoever knows a block's hash
need not believe which logs a node tells of it: neither can one be left out or added, nor one word
of it changed. Receipts of the types 0 (before EIP-2718) to 4 (EIP-7702) are understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rlp
from rlp.exceptions import RLPException

from isonomia.chain import Chain, RpcError
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.log_stream import LogChunk
from isonomia.proofs.headers import require_hash
from isonomia.proofs.paths import trie_of

#: Types of EIP-2718 whose receipts are all encoded alike.
KNOWN_TYPES = range(5)
#: How the status of a failed transaction is written: by the Yellow Paper, and by Ganache. A root
#: over either vouches for the same receipts.
FAILED_FORMS = (b"", b"\0")
_BLOCKS_PER_BATCH = 20
_LAST_TYPE_BYTE = 0x7F

Told = Mapping[str, Any]


class ReceiptsUnseenError(IsonomiaError):
    """The node does not give the receipts of a block, or some of a kind that is not known here."""


@dataclass(frozen=True, slots=True)
class ReceiptLog:
    """One log as a receipt holds it.

    Attributes:
        transaction: index of its transaction in the block
        index: its own number in the block
        address: of the contract, in lower case
        topics: each 0x and 64 digits
        data: hexadecimal digits after 0x
    """

    transaction: int
    index: int
    address: str
    topics: tuple[str, ...]
    data: str


@dataclass(frozen=True, slots=True)
class BlockReceipts:
    """All receipts of one block, which its header vouches for.

    Attributes:
        header: of the block, its hash checked
        encoded: receipt by receipt, as the trie holds them
    """

    header: Told
    encoded: tuple[bytes, ...]

    @property
    def logs(self) -> list[ReceiptLog]:
        """All logs of the block in order."""
        found: list[ReceiptLog] = []
        for transaction, receipt in enumerate(self.encoded):
            found += logs_of(receipt, transaction, len(found))
        return found


def encode_receipt(told: Told, failed: bytes = FAILED_FORMS[0]) -> bytes:
    """Return a receipt, as a node tells it, in the form in which the trie holds it.

    Args:
        told: by the node
        failed: how the status of a failed transaction is written

    Raises:
        ReceiptsUnseenError: it is of a type that is not known here.
        ValueError, KeyError, TypeError, AttributeError: it is no receipt.
    """
    kind = int(told.get("type") or "0x0", 16)
    if kind not in KNOWN_TYPES:
        raise ReceiptsUnseenError(
            f"Transaction {told.get('transactionHash')} is of type {kind}, whose receipts are not "
            "understood here: leave out the proofs of receipts on this chain"
        )
    # Before Byzantium a receipt held a state root in place of the status.
    status: int | bytes = failed
    if not told.get("status"):
        status = _bytes(told["root"])
    elif int(told["status"], 16):
        status = 1
    logs = [
        [_bytes(log["address"]), [_bytes(topic) for topic in log["topics"]], _bytes(log["data"])]
        for log in told["logs"]
    ]
    body = [status, int(told["cumulativeGasUsed"], 16), _bytes(told["logsBloom"]), logs]
    encoded = bytes(rlp.encode(body))
    return bytes([kind]) + encoded if kind else encoded


def logs_of(encoded: bytes, transaction: int, first: int) -> list[ReceiptLog]:
    """Return the logs of an encoded receipt.

    Args:
        encoded: as the trie holds it
        transaction: its index in the block
        first: number of its first log in the block

    Raises:
        ValueError: it is no receipt.
    """
    try:
        body = encoded[1:] if encoded[0] <= _LAST_TYPE_BYTE else encoded
        _, _, _, logs = rlp.decode(body)
        return [
            ReceiptLog(
                transaction,
                index,
                "0x" + address.hex(),
                tuple("0x" + topic.hex() for topic in topics),
                "0x" + data.hex(),
            )
            for index, (address, topics, data) in enumerate(logs, first)
        ]
    except (RLPException, ValueError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"receipt {transaction} is none ({error})") from None


def read_receipts(chain: Chain, hashes: Mapping[int, str]) -> Iterator[BlockReceipts]:
    """Read the receipts of blocks, checked against the blocks' hashes.

    Args:
        chain: client of the node
        hashes: of the blocks, by number

    Raises:
        Diverged: a header is another one than its hash stands for, or does not vouch for the
            receipts.
        ReceiptsUnseenError: the node does not give the receipts.
    """
    numbers = list(hashes)
    for at in range(0, len(numbers), _BLOCKS_PER_BATCH):
        some = numbers[at : at + _BLOCKS_PER_BATCH]
        asked = [("eth_getBlockByNumber", (hex(number), False)) for number in some]
        headers = [header or {} for header in chain.batch(asked)]
        for number, header in zip(some, headers, strict=True):
            require_hash(header, hashes[number])
        for header, told in zip(headers, _told(chain, headers), strict=True):
            yield BlockReceipts(header, _vouched_for(header, told))


def check_receipts(
    chain: Chain, chunk: LogChunk, addresses: Mapping[str, str]
) -> Iterator[Divergence]:
    """Prove the logs of every block that has some; hand out what is not as the headers say.

    Args:
        chain: client of the node
        chunk: logs as they were read, and the headers of their blocks
        addresses: contract name -> address

    Raises:
        ReceiptsUnseenError: the node does not give the receipts of a block.
    """
    known = {address.lower() for address in addresses.values()}
    told: dict[int, list[Told]] = {}
    for log in chunk.logs:
        told.setdefault(int(log["blockNumber"], 16), []).append(log)
    hashes = {number: header.block_hash for number, header in chunk.headers.items()}
    try:
        for block in read_receipts(chain, hashes):
            number = int(block.header["number"], 16)
            proven = [log for log in block.logs if log.address in known]
            yield from _differences(block.header, proven, told.get(number, []))
    except Diverged as diverged:
        yield diverged.divergence


def _differences(
    header: Told, proven: Sequence[ReceiptLog], told: Sequence[Told]
) -> Iterator[Divergence]:
    number = int(header["number"], 16)
    if len(proven) != len(told):
        yield Divergence(
            Finding.RECEIPTS_DIFFER,
            subject=f"block {number}",
            field="number of logs",
            expected=str(len(proven)),
            found=str(len(told)),
            block=number,
            remark="expected is what the block's header vouches for",
        )
        return
    for log, shown in zip(proven, told, strict=True):
        expected = _fields(log, header["transactions"][log.transaction])
        for name, value in expected.items():
            if value != _found(name, shown[name]):
                yield Divergence(
                    Finding.RECEIPTS_DIFFER,
                    subject=f"log {log.index}",
                    field=name,
                    expected=str(value),
                    found=str(_found(name, shown[name])),
                    block=number,
                    transaction=header["transactions"][log.transaction],
                    remark="expected is what the block's header vouches for",
                )
                break


def _fields(log: ReceiptLog, transaction: str) -> dict[str, Any]:
    return {
        "logIndex": log.index,
        "transactionIndex": log.transaction,
        "transactionHash": transaction,
        "address": log.address,
        "topics": list(log.topics),
        "data": log.data,
    }


def _found(name: str, told: Any) -> Any:
    if name in ("logIndex", "transactionIndex"):
        return int(told, 16)
    return told.lower() if isinstance(told, str) else list(told)


def _told(chain: Chain, headers: Sequence[Told]) -> list[list[Told]]:
    """Ask for all receipts of some blocks; one by one of a node that cannot give them together."""
    try:
        return [
            list(receipts)
            for receipts in chain.batch(
                [("eth_getBlockReceipts", (header["number"],)) for header in headers]
            )
        ]
    except (RpcError, TypeError):
        pass
    transactions = [one for header in headers for one in header["transactions"]]
    try:
        receipts = iter(
            chain.batch([("eth_getTransactionReceipt", (one,)) for one in transactions])
        )
    except RpcError as error:
        raise ReceiptsUnseenError(
            f"The node does not give receipts; it says: {error.message}. Ask another one, or leave "
            "out the proofs of receipts"
        ) from None
    return [[next(receipts) for _ in header["transactions"]] for header in headers]


def _vouched_for(header: Told, told: Sequence[Told]) -> tuple[bytes, ...]:
    """Return all receipts of a block encoded; they must be those of its header."""
    remark = "the receipts that the node tells are not those of the block's header"
    root, found = header["receiptsRoot"], []
    try:
        for failed in FAILED_FORMS:
            encoded = tuple(encode_receipt(receipt, failed) for receipt in told)
            found.append("0x" + trie_of(encoded).root_hash.hex())
            if found[-1] == root:
                return encoded
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        remark = f"the node's answer is no receipt ({type(error).__name__}: {error})"
    number = int(header["number"], 16)
    raise Diverged(
        Divergence(
            Finding.RECEIPTS_DIFFER,
            subject=f"block {number}",
            field="receiptsRoot",
            expected=root,
            found=found[0] if found else None,
            block=number,
            remark=remark,
        )
    )


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.removeprefix("0x"))
