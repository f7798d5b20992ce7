"""What a report says about each of its tables."""

from __future__ import annotations

from typing import NamedTuple

from isonomia.reporting.disclosure import MINIMUM


class Said(NamedTuple):
    """Texts of one table.

    Attributes:
        title: heading on the page
        lead: what it is about
        caption: above the table
        follows: how each number can be calculated again
        empty: said after the lead where there is nothing to show
    """

    title: str
    lead: str
    caption: str
    follows: str
    empty: str = ""


TOO_FEW = Said(
    "Quality and credits of everybody",
    f"Fewer than {MINIMUM} people have an account at the beginning or at the end. Numbers about so"
    " few would single somebody out: none is shown.",
    "",
    "",
)
QUALITY = Said(
    "Distribution of quality",
    "How many people had how many points at the beginning and at the end. Quality is earned by "
    "contributions, fades when they stop, and decides which tier of service credits reach. "
    "Essential services are open to everybody, also at 0.",
    "People by points of quality",
    "the state is what the specification makes of the logs up to each of both moments. Points are"
    " those of the balance on that day: as last written, one less for each day since fading "
    "began, less the deductions in force on all of it, never below 0. Whoever's account is closed"
    " is not counted.",
)
MOBILITY = Said(
    "Mobility between tiers",
    "Where people were at the beginning, and where they are at the end. Nobody is listed: these "
    "are numbers of people.",
    "People by tier at the beginning (rows) and at the end (columns)",
    "each person is counted once, in the row of their tier at the first moment and the column of "
    "their tier at the last, so that a row adds up to those who were there. Rows hold numbers as "
    "they are; percentages would not add up.",
)
GINI = Said(
    "Gini of quality over time",
    "How unequal quality is: 0 when everybody has the same, near 1 when one person has all. "
    "Everybody whose account is open counts, also without any points. A dash stands where nobody "
    "has any.",
    "Gini coefficient of everybody's points",
    "looked at in the beginning, after each twelfth of the time, and in the end. The points of "
    "each person and of each other are compared, and the differences added up; that sum is "
    "divided by twice the number of people and by all their points together, and rounded to "
    "thousandths.",
)
ACCRUED = Said(
    "Credits accrued",
    "Everybody receives the same credits for the same time, whatever their quality: what a tier "
    "received depends on how many people are in it, and on nothing else.",
    "Credits accrued, by the tier people have at the end",
    "what somebody accrued is their entitlement at the end less that at the beginning. Each is "
    "the annual rate times the seconds since birth, divided by the 31,556,952 seconds of a year "
    "and rounded down. Who was enrolled late received for the time before, too; whose account is "
    "closed at the end is not counted.",
)
SPENT = Said(
    "Credits spent",
    "Credits are spent by orders that people sign, and on nothing but the services of accredited "
    "organisations, at a tier that the quality of the credits reaches.",
    "Redemptions and refunds by kind and tier of service",
    "what the specification's statements of all offers hold at the end, less what they held at "
    "the beginning. A refund counts when it was made. The Services contract answers each "
    "statement by quarter (statementOf), and isonomia settle compares them.",
    "Nothing was redeemed or refunded.",
)
CASES = Said(
    "Cases by community",
    "Councils file cases, people appeal, panels of citizens from other communities decide. Each "
    "decision that is overturned lowers the standing of the community whose council made it.",
    "Cases about people, by the community whose council filed them",
    "filed are logs CaseFiled, challenges of the community's awards among them; appealed are "
    "appeals carried out, a second appeal counted again; overturned are logs StandingLowered in "
    "acts about cases: a verdict, a challenge carried out, or a sign of life. Findings about "
    "organisations are not in here.",
    "None was filed, appealed or overturned.",
)
LOTTERY = Said(
    "Flows of the lottery",
    "Points are given to everybody, never to somebody; lots decide whose credits are lifted.",
    "Points of the pool, and the acts that moved them",
    "points of PointsGiven; prizes times points of RoundOpened; the points of the round for each "
    "PrizeWon and each PrizeForfeited; what RoundClosed returned. What a round reserves and "
    "grants is public by its terms and its draw; only gifts of few people are hidden.",
    "No point went any way.",
)
REVERTED = Said(
    "Attacks and refusals on chain",
    "Anybody can send a transaction to the contracts; whatever the rules do not allow is reverted"
    " and changes nothing.",
    "Reverted transactions by reason",
    "every transaction sent to one of the nine contracts whose receipt has status 0; its reason "
    "is what the same call answers at the block before. Those that another contract passed on, or"
    " that never came into a block, are not seen. These are transactions, not people: none is "
    "hidden.",
    "None was.",
)
REFUSED = Said(
    "Lines refused",
    "What is refused before it is sent leaves no trace on a chain; the receipts of isonomia "
    "allocate tell it.",
    "Refused lines of input files by reason",
    "lines with the status refused in each receipts.json that was given, by the name of the "
    "refusal. When a line was refused does not stand there: whoever gives the files chooses those"
    " of the time.",
    "None were given.",
)
JOINED = f"Neighbouring classes are joined until each holds nobody, or at least {MINIMUM} people."
HIDDEN_IN_LIST = (
    f"What 1 to {MINIMUM - 1} people stand behind is hidden, and with it another line or the "
    "total, so that nobody can calculate it."
)
HIDDEN_IN_TABLE = (
    f"Numbers of 1 to {MINIMUM - 1} people are hidden, and others with them, so that no sum gives "
    "them away."
)
HIDDEN_GIFTS = f"Fewer than {MINIMUM} people gave: what they gave is hidden."
HIDDEN_GINI = (
    f"Hidden where only 1 to {MINIMUM - 1} people have any points: it would tell how many."
)
HIDDEN_AT_ALL = "With so few people somebody could be singled out: only the sums are shown."
BESIDE = "the table has the same numbers"
