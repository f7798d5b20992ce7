"""Check a bundle with nothing but the file: no node, no network, no compiled contracts.

Headers hash to what is told, proofs lead from there to words and logs, the logs are carried out
again by the specification, and what that gives must be the words that are proved. The receipt is
then written anew from these and compared with the one in the file, number by number and line by
line, so that nothing in the file is taken on trust.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from isonomia.bundle.faults import BundleFault
from isonomia.bundle.format import NOTE, Bundle
from isonomia.bundle.known import learnt_state
from isonomia.bundle.matters import Matters, is_founding, latest_charter_place
from isonomia.bundle.person_replay import PersonReplay
from isonomia.bundle.proving import HappenedIn, Proven, Words, prove
from isonomia.bundle.published import artifacts
from isonomia.charter import file_hash, parse
from isonomia.divergence import Diverged
from isonomia.errors import IsonomiaError
from isonomia.log_acts import Act, acts_of_transaction
from isonomia.proofs.expected import ExpectedStorage
from isonomia.spec import events
from isonomia.spec.state import State
from isonomia.target import Target, target_of
from isonomia.why import Receipt, Teller, answer_of
from isonomia.why_text import as_text

_INDEXES_PER_WORD = 256


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle shows.

    Attributes:
        receipt: written anew from what is proved
        block_hash: of the pinned block
        blocks: number and hash of each block in which something happened
        contracts: addresses of those whose storage is proved, by name
        slots: words of storage that are proved
        transactions: that are proved
        acts: carried out again
    """

    receipt: Receipt
    block_hash: str
    blocks: Mapping[int, str]
    contracts: Mapping[str, str]
    slots: int
    transactions: int
    acts: int


def check(bundle: Bundle) -> Checked:
    """Check a bundle.

    Raises:
        BundleFault: it does not prove what it says.
    """
    if bundle.note != NOTE:
        raise BundleFault("note", "it is not the one that every bundle holds")
    target, identity = _target(bundle), bytes.fromhex(bundle.identity[2:])
    proven = prove(bundle)
    acts = list(_acts(proven.transactions))
    matters = Matters(identity)
    owned = [(act, matters.own(act)) for act in acts]
    _require_slots(bundle, matters, proven.words)
    state = learnt_state(matters, target, proven.words)
    replay = PersonReplay(identity, state)
    teller = Teller(identity, target, state, replay.redeemed)
    _found(replay, teller, target, proven)
    for act, own in owned:
        replay.carry_out(act, own)
        teller.read(act, own or Act((), act.time))
    if identity not in state.people:
        raise BundleFault("causes", "nothing in them says that this person exists")
    _require_words(state, proven.words, matters)
    answer = answer_of(state, identity, proven.pinned.time)
    receipt = teller.tell(proven.pinned, lambda _indexes: answer)
    _require_told(bundle, receipt)
    addresses = bundle.deployment.addresses
    return Checked(
        receipt,
        bundle.block_hash,
        proven.blocks,
        {account.contract: addresses[account.contract] for account in bundle.accounts},
        len(proven.words),
        len(proven.transactions),
        sum(own is not None for _, own in owned),
    )


def _target(bundle: Bundle) -> Target:
    """Return what the deployment and its charter say."""
    part = bundle.deployment
    content = part.charter.encode()
    found = "0x" + file_hash(content).hex()
    if found != part.charter_hash:
        raise BundleFault("deployment.charter", f"it has the hash {found}")
    try:
        charter = parse(content)
        if set(part.addresses) != set(artifacts()):
            raise BundleFault("deployment.addresses", "these are not the contracts there must be")
        return target_of(part.chain_id, part.addresses, charter, file_hash(content))
    except IsonomiaError as error:
        raise BundleFault("deployment.charter", str(error)) from None


def _acts(transactions: tuple[HappenedIn, ...]) -> Iterator[Act]:
    """Cut the logs of all transactions but the founding into acts."""
    renewals: dict[int, int] = {}
    for logs, time in transactions:
        renewals |= {
            event.renewal: event.community
            for event, _ in logs
            if isinstance(event, events.RenewalOpened)
        }
        if is_founding(logs):
            continue
        try:
            yield from acts_of_transaction(logs, time, renewals)
        except Diverged as diverged:
            raise BundleFault("causes", str(diverged)) from None


def _require_slots(bundle: Bundle, matters: Matters, words: Words) -> None:
    """The slots must be exactly those that the receipt rests on, in their order."""
    place = latest_charter_place()
    latest = words.get((place.contract, place.slot))
    if latest is None:
        raise BundleFault("storage", f"{place.name} is missing")
    try:
        expected = [
            (slot.contract, slot.name, f"0x{slot.number:064x}") for slot in matters.slots(latest)
        ]
    except (KeyError, OverflowError) as error:
        raise BundleFault("causes", f"something they speak of is missing ({error})") from None
    found = [(part.contract, part.name, part.slot) for part in bundle.storage]
    if expected != found:
        wrong = sorted(set(expected) ^ set(found)) or found
        raise BundleFault("storage", f"{wrong[0][1]} is missing, superfluous or out of place")


def _found(replay: PersonReplay, teller: Teller, target: Target, proven: Proven) -> None:
    founding = [one for one in proven.transactions if is_founding(one.logs)]
    if len(founding) != 1:
        raise BundleFault("causes", "the founding of the communities is missing, or there twice")
    [(logs, time)] = founding
    replay.found(target.founding.communities, logs, time)
    teller.found(logs, time)


def _require_words(state: State, words: Words, matters: Matters) -> None:
    """What the causes give must be what is proved to be stored."""
    place = latest_charter_place()
    storage = ExpectedStorage(state, artifacts(), words[place.contract, place.slot])
    expected = {
        (slot.contract, slot.number): slot.word
        for name in {contract for contract, _ in words}
        for slot in storage.of(name)
    }
    names = {
        (slot.contract, slot.number): slot.name
        for slot in matters.slots(words[place.contract, place.slot])
    }
    own = _own_bits(matters)
    for where, word in words.items():
        mask = own.get(where, -1)
        computed = expected.get(where, 0)
        if computed & mask != word & mask:
            raise BundleFault(
                "causes",
                f"by them {names[where]} holds 0x{computed:064x}, and 0x{word:064x} is proved",
            )


def _own_bits(matters: Matters) -> dict[tuple[str, int], int]:
    """Return which bits of words that many people share are about redemptions of the person."""
    bits: dict[tuple[str, int], int] = {}
    for batch, index in matters.redemptions:
        place = matters.refunded_place(batch, index)
        where = (place.contract, place.slot)
        bits[where] = bits.get(where, 0) | 1 << index % _INDEXES_PER_WORD
    return bits


def _require_told(bundle: Bundle, receipt: Receipt) -> None:
    """The receipt in the file, as numbers and as text, must be the one that is proved."""
    expected = json.loads(json.dumps(receipt.as_dict()))
    if difference := _first_difference("receipt", expected, bundle.receipt):
        raise BundleFault(*difference)
    if difference := _first_difference("text", as_text(receipt).splitlines(), bundle.text):
        raise BundleFault(*difference)


def _first_difference(where: str, expected: Any, found: Any) -> tuple[str, str] | None:
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        parts = ((f"{where}.{key}", one, found[key]) for key, one in expected.items())
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        parts = ((f"{where}[{at}]", *pair) for at, pair in pairs)
    elif json.dumps(expected) == json.dumps(found):
        return None
    else:
        return where, f"{_short(expected)} follows from the causes, and {_short(found)} is told"
    return next((told for part in parts if (told := _first_difference(*part))), None)


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"something with {len(value)} parts"
    return json.dumps(value)
