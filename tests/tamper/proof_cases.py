"""Tamperings with headers and proofs, told by a node to who demands proofs of what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from isonomia.divergence import Finding
from isonomia.proofs.checking import Wanted
from isonomia.proofs.headers import header_hash
from tests.tamper.catalogue import Kind, Node, Tampering, Told, Way, through
from tests.tamper.everything import Everything
from tests.tamper.node_lies import Answer, about_block, last_bit
from tests.tamper.storage import of_person, set_storage, storage_at
from tests.verify.lying_node import Lie, lying_node
from tests.verify.proving import about_proofs, about_slot

ACCOUNT, STORAGE = Finding.ACCOUNT_PROOF_WRONG, Finding.STORAGE_PROOF_WRONG


def forged(lie: Callable[[Everything], Lie], told: Told) -> Tampering:
    """Return the tampering of a node that lies to who demands proofs."""
    return _demanding(through(lie), told)


def of_account(name: str, change: Callable[[Answer], Any], field: str) -> Tampering:
    """Return the tampering with the proof of a contract's account."""
    told = Told(ACCOUNT, f"account {{{name}}}", field)
    return forged(lambda lived: about_proofs(lived, name, change), told)


def _demanding(way: Way, told: Told) -> Tampering:
    return Tampering(Kind.PROOFS, way, told, {"proofs": Wanted.DEMANDED})


# ---- headers -------------------------------------------------------------------------------------


def _header(field: str) -> Tampering:
    def lie(lived: Everything) -> Lie:
        number = lived.chain.block()["number"]
        return about_block(number, lambda block: block | {field: last_bit(block[field])})

    return forged(lie, Told(Finding.HEADER_DIFFERS, "", "hash"))


@contextmanager
def _header_with_its_hash(lived: Everything) -> Iterator[Node]:
    """Forge a block of its own: the hash of one with logs would be found out by them."""

    def change(block: Answer) -> Answer:
        block["stateRoot"] = last_bit(block["stateRoot"])
        return block | {"hash": header_hash(block)}

    snapshot = lived.dev.snapshot()
    try:
        lived.chain.call("evm_mine")
        lie = about_block(lived.chain.block()["number"], change)
        with lying_node(lived.dev.url, lie) as url:
            yield Node(url, lived.manifest)
    finally:
        lived.dev.revert(snapshot)


HEADERS = {
    f"{field} of the header": _header(field)
    for field in ("stateRoot", "receiptsRoot", "parentHash", "logsBloom")
} | {
    "header with its hash": _demanding(
        _header_with_its_hash, Told(ACCOUNT, "account {Beacon}", "accountProof")
    ),
}


# ---- accounts ------------------------------------------------------------------------------------


def _node_edited(which: int) -> Callable[[Answer], Answer]:
    def change(answer: Answer) -> Answer:
        answer["accountProof"][which] = last_bit(answer["accountProof"][which])
        return answer

    return change


def _node_left_out(answer: Answer) -> Answer:
    return answer | {"accountProof": answer["accountProof"][:-1]}


def _told_otherwise(name: str) -> Callable[[Answer], Answer]:
    return lambda answer: answer | {name: last_bit(answer[name])}


def _of_another_address(renamed: bool) -> Callable[[Everything], Lie]:
    def lie(lived: Everything) -> Lie:
        block = hex(lived.chain.block()["number"])
        other = lived.chain.call("eth_getProof", lived.manifest.addresses["Pool"], [], block)

        def change(answer: Answer) -> Answer:
            return other | {"address": answer["address"] if renamed else other["address"]}

        return about_proofs(lived, "Ledger", change)

    return lie


ACCOUNTS = {
    "first node of an account": of_account("Pool", _node_edited(0), "accountProof"),
    "last node of an account": of_account("Pool", _node_edited(-1), "accountProof"),
    "node of an account left out": of_account("Ledger", _node_left_out, "accountProof"),
    "root of storage told": of_account("Cases", _told_otherwise("storageHash"), "storage_root"),
    "hash of code told": of_account("Cases", _told_otherwise("codeHash"), "code_hash"),
    "nonce told": of_account("Cases", _told_otherwise("nonce"), "nonce"),
    "balance told": of_account("Cases", _told_otherwise("balance"), "balance"),
    "account of another address": forged(
        _of_another_address(False), Told(ACCOUNT, "account {Ledger}", "address")
    ),
    "account of another address by this name": forged(
        _of_another_address(True), Told(ACCOUNT, "account {Ledger}", "accountProof")
    ),
    "nothing in place of a proof": of_account("Beacon", lambda _: None, "accountProof"),
    "something else in place of a proof": of_account("Beacon", lambda _: "0x", "accountProof"),
}


# ---- storage -------------------------------------------------------------------------------------

#: The first slot of the ledger that is proved and not empty.
FIRST_FILLED = "slot {first charter}"


def _of_slot(change: Callable[[Answer], None]) -> Tampering:
    told = Told(STORAGE, "Ledger._charters[0]", FIRST_FILLED)
    return forged(lambda lived: about_slot(lived, change), told)


def _slot_node_edited(which: int) -> Callable[[Answer], None]:
    def change(proof: Answer) -> None:
        proof["proof"][which] = last_bit(proof["proof"][which])

    return change


def _value_edited(proof: Answer) -> None:
    proof["value"] = last_bit(proof["value"])


def _slot_left_out(answer: Answer) -> Answer:
    return answer | {"storageProof": answer["storageProof"][1:]}


def _slots_exchanged(answer: Answer) -> Answer:
    """Exchange two proofs that are right, each with its value."""
    proofs = answer["storageProof"]
    if len(proofs) > 1:
        first, second = proofs[:2]
        proofs[:2] = [second | {"key": first["key"]}, first | {"key": second["key"]}]
    return answer


def _no_list(answer: Answer) -> Answer:
    return answer | {"storageProof": None}


@contextmanager
def _hidden_by_reads(lived: Everything) -> Iterator[Node]:
    """Change a record of leaves, which no view shows, and hide it in reads of storage."""
    address = lived.manifest.addresses["Ledger"]
    slot = of_person("Ledger", "_leaves", "teacher")(lived)
    before = storage_at(lived.chain, address, slot)

    def lie(method: str, parameters: list[Any], result: Any) -> Any:
        asked = (address.lower(), f"0x{slot:064x}")
        if method == "eth_getStorageAt" and (parameters[0].lower(), parameters[1]) == asked:
            return f"0x{before:064x}"
        return result

    snapshot = lived.dev.snapshot()
    try:
        set_storage(lived.chain, address, slot, before ^ 1)
        lived.chain.call("evm_mine")
        with lying_node(lived.dev.url, lie) as url:
            yield Node(url, lived.manifest)
    finally:
        lived.dev.revert(snapshot)


SLOTS = {
    "first node of a slot": _of_slot(_slot_node_edited(0)),
    "last node of a slot": _of_slot(_slot_node_edited(-1)),
    "value of a slot": _of_slot(_value_edited),
    "slot left out": forged(
        lambda lived: about_proofs(lived, "Communities", _slot_left_out),
        Told(Finding.PROOF_MISSING, "Communities.communityCount", f"slot 0x{2:064x}"),
    ),
    "list of slots left out": forged(
        lambda lived: about_proofs(lived, "Panels", _no_list),
        Told(Finding.PROOF_MISSING, "account {Panels}", "storageProof"),
    ),
    "proofs of two slots exchanged": forged(
        lambda lived: about_proofs(lived, "Ledger", _slots_exchanged),
        Told(STORAGE, "Ledger._latest", f"slot 0x{1:064x}"),
    ),
    "storage hidden by reads that lie": _demanding(
        _hidden_by_reads,
        Told(
            Finding.PROVEN_STORAGE_DIFFERS,
            "Ledger._leaves[{teacher}]",
            "slot {leaves of teacher}",
            "teacher",
        ),
    ),
}
GROUPS = (HEADERS, ACCOUNTS, SLOTS)
