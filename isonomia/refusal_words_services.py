"""What each refusal about organisations, offers, orders and findings means, with its remedy."""

from __future__ import annotations

#: One sentence with its remedy for every error; fields are the names of the error's parameters.
WORDS: dict[str, str] = {
    # -- organisations
    "OrganisationUnknown": (
        "there is no organisation {organisation}; `isonomia org list` names them all."
    ),
    "OrganisationOutOfBounds": (
        "the organisation's {parameter} is {value}, but must lie between {least} and {most}; "
        "change it."
    ),
    "KeyMissing": "the key given for the organisation is the zero address; give a real one.",
    "KeyTaken": (
        "organisation {organisation} acts by the key {key} already, and no key stands for two; "
        "give another."
    ),
    "NotTheAccreditor": (
        "community {community} did not accredit organisation {organisation}; only the council that "
        "did can renew it."
    ),
    "KindsKept": (
        "organisation {organisation} is accredited for the kinds {kinds} (bit 0 is kind 1), and "
        "none is taken away before its accreditation is over; keep them all, and add to them if "
        "you like."
    ),
    "NotTheOrganisation": (
        "{sender} is not the key of organisation {organisation}, and has no signature of it; send "
        "with that key, or sign with it."
    ),
    "AccreditationOver": (
        "{index}: organisation {organisation} was accredited until {untilDay}; the council that "
        "accredited it can renew that."
    ),
    # -- offers
    "OfferOutOfBounds": (
        "the offer's {parameter} is {value}, but must lie between {least} and {most}; change it."
    ),
    "KindNotAccredited": (
        "organisation {organisation} is not accredited for services of kind {kind}; let the "
        "council that accredited it add the kind."
    ),
    "EssentialOfferMissing": (
        "{index}: offer {offer} is above Essential and rests on offer {basis}, which is no open "
        "Essential offer of the same organisation and kind that lasts as long; open one, or name "
        "the right one."
    ),
    "OfferUnknown": "{index}: there is no offer {offer}; `isonomia org show` lists them.",
    "PriceWaiting": (
        "another price of offer {offer} waits for {fromDay}; announce the next one on that day or "
        "later."
    ),
    "OfferClosed": (
        "{index}: offer {offer} closed on {untilDay}; choose one that is open and sign anew."
    ),
    # -- orders
    "NotTheProvider": (
        "{index}: offer {offer} is not one of the organisation whose key is {sender}; send with "
        "the key of the organisation that offers it."
    ),
    "ProviderSuspended": (
        "{index}: organisation {organisation} is suspended until {untilDay}, and only its "
        "Essential offers can be redeemed; choose one of those, or another organisation."
    ),
    "PortionNotNeeded": (
        "{index}: an Essential service needs no quality, so portion {portion} is kept for where it "
        "is needed; sign anew with portion 0."
    ),
    "NothingOrdered": "{index}: the quantity is 0; sign an order of one unit at least.",
    "AmountDiffers": (
        "{index}: the order says {found}, but its quantity costs {expected} by the price in "
        "force; sign anew with that amount."
    ),
    "OrderWithoutKey": (
        "{index}: {identity} has no key bound, so nothing can be ordered yet; the person's council "
        "can bind one."
    ),
    "OrderExpired": (
        "{index}: the order was valid until {deadline} and it is {time} now; have it signed again "
        "with a later deadline."
    ),
    "OrderNoncePassed": (
        "{index}: order {nonce} of {identity} was overtaken: only numbers from {orderFloor} on are "
        "taken; have it signed again with the next number."
    ),
    "OrderNonceTooHigh": (
        "{index}: order {nonce} of {identity} is too far ahead, {most} is the highest number "
        "taken now; have it signed again with the next number."
    ),
    "OrderUsed": (
        "{index}: order {nonce} of {identity} was redeemed or cancelled before, and counts once; "
        "leave it out, or have a new one signed."
    ),
    "OrderKeyLapsed": (
        "{index}: the guardian's key of {identity} lapsed on {lapseDay}; the council can now bind "
        "the person's own key, which then signs."
    ),
    "OrderNotSigned": (
        "{index}: the order was not signed by {controller}, the key of {identity}, for this chain "
        "and contract; have it signed again with that key."
    ),
    "SpenderClosed": (
        "{index}: the account of {identity} is closed; when the person is alive, their key opens "
        "it again at once with `isonomia case alive`."
    ),
    "PortionNotInForce": (
        "{index}: portion {portion} of {identity} is no uplift in force with an amount left; sign "
        "anew with another portion, or with 0 for the base."
    ),
    "QualityTooLow": (
        "{index}: {identity} has quality {quality} for this order, and its tier needs {needed}; "
        "choose a portion that reaches it, or an offer of a lower tier. Essential needs none."
    ),
    "CreditsTooFew": (
        "{index}: {identity} has {available} for this order, and it needs {needed}; order less, or "
        "later, as credits accrue every second."
    ),
    # -- refunds and ratings
    "NotRedeemed": (
        "the proof does not show redemption {index} of batch {batch} as it was given; make it anew "
        "from the chain's events, as `isonomia order refund` and `isonomia order rate` do."
    ),
    "RefundTooLate": ("the redemption could be refunded until {until}; it stays as it is."),
    "RefundedAlready": "redemption {index} of batch {batch} is refunded already; nothing is to do.",
    "StarsOutOfBounds": "a rating has 1 to 5 stars, not {stars}; give as many.",
    "RatedTwice": (
        "redemption {index} of batch {batch} was rated, and the rating changed once; it stays as "
        "it is."
    ),
    # -- mandates and readings
    "MandateOutOfBounds": (
        "the mandate's {parameter} is {value}, but must lie between {least} and {most}; change it."
    ),
    "SignersOutOfOrder": (
        "signer {index} of the mandate, counted from 0, is the zero address or not above the one "
        "before; list each once, in ascending order."
    ),
    "MandateUnknown": (
        "there is no mandate {mandate}; a council of another community grants one by `isonomia "
        "finding mandate`."
    ),
    "MandateOver": (
        "mandate {mandate} ended on {untilDay}; a council of another community can give a new one."
    ),
    "NotASigner": "mandate {mandate} has no signer {signer}; leave that signature out.",
    "InvalidReading": (
        "the signature of signer {signer} of mandate {mandate} is not one of the key {key} over "
        "this reading on this chain and contract; have it signed again."
    ),
    "WithinLimit": (
        "the reading {value} is not above the limit {limit}, so there is nothing to file."
    ),
    # -- findings
    "OwnOrganisation": (
        "community {community} accredited organisation {organisation} itself; only the council of "
        "another community can file about it or give a mandate."
    ),
    "FindingExists": (
        "this was brought before, as finding {finding}, and nothing is brought twice; leave it out."
    ),
    "TooManyFindings": (
        "community {community} has filed {limit} findings about organisation {organisation} in "
        "this allocation year, the most there can be; file the next one next year, or leave it to "
        "another community."
    ),
    "FindingUnknown": (
        "there is no finding {finding}; `isonomia org show` lists those about an organisation."
    ),
    "FindingReviewed": (
        "finding {finding} was reviewed before, and there is one review; its remedy or its last "
        "day still ends the effect."
    ),
    "NotTheFilerOf": (
        "community {community} did not file finding {finding}; only the council that did can "
        "withdraw it or certify its remedy."
    ),
    "NoPlace": (
        "the organisation of finding {finding} has 8 effects that last, the most there can be; "
        "carry the finding out when one of them has ended."
    ),
}
