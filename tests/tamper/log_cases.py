"""Tamperings with logs, told by a node in front of an honest one: every family of events.

What is removed, added, doubled, exchanged with its neighbour, moved to another block or edited is
told with right numbers, places and hashes, except where just these are the lie.
"""

from __future__ import annotations

from isonomia.divergence import Finding
from tests.tamper.catalogue import Told
from tests.tamper.lies import (
    EVENT,
    NATION,
    REFUSED,
    SOUTH,
    STRAY,
    UNFINISHED,
    lie,
    of_council,
    of_person,
    one_more,
    someone_else,
)
from tests.tamper.logs import (
    changed,
    doubled,
    doubled_transaction_of,
    edited,
    field,
    flipped,
    invented,
    moved,
    moved_transaction_of,
    no_address,
    of_a_far_block,
    of_another_block,
    of_another_contract,
    one_word_more,
    other_event,
    out_of_order,
    repeated,
    shortened,
    swapped,
    without,
    without_all,
    without_all_of,
    without_topics,
    without_transaction_of,
)

#: Which enrolment is of somebody that no later act is about, and which of a child who acts.
QUIET, CHILD = 50, 42

FORM = {
    "log told twice in one place": lie(
        repeated, Told(Finding.LOG_OUT_OF_ORDER, "log 1 after log 1 of block 203")
    ),
    "logs told the wrong way round": lie(
        out_of_order, Told(Finding.LOG_OUT_OF_ORDER, "log 0 after log 1 of block 203")
    ),
    "unknown event": lie(
        edited("Awarded", 0, other_event), Told(Finding.UNKNOWN_LOG, f"log 0 (0x{'77' * 32})")
    ),
    "log without topics": lie(
        edited("Awarded", 0, without_topics), Told(Finding.UNKNOWN_LOG, "log 0")
    ),
    "data too short": lie(
        edited("Awarded", 0, shortened), Told(Finding.MALFORMED_LOG, "log 0 (Awarded)")
    ),
    "data too long": lie(
        edited("Awarded", 0, one_word_more), Told(Finding.MALFORMED_LOG, "log 0 (Awarded)")
    ),
    "something in front of an address": lie(
        edited("ControllerChanged", 0, no_address),
        Told(Finding.MALFORMED_LOG, "log 1 (ControllerChanged)"),
    ),
    "log of another contract": lie(
        edited("Awarded", 0, of_another_contract),
        Told(Finding.FOREIGN_LOG, f"log of 0x{'22' * 20}"),
    ),
    "log of another chain of blocks": lie(
        edited("Awarded", 0, of_another_block),
        Told(Finding.LOG_OF_ANOTHER_BLOCK, "log 0", found="0x" + "33" * 32),
    ),
    "log of a later block": lie(
        edited("Awarded", -1, of_a_far_block),
        Told(Finding.LOG_OUT_OF_RANGE, "blocks 1 to 203 asked"),
    ),
}
GENESIS = {
    "log of the founding removed": lie(
        without("SeatTaken", 0),
        Told(Finding.GENESIS_DIFFERS, "log 9", None, "seat 1/0", expected="SeatTaken"),
    ),
    "logs of the founding exchanged": lie(
        swapped("CommunityFounded", 1),
        Told(Finding.GENESIS_DIFFERS, "CommunityFounded", "community"),
    ),
    "key of a founding seat edited": lie(
        flipped("ControllerBound", 0, "controller"),
        Told(Finding.GENESIS_DIFFERS, "ControllerBound", "controller", "seat 1/0"),
    ),
    "rule of the founding edited": lie(
        changed("RulePublished", 0, "points", one_more),
        Told(Finding.GENESIS_DIFFERS, "RulePublished", "points", expected="50", found="51"),
    ),
    "everything removed": lie(without_all, Told(Finding.GENESIS_DIFFERS, expected="logs")),
}
PEOPLE = {
    "enrolment removed": lie(
        without("Enrolled", QUIET), Told(Finding.COUNCIL_DIFFERS, "council 5", "members")
    ),
    "enrolment of who acts later removed": lie(
        without("Enrolled", CHILD),
        Told(REFUSED, "act 4 of council 5", person="child", expected="NotAMember(1, "),
    ),
    "enrolment doubled": lie(
        doubled("Enrolled", QUIET),
        Told(REFUSED, "act 3 of council 5", person="southerner 5", expected="AlreadyEnrolled(6, "),
    ),
    "birth month edited": lie(
        flipped("Enrolled", QUIET, "birth_month"),
        Told(Finding.PERSON_DIFFERS, field="birth_month", person="southerner 5"),
    ),
    "transaction of an enrolment removed": lie(
        without_transaction_of("Enrolled", CHILD), of_council(3, SOUTH)
    ),
    "enrolment told before its act": lie(swapped("Enrolled", 40), Told(STRAY, "Enrolled")),
    "move removed": lie(
        without_transaction_of("Moved", 0),
        Told(Finding.COUNCIL_DIFFERS, "council 2", "members"),
    ),
    "move to another community": lie(
        changed("Moved", 0, "community", one_more),
        Told(Finding.COUNCIL_DIFFERS, "council 3", "members"),
    ),
    "leaving of the quality layer moved": lie(
        moved_transaction_of("QualityLeft", 0),
        Told(Finding.PERSON_DIFFERS, field="left_at", person="leaver"),
    ),
    "coming back to the quality layer removed": lie(
        without_transaction_of("QualityRejoined", 0),
        Told(Finding.PERSON_DIFFERS, field="opted_out", person="leaver"),
    ),
}
AWARDS = {
    "award removed": lie(without("Awarded", 0), Told(EVENT, "Awarded", "word", "patient")),
    "last award removed": lie(
        without("Awarded", -1), Told(REFUSED, "act 0 of council 6", expected="NothingToDo()")
    ),
    "end of awards removed": lie(without("AwardsFiled", 8), Told(UNFINISHED, "Awarded")),
    "transaction of awards removed": lie(
        without_transaction_of("AwardsFiled", 8), of_council(8, SOUTH)
    ),
    "last awards removed": lie(
        without_transaction_of("AwardsFiled", -1),
        Told(Finding.COUNCIL_DIFFERS, "council 6", "nonce"),
    ),
    "award doubled": lie(doubled("Awarded", 16), Told(EVENT, "Awarded", "word", "nominee")),
    "awards doubled": lie(doubled_transaction_of("AwardsFiled", 8), of_council(7, SOUTH)),
    "awards invented": lie(
        invented("AwardsFiled", -1, field("nonce", one_more)),
        Told(EVENT, "Awarded", "word", "seat 6/4"),
    ),
    "awards exchanged": lie(
        swapped("Awarded", 16), Told(Finding.COUNCIL_DIFFERS, "council 5", "chain")
    ),
    "award moved": lie(moved("Awarded", 16), Told(UNFINISHED, "Awarded")),
    "awards moved": lie(
        moved_transaction_of("AwardsFiled", 8), Told(Finding.COUNCIL_DIFFERS, "council 5", "chain")
    ),
    "quality after an award edited": lie(
        flipped("Awarded", 0, "word"), Told(EVENT, "Awarded", "word", "patient")
    ),
    "signers of awards edited": lie(
        changed("AwardsFiled", 0, "signers", lambda _: 1),
        Told(REFUSED, "act 2 of council 2", expected="TooFewSignatures(2, 4, 1)"),
    ),
    "evidence of awards edited": lie(
        flipped("AwardsFiled", 0, "evidence_hash"),
        Told(Finding.COUNCIL_DIFFERS, "council 2", "chain"),
    ),
    "winner of an award edited": lie(
        edited("Awarded", 0, someone_else),
        Told(REFUSED, "act 2 of council 2", person="accused", expected="NotAMember(0, "),
    ),
}
RATES = {
    "rate removed": lie(
        without("RateAnnounced", 0),
        Told(
            Finding.RATE_DIFFERS,
            "entitlement of births in 1940-01 until 2024-08-14 23:38:29 UTC",
            "credits",
        ),
    ),
    "transaction of a rate removed": lie(
        without_transaction_of("RateAnnounced", 0), of_council(4, NATION)
    ),
    "rate doubled": lie(doubled("RateAnnounced", 0), Told(STRAY, "RateAnnounced")),
    "rate told before its act": lie(swapped("RateAnnounced", 0), Told(STRAY, "RateAnnounced")),
    "rate moved": lie(moved("RateAnnounced", 0), Told(STRAY, "RateAnnounced")),
    "rate edited": lie(
        changed("RateAnnounced", 0, "rate", one_more),
        Told(EVENT, "RateAnnounced", "rate", expected="1100000", found="1100001"),
    ),
    "dividend edited": lie(
        changed("RateAnnounced", 0, "dividend_per_head", one_more),
        Told(EVENT, "RateAnnounced", "unbounded_rate", expected="2200001", found="2200000"),
    ),
    "year of a rate edited": lie(
        changed("RateAnnounced", 0, "year", lambda _: 9),
        Told(REFUSED, "act 3 of council 1", expected="RateYearNotNext(9, 1)"),
    ),
}
LEAVES = {
    "leave removed": lie(without_transaction_of("LeaveDeclared", 0), of_person(1, "teacher")),
    "end of a leave removed": lie(without("LeaveEnded", 0), Told(UNFINISHED, "PersonActed")),
    "leave doubled": lie(doubled_transaction_of("LeaveDeclared", 0), of_person(0, "teacher")),
    "leave told before its act": lie(swapped("LeaveDeclared", 0), Told(STRAY, "LeaveDeclared")),
    "leave moved": lie(moved("LeaveDeclared", 0), Told(UNFINISHED, "PersonActed")),
    "leave prolonged": lie(
        changed("LeaveDeclared", 1, "until_day", one_more),
        Told(Finding.PERSON_DIFFERS, field="decay_from", person="child"),
    ),
}
KEYS = {
    "binding of a key removed": lie(
        without("ControllerBound", 31),
        Told(REFUSED, "BatchRedeemed of batch 1", person="rider", expected="OrderWithoutKey(2, "),
    ),
    "change of a key removed": lie(
        without_transaction_of("ControllerChanged", 0), of_person(3, "teacher")
    ),
    "last change of a key removed": lie(
        without_transaction_of("ControllerChanged", -1),
        Told(Finding.SEAT_DIFFERS, "seat 4 of council 6", "controller"),
    ),
    "change of a key doubled": lie(
        doubled("ControllerChanged", 0), Told(STRAY, "ControllerChanged")
    ),
    "key told before its act": lie(
        swapped("ControllerChanged", 0), Told(STRAY, "ControllerChanged")
    ),
    "key moved": lie(moved("ControllerChanged", 0), Told(UNFINISHED, "PersonActed")),
    "key edited": lie(
        flipped("ControllerChanged", 0, "controller"),
        Told(Finding.SIGNATORY_DIFFERS, field="controller", person="teacher"),
    ),
    "key of a newborn edited": lie(
        flipped("ControllerBound", 35, "lapse_day"),
        Told(EVENT, "ControllerBound", "lapse_day", "child"),
    ),
}
LOTTERY = {
    "gift removed": lie(
        without_transaction_of("PointsGiven", 0),
        Told(REFUSED, "act 0 of council 1", expected="PoolTooSmall(60, 0)"),
    ),
    "half of a gift removed": lie(without("Given", 1), Told(UNFINISHED, "PersonActed")),
    "gift doubled": lie(doubled_transaction_of("PointsGiven", 1), of_person(0, "giver")),
    "gift told the wrong way round": lie(
        swapped("PointsGiven", 1), Told(UNFINISHED, "PersonActed")
    ),
    "gift moved": lie(moved("Given", 1), Told(UNFINISHED, "PersonActed")),
    "points of a gift edited": lie(
        changed("PointsGiven", 1, "points", one_more), Told(EVENT, "Given", "word", "giver")
    ),
    "quality after a gift edited": lie(
        flipped("Given", 1, "word"), Told(EVENT, "Given", "word", "giver")
    ),
    "round removed": lie(
        without("RoundOpened", 1), Told(EVENT, "RoundOpened", "round", expected="2", found="3")
    ),
    "end of a round's entries edited": lie(
        changed("RoundOpened", 1, "entries_until", one_more),
        Told(Finding.ROUND_DIFFERS, "round 2", "entries_until"),
    ),
    "nomination removed": lie(
        without("Entered", 0), Told(EVENT, "RoundFrozen", "entrants", expected="0", found="1")
    ),
    "nomination doubled": lie(
        doubled("Entered", 0), Told(REFUSED, "act 11 of council 2", expected="QuotaReached(1, ")
    ),
    "entry removed": lie(without("Entered", 2), Told(UNFINISHED, "PersonActed")),
    "transaction of entries removed": lie(
        without_transaction_of("Entered", 2),
        Told(EVENT, "RoundFrozen", "entrants", expected="1", found="2"),
    ),
    "entry doubled": lie(doubled("Entered", 2), Told(STRAY, "Entered")),
    "entry told before its act": lie(swapped("Entered", 2), Told(STRAY, "Entered")),
    "entry moved": lie(moved("Entered", 2), Told(UNFINISHED, "PersonActed")),
    "entry of somebody else": lie(
        edited("Entered", 0, someone_else),
        Told(REFUSED, "act 11 of council 2", person="accused", expected="NotAMember"),
    ),
    "freeze removed": lie(
        without("RoundFrozen", 0), Told(REFUSED, "PrizeWon of round 1", expected="NotFrozen(1)")
    ),
    "freeze doubled": lie(
        doubled("RoundFrozen", 0),
        Told(REFUSED, "RoundFrozen of round 1", expected="AlreadyFrozen(1)"),
    ),
    "freeze moved": lie(moved("RoundFrozen", 0), Told(EVENT, "RoundFrozen", "beacon_round")),
    "bound beacon round edited": lie(
        changed("RoundFrozen", 0, "beacon_round", one_more),
        Told(EVENT, "RoundFrozen", "beacon_round"),
    ),
    "beacon removed": lie(
        without_all_of("RoundVerified"),
        Told(REFUSED, "PrizeWon of round 1", expected="BeaconPending(1, "),
    ),
    "round of the beacon doubled": lie(
        doubled("RoundVerified", 1),
        Told(
            REFUSED,
            "RoundVerified of beacon round 538862423",
            expected="RoundAlreadyVerified(538862423)",
        ),
    ),
    "randomness edited": lie(
        flipped("RoundVerified", 0, "randomness"),
        Told(Finding.BEACON_DIFFERS, "beacon round 7", "randomness"),
    ),
    "winner edited": lie(
        edited("PrizeWon", 0, someone_else),
        Told(REFUSED, "PrizeWon of round 1", expected="WrongWinner(0, "),
    ),
    "prize removed": lie(without("PrizeWon", 0), Told(UNFINISHED, "OverlaySet")),
    "transaction of a prize removed": lie(
        without_transaction_of("PrizeWon", 0),
        Told(REFUSED, "BatchRedeemed of batch 2", person="rider", expected="PortionNotInForce(0, "),
    ),
    "prize doubled": lie(
        doubled("PrizeWon", 0),
        Told(EVENT, "PrizeWon", "number of logs", expected="2", found="3"),
    ),
    "prize told before its uplift": lie(
        swapped("PrizeWon", 0),
        Told(EVENT, "log 0", None, "rider", expected="OverlaySet", found="PrizeWon"),
    ),
    "prize moved": lie(moved("PrizeWon", 0), Told(UNFINISHED, "OverlaySet")),
    "uplift removed": lie(
        without("OverlaySet", 0),
        Told(EVENT, "log 1", None, "rider", expected="OverlaySet", found="PrizeWon"),
    ),
    "uplift edited": lie(
        flipped("OverlaySet", 0, "overlay"), Told(EVENT, "OverlaySet", "overlay", "rider")
    ),
    "forfeited prize removed": lie(
        without("PrizeForfeited", 0),
        Told(REFUSED, "RoundClosed of round 3", expected="RoundRunning(3, "),
    ),
    "end of a round removed": lie(
        without("RoundClosed", 0), Told(Finding.POOL_DIFFERS, "account", "free")
    ),
    "points returned edited": lie(
        changed("RoundClosed", 0, "returned", one_more), Told(EVENT, "RoundClosed", "returned")
    ),
}
GROUPS = (FORM, GENESIS, PEOPLE, AWARDS, RATES, LEAVES, KEYS, LOTTERY)
