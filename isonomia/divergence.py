"""What can be wrong between a chain and the specification, by name and in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Finding(StrEnum):
    """Every way in which a verification can fail."""

    WRONG_CHAIN = "WrongChain"
    NO_CODE = "NoCode"
    BYTECODE_DIFFERS = "BytecodeDiffers"
    IMMUTABLE_DIFFERS = "ImmutableDiffers"
    CHARTER_FILE_DIFFERS = "CharterFileDiffers"
    MALFORMED_ANSWER = "MalformedAnswer"
    CLOCK_DIFFERS = "ClockDiffers"
    CHAIN_REORGANISED = "ChainReorganised"
    MALFORMED_LOG = "MalformedLog"
    UNKNOWN_LOG = "UnknownLog"
    FOREIGN_LOG = "ForeignLog"
    LOG_OUT_OF_RANGE = "LogOutOfRange"
    LOG_OUT_OF_ORDER = "LogOutOfOrder"
    LOG_OF_ANOTHER_BLOCK = "LogOfAnotherBlock"
    STRAY_LOG = "StrayLog"
    UNFINISHED_ACT = "UnfinishedAct"
    MISSING_ACT = "MissingAct"
    AMENDMENT_UNSEEN = "AmendmentUnseen"
    GENESIS_DIFFERS = "GenesisDiffers"
    REFUSED_BY_SPECIFICATION = "RefusedBySpecification"
    EVENT_DIFFERS = "EventDiffers"
    PERSON_DIFFERS = "PersonDiffers"
    LEAVE_DIFFERS = "LeaveDiffers"
    RULE_COUNT_DIFFERS = "RuleCountDiffers"
    SIGNATORY_DIFFERS = "SignatoryDiffers"
    COUNCIL_DIFFERS = "CouncilDiffers"
    SEAT_DIFFERS = "SeatDiffers"
    RULE_DIFFERS = "RuleDiffers"
    CATALOGUE_DIFFERS = "CatalogueDiffers"
    RATE_DIFFERS = "RateDiffers"
    CHARTER_DIFFERS = "CharterDiffers"
    OVERLAY_DIFFERS = "OverlayDiffers"
    POOL_DIFFERS = "PoolDiffers"
    ROUND_DIFFERS = "RoundDiffers"
    ENTRANT_DIFFERS = "EntrantDiffers"
    SECOND_CHANCE_DIFFERS = "SecondChanceDiffers"
    BEACON_DIFFERS = "BeaconDiffers"
    BEACON_SIGNATURE_WRONG = "BeaconSignatureWrong"
    CASE_DIFFERS = "CaseDiffers"
    CASE_COUNT_DIFFERS = "CaseCountDiffers"
    INFRACTION_RULE_DIFFERS = "InfractionRuleDiffers"
    INFRACTIONS_DIFFER = "InfractionsDiffer"
    PANEL_DIFFERS = "PanelDiffers"
    AUDIT_DIFFERS = "AuditDiffers"
    RENEWAL_DIFFERS = "RenewalDiffers"
    VOLUNTEER_DIFFERS = "VolunteerDiffers"
    AMENDMENT_DIFFERS = "AmendmentDiffers"
    JUROR_SIGNATURE_WRONG = "JurorSignatureWrong"
    ORGANISATION_DIFFERS = "OrganisationDiffers"
    OFFER_DIFFERS = "OfferDiffers"
    BATCH_DIFFERS = "BatchDiffers"
    REFUND_DIFFERS = "RefundDiffers"
    RATING_DIFFERS = "RatingDiffers"
    STATEMENT_DIFFERS = "StatementDiffers"
    STANDARDS_DIFFER = "StandardsDiffer"
    STANDARD_DIFFERS = "StandardDiffers"
    MANDATE_DIFFERS = "MandateDiffers"
    FINDING_DIFFERS = "FindingDiffers"
    EFFECT_DIFFERS = "EffectDiffers"
    READING_SIGNATURE_WRONG = "ReadingSignatureWrong"
    HEADER_DIFFERS = "HeaderDiffers"
    ACCOUNT_PROOF_WRONG = "AccountProofWrong"
    STORAGE_PROOF_WRONG = "StorageProofWrong"
    PROOF_MISSING = "ProofMissing"
    PROVEN_CODE_DIFFERS = "ProvenCodeDiffers"
    PROVEN_STORAGE_DIFFERS = "ProvenStorageDiffers"
    FOREIGN_STORAGE = "ForeignStorage"
    RECEIPTS_DIFFER = "ReceiptsDiffer"


MEANING: dict[Finding, str] = {
    Finding.WRONG_CHAIN: "the node serves another chain than the manifest names",
    Finding.NO_CODE: "there is no contract at an address of the manifest",
    Finding.BYTECODE_DIFFERS: "the deployed code is not what these sources compile to",
    Finding.IMMUTABLE_DIFFERS: "a value fixed in the deployed code is not the one expected",
    Finding.CHARTER_FILE_DIFFERS: "the charter in the manifest is not the one that was deployed",
    Finding.MALFORMED_ANSWER: "the node's answer to a view is none that the view can give",
    Finding.CLOCK_DIFFERS: "the node answers views at another time than that of the block asked",
    Finding.CHAIN_REORGANISED: "the pinned block changed while it was being read",
    Finding.MALFORMED_LOG: "a log does not have the shape its event must have",
    Finding.UNKNOWN_LOG: "a log of no event of the contracts",
    Finding.FOREIGN_LOG: "a log of a contract nobody asked about",
    Finding.LOG_OUT_OF_RANGE: "a log of a block nobody asked about",
    Finding.LOG_OUT_OF_ORDER: "logs repeat or do not stand in the order of the chain",
    Finding.LOG_OF_ANOTHER_BLOCK: "a log names another block hash than the block's header",
    Finding.STRAY_LOG: "a log that belongs to no act of a council or a person",
    Finding.UNFINISHED_ACT: "an act whose effect is missing from the logs",
    Finding.MISSING_ACT: "an act that cannot be: one before it is missing",
    Finding.AMENDMENT_UNSEEN: "the node does not give what a council endorsed",
    Finding.GENESIS_DIFFERS: "the first logs are not the ones the charter gives",
    Finding.REFUSED_BY_SPECIFICATION: "the specification refuses what the chain carried out",
    Finding.EVENT_DIFFERS: "an act had another effect than the specification gives it",
    Finding.PERSON_DIFFERS: "a person's numbers differ",
    Finding.LEAVE_DIFFERS: "a person's record of leaves differs",
    Finding.RULE_COUNT_DIFFERS: "how often a person was awarded under a rule differs",
    Finding.SIGNATORY_DIFFERS: "the key that signs for a person differs",
    Finding.COUNCIL_DIFFERS: "a council differs",
    Finding.SEAT_DIFFERS: "a seat of a council differs",
    Finding.RULE_DIFFERS: "a rule of the catalogue differs",
    Finding.CATALOGUE_DIFFERS: "the hash of the published catalogue differs",
    Finding.RATE_DIFFERS: "the annual rate of credits differs",
    Finding.CHARTER_DIFFERS: "a parameter of the charter differs",
    Finding.OVERLAY_DIFFERS: "what lifts or lowers a person's quality for a time differs",
    Finding.POOL_DIFFERS: "the pool holds other points than were given, reserved and granted",
    Finding.ROUND_DIFFERS: "a round of the lottery differs",
    Finding.ENTRANT_DIFFERS: "a person's place among the entrants of a round differs",
    Finding.SECOND_CHANCE_DIFFERS: "whether a person's second chance is used differs",
    Finding.BEACON_DIFFERS: "the randomness of a beacon round differs",
    Finding.BEACON_SIGNATURE_WRONG: "a beacon round was not signed by the network",
    Finding.CASE_DIFFERS: "a case differs",
    Finding.CASE_COUNT_DIFFERS: "how often a person was accused, or challenged awards, differs",
    Finding.INFRACTION_RULE_DIFFERS: "a rule of the catalogue of infractions differs",
    Finding.INFRACTIONS_DIFFER: "the hash of the published catalogue of infractions differs",
    Finding.PANEL_DIFFERS: "a panel differs",
    Finding.AUDIT_DIFFERS: "an audit of a community differs",
    Finding.RENEWAL_DIFFERS: "a council's term or its renewal differs",
    Finding.VOLUNTEER_DIFFERS: "a person's place among the volunteers for a council differs",
    Finding.AMENDMENT_DIFFERS: "an amendment of the charter differs",
    Finding.JUROR_SIGNATURE_WRONG: "a juror did not sign the verdict or report that counts them",
    Finding.ORGANISATION_DIFFERS: "an organisation, or the key that speaks for it, differs",
    Finding.OFFER_DIFFERS: "an offer differs",
    Finding.BATCH_DIFFERS: "a batch of redemptions differs",
    Finding.REFUND_DIFFERS: "whether a redemption was refunded differs",
    Finding.RATING_DIFFERS: "a rating, or how often an offer was rated, differs",
    Finding.STATEMENT_DIFFERS: "what an offer turned over in a quarter differs",
    Finding.STANDARDS_DIFFER: "the hash of the published standards differs",
    Finding.STANDARD_DIFFERS: "a standard of organisations differs",
    Finding.MANDATE_DIFFERS: "what keys may report about an organisation differs",
    Finding.FINDING_DIFFERS: "a finding about an organisation differs",
    Finding.EFFECT_DIFFERS: "what findings do to an organisation differs",
    Finding.READING_SIGNATURE_WRONG: "too few signers of a mandate signed a reading as it is told",
    Finding.HEADER_DIFFERS: "the header of the pinned block is not the one its hash stands for",
    Finding.ACCOUNT_PROOF_WRONG: "what is told about a contract's account is not what is proved",
    Finding.STORAGE_PROOF_WRONG: "what is told about a storage slot is not what is proved",
    Finding.PROOF_MISSING: "the node left out a proof that it was asked for",
    Finding.PROVEN_CODE_DIFFERS: "the code that is proved is not the code that the node showed",
    Finding.PROVEN_STORAGE_DIFFERS: "what is proved to be stored is not what must be stored",
    Finding.FOREIGN_STORAGE: "something is stored that no log is about",
    Finding.RECEIPTS_DIFFER: "the logs of a block are not those that its header vouches for",
}


@dataclass(frozen=True, slots=True)
class Divergence:
    """One disagreement between what the logs give and what the chain holds.

    Attributes:
        finding: what kind of disagreement it is
        subject: what it is about, in words ("council 3", "rule 12 version 1"), or empty
        person: identity hash of the person it is about, 0x and 64 digits, or None
        field: name of the field that differs, or None
        expected: the value the specification gives, already readable
        found: the value on the chain, already readable
        block: block of the last act that bears on it, or None
        transaction: hash of that act's transaction, or None
        remark: one more sentence where the values alone do not explain it
    """

    finding: Finding
    subject: str = ""
    person: str | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None
    block: int | None = None
    transaction: str | None = None
    remark: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields under the names that `isonomia verify --json` prints."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {**values, "finding": self.finding.value, "meaning": MEANING[self.finding]}

    def sentence(self) -> str:
        """Say the whole in one line."""
        parts = [f"{self.finding.value}: {MEANING[self.finding]}"]
        about = " ".join(part for part in (self.subject, self.field) if part)
        if self.person is not None:
            about = f"person {self.person}" + (f", {about}" if about else "")
        if about:
            parts.append(about)
        if self.expected is not None or self.found is not None:
            parts.append(f"expected {self.expected}, found {self.found}")
        if self.block is not None:
            parts.append(
                f"block {self.block}" + (f", tx {self.transaction}" if self.transaction else "")
            )
        if self.remark:
            parts.append(self.remark)
        return "; ".join(parts)


class Diverged(Exception):  # noqa: N818 - a verdict, not an error of the program
    """Raised where verification cannot go on; carries the divergence."""

    def __init__(self, divergence: Divergence) -> None:
        super().__init__(divergence.sentence())
        self.divergence = divergence


def readable(value: Any) -> str:
    """Write a value of the specification as people read it: bytes in hex, the rest as it is."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value)
