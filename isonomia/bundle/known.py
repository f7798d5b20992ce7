"""What the specification has to know before the first act, from proven words and the charter."""

from __future__ import annotations

from typing import Any

from isonomia.bundle.faults import BundleFault
from isonomia.bundle.matters import Matters, variable
from isonomia.bundle.proving import Words
from isonomia.packed_words import unpack_infraction, unpack_offer, unpack_rule
from isonomia.proofs.places import Place
from isonomia.spec.calendar import day_of
from isonomia.spec.state import (
    InfractionVersion,
    Offer,
    RateStep,
    Round,
    RuleVersion,
    State,
)
from isonomia.target import Target


def learnt_state(matters: Matters, target: Target, words: Words) -> State:
    """Return a state with the rules, rounds and offers that the person's acts name, and nobody.

    Raises:
        BundleFault: a word cannot be read.
    """
    reader = _Reader(words)
    charter, founding = target.founding.charter, target.founding
    first_step = variable("Ledger", "_credits").member("steps").at(0)
    genesis = reader.struct(first_step)["starts_at"]
    return State(
        charter=charter,
        charter_hash=founding.charter_hash,
        genesis=genesis,
        rate_steps=(RateStep(genesis, charter.genesis_rate),),
        beacon=founding.beacon,
        addresses=founding.addresses,
        first_terms_end=day_of(genesis) + charter.term_days,
        rules={rule: reader.rules(rule, latest) for rule, latest in matters.rules.items()},
        infractions={
            rule: reader.infractions(rule, latest) for rule, latest in matters.infractions.items()
        },
        rounds={number: reader.round(number) for number in matters.rounds},
        randomness={
            number: reader.word(variable("Beacon", "_randomness").at(number)).to_bytes(32)
            for number in matters.beacon_rounds
        },
        offers={number: reader.offer(number) for number in matters.offers},
    )


class _Reader:
    """Reads records of the specification from proven words."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def word(self, place: Place) -> int:
        """Return the word of a place.

        Raises:
            BundleFault: it is not in the bundle.
        """
        word = self._words.get((place.contract, place.slot))
        if word is None:
            raise BundleFault("storage", f"{place.name} is missing")
        return word

    def struct(self, place: Place) -> dict[str, Any]:
        """Return the members of a struct."""
        for slot in place.slots():
            if (slot.contract, slot.number) not in self._words:
                raise BundleFault("storage", f"{slot.name} is missing")
        own = {slot: word for (name, slot), word in self._words.items() if name == place.contract}
        return place.read(own)

    def rules(self, rule: int, latest: int) -> tuple[RuleVersion, ...]:
        """Return the versions of a rule of awards."""
        words, texts = variable("Ledger", "_rules"), variable("Ledger", "_ruleTexts")
        return tuple(
            RuleVersion(
                **unpack_rule(self.word(words.at(rule, version))),
                text_hash=self.word(texts.at(rule, version)).to_bytes(32),
            )
            for version in range(1, latest + 1)
        )

    def infractions(self, rule: int, latest: int) -> tuple[InfractionVersion, ...]:
        """Return the versions of a rule of infractions."""
        catalogue = variable("Cases", "_catalogue")
        words, texts = catalogue.member("words"), catalogue.member("texts")
        return tuple(
            InfractionVersion(
                **unpack_infraction(self.word(words.at(rule, version))),
                text_hash=self.word(texts.at(rule, version)).to_bytes(32),
            )
            for version in range(1, latest + 1)
        )

    def round(self, number: int) -> Round:
        """Return a round of the lottery."""
        values = self.struct(variable("Pool", "_rounds").at(number))
        return Round(**values | {"closed": bool(values["closed"])})

    def offer(self, number: int) -> Offer:
        """Return an offer."""
        values = self.struct(variable("Services", "_offers").at(number))
        fields = unpack_offer(values["word"])
        fields.pop("unused")
        return Offer(**fields, text_hash=values["text_hash"])
