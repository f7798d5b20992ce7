"""What stands in a charter file: its values, seats, communities and published lines.

`isonomia.charter` reads the file they make up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from isonomia.addresses import is_miscopied
from isonomia.spec import state as spec

#: Order of the tree: each community lies in one of an earlier level.
Level = Literal["nation", "state", "district", "community"]
#: What a finding under a standard does to the organisation it is about.
Effect = Literal["suspension", "commendation"]
#: In the order of their numbers on chain, which begin with 1.
EFFECTS: tuple[Effect, ...] = get_args(Effect)
_MOST_RULE_ID = 2**32 - 1
_WHOLE_BALANCE = 0
_LEAST_AMOUNT, _MOST_AMOUNT = 1_000, 2**40 - 1


# ---- values --------------------------------------------------------------------------------------


def _identity(value: str) -> str:
    if not re.fullmatch(r"0x[0-9a-fA-F]{64}", value) or not int(value, 16):
        raise PydanticCustomError(
            "identity", "give 0x and 64 hexadecimal digits; `isonomia identity` computes them"
        )
    return value.lower()


def _address(value: str) -> str:
    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", value) or not int(value, 16):
        raise PydanticCustomError("address", "give the key's address: 0x and 40 hexadecimal digits")
    if is_miscopied(value):
        raise PydanticCustomError(
            "checksum", "its capitals do not fit its checksum: copy the address again"
        )
    return to_checksum_address(value)


def _month(value: str) -> str:
    if not re.fullmatch(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", value):
        raise PydanticCustomError("month", "write year and month like 1980-07")
    return value


def _amount(value: int) -> int:
    if value != _WHOLE_BALANCE and not _LEAST_AMOUNT <= value <= _MOST_AMOUNT:
        raise PydanticCustomError(
            "amount",
            "give the thousandths of credits it falls on, 1000 or more, or 0 for the whole balance",
        )
    return value


Name = Annotated[str, Field(min_length=1, max_length=100)]
Identity = Annotated[str, AfterValidator(_identity)]
Address = Annotated[str, AfterValidator(_address)]
Month = Annotated[str, AfterValidator(_month)]
Amount = Annotated[int, Field(le=_MOST_AMOUNT), AfterValidator(_amount)]
Text = Annotated[str, Field(min_length=1)]


class Entry(BaseModel):
    """One object of the file; unknown fields are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Seat(Entry):
    """One seat of a genesis council; `home` names the community the person belongs to."""

    identity: Identity
    birth_month: Month
    controller: Address
    home: Name

    @property
    def identity_bytes(self) -> bytes:
        """The 32 bytes of the identity hash."""
        return bytes.fromhex(self.identity[2:])

    @property
    def birth_month_number(self) -> int:
        """The month as the contracts count it."""
        year, month = self.birth_month.split("-")
        return int(year) * 12 + int(month) - 1


class Community(Entry):
    """One community of the tree; `parent` names one further up in the file."""

    name: Name
    level: Level
    parent: Name | None
    threshold: int
    seats: list[Seat]


class Rule(Entry):
    """One rule of the genesis catalogue."""

    id: Annotated[int, Field(ge=1, le=_MOST_RULE_ID)]
    name: Name
    category: Annotated[int, Field(ge=1, le=spec.CATEGORIES)]
    points: Annotated[int, Field(ge=1, le=250)]
    yearly_limit: Annotated[int, Field(ge=0, le=1000)]
    text: Text

    @property
    def text_hash(self) -> bytes:
        """Hash of the rule's human text, as it stands on chain."""
        return keccak(text=self.text)


class Infraction(Entry):
    """One infraction rule of the genesis catalogue.

    A deduction under it lowers the quality of `amount` thousandths of credits, or of the whole
    balance when that is 0, by `points`, and ends after `sunset_days` at the latest.
    """

    id: Annotated[int, Field(ge=1, le=_MOST_RULE_ID)]
    name: Name
    points: Annotated[int, Field(ge=1, le=300)]
    amount: Amount
    sunset_days: Annotated[int, Field(ge=365, le=1826)]
    text: Text
    evidence: Text
    remedy: Text

    @property
    def text_hash(self) -> bytes:
        """Hash over what the rule says, the evidence it needs and its remedy, as on chain."""
        return _human_hash(self)


class Standard(Entry):
    """One standard that organisations are held to.

    Whoever is found against it is suspended above Essential, whoever is found to have met a
    commendation is commended, both for `sunset_days`.
    """

    id: Annotated[int, Field(ge=1, le=_MOST_RULE_ID)]
    name: Name
    effect: Effect
    sunset_days: Annotated[int, Field(ge=30, le=730)]
    text: Text
    evidence: Text
    remedy: Text

    @property
    def text_hash(self) -> bytes:
        """Hash over what the standard says, the evidence it needs and its remedy, as on chain."""
        return _human_hash(self)

    @property
    def effect_number(self) -> int:
        """The effect as the contracts count it."""
        return EFFECTS.index(self.effect) + 1


class Overrides(Entry):
    """The parameters that differ from the preset, or all of them when there is none."""

    category_cap: int | None = None
    annual_cap: int | None = None
    grace_days: int | None = None
    filing_days: int | None = None
    rule_notice_days: int | None = None
    leave_days: int | None = None
    leave_window_days: int | None = None
    genesis_rate: int | None = None
    rate_base: int | None = None
    rate_per_dividend: int | None = None
    rate_change_limit: int | None = None
    rate_notice_days: int | None = None
    gift_cap: int | None = None
    usable_quality: int | None = None
    majority_years: int | None = None
    budget_per_member: int | None = None
    standing_loss: int | None = None
    second_chance_below: int | None = None
    prize_points: int | None = None
    prize_amount: int | None = None
    prize_days: int | None = None
    members_per_nomination: int | None = None
    notice_days: int | None = None
    ripe_days: int | None = None
    verdict_days: int | None = None
    challenge_days: int | None = None
    accusations_per_year: int | None = None
    challenges_per_year: int | None = None
    term_days: int | None = None
    volunteer_days: int | None = None
    share_index_step: int | None = None
    amendment_notice_days: int | None = None
    accreditation_days: int | None = None
    price_notice_days: int | None = None
    refund_days: int | None = None


def published(entries: Sequence[Rule] | Sequence[Infraction] | Sequence[Standard]) -> bytes:
    """Return the file in which rules are published."""
    listed = [entry.model_dump() for entry in entries]
    return (json.dumps(listed, indent=1, ensure_ascii=False) + "\n").encode()


def _human_hash(entry: Infraction | Standard) -> bytes:
    human = {"evidence": entry.evidence, "remedy": entry.remedy, "text": entry.text}
    return keccak(text=_canonical_json(human))


def _canonical_json(value: Any) -> str:
    """Return JSON with sorted fields and no spaces, so that equal values have equal hashes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
