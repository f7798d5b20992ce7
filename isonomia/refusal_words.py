"""What each refusal of the contracts means, in one sentence with its remedy.

Some errors are shared: `community` may be a panel or a mandate too, `round` a renewal, `rule` a
standard and an act a finding. Those about lives, cases, panels, terms and amendments stand in
`isonomia.refusal_words_cases`, those about services in `isonomia.refusal_words_services`.
"""

from __future__ import annotations

#: One sentence with its remedy for every error; fields are the names of the error's parameters.
WORDS: dict[str, str] = {
    "Error": "the contract refused with the words: {message}",
    "Panic": "the contract met an arithmetic or indexing fault (code {code}); please report it.",
    # -- deployment and wiring
    "WrongWiring": (
        "a contract of this deployment is bound to {expected}, but {found} stands in its place; "
        "deploy all of them from the same manifest."
    ),
    "Unauthorised": (
        "{caller} may not do this; only another contract of the deployment may, on the signatures "
        "of a council, a panel or the person concerned, or by a draw."
    ),
    "CharterOutOfBounds": (
        "the charter's {parameter} is {value}, but must lie between {least} and {most}; "
        "change it in the charter file."
    ),
    "ParentNotFounded": (
        "community {community} names {parent} as its parent, which is not founded before it; list "
        "parents first, and only the first community without one."
    ),
    "ThresholdOutOfBounds": (
        "community {community} asks for {threshold} of {seats} seats; it must be at least 2, at "
        "least two thirds of the seats and at most all of them."
    ),
    "TooManySeats": "community {community} has {seats} seats; at most 255 are possible.",
    "SeatOfMinor": (
        "{identity} is a minor or has a guardian's key and cannot sit on the council of community "
        "{community}; only an adult with a key of their own can."
    ),
    # -- from the EIP-712 library; the name of the domain is fixed, so neither can come up
    "InvalidShortString": "the name of the signing domain is damaged; please report it.",
    "StringTooLong": "the name {str} of the signing domain is too long; please report it.",
    # -- from the library of calls; the ledger is always there and gives its reasons
    "AddressEmptyCode": "there is no contract at {target}; please report it.",
    "InsufficientBalance": (
        "a contract holds {balance} wei where {needed} are needed, and none of them ever holds "
        "any; please report it."
    ),
    "FailedCall": "a call from one contract of the deployment to another failed; please report it.",
    # -- approvals
    "UnknownCommunity": "there is no community {community}; check the number in the charter.",
    "NotTheRoot": (
        "community {community} is not the root; only the root's council (community 1) may do this."
    ),
    "DeadlinePassed": (
        "the signatures were valid until {deadline} and it is {time} now; sign again with a later "
        "deadline."
    ),
    "WrongNonce": (
        "the act was signed with number {found}, but {expected} is next; another act came first, "
        "so read the number again and sign anew."
    ),
    "TooFewSignatures": (
        "community, panel or mandate {community} needs {needed} signatures and {found} were given; "
        "collect more."
    ),
    "SignatureMissing": (
        "seat, juror or signer {seatIndex} of community, panel or mandate {community} is marked as "
        "signer, but the signature is not there; add it or leave the mark out."
    ),
    "NotASeat": "community {community} has no seat {seatIndex}; leave that signature out.",
    "SharedController": (
        "seat or juror {seatIndex} of community or panel {community} answers to key {controller}, "
        "which already signed for another; no key counts twice, so collect another signature."
    ),
    "InvalidSeatSignature": (
        "the signature of seat {seatIndex} of community {community} is not one of its key "
        "{controller} over this act on this chain and contract; have that seat sign again."
    ),
    "NoController": "{identity} has no key bound; the person's council can bind one.",
    "ControllerLapsed": (
        "the guardian's key of {identity} lapsed on {lapseDay}; the council can now bind the "
        "person's own key."
    ),
    "InvalidSignature": (
        "the signature is not one of {controller}, the key of {identity}, over this act on this "
        "chain and contract; sign again with that key."
    ),
    "NewControllerDeclined": (
        "the new key {controller} of {identity} has not signed the same act; it must sign too, so "
        "that a mistyped key is never accepted."
    ),
    "ZeroController": "the key given for {identity} is the zero address; give a real one.",
    "ControllerAlreadyBound": (
        "{index}: {identity} already has the key {controller} in force; only the person can change "
        "it."
    ),
    "NotAMember": (
        "{index}: {identity} does not belong to community {community}; only the person's own "
        "community can do this, so leave it to that council, and only its people and those of "
        "communities below it sit on a council."
    ),
    # -- enrolment
    "LengthMismatch": (
        "two lists that belong together have {expected} and {found} entries; give them the same "
        "length."
    ),
    "ZeroIdentity": "{index} has an empty identity hash; compute it with `isonomia identity`.",
    "AlreadyEnrolled": "{index}: {identity} is already enrolled; leave it out.",
    "BirthInFuture": (
        "{index}: {identity} would be born in {birthMonth}, which has not begun; correct the month."
    ),
    "BirthTooLongAgo": (
        "{index}: {identity} would be born in {birthMonth}, more than 130 years ago; correct the "
        "month."
    ),
    "NotEnrolled": "{identity} is not enrolled; the person's council can enrol them.",
    # -- catalogue
    "RuleOutOfBounds": (
        "rule or standard {rule} has {parameter} {value}, but it must lie between {least} and "
        "{most}; correct it."
    ),
    "RuleNoticeTooShort": (
        "rule or standard {rule} would begin on {fromDay}, but {earliest} is the earliest day with "
        "full notice; choose a later day."
    ),
    "RuleVersionOutOfOrder": (
        "rule or standard {rule} would begin on {fromDay}, but its latest version begins on "
        "{latestFromDay}; choose a later day."
    ),
    # -- awards
    "SignsOwnCase": (
        "{index}: {identity} holds a seat that signed this act; nobody signs about themselves, "
        "so let other seats sign it."
    ),
    "ActInFuture": (
        "{index}: the act or finding is dated {actDay}, but today is {today}; correct the date "
        "or file later."
    ),
    "ActTooOld": (
        "{index}: the act or finding is dated {actDay}, but {earliest} is the earliest day that "
        "can still be filed; it must be filed within the charter's filing window."
    ),
    "RuleNotInForce": (
        "{index}: version {version} of rule or standard {rule} was not in force on {actDay}; cite "
        "the version of that day."
    ),
    "ActBeforeBirth": (
        "{index}: the act is dated {actDay}, before the birth of {identity}; correct the date or "
        "the person."
    ),
    "CategoryCapReached": (
        "{index}: {identity} has earned {earned} of at most {cap} points of category {category} "
        "this allocation year; file the rest next year or under another category."
    ),
    "AnnualCapReached": (
        "{index}: {identity} has earned {earned} of at most {cap} points this allocation year; "
        "file the rest next year."
    ),
    "RuleLimitReached": (
        "{index}: {identity} was already awarded rule {rule} {limit} times this allocation year, "
        "its limit; file the rest next year."
    ),
    "QualityCeilingReached": (
        "{index}: {identity} has quality {quality}, and {points} more points would exceed 1000; "
        "nothing is lost, file it when the quality is lower."
    ),
    # -- leave
    "LeaveEmpty": "a leave of {identity} must last at least one day; give the days away.",
    "LeaveRunning": (
        "{identity} is on leave until {untilDay}; end that leave first or wait for its end."
    ),
    "LeaveNotRunning": "{identity} is not on leave, so there is none to end.",
    "LeaveExhausted": (
        "{identity} asks for {requested} days of leave and has {available} left in the charter's "
        "window; ask for no more than those."
    ),
    "TooManyLeaves": (
        "{identity} has taken 8 leaves within the charter's window; the next is possible when the "
        "oldest, which ended on {oldestStillCounting}, no longer counts."
    ),
    # -- gifts and overlays
    "GiftEmpty": "a gift of {identity} must be at least one point; give the points.",
    "GiftCapReached": (
        "{identity} has given {given} of at most {cap} points this allocation year; give the rest "
        "next year."
    ),
    "GiftBelowUsable": (
        "{identity} has quality {quality}, and a gift of {points} points would go below {usable}, "
        "which nobody gives away; give less."
    ),
    "OverlayNotInForce": (
        "{identity} has no portion with overlay {index}: none is in force there, or it covers the "
        "whole balance; ask for one that `overlaysOf` shows in force."
    ),
    # -- lottery
    "RoundOutOfBounds": (
        "the round's {parameter} is {value}, but must lie between {least} and {most}; change it."
    ),
    "PoolTooSmall": (
        "the round's prizes need {needed} points and {free} are free in the pool; open a smaller "
        "round or wait for gifts."
    ),
    "RoundUnknown": "there is no round {round}; `isonomia pool status` lists them.",
    "RoundOfOtherKind": (
        "round {round} is one of {kind}; choose a round of the other kind, or come in as this one "
        "asks."
    ),
    "EntriesClosed": (
        "round or renewal {round} took entries until {entriesUntil}; wait for the next one."
    ),
    "NothingToDo": "the list is empty; name at least one person or order.",
    "QuotaReached": (
        "community {community} can nominate {quota} people in round {round}, and this would be "
        "more; nominate fewer."
    ),
    "AlreadyEntered": "{index}: {identity} is in round or renewal {round} already; leave it out.",
    "QualityTooHigh": (
        "{identity} has base quality {quality}, and only people below {limit} may ask for a second "
        "chance; a council can nominate the person."
    ),
    "SecondChanceUsed": (
        "{identity} has won a second chance before, and there is one in a lifetime; a council can "
        "nominate the person."
    ),
    "EntriesOpen": "round or renewal {round} takes entries until {entriesUntil}; freeze it then.",
    "AlreadyFrozen": "round or renewal {round} is frozen already; its draw can go on.",
    "NotFrozen": (
        "round or renewal {round} is not frozen yet; freeze it once its entries are closed."
    ),
    "RoundOver": "round {round} is closed; nothing in it can be settled any more.",
    "BeaconPending": (
        "round, renewal or panel {round} is decided by beacon round {beaconRound}, which this "
        "chain has not verified yet; once it is published, anybody can submit it, as `isonomia "
        "round draw` and `isonomia case panel` do."
    ),
    "LotUnknown": (
        "{index}: lot {lot} is none of the {lots} to be settled, which are counted from 0, or all "
        "seats are filled; leave it out."
    ),
    "WrongWinner": (
        "{index}: lot {lot} fell on the entrant numbered {entrant}, who is somebody else; name the "
        "person whom the event of entering with that number names."
    ),
    "RoundRunning": (
        "round {round} has lots to settle and runs until {until}; settle them, or close it then."
    ),
    "LotOutOfRange": "lot {lot} does not exist; the {size} lots are counted from 0.",
    # -- beacon
    "InvalidPublicKey": (
        "the beacon's public key is no point of the group G2; take one of `isonomia beacon show`."
    ),
    "InvalidGenesis": (
        "the beacon's first second {genesis} does not fit 64 bits; take that of its network."
    ),
    "InvalidPeriod": (
        "the beacon's period {period} must be 1 to 4294967295 seconds; take that of its network."
    ),
    "RoundOutOfRange": (
        "{round} is no beacon round: they are counted from 1 and fit 64 bits; correct the number."
    ),
    "RoundAlreadyVerified": (
        "beacon round {round} is verified already; its randomness can be used."
    ),
    "RoundNotVerified": (
        "beacon round {round} is not verified on this chain yet; anybody can submit it "
        "(`isonomia beacon fetch` gets it)."
    ),
    "SignatureNotCanonical": (
        "the signature ({x}, {y}) is no point: both coordinates must be below the order of the "
        "field and not both 0; fetch the round again."
    ),
    "SignatureNotOnCurve": (
        "the signature ({x}, {y}) is no point of the curve; fetch the round again."
    ),
    "SignatureInvalid": (
        "this is not the network's signature of beacon round {round}; fetch the round again, from "
        "the network this deployment is bound to."
    ),
    "PrecompileFailed": (
        "this chain could not compute what a signature of the beacon needs; send the transaction "
        "with more gas, or use a chain with Ethereum's precompiled contracts."
    ),
    "TimeBeforeFirstRound": (
        "{time} lies before the beacon's first round at {genesis}; ask for a later time."
    ),
    # -- rate
    "RateYearNotNext": "the rate of year {year} was announced, but {next} is the next year.",
    "RateAlreadyAnnounced": "the rate of year {year} was announced before and stays as it is.",
    "RateNoticeTooShort": (
        "the rate would begin at {startsAt}, but {earliest} is the earliest with full notice; it "
        "was too late to change the rate of that year."
    ),
    "TimeBeforeGenesis": (
        "{time} lies before the ledger's beginning at {genesis}; ask for a later time."
    ),
}
