"""Every refusal in docs/rules.md, by action: what the campaign has to meet."""

from __future__ import annotations

_COUNCIL = {
    "UnknownCommunity",
    "DeadlinePassed",
    "WrongNonce",
    "NotASeat",
    "SignatureMissing",
    "InvalidSeatSignature",
    "SharedController",
    "TooFewSignatures",
}
_ENTRIES = {"RoundUnknown", "RoundOfOtherKind", "EntriesClosed", "TakesNoPart"}
_PERSON = {"NoController", "DeadlinePassed", "WrongNonce", "ControllerLapsed", "InvalidSignature"}
_PUBLISHING = {"NotTheRoot", "RuleOutOfBounds", "RuleNoticeTooShort", "RuleVersionOutOfOrder"}
_CASE = {"CaseUnknown", "WrongState"}
_VOTES = {
    "NotSeated",
    "WrongList",
    "NotAJuror",
    "SignatureMissing",
    "InvalidJurorSignature",
    "SharedController",
    "TooFewSignatures",
}

_FILER = {"FindingUnknown", "NotTheFilerOf", "WrongState"}
_ANSWER = {"FindingUnknown", "DeadlinePassed", "NotTheOrganisation", "WrongState", "GroundUnknown"}
_FINDING = {"ActInFuture", "ActTooOld", "RuleNotInForce", "FindingExists", "TooManyFindings"}
_NONCES = {"OrderNoncePassed", "OrderNonceTooHigh", "OrderUsed"}
_SENT = {"OrganisationUnknown", "NotTheOrganisation"}
_OF_OFFER = {"OfferUnknown", "NotTheOrganisation", "OfferOutOfBounds"}

#: What speaks against acts of organisations and of those they serve.
_SERVICES = {
    "Accredit": _COUNCIL | {"OrganisationOutOfBounds", "KeyMissing", "KeyTaken"},
    "RenewAccreditation": _COUNCIL
    | {"OrganisationUnknown", "NotTheAccreditor", "OrganisationOutOfBounds", "KindsKept"},
    "OfferKey": _SENT | {"KeyMissing", "KeyTaken"},
    "AcceptKey": _SENT | {"KeyTaken"},
    "OpenOffer": _SENT
    | {"AccreditationOver", "OfferOutOfBounds", "KindNotAccredited", "EssentialOfferMissing"},
    "AnnouncePrice": _OF_OFFER | {"PriceWaiting"},
    "CloseOffer": _OF_OFFER,
    "Redeem": _NONCES
    | {
        "NothingToDo",
        "OfferUnknown",
        "NotTheProvider",
        "AccreditationOver",
        "OfferClosed",
        "ProviderSuspended",
        "EssentialOfferMissing",
        "PortionNotNeeded",
        "NothingOrdered",
        "AmountDiffers",
        "OrderWithoutKey",
        "OrderExpired",
        "OrderKeyLapsed",
        "OrderNotSigned",
        "SpenderClosed",
        "PortionNotInForce",
        "QualityTooLow",
        "CreditsTooFew",
    },
    "Refund": {"NotRedeemed", "NotTheProvider", "RefundTooLate", "RefundedAlready"},
    "Rate": _PERSON | {"NotRedeemed", "IsClosed", "StarsOutOfBounds", "RatedTwice"},
    "CancelOrder": _PERSON | _NONCES,
}
#: What speaks against acts about organisations.
_FINDINGS = {
    "PublishStandards": _COUNCIL | _PUBLISHING,
    "FileFinding": _COUNCIL | _FINDING | {"OrganisationUnknown", "OwnOrganisation"},
    "GrantMandate": _COUNCIL
    | {"OrganisationUnknown", "OwnOrganisation", "MandateOutOfBounds", "SignersOutOfOrder"},
    "FileReading": _FINDING
    | {
        "MandateUnknown",
        "MandateOver",
        "NotASigner",
        "SignatureMissing",
        "InvalidReading",
        "TooFewSignatures",
        "WithinLimit",
    },
    "AppealFinding": _ANSWER | {"WrongList"},
    "ReviewFinding": _ANSWER | {"FindingReviewed", "NothingToEnd"},
    "JudgeFinding": _VOTES | {"FindingUnknown", "WrongState", "OutcomeUnknown"},
    "WithdrawFinding": _COUNCIL | _FILER,
    "CertifyRemedyOf": _COUNCIL | _FILER,
    "CarryOutFindings": {"FindingUnknown", "WrongState", "NoPlace"},
}

#: Every refusal in docs/rules.md, by action.
REFUSALS = {
    **_SERVICES,
    **_FINDINGS,
    "Enrol": _COUNCIL
    | {"LengthMismatch", "ZeroIdentity", "AlreadyEnrolled", "BirthInFuture", "BirthTooLongAgo"},
    "BindControllers": _COUNCIL
    | {"LengthMismatch", "NotAMember", "ControllerAlreadyBound", "ZeroController"},
    "FileAwards": _COUNCIL
    | {
        "LengthMismatch",
        "NotAMember",
        "TakesNoPart",
        "SignsOwnCase",
        "ActInFuture",
        "ActTooOld",
        "RuleNotInForce",
        "ActBeforeBirth",
        "RuleLimitReached",
        "CategoryCapReached",
        "AnnualCapReached",
        "QualityCeilingReached",
        "BudgetExceeded",
    },
    "PublishRules": _COUNCIL | _PUBLISHING,
    "AnnounceRate": _COUNCIL
    | {"NotTheRoot", "RateYearNotNext", "RateAlreadyAnnounced", "RateNoticeTooShort"},
    "ChangeController": _PERSON | {"ZeroController", "NewControllerDeclined"},
    "DeclareLeave": _PERSON
    | {"NotEnrolled", "LeaveEmpty", "LeaveRunning", "LeaveExhausted", "TooManyLeaves"},
    "EndLeave": _PERSON | {"NotEnrolled", "LeaveNotRunning"},
    "Give": _PERSON | {"TakesNoPart", "GiftEmpty", "GiftCapReached", "GiftBelowUsable"},
    "OpenRound": _COUNCIL | {"NotTheRoot", "RoundOutOfBounds", "PoolTooSmall"},
    "Nominate": _COUNCIL
    | _ENTRIES
    | {"NothingToDo", "QuotaReached", "NotAMember", "SignsOwnCase", "AlreadyEntered"},
    "EnterRound": _PERSON | _ENTRIES | {"QualityTooHigh", "SecondChanceUsed", "AlreadyEntered"},
    "Freeze": {"RoundUnknown", "EntriesOpen", "AlreadyFrozen"},
    "VerifyRound": {"RoundOutOfRange", "RoundAlreadyVerified"},
    "Settle": {
        "RoundUnknown",
        "NotFrozen",
        "RoundOver",
        "LengthMismatch",
        "BeaconPending",
        "LotUnknown",
        "WrongWinner",
    },
    "CloseRound": {"RoundUnknown", "NotFrozen", "RoundOver", "RoundRunning"},
    "Move": _PERSON | {"UnknownCommunity", "IsClosed", "AlreadyMember"},
    "OptOut": _PERSON | {"IsClosed", "AlreadyOptedOut"},
    "OptIn": _PERSON | {"IsClosed", "NotOptedOut"},
    "PublishInfractions": _COUNCIL | _PUBLISHING,
    "FileInfractions": _COUNCIL
    | {
        "LengthMismatch",
        "NothingToDo",
        "NotAMember",
        "TakesNoPart",
        "SignsOwnCase",
        "CannotAppeal",
        "ActInFuture",
        "ActTooOld",
        "RuleNotInForce",
        "ActOfMinor",
        "CaseExists",
        "TooManyAccusations",
    },
    "FileRecovery": _COUNCIL
    | {
        "NotAMember",
        "SignsOwnCase",
        "NoController",
        "ZeroController",
        "NewControllerDeclined",
        "TooSoon",
    },
    "FileClosing": _COUNCIL | {"NotAMember", "SignsOwnCase", "IsClosed", "TooSoon"},
    "Withdraw": _COUNCIL | _CASE | {"NotTheFiler"},
    "CertifyRemedies": _COUNCIL
    | _CASE
    | {"LengthMismatch", "NothingToDo", "NotTheFiler", "SignsOwnCase"},
    "Challenge": _PERSON
    | {
        "AwardNotFiled",
        "LineUnknown",
        "OwnAward",
        "GroundUnknown",
        "CaseExists",
        "ChallengeTooLate",
        "TakesNoPart",
        "TooManyChallenges",
    },
    "Appeal": _PERSON | _CASE | {"GroundUnknown", "WrongList"},
    "Review": _PERSON | _CASE | {"GroundUnknown", "AlreadyReviewed", "NothingToEnd"},
    "Alive": _PERSON | _CASE,
    "SeatPanel": {"PanelUnknown", "AlreadySeated", "WrongList", "BeaconPending"},
    "GiveVerdict": _VOTES | _CASE | {"OutcomeUnknown"},
    "CarryOut": _CASE | {"TakesNoPart", "NoRoom", "IsClosed"},
    "OpenAudit": {"UnknownCommunity", "AuditedAlready", "AuditRunning"},
    "RecordAudit": _VOTES | {"NoAudit", "ShareIndexOutOfBounds"},
    "OpenRenewal": {"UnknownCommunity", "TermRunning", "RenewalRunning"},
    "Volunteer": _PERSON
    | {
        "RenewalUnknown",
        "EntriesClosed",
        "NotAMember",
        "IsClosed",
        "SeatOfMinor",
        "AlreadyHoldsSeat",
        "AlreadyEntered",
    },
    "FreezeRenewal": {"RenewalUnknown", "EntriesOpen", "AlreadyFrozen"},
    "FillSeats": {
        "RenewalUnknown",
        "NotFrozen",
        "RenewalOver",
        "BeaconPending",
        "LotUnknown",
        "WrongWinner",
    },
    "Endorse": _COUNCIL
    | {
        "TargetUnknown",
        "LengthMismatch",
        "CharterOutOfBounds",
        "AmendmentDayOutOfBounds",
        "AmendmentPending",
        "AlreadyEndorsed",
    },
}

_ROOT_FIRST = "only the root gets that far, and it exists"
_KEY_FIRST = "only an enrolled person has a key, and NoController is first"
_KEY_LASTS = "who was accused had a key of their own, and such a key never ends"
UNREACHABLE = {
    ("OpenRound", "UnknownCommunity"): _ROOT_FIRST,
    ("PublishRules", "UnknownCommunity"): _ROOT_FIRST,
    ("PublishInfractions", "UnknownCommunity"): _ROOT_FIRST,
    ("PublishStandards", "UnknownCommunity"): _ROOT_FIRST,
    ("AnnounceRate", "UnknownCommunity"): _ROOT_FIRST,
    ("DeclareLeave", "NotEnrolled"): _KEY_FIRST,
    ("EndLeave", "NotEnrolled"): _KEY_FIRST,
    ("Rate", "NoController"): "who ordered had a key, and keys are only ever replaced",
    ("Review", "NoController"): _KEY_LASTS,
    ("Review", "ControllerLapsed"): _KEY_LASTS,
}
#: Met so seldom that the campaign may miss them; `test_deadlines.py`, `test_service_deadlines.py`
#: and `test_service_drills.py` meet them in any case.
SELDOM = {
    ("CarryOut", "IsClosed"),
    ("CancelOrder", "ControllerLapsed"),
    ("CarryOutFindings", "NoPlace"),
    ("Rate", "ControllerLapsed"),
    ("Rate", "IsClosed"),
    ("Redeem", "EssentialOfferMissing"),
    ("Redeem", "OrderKeyLapsed"),
    ("Redeem", "ProviderSuspended"),
    ("Redeem", "SpenderClosed"),
    ("Volunteer", "IsClosed"),
}
