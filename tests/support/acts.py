"""Acts of councils and of persons, signed as they should be unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount

from isonomia import typed_data, typed_data_services
from isonomia.typed_data import Domain
from tests.support.calls import Handle, Receipt
from tests.support.roles import DAY, THRESHOLD, Rule, Terms, seat_key

Approval = tuple[int, bytes]


class Council:
    """The council of one community.

    Each act takes, by name, what a test may want to be different: `seats` that sign, other `keys`
    of theirs, `nonce`, `deadline`, `domain`, or a whole `approval`.
    """

    def __init__(
        self, communities: Handle, domain: Domain, community: int, pool: Handle | None = None
    ) -> None:
        self._communities = communities
        self._domain = domain
        self.community = community
        self._pool = pool

    def enrol(self, identities: Sequence[bytes], months: Sequence[int], **how: Any) -> Receipt:
        return self._act("enrol", typed_data.enrolment, (identities, months), **how)

    def bind(self, identities: Sequence[bytes], controllers: Sequence[str], **how: Any) -> Receipt:
        return self._act("bindControllers", typed_data.binding, (identities, controllers), **how)

    def announce_rate(self, year: int, dividend: int, source: bytes, **how: Any) -> Receipt:
        return self._act("announceRate", typed_data.rate, (year, dividend, source), **how)

    def publish_rules(self, catalogue: bytes, rules: Sequence[Rule], **how: Any) -> Receipt:
        return self._act("publishRules", typed_data.catalogue, (catalogue, rules), **how)

    def award(
        self,
        rule: int,
        version: int,
        evidence: bytes,
        identities: Sequence[bytes],
        days: Sequence[int],
        **how: Any,
    ) -> Receipt:
        batch = (rule, version, evidence, identities, days)
        return self._act("fileAwards", typed_data.awards, batch, arguments=(batch,), **how)

    def open_round(self, terms: Terms, **how: Any) -> Receipt:
        return self._act(
            "openRound",
            typed_data.round_opening,
            terms,
            arguments=(terms,),
            contract=self._pool,
            **how,
        )

    def nominate(self, round: int, identities: Sequence[bytes], **how: Any) -> Receipt:
        return self._act(
            "nominate",
            typed_data.nomination,
            (round, identities),
            contract=self._pool,
            **how,
        )

    def nonce(self) -> int:
        return self._communities.call("council", self.community).nonce

    def approve(
        self,
        message: SignableMessage,
        seats: Sequence[int],
        keys: Mapping[int, LocalAccount] | None = None,
    ) -> Approval:
        """Return the signatures of these seats over a message, with other keys where given."""
        used = {seat: seat_key(self.community, seat) for seat in seats} | dict(keys or {})
        return typed_data.combine(
            {seat: typed_data.sign(message, key) for seat, key in used.items()}
        )

    def _act(
        self,
        function: str,
        message_of: Callable[..., SignableMessage],
        values: tuple[Any, ...],
        *,
        arguments: tuple[Any, ...] | None = None,
        contract: Handle | None = None,
        seats: Sequence[int] = tuple(range(THRESHOLD)),
        keys: Mapping[int, LocalAccount] | None = None,
        nonce: int | None = None,
        deadline: int | None = None,
        domain: Domain | None = None,
        approval: Approval | Callable[[SignableMessage], Approval] | None = None,
        sender: str | None = None,
    ) -> Receipt:
        head = (
            self.community,
            self.nonce() if nonce is None else nonce,
            self._communities.chain.now() + DAY if deadline is None else deadline,
        )
        message = message_of(domain or self._domain, *head, *values)
        if approval is None:
            approval = self.approve(message, seats, keys)
        elif callable(approval):
            approval = approval(message)
        given = values if arguments is None else arguments
        called = contract or self._communities
        return called.send(function, head, *given, approval, sender=sender)


class Person:
    """Somebody who signs for themselves; `key` may be replaced by whatever else should sign."""

    def __init__(
        self,
        communities: Handle,
        domain: Domain,
        identity: bytes,
        key: LocalAccount,
        pool: Handle | None = None,
    ) -> None:
        self._communities = communities
        self._domain = domain
        self.identity = identity
        self.key = key
        self._pool = pool

    def declare_leave(self, days: int, **how: Any) -> Receipt:
        return self._act("declareLeave", typed_data.leave, (days,), **how)

    def end_leave(self, **how: Any) -> Receipt:
        return self._act("endLeave", typed_data.leave_end, (), **how)

    def move(self, community: int, **how: Any) -> Receipt:
        return self._act("move", typed_data.move, (community,), **how)

    def opt_out(self, **how: Any) -> Receipt:
        return self._act("optOut", typed_data.opt_out, (), **how)

    def opt_in(self, **how: Any) -> Receipt:
        return self._act("optIn", typed_data.opt_in, (), **how)

    def cancel_order(self, order_nonce: int, **how: Any) -> Receipt:
        message_of = typed_data_services.cancellation
        return self._act("cancelOrder", message_of, (order_nonce,), **how)

    def give(self, points: int, **how: Any) -> Receipt:
        return self._act("give", typed_data.gift, (points,), contract=self._pool, **how)

    def enter(self, round: int, **how: Any) -> Receipt:
        return self._act("enter", typed_data.entry, (round,), contract=self._pool, **how)

    def change_controller(
        self,
        address: str,
        accepted_by: LocalAccount | Callable[[SignableMessage], bytes],
        **how: Any,
    ) -> Receipt:
        return self._act(
            "changeController", typed_data.controller_change, (address,), (accepted_by,), **how
        )

    def nonce(self) -> int:
        return self._communities.call("signatory", self.identity).nonce

    def _act(
        self,
        function: str,
        message_of: Callable[..., SignableMessage],
        values: tuple[Any, ...],
        others: tuple[Any, ...] = (),
        *,
        contract: Handle | None = None,
        nonce: int | None = None,
        deadline: int | None = None,
        domain: Domain | None = None,
        signature: bytes | Callable[[SignableMessage], bytes] | None = None,
    ) -> Receipt:
        tail = (
            self.nonce() if nonce is None else nonce,
            self._communities.chain.now() + DAY if deadline is None else deadline,
        )
        message = message_of(domain or self._domain, self.identity, *values, *tail)
        signatures = [_signed(message, by) for by in (signature or self.key, *others)]
        called = contract or self._communities
        return called.send(function, self.identity, *values, *tail, *signatures)


def _signed(message: SignableMessage, by: Any) -> bytes:
    if isinstance(by, bytes):
        return by
    return by(message) if callable(by) else typed_data.sign(message, by)
