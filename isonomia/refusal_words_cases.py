"""What each refusal about lives, cases, panels, terms and amendments means, with its remedy."""

from __future__ import annotations

#: One sentence with its remedy for every error; fields are the names of the error's parameters.
WORDS: dict[str, str] = {
    # -- people's lives
    "TakesNoPart": (
        "{index}: {identity} is closed or has opted out of the quality layer, so nothing about "
        "quality can be recorded or given; leave the person out."
    ),
    "IsClosed": (
        "the account of {identity} is closed; when the person is alive, their key opens it again "
        "at once with `isonomia case alive`."
    ),
    "AlreadyMember": (
        "{identity} belongs to community {community} already, so there is nothing to move."
    ),
    "AlreadyOptedOut": (
        "{identity} has left the quality layer already; `isonomia person opt-in` comes back."
    ),
    "NotOptedOut": "{identity} never left the quality layer, or came back; nothing is to be done.",
    # -- budgets and proofs of awards
    "BudgetExceeded": (
        "community {community} has {left} points left in this quarter, and these awards need "
        "{needed}; file the rest in the next quarter."
    ),
    "AwardNotFiled": (
        "the record of community {community} does not hold the batch {nonce} as it was given; give "
        "every field of the batch, the record before it and the links after it as the chain's "
        "events show them."
    ),
    # -- filing
    "CannotAppeal": (
        "{index}: {identity} has no key in force and could not appeal, so nobody can accuse the "
        "person; let the council bind a key first."
    ),
    "ActOfMinor": (
        "{index}: {identity} was a minor on {actDay}; what children do is no infraction, so leave "
        "it out."
    ),
    "CaseExists": (
        "{index}: this was brought before, as case {caseId}, and nothing is brought twice; leave "
        "it out."
    ),
    "TooManyAccusations": (
        "{index}: {identity} was accused {limit} times in this allocation year, the most there "
        "can be; nothing more can be filed about the person this year."
    ),
    "TooSoon": (
        "a case of this kind about {identity} was filed less than 90 days ago; the next can be "
        "filed from {earliest} on."
    ),
    # -- challenges
    "LineUnknown": (
        "the batch has {lines} lines, counted from 0, and none is number {line}; correct the "
        "number."
    ),
    "OwnAward": (
        "the award is one to {identity}, who challenges it; somebody else can challenge it."
    ),
    "ChallengeTooLate": (
        "awards can be challenged for a limited time, and this one (case {caseId}) only until "
        "{until}; it stays as it is."
    ),
    "TooManyChallenges": (
        "{challenger} has challenged {limit} awards in this allocation year, the most there can "
        "be; somebody else can challenge this one."
    ),
    # -- the life of a case
    "CaseUnknown": ("there is no case {caseId}; `isonomia inbox` lists those about a person."),
    "WrongState": (
        "case or finding {caseId} is in the state {state}, in which this cannot be done; `isonomia "
        "case show` or `isonomia finding show` says what can be done, by whom and until when."
    ),
    "NotTheFiler": (
        "{index}: community {community} did not file case {caseId}; only the council that did can "
        "withdraw it or certify its remedy."
    ),
    "GroundUnknown": (
        "there is no ground {ground}: 1 is wrong facts, 2 a rule that was not in force, 3 a "
        "protected ground, 4 the wrong person, 5 the procedure, and of a review 6 that the remedy "
        "is done; choose one."
    ),
    "OutcomeUnknown": (
        "there is no outcome {outcome}: 1 upholds the decision, 2 rejects it; choose one."
    ),
    "AlreadyReviewed": (
        "case {caseId} was reviewed before, and there is one review; its remedy or its last day "
        "still ends the deduction."
    ),
    "NothingToEnd": ("the effect of case or finding {caseId} has ended; nothing is to be done."),
    "NoRoom": (
        "the person of case {caseId} has 8 overlays in force, the most there can be; carry the "
        "case out when one of them has ended."
    ),
    # -- panels
    "PanelUnknown": "there is no panel {panel}; `isonomia case show` names the panel of a case.",
    "AlreadySeated": "panel {panel} is seated already; its jurors can decide.",
    "NotSeated": (
        "panel {panel} is not seated yet; anybody can seat it with `isonomia case panel` once its "
        "beacon round is published."
    ),
    "WrongList": (
        "these are not the identities that panel {panel} was convened or seated with; give those "
        "of its events, in their order."
    ),
    "NotAJuror": "panel {panel} has no juror {juror}; leave that signature out.",
    "InvalidJurorSignature": (
        "the signature of juror {juror} of panel {panel} is not one of the key in force "
        "({controller}) over this decision on this chain and contract; have that juror sign again."
    ),
    # -- audits
    "AuditedAlready": (
        "community {community} was audited in allocation year {year}; the next audit can be opened "
        "next year."
    ),
    "AuditRunning": (
        "an audit of community {community} runs until {until}; its panel can record it until then."
    ),
    "NoAudit": (
        "no audit of community {community} can be recorded: none is open, its time is over or its "
        "panel is too small; anybody can open one."
    ),
    "ShareIndexOutOfBounds": (
        "the share index {value} must lie between {least} and {most} in this year; give one within."
    ),
    # -- terms of councils
    "TermRunning": (
        "the council of community {community} is in office; a renewal can be opened from {opensOn} "
        "on."
    ),
    "RenewalRunning": (
        "renewal {renewal} of the council of community {community} is not over; go on with that."
    ),
    "RenewalUnknown": "there is no renewal {renewal}; `isonomia council show` names them.",
    "RenewalOver": "renewal {renewal} is over; nothing in it can be filled any more.",
    "AlreadyHoldsSeat": (
        "{identity} holds a seat of a council, and nobody holds two; volunteer again when that "
        "term has ended."
    ),
    # -- amendments
    "TargetUnknown": (
        "there is no target {target}: 1 is the ledger, 2 the pool, 3 the cases, 4 the assembly, "
        "5 the services; choose one."
    ),
    "AmendmentDayOutOfBounds": (
        "the amendment would hold from {fromDay} on, but its day must lie between {least} and "
        "{most}; choose one of those."
    ),
    "AmendmentPending": (
        "an amendment of target {target} waits for {fromDay}; propose the next one after that day."
    ),
    "AlreadyEndorsed": (
        "community {community} endorses amendment {amendment} already; nothing is to be done."
    ),
}
