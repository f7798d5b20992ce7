"""Whoever invents a whole block is found out by its hash, or before where the numbers depend on it.

A block in which something happened can be made up with everything that hangs together in it. What
the numbers follow from are the words of the pinned block: no invented block can change those.

evidence   block that stands alone | block whose child is in the file too
points     any
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import rlp

from isonomia.bundle.faults import BundleFault
from isonomia.bundle.telling import require_trusted, told
from isonomia.proofs.headers import header_hash
from isonomia.spec.keccak import keccak256
from tests.verify.bundles import Document, bundle_of, checked, found_out
from tests.verify.scenario_services import ServiceScenario
from tests.verify.whole_life import CITIZEN

INVENTED = "ab" * 32


def hash_of(node: str) -> str:
    return "0x" + keccak256(bytes.fromhex(node[2:])).hex()


def with_other_evidence(document: Document, block: int) -> Document:
    """Return a bundle in which a case or an award of a block rests on invented evidence."""
    receipt = document["receipt"]
    lines = [
        line["award"]["evidence_hash"]
        for line in receipt["lines"]
        if line["block"] == block and line["award"]
    ]
    filed = [
        happening["hash"]
        for story in receipt["cases"]
        for happening in story["happenings"]
        if happening["block"] == block
    ]
    [real] = [*lines, *filed]
    number = next(at for at, one in enumerate(document["causes"]) if at_block(one) == block)
    others = json.dumps({**document, "causes": []})
    cause = json.dumps(document["causes"][number])
    # Other blocks name the same evidence: only this one's line is another now.
    invented: Document = json.loads(others)
    invented["causes"] = [*document["causes"]]
    invented["causes"][number] = json.loads(cause.replace(real[2:], INVENTED))
    mark, new_mark = hashed_anew(invented["causes"][number])
    invented = json.loads(json.dumps(invented).replace(mark, new_mark))
    for part in (invented["receipt"]["lines"], *(s["happenings"] for s in receipt_cases(invented))):
        for line in part:
            if line["block"] == block:
                put_evidence(line)
    invented["text"] = [
        line.replace(real[2:], INVENTED) if follows_block(invented["text"], at, block) else line
        for at, line in enumerate(invented["text"])
    ]
    return invented


def at_block(cause: Document) -> int:
    return int(cause["header"]["number"], 16)


def receipt_cases(document: Document) -> list[Any]:
    return list(document["receipt"]["cases"])


def put_evidence(line: Any) -> None:
    if line.get("award"):
        line["award"]["evidence_hash"] = "0x" + INVENTED
    elif line.get("hash"):
        line["hash"] = "0x" + INVENTED


def follows_block(text: list[str], at: int, block: int) -> bool:
    """Return whether the next line that names a block names this one."""
    named = next((line for line in text[at:] if line.strip().startswith("block ")), "")
    return f"block {block}," in named


def hashed_anew(cause: Document) -> tuple[str, str]:
    """Make roots and hashes of a block fit its changed transaction; return its mark, both ways."""
    [part] = cause["transactions"]
    [sent], [receipt] = part["transaction"], part["receipt"]
    before, part["hash"] = (
        part["hash"],
        hash_of("0x" + rlp.decode(bytes.fromhex(sent[2:]))[1].hex()),
    )
    cause["header"]["transactionsRoot"] = hash_of(sent)
    cause["header"]["receiptsRoot"] = hash_of(receipt)
    cause["hash"] = header_hash(cause["header"])
    return before, part["hash"]


def blocks_of(document: Document) -> list[int]:
    return [at_block(cause) for cause in document["causes"]]


@pytest.mark.req("Y3")
def test_check__evidence_of_a_block_that_stands_alone__needs_the_hash_of_that_block(
    whole_life: ServiceScenario,
) -> None:
    document = bundle_of(whole_life, CITIZEN)
    real = checked(document)
    blocks = blocks_of(document)
    filed = [story["happenings"][0]["block"] for story in document["receipt"]["cases"]]
    alone = next(block for block in filed if block + 1 not in blocks)
    found = checked(with_other_evidence(document, alone))
    assert found.receipt.recomputed == real.receipt.recomputed
    assert found.blocks[alone] != real.blocks[alone]
    assert found.blocks[alone] in "\n".join(told(found, [found.block_hash]))
    require_trusted(found, [found.block_hash])
    with pytest.raises(BundleFault, match="no block in the file has the hash"):
        require_trusted(found, [found.block_hash, real.blocks[alone]])


@pytest.mark.req("Y3")
def test_check__evidence_of_a_block_whose_child_is_there__is_found_out(
    whole_life: ServiceScenario,
) -> None:
    document = bundle_of(whole_life, CITIZEN)
    blocks = blocks_of(document)
    award = next(
        line["block"]
        for line in document["receipt"]["lines"]
        if line["award"] and line["block"] + 1 in blocks
    )
    said = found_out(with_other_evidence(document, award))
    assert said is not None
    assert "the block is not the child of the one before it" in said


@pytest.mark.req("Y3")
def test_check__points_of_an_invented_block__are_not_those_of_the_rule(
    whole_life: ServiceScenario,
) -> None:
    document = bundle_of(whole_life, CITIZEN)
    blocks = blocks_of(document)
    gift = next(line for line in document["receipt"]["lines"] if line["kind"] == "gift")
    cause = document["causes"][blocks.index(gift["block"])]
    [part] = cause["transactions"]
    points = f"{-gift['change']:064x}"
    assert points in part["receipt"][0]
    part["receipt"] = [part["receipt"][0].replace(points, f"{10:064x}")]
    hashed_anew(cause)
    for child in document["causes"][blocks.index(gift["block"]) + 1 :]:
        before = document["causes"][document["causes"].index(child) - 1]
        if at_block(child) == at_block(before) + 1:
            child["header"]["parentHash"] = before["hash"]
            child["hash"] = header_hash(child["header"])
    said = found_out(document)
    assert said is not None
    assert "PersonActed" in said
