"""What goes wrong between driver and chain: said clearly, and mended by running again.

allocate
├── before anything is sent
│   ├── another chain, no contracts, an unfinished deployment -> refused
│   ├── keys of other people, too few keys -> refused, all named
│   └── a journal of another deployment, acts under way at a rehearsal -> refused
├── while sending
│   ├── the node dies -> the rest is undecided; again: all applied, nothing twice
│   ├── an answer is lost -> the act is recognised
│   ├── the node takes no transaction -> said in its words
│   └── another driver acts for the same council -> planned again
└── after an interruption
    ├── the signatures ran out -> signed again
    ├── somebody relayed the act -> recognised
    ├── the account's number was used -> planned again
    ├── the fee rose -> sent again with a higher one
    └── the chain went back -> sent again
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from isonomia import chain as chain_module
from isonomia.allocate import Allocation, AllocationError
from isonomia.chain import Chain, ChainError
from isonomia.courier import CourierError
from isonomia.journal import Journal, JournaledAct, JournalError
from isonomia.pilot import HOMES
from isonomia.receipts import Account
from isonomia.seats import SeatKeysError
from tests.allocate.registry import (
    DAY,
    PAYER,
    PILOT,
    START,
    Registry,
    contribution,
    enrolment,
)
from tests.chain.front import difficult_front

SEND = "eth_sendRawTransaction"
NORTH_EAST = PILOT.charter.ids[HOMES[0]]
OTHER_PAYER = 5


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat requests quickly."""
    monkeypatch.setattr(chain_module, "BACK_OFF", (0.01, 0.01))


@pytest.fixture
def raise_fee(registry: Registry) -> Iterator[Callable[[], None]]:
    """Return what makes the base fee a thousand times higher; it falls again after the test."""

    def set_fee(wei: int) -> None:
        registry.chain.call("anvil_setNextBlockBaseFeePerGas", hex(wei))
        registry.chain.call("evm_mine")

    yield lambda: set_fee(10**12)
    set_fee(10**9)


def sends(request: Any) -> bool:
    """Whether a request, alone or in a batch, sends a transaction."""
    return any(
        one["method"] == SEND for one in (request if isinstance(request, list) else [request])
    )


@contextmanager
def dying_node(registry: Registry, after: int) -> Iterator[Chain]:
    """Yield a client of a node that dies when it is sent the transaction after so many."""
    left = after

    def mood(request: Any) -> int | None:
        nonlocal left
        if sends(request):
            left -= 1
        return None if left >= 0 else 503

    with difficult_front(registry.node.url, mood) as url:
        yield Chain(url)


def interrupted(registry: Registry, *files: Path, after: int = 0, **changes: Any) -> Allocation:
    """Begin an allocation whose node dies after so many acts."""
    with dying_node(registry, after) as chain:
        allocation = Allocation(chain, registry.request(*files, **changes))
        with pytest.raises(ChainError):
            allocation.run()
    return allocation


def under_way(registry: Registry) -> list[JournaledAct]:
    allocation = Allocation(registry.chain, registry.request())
    with Journal(registry.folder / "journal.sqlite", allocation.identification) as journal:
        return journal.acts("signed")


def three_acts(registry: Registry) -> list[Path]:
    """Write a person and seven contributions: with three lines an act, one act and three more."""
    people = registry.enrolments(enrolment("citizen"))
    return [
        people,
        registry.contributions(*(contribution("citizen", i, f"a{i}") for i in range(7))),
    ]


def require_all_applied_once(registry: Registry, account: Account) -> None:
    assert account.counts == {"enrolment": {"applied": 1}, "contribution": {"applied": 7}}
    assert registry.person("citizen").quality == 21


def transfer(registry: Registry, sender: LocalAccount, data: bytes = b"", to: str = "") -> None:
    chain = registry.chain
    transaction = {
        "chainId": chain.chain_id,
        "nonce": chain.nonce(sender.address),
        "to": to or sender.address,
        "value": 0,
        "data": data,
        "gas": 1_000_000,
        **chain.fees(),
    }
    raw = bytes(sender.sign_transaction(transaction).raw_transaction)
    assert chain.wait(chain.send_raw(raw))["status"] == 1


# ---- before anything is sent ---------------------------------------------------------------------


@pytest.mark.req("A2", "A1")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chain_id": 5}, "the manifest is of chain 5"),
        ({"status": "deploying"}, "finish it with `isonomia deploy`"),
    ],
)
def test_allocation__manifest_of_another_or_unfinished_deployment__refused(
    registry: Registry, change: dict[str, Any], words: str
):
    manifest = registry.manifest.model_copy(update=change)
    with pytest.raises(AllocationError, match=words):
        registry.allocate(registry.enrolments(enrolment("a")), manifest=manifest)


@pytest.mark.req("A2", "A1")
def test_allocation__chain_without_the_contracts__refused(registry: Registry):
    contracts = {
        name: record.model_copy(update={"address": "0x" + "12" * 20})
        for name, record in registry.manifest.contracts.items()
    }
    manifest = registry.manifest.model_copy(update={"contracts": contracts})
    with pytest.raises(AllocationError, match="no Beacon at 0x12"):
        registry.allocate(registry.enrolments(enrolment("a")), manifest=manifest)


@pytest.mark.req("A2", "D2")
def test_allocation__too_few_seat_keys__every_community_named_and_nothing_sent(registry: Registry):
    one_each = {
        community: dict(list(council.items())[:1]) for community, council in PILOT.seats.items()
    }
    people = registry.enrolments(
        enrolment("a", community=HOMES[0]), enrolment("b", community=HOMES[2])
    )
    before = registry.chain.block()["number"]
    with pytest.raises(SeatKeysError) as refused:
        registry.allocate(people, seats=one_each)
    assert f"{HOMES[0]}: 2 seats must sign, and 1 different" in str(refused.value)
    assert f"{HOMES[2]}: 2 seats must sign, and 1 different" in str(refused.value)
    assert HOMES[1] not in str(refused.value)
    assert registry.chain.block()["number"] == before
    assert registry.allocate(people).counts == {"enrolment": {"applied": 2}}


@pytest.mark.req("A2", "D2")
def test_allocation__seat_key_of_somebody_else__refused_with_both_keys(registry: Registry):
    seats = PILOT.seats | {NORTH_EAST: PILOT.seats[1]}
    with pytest.raises(SeatKeysError, match=f"seat 0 of community {NORTH_EAST} has the key 0x"):
        registry.allocate(registry.enrolments(enrolment("a")), seats=seats)


@pytest.mark.req("A2")
def test_allocation__journal_of_another_deployment__refused(registry: Registry):
    registry.allocate(registry.enrolments(enrolment("a")))
    other = registry.folder / "journal.sqlite"
    with pytest.raises(JournalError, match="belongs to another deployment"):
        Journal(other, {"chain_id": "1"})


# ---- while sending -------------------------------------------------------------------------------


@pytest.mark.req("A2")
@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_allocation__node_dies_after_some_acts__the_rest_is_applied_when_run_again(
    registry: Registry, after: int
):
    files = three_acts(registry)
    allocation = interrupted(registry, *files, after=after, most_lines=3)
    statuses = {receipt.status for receipt in allocation.account().receipts}
    assert statuses == ({"undecided"} if after == 0 else {"undecided", "applied"})
    account = registry.allocate(*files, most_lines=3)
    require_all_applied_once(registry, account)


@pytest.mark.req("A2")
def test_allocation__answers_to_sent_acts_lost__acts_recognised_and_not_sent_twice(
    registry: Registry,
):
    lost = 0

    def forgetful(request: Any) -> int | None:
        nonlocal lost
        if not sends(request) or lost == 2:
            return None
        lost += 1
        registry.chain.batch([(SEND, one["params"]) for one in request])
        return 503

    files = three_acts(registry)
    with difficult_front(registry.node.url, forgetful) as url:
        account = Allocation(Chain(url), registry.request(*files, most_lines=3)).run()
    assert lost == 2
    require_all_applied_once(registry, account)


@pytest.mark.req("A2")
def test_allocation__node_takes_no_transaction__says_so_in_its_words(registry: Registry):
    def poor(request: Any) -> Any:
        if not sends(request):
            return None
        error = {"code": -32000, "message": "insufficient funds for gas * price + value"}
        return [{"jsonrpc": "2.0", "id": one["id"], "error": error} for one in request]

    files = three_acts(registry)
    with (
        difficult_front(registry.node.url, poor) as url,
        pytest.raises(CourierError, match="insufficient funds") as refused,
    ):
        Allocation(Chain(url), registry.request(*files)).run()
    assert registry.node.accounts[PAYER].address in str(refused.value)
    require_all_applied_once(registry, registry.allocate(*files, most_lines=3))


@pytest.mark.req("A2")
def test_allocation__another_driver_acts_for_the_council_meanwhile__planned_again(
    registry: Registry,
):
    files = three_acts(registry)
    others = registry.enrolments(enrolment("neighbour"), name="others.csv")
    told: list[str] = []
    interfered = False

    def mood(request: Any) -> None:
        nonlocal interfered
        if sends(request) and not interfered:
            interfered = True
            payer = registry.node.accounts[OTHER_PAYER]
            registry.allocate(others, journal=registry.folder / "other.sqlite", payer=payer)

    with difficult_front(registry.node.url, mood) as url:
        request = registry.request(*files, most_lines=3)
        account = Allocation(Chain(url), request, say=told.append).run()
    require_all_applied_once(registry, account)
    assert registry.person("neighbour") is not None
    assert any("WrongNonce" in words and "Planning again" in words for words in told)


@pytest.mark.req("A2")
def test_allocation__council_never_left_in_peace__gives_up_and_loses_nothing(registry: Registry):
    files = three_acts(registry)
    interferences = 0

    def mood(request: Any) -> None:
        nonlocal interferences
        if sends(request):
            interferences += 1
            name = f"neighbour {interferences}"
            registry.allocate(
                registry.enrolments(enrolment(name), name="others.csv"),
                journal=registry.folder / "other.sqlite",
                payer=registry.node.accounts[OTHER_PAYER],
            )

    with (
        difficult_front(registry.node.url, mood) as url,
        pytest.raises(AllocationError, match="refuses what the specification allows"),
    ):
        Allocation(Chain(url), registry.request(*files)).run()
    assert interferences == 3
    require_all_applied_once(registry, registry.allocate(*files))


@pytest.mark.req("A2", "Y1")
def test_allocation__somebody_acts_just_before_the_end__both_acts_stand(registry: Registry):
    people = registry.enrolments(enrolment("citizen"))
    registry.allocate(people)
    acts = registry.contributions(contribution("citizen", 1, "ours"))
    theirs = registry.contributions(contribution("citizen", 2, "theirs"), name="theirs.csv")
    sent = interfered = False

    def mood(request: Any) -> None:
        nonlocal sent, interfered
        if sent and not interfered:
            interfered = True
            payer = registry.node.accounts[OTHER_PAYER]
            registry.allocate(theirs, journal=registry.folder / "other.sqlite", payer=payer)
        sent = sent or sends(request)

    with difficult_front(registry.node.url, mood) as url:
        account = Allocation(Chain(url), registry.request(acts)).run()
    assert interfered
    assert account.counts == {"contribution": {"applied": 1}}
    assert registry.person("citizen").quality == 6


@pytest.mark.req("A2")
@pytest.mark.only_on("ganache")
def test_allocation__live_chain__several_acts_under_way_at_once(registry: Registry):
    """Anvil forgets transactions that come while it mines; chains that are live do not."""
    people = registry.enrolments(*(enrolment(f"person {i}") for i in range(60)))
    together: list[int] = []

    def mood(request: Any) -> None:
        if sends(request):
            together.append(len(request))

    with difficult_front(registry.node.url, mood) as url:
        request = registry.request(people, development=False, replay=False, most_lines=2)
        account = Allocation(Chain(url), request).run()
    assert account.counts == {"enrolment": {"applied": 60}}
    assert together == [8, 8, 8, 6]


# ---- after an interruption -----------------------------------------------------------------------


@pytest.mark.req("A2", "P3")
def test_allocation__signatures_ran_out_meanwhile__signed_again(registry: Registry):
    files = three_acts(registry)
    interrupted(registry, *files, valid_seconds=600)
    registry.chain.set_time(START + DAY)
    told: list[str] = []
    account = Allocation(registry.chain, registry.request(*files, most_lines=3), say=told.append)
    require_all_applied_once(registry, account.run())
    assert len(told) == 1
    assert "DeadlinePassed" in told[0]


@pytest.mark.req("A2", "P3")
def test_allocation__somebody_else_relayed_the_act__recognised_and_not_done_twice(
    registry: Registry,
):
    files = three_acts(registry)
    interrupted(registry, *files, after=1)
    [act] = under_way(registry)
    registry.chain.set_time(act.not_before)
    data = bytes(TypedTransaction.from_bytes(HexBytes(act.raw)).as_dict()["data"])
    relayer = registry.node.accounts[OTHER_PAYER]
    transfer(registry, relayer, data, registry.deployment.communities.address)
    account = registry.allocate(*files)
    assert account.counts["contribution"] == {"applied": 7}
    assert registry.person("citizen").quality == 21
    assert registry.council_nonce(NORTH_EAST) == 2
    relayed = registry.chain.call("eth_getTransactionByHash", account.acts[-1].tx)
    assert relayed["from"].lower() == relayer.address.lower()


@pytest.mark.req("A2")
def test_allocation__account_number_used_by_another_transaction__planned_again(registry: Registry):
    files = three_acts(registry)
    interrupted(registry, *files, after=1, most_lines=3)
    assert under_way(registry)
    transfer(registry, registry.node.accounts[PAYER])
    require_all_applied_once(registry, registry.allocate(*files, most_lines=3))


@pytest.mark.req("A2")
@pytest.mark.only_on("anvil")
def test_allocation__fee_rose_meanwhile__sent_again_with_a_higher_one(
    registry: Registry, raise_fee: Callable[[], None]
):
    files = three_acts(registry)
    interrupted(registry, *files, after=1, most_lines=3)
    before = {act.id: act.tx for act in under_way(registry)}
    raise_fee()
    account = registry.allocate(*files, most_lines=3)
    require_all_applied_once(registry, account)
    assert all(act.tx != before[act.id] for act in account.acts if act.id in before)


@pytest.mark.req("A2")
@pytest.mark.only_on("anvil")
def test_allocation__fee_rose_and_another_key_pays__says_whose_is_needed(
    registry: Registry, raise_fee: Callable[[], None]
):
    files = three_acts(registry)
    interrupted(registry, *files)
    raise_fee()
    with pytest.raises(CourierError, match=registry.node.accounts[PAYER].address):
        registry.allocate(*files, payer=registry.node.accounts[OTHER_PAYER])


@pytest.mark.req("A2")
def test_allocation__chain_went_back__sent_again_to_the_same_end(registry: Registry):
    files = three_acts(registry)
    snapshot = registry.chain.snapshot()
    first = registry.allocate(*files, most_lines=3)
    before = registry.person("citizen")
    registry.chain.revert(snapshot)
    assert registry.person("citizen") is None
    again = registry.allocate(*files, most_lines=3)
    assert {receipt.status for receipt in again.receipts} == {"already applied"}
    assert registry.person("citizen") == before
    assert [r.transaction for r in again.receipts] == [r.transaction for r in first.receipts]


@pytest.mark.req("A2")
def test_rehearsal__acts_still_under_way__asks_to_finish_first(registry: Registry):
    files = three_acts(registry)
    interrupted(registry, *files)
    with pytest.raises(AllocationError, match="finish it without --dry-run first"):
        Allocation(registry.chain, registry.request(*files)).rehearse()
