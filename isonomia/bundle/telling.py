"""What a checked bundle shows, what follows from it and what it does not show, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from isonomia import words
from isonomia.bundle.checking import Checked
from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import NOTE, Bundle
from isonomia.why_case_text import detail, paragraph

VERDICT_FORMAT = "isonomia-bundle-verdict/1"

#: What no bundle shows, whatever it holds.
NOT_SHOWN = (
    "That these contracts run the code that Isonomia publishes, and that they are those of the "
    "jurisdiction: compare their addresses and the hash of the charter with what the jurisdiction "
    "publishes. `isonomia verify` compares code, and everybody's numbers.",
    "That nothing else was ever logged about this person. Whatever else there was, it left the "
    "words above as they are, and the numbers follow from these words alone.",
    "Who the person is, and what the texts say of which only hashes are kept: evidence, reasons, "
    "and names in the charter.",
    "Anything that happened after this block.",
)


def require_trusted(checked: Checked, trusted: Sequence[str]) -> None:
    """Make sure that the block hashes somebody trusts are those of the bundle.

    Args:
        checked: what the bundle shows
        trusted: block hashes from elsewhere; nothing is required when there are none

    Raises:
        BundleFault: one is of no block in the bundle, or none is that of the pinned block.
    """
    known = {checked.block_hash, *checked.blocks.values()}
    for block_hash in trusted:
        if block_hash.lower() not in known:
            raise BundleFault("block_hash", f"no block in the file has the hash {block_hash}")
    if trusted and checked.block_hash not in _lowered(trusted):
        raise BundleFault(
            "block_hash", f"none of the hashes given is that of the pinned block {_pinned(checked)}"
        )


def verdict(
    bundle: Bundle, checked: Checked | None, fault: BundleFault | None, trusted: Sequence[str]
) -> dict[str, Any]:
    """Return the verdict on a bundle for other programs."""
    known = _lowered(trusted)
    found: dict[str, Any] = {
        "format": VERDICT_FORMAT,
        "agrees": fault is None,
        "fault": {"where": fault.where, "why": fault.why} if fault else None,
        "identity": bundle.identity,
        "block_hash": bundle.block_hash,
        "block_hash_confirmed": bundle.block_hash in known,
    }
    if checked is None or fault is not None:
        return found
    receipt = checked.receipt
    return found | {
        "chain_id": receipt.chain_id,
        "block": receipt.block,
        "time": receipt.time,
        "charter_hash": receipt.charter_hash,
        "contracts": dict(checked.contracts),
        "slots": checked.slots,
        "transactions": checked.transactions,
        "acts": checked.acts,
        "blocks": [
            {"number": number, "hash": block_hash, "confirmed": block_hash in known}
            for number, block_hash in checked.blocks.items()
        ],
        "answer": receipt.as_dict()["recomputed"],
        "not_shown": list(NOT_SHOWN),
    }


def told(checked: Checked, trusted: Sequence[str]) -> Iterator[str]:
    """Say what a bundle shows, line by line."""
    known = _lowered(trusted)
    yield from _proven(checked)
    yield ""
    yield from _follows(checked)
    yield ""
    yield "WHAT IT DOES NOT SHOW"
    if checked.block_hash not in known:
        yield from paragraph(
            "That this block is part of the chain. Look its hash up where you trust it - your own "
            "node, or more than one block explorer - and check again with --block-hash. With any "
            "other hash there, nothing in this file counts."
        )
    yield from _earlier_blocks(checked, known)
    for text in NOT_SHOWN:
        yield from paragraph(text)
    yield ""
    yield from paragraph(NOTE)


def told_fault(fault: BundleFault) -> Iterator[str]:
    """Say what is wrong with a bundle."""
    yield "THIS FILE DOES NOT CHECK"
    yield from paragraph(
        "Nothing in it can be relied on: it was edited, is damaged, or is about another block."
    )
    yield from detail(f"in {words.printable(fault.where)}: {words.printable(fault.why)}")


def _proven(checked: Checked) -> Iterator[str]:
    receipt = checked.receipt
    yield "WHAT IS PROVEN"
    yield from paragraph(
        f"Provided that block {receipt.block} of chain {receipt.chain_id}, of "
        f"{words.second(receipt.time)}, has this hash:"
    )
    yield f"  {checked.block_hash}"
    yield from paragraph(
        f"then {words.count(checked.slots, 'word')} about person {words.short(receipt.identity)} "
        f"and the rules that apply lay in {words.count(len(checked.contracts), 'contract')} on "
        f"that chain, and {words.count(checked.transactions, 'transaction')} in "
        f"{words.count(len(checked.blocks), 'block')} up to it left the records that caused them."
    )
    for name, address in checked.contracts.items():
        yield from detail(f"{name} {address}")


def _follows(checked: Checked) -> Iterator[str]:
    receipt = checked.receipt
    answer = receipt.recomputed
    yield "WHAT FOLLOWS"
    yield from paragraph(
        f"Carried out again by the public rules, {words.count(checked.acts, 'act')} give exactly "
        f"these words, and so: {words.credits(answer.credits)} credits, "
        f"{words.credits(answer.spent)} spent, quality {answer.quality}, tier "
        f"{words.TIER_NAMES[answer.tier]}. Every line of the receipt above was written anew from "
        "what is proven, and is the one in the file."
    )


def _earlier_blocks(checked: Checked, known: frozenset[str]) -> Iterator[str]:
    """Name the blocks of the causes: their hashes are not bound to the pinned one's."""
    others = {
        number: block_hash
        for number, block_hash in checked.blocks.items()
        if block_hash not in known and block_hash != checked.block_hash
    }
    if not others:
        return
    yield from paragraph(
        "That these earlier blocks are part of the chain too. The numbers stand without them; who "
        "signed what and when stands in them. Their hashes can be compared in the same way:"
    )
    for number, block_hash in others.items():
        yield f"      block {number} {block_hash}"


def _pinned(checked: Checked) -> str:
    return f"{checked.receipt.block} ({checked.block_hash})"


def _lowered(trusted: Sequence[str]) -> frozenset[str]:
    return frozenset(block_hash.lower() for block_hash in trusted)
