"""The deployed suite, driven by the actions of the specification.

`World` does what `isonomia.spec.transition` does, with the real bytecode: it takes the same
genesis and the same actions, and gives the same events or a refusal with a name and values.
"""

from __future__ import annotations

from typing import Any

from isonomia.spec import actions, events
from isonomia.spec.state import (
    DEVELOPMENT_BEACON,
    Addresses,
    BeaconClock,
    Charter,
    FoundingCommunity,
    InfractionText,
    StandardText,
)
from tests.harness import beacon as development
from tests.harness import digests, world_cases, world_services
from tests.harness.calls import Call, Signing, by_council, prepare
from tests.harness.chain import Chain, Log, Refused, abi_of
from tests.harness.evm import EvmChain
from tests.harness.keys import signature_of

__all__ = ["LEDGER_CHARTER", "POOL_CHARTER", "Refused", "World"]

#: Parameters of the charter, in the order of the Solidity structs.
LEDGER_CHARTER = (
    "category_cap",
    "annual_cap",
    "grace_days",
    "filing_days",
    "rule_notice_days",
    "leave_days",
    "leave_window_days",
    "genesis_rate",
    "rate_base",
    "rate_per_dividend",
    "rate_change_limit",
    "rate_notice_days",
    "gift_cap",
    "usable_quality",
)
COMMUNITIES_CHARTER = ("majority_years", "budget_per_member", "standing_loss")
POOL_CHARTER = (
    "second_chance_below",
    "prize_points",
    "prize_amount",
    "prize_days",
    "members_per_nomination",
)
CASES_CHARTER = (
    "notice_days",
    "ripe_days",
    "verdict_days",
    "challenge_days",
    "accusations_per_year",
    "challenges_per_year",
)
ASSEMBLY_CHARTER = ("term_days", "volunteer_days", "share_index_step", "amendment_notice_days")
SERVICES_CHARTER = ("accreditation_days", "price_notice_days", "refund_days")

ROUND_TERMS = ("kind", "prizes", "points", "amount", "days_long", "entries_until")
_RULE_TEXT = ("rule", "category", "points", "yearly_limit", "from_day", "text_hash")


#: Contracts whose events and acts the specification knows.
_CONTRACTS = (
    *("Ledger", "Communities", "Pool", "Beacon", "Panels", "Cases", "Assembly"),
    *("Services", "Findings"),
)
#: Whom the ledger obeys, in the order of the Solidity struct.
_OFFICES = ("Communities", "Pool", "Cases", "Assembly", "Services", "Findings")
#: No signature at all; it stands in for one of a round that does not exist.
_NO_POINT = (1, 2)


class World:
    """One deployment. `genesis` holds the events of all constructors.

    The beacon comes a second before the ledger; the communities, at `founded_at`, and the pool
    follow after `delay` seconds.
    """

    def __init__(
        self,
        charter: Charter,
        communities: tuple[FoundingCommunity, ...],
        rules: tuple[actions.RuleText, ...],
        catalogue_hash: bytes,
        now: int,
        *,
        charter_hash: bytes = bytes(32),
        delay: int = 0,
        beacon: BeaconClock = DEVELOPMENT_BEACON,
        infractions: tuple[InfractionText, ...] = (),
        infractions_hash: bytes = bytes(32),
        standards: tuple[StandardText, ...] = (),
        standards_hash: bytes = bytes(32),
        chain: Chain | None = None,
    ) -> None:
        self.chain = chain or EvmChain()
        self.chain.time = now - 1
        public_key = tuple(development.development().public_key)
        logs = self.chain.deploy("Beacon", public_key, beacon.genesis, beacon.period)
        self.chain.time = now
        self._signing = Signing(
            digests.separator(self.chain.chain_id, self.chain.addresses["Communities"]),
            self.chain.impersonates,
            self.view,
        )
        places = self.chain.addresses
        logs += self.chain.deploy(
            "Ledger",
            parameters_of(charter, LEDGER_CHARTER),
            charter_hash,
            tuple(places[name] for name in _OFFICES),
            [rule_tuple(rule) for rule in rules],
            catalogue_hash,
        )
        if delay:
            self.chain.time = now + delay
        logs += self.chain.deploy(
            "Communities",
            places["Ledger"],
            parameters_of(charter, COMMUNITIES_CHARTER),
            [founding_tuple(community) for community in communities],
        )
        self.founded_at = self.chain.time
        logs += self.chain.deploy(
            "Pool",
            *(places[name] for name in ("Ledger", "Communities", "Beacon")),
            parameters_of(charter, POOL_CHARTER),
        )
        logs += self._deploy_courts(charter, infractions, infractions_hash)
        logs += self._deploy_market(charter, standards, standards_hash)
        self.genesis = [spec_event(log) for log in logs]

    def _deploy_courts(
        self, charter: Charter, infractions: tuple[InfractionText, ...], infractions_hash: bytes
    ) -> list[Log]:
        places = self.chain.addresses
        suite = [places[name] for name in ("Ledger", "Communities")]
        logs = self.chain.deploy("Panels", *suite, places["Beacon"])
        self.cases_at = self.chain.time
        logs += self.chain.deploy(
            "Cases",
            *suite,
            places["Panels"],
            parameters_of(charter, CASES_CHARTER),
            [world_cases.infraction_tuple(text) for text in infractions],
            infractions_hash,
        )
        return logs + self.chain.deploy(
            "Assembly",
            *suite,
            places["Panels"],
            places["Beacon"],
            parameters_of(charter, ASSEMBLY_CHARTER),
        )

    def _deploy_market(
        self, charter: Charter, standards: tuple[StandardText, ...], standards_hash: bytes
    ) -> list[Log]:
        places = self.chain.addresses
        suite = [places[name] for name in ("Ledger", "Communities")]
        logs = self.chain.deploy("Services", *suite, parameters_of(charter, SERVICES_CHARTER))
        lines = [world_services.standard_tuple(text) for text in standards]
        logs += self.chain.deploy("Findings", *suite, places["Panels"], lines, standards_hash)
        self.findings_at = self.chain.time
        return logs

    @property
    def addresses(self) -> Addresses:
        """Return where the contracts stand whose addresses decide draws."""
        places = self.chain.addresses
        return Addresses(panels=places["Panels"], assembly=places["Assembly"])

    def perform(self, action: Any, now: int) -> list[Any]:
        """Carry out an action at a time and return its events. Raises `Refused`."""
        self.chain.time = now
        call = self.prepare(action)
        logs = self.chain.transact(
            call.contract, call.function, *call.arguments, sender=call.sender
        )
        return [spec_event(log) for log in logs]

    def view(self, contract: str, function: str, *arguments: Any) -> Any:
        """Ask a contract at the time of the last action."""
        return self.chain.view(contract, function, *arguments)

    def prepare(self, action: Any) -> Call:
        """Return the call of an action, signed by those it names, or sent by one of them."""
        return prepare(action, self._signing)


def parameters_of(charter: Charter, names: tuple[str, ...]) -> tuple[int, ...]:
    """Return some parameters of a charter, in the given order."""
    return tuple(getattr(charter, name) for name in names)


def rule_tuple(rule: actions.RuleText) -> tuple[Any, ...]:
    """Return a rule in the order of the Solidity struct."""
    return tuple(getattr(rule, name) for name in _RULE_TEXT)


def founding_tuple(community: FoundingCommunity) -> tuple[Any, ...]:
    """Return a founding community in the order of the Solidity struct."""
    seats = [
        (seat.identity, seat.birth_month, seat.controller, seat.home) for seat in community.seats
    ]
    return community.parent, community.threshold, seats


def spec_event(log: Log) -> Any:
    """Return a log as the event of the specification with the same name and values."""
    _, topics, data = log
    for contract in _CONTRACTS:
        known = abi_of(contract).events.get(topics[0])
        if known is not None:
            return getattr(events, known.name)(**known.values(topics, data))
    raise AssertionError(f"no event of the suite has the topic {topics[0].hex()}")


@prepare.register
def _enrol(action: actions.Enrol, signing: Signing) -> Call:
    lists = list(action.identities), list(action.birth_months)
    return by_council(action, signing, "enrol", digests.ENROLMENT, lists, *lists)


@prepare.register
def _bind(action: actions.BindControllers, signing: Signing) -> Call:
    lists = list(action.identities), list(action.controllers)
    return by_council(action, signing, "bindControllers", digests.BINDING, lists, *lists)


@prepare.register
def _rate(action: actions.AnnounceRate, signing: Signing) -> Call:
    members = action.year, action.dividend_per_head, action.source_hash
    return by_council(action, signing, "announceRate", digests.RATE, members, *members)


@prepare.register
def _publish(action: actions.PublishRules, signing: Signing) -> Call:
    members = action.catalogue_hash, [rule_tuple(rule) for rule in action.rules]
    return by_council(action, signing, "publishRules", digests.CATALOGUE, members, *members)


@prepare.register
def _file(action: actions.FileAwards, signing: Signing) -> Call:
    batch = (
        action.rule,
        action.version,
        action.evidence_hash,
        list(action.identities),
        list(action.act_days),
    )
    return by_council(action, signing, "fileAwards", digests.AWARDS, batch, batch)


@prepare.register
def _change(action: actions.ChangeController, signing: Signing) -> Call:
    members = action.identity, action.new_controller, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.CONTROLLER_CHANGE, *members)
    signatures = signature_of(action.signer, digest), signature_of(action.new_signer, digest)
    return Call("changeController", (*members, *signatures))


@prepare.register
def _declare(action: actions.DeclareLeave, signing: Signing) -> Call:
    members = action.identity, action.days_away, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.LEAVE, *members)
    return Call("declareLeave", (*members, signature_of(action.signer, digest)))


@prepare.register
def _end(action: actions.EndLeave, signing: Signing) -> Call:
    members = action.identity, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.LEAVE_END, *members)
    return Call("endLeave", (*members, signature_of(action.signer, digest)))


@prepare.register
def _give(action: actions.Give, signing: Signing) -> Call:
    members = action.identity, action.points, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.GIFT, *members)
    return _of_pool("give", *members, signature_of(action.signer, digest))


@prepare.register
def _enter(action: actions.EnterRound, signing: Signing) -> Call:
    members = action.identity, action.round, action.nonce, action.deadline
    digest = digests.digest(signing.domain, digests.ENTRY, *members)
    return _of_pool("enter", *members, signature_of(action.signer, digest))


@prepare.register
def _open(action: actions.OpenRound, signing: Signing) -> Call:
    terms = tuple(getattr(action, name) for name in ROUND_TERMS)
    kind = digests.ROUND_OPENING
    return by_council(action, signing, "openRound", kind, terms, terms, contract="Pool")


@prepare.register
def _nominate(action: actions.Nominate, signing: Signing) -> Call:
    members = action.round, list(action.identities)
    kind = digests.NOMINATION
    return by_council(action, signing, "nominate", kind, members, *members, contract="Pool")


@prepare.register
def _freeze(action: actions.Freeze, signing: Signing) -> Call:
    return _of_pool("freeze", action.round)


@prepare.register
def _settle(action: actions.Settle, signing: Signing) -> Call:
    return _of_pool("settle", action.round, list(action.lots), list(action.winners))


@prepare.register
def _close(action: actions.CloseRound, signing: Signing) -> Call:
    return _of_pool("close", action.round)


@prepare.register
def _verify(action: actions.VerifyRound, signing: Signing) -> Call:
    known = 1 <= action.round < 2**64
    point = development.signature(action.round) if known else _NO_POINT
    return Call("submit", (action.round, *point), contract="Beacon")


def _of_pool(function: str, *arguments: Any) -> Call:
    return Call(function, arguments, contract="Pool")
