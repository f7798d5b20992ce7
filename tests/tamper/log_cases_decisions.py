"""Tamperings with logs of cases, panels, audits, renewals and amendments."""

from __future__ import annotations

from isonomia.divergence import Finding
from tests.tamper.catalogue import Told
from tests.tamper.lies import (
    EAST,
    EVENT,
    MISSING,
    NATION,
    REFUSED,
    STRAY,
    UNFINISHED,
    WEST,
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
    flipped,
    moved,
    moved_transaction_of,
    swapped,
    without,
    without_transaction_of,
)

#: Logs by the number of their kind, counted from 0, as they come in the jurisdiction's life.
INNOCENT_FILED, RELEASED_FILED, ACCUSED_APPEALED, WITHDRAWN = 1, 7, 1, 3
PANEL_OF_ACCUSED, JURORS_OF_ACCUSED = 4, 2

FILING = {
    "case of one of many removed": lie(
        without("CaseFiled", INNOCENT_FILED),
        Told(MISSING, "CaseMoved", expected="the filing of case {case of innocent}"),
    ),
    "transaction of a filing removed": lie(
        without_transaction_of("CaseFiled", INNOCENT_FILED), of_council(18, EAST)
    ),
    "case doubled": lie(
        doubled("CaseFiled", INNOCENT_FILED),
        Told(REFUSED, "act 17 of council 2", expected="CaseExists(2, "),
    ),
    "case told before its act": lie(swapped("CaseFiled", RELEASED_FILED), Told(STRAY, "CaseFiled")),
    "case moved": lie(
        moved("CaseFiled", INNOCENT_FILED), Told(EVENT, "CaseFiled", "case_id", "innocent")
    ),
    "filing moved": lie(
        moved_transaction_of("CaseFiled", RELEASED_FILED),
        Told(Finding.CASE_DIFFERS, "case {case of released}", "filed_at", "released"),
    ),
    "accused edited": lie(
        edited("CaseFiled", INNOCENT_FILED, someone_else),
        Told(REFUSED, "act 17 of council 2", expected="CaseExists(1, "),
    ),
    "day of the act edited": lie(
        changed("CaseFiled", 0, "matter", lambda matter: matter + 10),
        Told(REFUSED, "act 17 of council 2", expected="ActInFuture(0, "),
    ),
    "version of the rule edited": lie(
        changed("CaseFiled", -1, "detail", lambda _: 1),
        Told(REFUSED, "act 10 of council 3", expected="RuleNotInForce"),
    ),
    "withdrawal removed": lie(
        without("CaseMoved", WITHDRAWN),
        Told(Finding.CASE_DIFFERS, "case {case of mistaken}", "stage", "mistaken"),
    ),
    "withdrawal moved": lie(
        moved_transaction_of("CaseMoved", WITHDRAWN),
        Told(Finding.CASE_DIFFERS, "case {case of mistaken}", "since", "mistaken"),
    ),
}
APPEALS = {
    "appeal removed": lie(
        without_transaction_of("CaseMoved", ACCUSED_APPEALED),
        Told(EVENT, "PanelConvened", "panel", expected="5", found="6"),
    ),
    "half of an appeal removed": lie(
        without("CaseMoved", ACCUSED_APPEALED), Told(UNFINISHED, "PersonActed")
    ),
    "appeal doubled": lie(
        doubled_transaction_of("CaseMoved", ACCUSED_APPEALED), of_person(0, "accused")
    ),
    "appeal told the wrong way round": lie(
        swapped("CaseMoved", ACCUSED_APPEALED), Told(UNFINISHED, "PersonActed")
    ),
    "appeal moved": lie(moved("CaseMoved", ACCUSED_APPEALED), Told(UNFINISHED, "PersonActed")),
    "ground of an appeal edited": lie(
        changed("CaseMoved", ACCUSED_APPEALED, "ground", one_more),
        Told(EVENT, "CaseMoved", "ground", expected="2", found="1"),
    ),
    "community of a panel edited": lie(
        changed("PanelConvened", PANEL_OF_ACCUSED, "community", one_more),
        Told(EVENT, "PanelConvened", "community", expected="2", found="3"),
    ),
    "panel removed": lie(
        without("PanelConvened", PANEL_OF_ACCUSED), Told(UNFINISHED, "PersonActed")
    ),
    "panel that was never drawn": lie(
        without("PanelSeated", JURORS_OF_ACCUSED),
        Told(REFUSED, "VerdictGiven of case {case of accused}", expected="NotSeated(5)"),
    ),
    "jurors doubled": lie(
        doubled("PanelSeated", JURORS_OF_ACCUSED),
        Told(REFUSED, "PanelSeated of panel 5", expected="AlreadySeated(5)"),
    ),
}
VERDICTS = {
    "verdict removed": lie(
        without_transaction_of("VerdictGiven", 0),
        Told(REFUSED, "act 1 of the person", person="accused", expected="WrongState"),
    ),
    "half of a verdict removed": lie(without("VerdictGiven", 0), Told(STRAY, "CaseMoved")),
    "verdict doubled": lie(
        doubled_transaction_of("VerdictGiven", 0),
        Told(REFUSED, "VerdictGiven of case {case of accused}", expected="WrongState"),
    ),
    "verdict moved": lie(moved("VerdictGiven", 0), Told(STRAY, "CaseMoved")),
    "verdict told too late": lie(
        moved_transaction_of("VerdictGiven", 0, 3),
        Told(REFUSED, "act 1 of the person", person="accused", expected="WrongState"),
    ),
    "verdict turned over": lie(
        changed("VerdictGiven", 0, "outcome", lambda outcome: 3 - outcome),
        Told(EVENT, "CaseMoved", "stage"),
    ),
    "verdict of too few": lie(
        changed("VerdictGiven", 0, "signers", lambda _: 3),
        Told(
            REFUSED, "VerdictGiven of case {case of accused}", expected="TooFewSignatures(5, 3, 2)"
        ),
    ),
    "verdict of who is no juror": lie(
        changed("VerdictGiven", 0, "signers", lambda signers: signers | 1 << 5),
        Told(REFUSED, "VerdictGiven of case {case of accused}", expected="NotAJuror(5, 5)"),
    ),
    "verdict of other jurors": lie(
        changed("VerdictGiven", 0, "signers", lambda _: 0b10110),
        Told(
            Finding.JUROR_SIGNATURE_WRONG,
            "verdict of panel 5 on case {case of accused}",
            "votes",
        ),
    ),
    "other reasons of a verdict": lie(
        flipped("VerdictGiven", 0, "reasons_hash"),
        Told(
            Finding.JUROR_SIGNATURE_WRONG,
            "verdict of panel 5 on case {case of accused}",
            "signer",
            "seat 4/2",
        ),
    ),
    "fall of standing removed": lie(
        without("StandingLowered", 2),
        Told(EVENT, "StandingLowered", "number of logs", expected="3", found="2"),
    ),
    "fall of standing moved": lie(
        moved("StandingLowered", 2),
        Told(EVENT, "StandingLowered", "number of logs", expected="3", found="2"),
    ),
    "deduction removed": lie(
        without("OverlaySet", 8),
        Told(EVENT, "log 1", None, "accused", expected="OverlaySet", found="CaseMoved"),
    ),
    "deduction edited": lie(
        flipped("OverlaySet", 8, "overlay"), Told(EVENT, "OverlaySet", "overlay", "accused")
    ),
    "remedy removed": lie(
        without("RemedyCertified", 0),
        Told(REFUSED, "CaseMoved of case {case of reformed}", expected="WrongState"),
    ),
    "reversal of an award removed": lie(
        without("AwardReversed", 0), Told(STRAY, "StandingLowered")
    ),
    "reversal of an award doubled": lie(
        doubled("AwardReversed", 0), Told(UNFINISHED, "OverlaySet")
    ),
}
LIVES = {
    "recovery removed": lie(
        without("ControllerRecovered", 0),
        Told(EVENT, "log 1", None, "forgetful", expected="ControllerRecovered", found="CaseMoved"),
    ),
    "recovered key edited": lie(
        flipped("ControllerRecovered", 0, "controller"),
        Told(EVENT, "ControllerRecovered", "controller", "forgetful"),
    ),
    "closing removed": lie(
        without("Closed", 0),
        Told(EVENT, "log 3", None, "survivor", expected="Closed", found="CaseMoved"),
    ),
    "sign of life removed": lie(
        without_transaction_of("Reopened", 0),
        Told(EVENT, "StandingLowered", "full_again_day", expected="19154", found="19254"),
    ),
    "sign of life moved": lie(
        moved_transaction_of("Reopened", 0),
        Told(Finding.CASE_DIFFERS, "case {case of survivor}", "since", "survivor"),
    ),
}
COMMUNITIES = {
    "audit removed": lie(
        without_transaction_of("AuditOpened", 0),
        Told(REFUSED, "PanelSeated of panel 8", expected="PanelUnknown(8)"),
    ),
    "audit doubled": lie(
        doubled_transaction_of("AuditOpened", 0),
        Told(REFUSED, "PanelConvened of panel 8", expected="AuditRunning(3, "),
    ),
    "audit told the wrong way round": lie(swapped("AuditOpened", 0), Told(STRAY, "AuditOpened")),
    "audit moved": lie(
        moved_transaction_of("AuditOpened", 0), Told(EVENT, "PanelConvened", "beacon_round")
    ),
    "record of an audit removed": lie(
        without_transaction_of("AuditRecorded", 0),
        Told(Finding.COUNCIL_DIFFERS, f"council {WEST}", "share_index"),
    ),
    "share index edited": lie(
        changed("AuditRecorded", 0, "share_index", one_more),
        Told(EVENT, "ShareIndexSet", "share_index", expected="1081", found="1080"),
    ),
    "report of an audit edited": lie(
        flipped("AuditRecorded", 0, "report_hash"),
        Told(EVENT, "ShareIndexSet", "report_hash"),
    ),
    "renewal removed": lie(
        without("RenewalOpened", 0),
        Told(REFUSED, "act 0 of the person", person="applicant", expected="RenewalUnknown(1)"),
    ),
    "renewal doubled": lie(
        doubled("RenewalOpened", 0),
        Told(REFUSED, "RenewalOpened of renewal 1", expected="RenewalRunning(2, 1)"),
    ),
    "renewal moved": lie(
        moved("RenewalOpened", 0),
        Told(REFUSED, "act 0 of the person", person="applicant", expected="RenewalUnknown(1)"),
    ),
    "volunteer removed": lie(
        without_transaction_of("Volunteered", 1),
        Told(EVENT, "Volunteered", "entrant", "newcomer", expected="1", found="2"),
    ),
    "volunteers told before their acts": lie(swapped("Volunteered", 1), Told(STRAY, "Volunteered")),
    "freeze of a renewal moved": lie(
        moved("RenewalFrozen", 0), Told(EVENT, "RenewalFrozen", "beacon_round")
    ),
    "seat given to somebody else": lie(
        edited("SeatTaken", -1, someone_else),
        Told(REFUSED, "SeatLeft of community 2", expected="WrongWinner("),
    ),
    "seat that nobody left": lie(
        without("SeatLeft", 1),
        Told(EVENT, "log 4", None, "seat 2/1", expected="SeatLeft", found="SeatTaken"),
    ),
    "seats told later": lie(
        moved_transaction_of("SeatLeft", 1),
        Told(Finding.RENEWAL_DIFFERS, f"term of council {EAST}", "end_day"),
    ),
    "end of a renewal removed": lie(
        without("RenewalEnded", 1),
        Told(EVENT, "RenewalEnded", "number of logs", expected="4", found="3"),
    ),
    "filling of seats removed": lie(
        without_transaction_of("SeatLeft", 1),
        Told(Finding.SEAT_DIFFERS, f"seat 0 of council {EAST}", "identity"),
    ),
}
AMENDMENTS = {
    "endorsement removed": lie(
        without_transaction_of("AmendmentEndorsed", 0),
        Told(EVENT, "AmendmentEndorsed", "endorsements", expected="1", found="2"),
    ),
    "endorsement doubled": lie(
        doubled_transaction_of("AmendmentEndorsed", 0), of_council(7, NATION)
    ),
    "endorsement told before its act": lie(
        swapped("AmendmentEndorsed", 0), Told(STRAY, "AmendmentEndorsed")
    ),
    "endorsement moved": lie(
        moved("AmendmentEndorsed", 0),
        Told(EVENT, "AmendmentEndorsed", "endorsements", expected="1", found="2"),
    ),
    "passing of an amendment removed": lie(
        without_transaction_of("AmendmentPassed", 0),
        Told(Finding.CHARTER_DIFFERS, "charter", "share_index_step"),
    ),
    "day of an amendment edited": lie(
        changed("AmendmentPassed", 0, "from_day", one_more),
        Told(EVENT, "AmendmentPassed", "from_day"),
    ),
    "half of a passing removed": lie(
        without("CharterAmended", 0), Told(UNFINISHED, "CouncilActed")
    ),
    "rules of infractions removed": lie(
        without("InfractionPublished", 2),
        Told(REFUSED, "act 10 of council 3", expected="ActTooOld(0, "),
    ),
    "rule told too late": lie(
        moved_transaction_of("InfractionPublished", 2),
        Told(REFUSED, "act 6 of council 1", expected="RuleNoticeTooShort(2, "),
    ),
    "version of a rule removed": lie(
        without("RulePublished", 3), Told(Finding.RULE_DIFFERS, "rule 11", "versions")
    ),
    "rule doubled": lie(
        doubled("RulePublished", 3),
        Told(REFUSED, "act 2 of council 1", expected="RuleVersionOutOfOrder(11, "),
    ),
    "catalogue told the wrong way round": lie(
        swapped("CataloguePublished", 1), Told(STRAY, "RulePublished")
    ),
}
GROUPS = (FILING, APPEALS, VERDICTS, LIVES, COMMUNITIES, AMENDMENTS)
