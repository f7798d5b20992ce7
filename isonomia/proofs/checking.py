"""Everything the contracts store, proved against the hash of the pinned block.

The header must hash to the block's hash. Its state root proves the account of every contract, the
account proves its code and the root of its storage, and that root proves every slot. What is proved
is compared with what the specification gives; the root itself must be that of those slots alone, so
that nothing else is stored. So a node that tells its own numbers everywhere, in
views, in storage and in logs, is found out by whoever knows the block's hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from isonomia.build import DEPLOYED, Artifact
from isonomia.chain import Chain, RpcError
from isonomia.contract_views import chunks
from isonomia.divergence import Diverged, Divergence, Finding, readable
from isonomia.errors import IsonomiaError
from isonomia.history import Header
from isonomia.proofs.expected import ExpectedStorage
from isonomia.proofs.headers import require_hash
from isonomia.proofs.places import Layout, Slot
from isonomia.proofs.roots import ExpectedRoot
from isonomia.proofs.tries import Account, Answer, prove_account, prove_slots
from isonomia.spec.state import State

#: Slots asked for at once; halved whenever a node finds it too much.
SLOTS_PER_REQUEST = 250

#: Called with (slots proved, slots in all).
Progress = Callable[[int, int], None]


class Wanted(Enum):
    """Whether proofs are asked for."""

    LEFT_OUT = "left out"
    IF_POSSIBLE = "if possible"
    DEMANDED = "demanded"


class Status(StrEnum):
    """What became of the proofs."""

    LEFT_OUT = "left out"
    NOT_REACHED = "not reached"
    REFUSED = "refused"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Proven:
    """What was proved against the hash of a block.

    Attributes:
        status: what became of the proofs
        state_root: of the header, where its hash was checked
        accounts: contracts whose account was proved
        slots: slots of storage that were proved
        complete: whether it was looked at that no other slot holds anything
        since: block after which alone logs are about what was proved; None when everything was
        refused: why the node gave no proofs, or empty
    """

    status: Status
    state_root: bytes | None = None
    accounts: int = 0
    slots: int = 0
    complete: bool = False
    since: int | None = None
    refused: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what `isonomia verify --json` prints about proofs."""
        return {
            "status": self.status.value,
            "state_root": readable(self.state_root) if self.state_root else None,
            "accounts": self.accounts,
            "slots": self.slots,
            "complete": self.complete,
            "since": self.since,
            "refused": self.refused or None,
        }


NOT_ASKED = Proven(Status.LEFT_OUT)


class Unprovable(IsonomiaError):  # noqa: N818 - a verdict about the node
    """Raised when a node gives no proofs, or none at this block."""

    def __init__(self, block: int, said: str) -> None:
        self.said = said
        super().__init__(
            f"The node does not prove what is stored at block {block}; it says: {said}. A node "
            "keeps what proofs need for its latest blocks only, unless it is an archive node: ask "
            "one of those, take a later block, or leave proofs out with --no-proofs"
        )


class ProofCheck:
    """The proofs of one deployment at one block."""

    def __init__(
        self,
        chain: Chain,
        addresses: Mapping[str, str],
        pinned: Header,
        code_hashes: Mapping[str, bytes],
        on_progress: Progress = lambda _done, _total: None,
        since: int | None = None,
    ) -> None:
        """Take what is needed; nothing is asked yet.

        Args:
            chain: client of the node
            addresses: of the contracts, by name
            pinned: block to prove everything at
            code_hashes: of the code that the node showed, by name
            on_progress: told how far it is
            since: block after which alone logs are about what the state holds, so that other slots
                may hold something; None of a state that holds everything
        """
        self._chain = chain
        self._addresses = addresses
        self._pinned = pinned
        self._code_hashes = code_hashes
        self._tell = on_progress
        self._since = since
        self._total = 0
        self._state_root: bytes | None = None
        self._accounts = self._slots = 0
        self._keeps_empty = False

    @property
    def proven(self) -> Proven:
        """What was proved until now."""
        whole = self._since is None and not self._keeps_empty
        complete = whole and self._accounts == len(DEPLOYED)
        counts = (self._accounts, self._slots)
        return Proven(Status.CHECKED, self._state_root, *counts, complete, self._since)

    def divergences(self, state: State, artifacts: Mapping[str, Artifact]) -> Iterator[Divergence]:
        """Prove everything, always in the same order; hand out each difference.

        Raises:
            Unprovable: the node does not give the proofs.
        """
        try:
            root = self._require_header()
        except Diverged as diverged:
            yield diverged.divergence
            return
        expected = ExpectedStorage(state, artifacts, self._latest_charter(artifacts["Ledger"]))
        self._total = len(expected)
        foreign: list[Divergence] = []
        for name in DEPLOYED:
            yield from self._contract(root, name, expected.of(name), foreign)
        if self._since is None and not self._keeps_empty:
            yield from foreign

    def _require_header(self) -> bytes:
        """Return the state root of the pinned block, whose time was used all along."""
        header = self._chain.block(self._pinned.number)
        require_hash(header, self._pinned.block_hash)
        told = {"number": self._pinned.number, "timestamp": self._pinned.time}
        for name, value in told.items():
            if header[name] != value:
                raise Diverged(
                    Divergence(
                        Finding.HEADER_DIFFERS,
                        field=name,
                        expected=str(header[name]),
                        found=str(value),
                        remark="found is what the node told before",
                    )
                )
        self._state_root = root = bytes.fromhex(header["stateRoot"][2:])
        return root

    def _contract(
        self, root: bytes, name: str, slots: Iterator[Slot], foreign: list[Divergence]
    ) -> Iterator[Divergence]:
        """Prove one contract; `foreign` gets what its storage must not hold besides."""
        try:
            account = self._account(root, name)
        except Diverged as diverged:
            yield diverged.divergence
            return
        self._accounts += 1
        root_of_slots, differs = ExpectedRoot(), False
        for some in chunks(slots, SLOTS_PER_REQUEST):
            for slot in some:
                root_of_slots.add(slot.number, slot.word)
            for divergence in self._slots_of(name, account, some):
                differs = True
                yield divergence
        if not differs:
            foreign += _nothing_else(name, account, root_of_slots.value)

    def _slots_of(self, name: str, account: Account, slots: Sequence[Slot]) -> Iterator[Divergence]:
        for part, answer in self._ask(name, slots):
            try:
                yield from self._compare(account, part, answer)
            except Diverged as diverged:
                yield diverged.divergence

    def _account(self, root: bytes, name: str) -> Account:
        """Return the account of a contract, which must have the code that the node showed."""
        address, shown = self._addresses[name], self._code_hashes[name]
        try:
            answer = self._proof(name, ())
        except RpcError as error:
            raise Unprovable(self._pinned.number, error.message) from None
        account = prove_account(root, address, answer)
        if account is None or account.code_hash != shown:
            raise Diverged(
                Divergence(
                    Finding.PROVEN_CODE_DIFFERS,
                    subject=f"{name} at {address}",
                    field="code_hash",
                    expected=readable(account.code_hash) if account else "no account",
                    found=readable(shown),
                    remark="expected is what the proof says",
                )
            )
        return account

    def _compare(
        self, account: Account, slots: Sequence[Slot], answer: Answer
    ) -> Iterator[Divergence]:
        words = prove_slots(account, {slot.number: slot.name for slot in slots}, answer)
        self._keeps_empty |= words.keeps_empty
        for slot in slots:
            if words[slot.number] != slot.word:
                yield Divergence(
                    Finding.PROVEN_STORAGE_DIFFERS,
                    subject=slot.name,
                    person=None if slot.person is None else readable(slot.person),
                    field=f"slot 0x{slot.number:064x}",
                    expected=f"0x{slot.word:064x}",
                    found=f"0x{words[slot.number]:064x}",
                )
        self._slots += len(slots)
        self._tell(self._slots, self._total)

    def _ask(self, name: str, slots: Sequence[Slot]) -> Iterator[tuple[Sequence[Slot], Answer]]:
        """Ask for the proofs of some slots, for fewer at a time when the node finds it too much."""
        try:
            yield slots, self._proof(name, slots)
        except RpcError as error:
            if len(slots) == 1:
                raise Unprovable(self._pinned.number, error.message) from None
            middle = len(slots) // 2
            yield from self._ask(name, slots[:middle])
            yield from self._ask(name, slots[middle:])

    def _proof(self, name: str, slots: Sequence[Slot]) -> Answer:
        keys = [f"0x{slot.number:064x}" for slot in slots]
        block = hex(self._pinned.number)
        answer: Answer = self._chain.call("eth_getProof", self._addresses[name], keys, block)
        return answer

    def _latest_charter(self, ledger: Artifact) -> int:
        slot = Layout("Ledger", ledger).variable("_latest").slot
        word = self._chain.call(
            "eth_getStorageAt",
            self._addresses["Ledger"],
            f"0x{slot:064x}",
            hex(self._pinned.number),
        )
        return int(word[2:] or "0", 16)


def _nothing_else(name: str, account: Account, expected: bytes) -> Iterator[Divergence]:
    """All slots hold what they must: only something that none of them is can change the root."""
    if account.storage_root != expected:
        yield Divergence(
            Finding.FOREIGN_STORAGE,
            subject=f"{name} at {account.address}",
            field="storage_root",
            expected=readable(expected),
            found=readable(account.storage_root),
            remark="something is stored in a slot that no log is about",
        )
