// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OverlayWord } from "../libraries/Overlays.sol";
import { PersonWord } from "../libraries/PersonWord.sol";
import { CommunityId, IdentityHash, RuleId } from "../types/Types.sol";
import { IAmendable } from "./IAmendable.sol";

/// @notice What one deployment fixes about credits, quality and rules, each within hard bounds of
///         the contract. Amounts are millicredits (1 credit = 1,000), points are quality points.
/// @dev The first four are copied into every rule version when it is published, so that an award
///      reads one slot and no later change of the charter reaches back to it.
/// @param categoryCap points one person can earn in one category in one allocation year
/// @param annualCap points one person can earn in all categories in one allocation year
/// @param graceDays days after a credited contribution before quality begins to fall
/// @param filingDays days after a contribution within which it can be filed
/// @param ruleNoticeDays days between the publication of a rule and its first day
/// @param leaveDays days of leave one person can take within `leaveWindowDays`
/// @param leaveWindowDays length of the rolling window over which leave is counted
/// @param genesisRate millicredits a year for births before and at genesis
/// @param rateBase millicredits a year paid whatever the dividend
/// @param ratePerDividend millicredits a year for each 1,000,000 units of dividend per head
/// @param rateChangeLimit largest change of the rate from one year to the next, in 1/10,000
/// @param rateNoticeDays days between the announcement of a rate and its first day
/// @param giftCap points one person can give away in one allocation year
/// @param usableQuality base quality below which no gift may take the giver
struct LedgerCharter {
    uint8 categoryCap;
    uint16 annualCap;
    uint16 graceDays;
    uint16 filingDays;
    uint16 ruleNoticeDays;
    uint16 leaveDays;
    uint16 leaveWindowDays;
    uint64 genesisRate;
    uint64 rateBase;
    uint64 ratePerDividend;
    uint16 rateChangeLimit;
    uint16 rateNoticeDays;
    uint8 giftCap;
    uint16 usableQuality;
}

/// @notice One version of a rule as a council publishes it.
/// @param category 1 to 7
/// @param points points of one award; 0 retires the rule
/// @param yearlyLimit times a year one person can be awarded under it; 0 means no limit
/// @param fromDay first day on which acts fall under this version; days count from 1970-01-01
/// @param textHash keccak256 of the rule's human text (purpose, evidence it needs, examples)
struct RuleText {
    RuleId rule;
    uint256 category;
    uint256 points;
    uint256 yearlyLimit;
    uint256 fromDay;
    bytes32 textHash;
}

/// @notice One version of a rule as stored, with the parts of the charter it was published under.
/// @param untilDay first day on which it no longer holds; 2**24 - 1 while it is the latest
struct RuleView {
    uint256 category;
    uint256 points;
    uint256 yearlyLimit;
    uint256 fromDay;
    uint256 untilDay;
    uint256 categoryCap;
    uint256 annualCap;
    uint256 graceDays;
    uint256 filingDays;
    bytes32 textHash;
}

/// @notice One person as the ledger sees them at a moment.
/// @param community where the person belongs; 0 when not enrolled
/// @param birthMonth year * 12 + month - 1
/// @param credits millicredits the person holds
/// @param quality points of the balance, 0 to 1,000
/// @param tier 0 Essential to 4 Exceptional
/// @param spent millicredits the person redeemed, less what was refunded
struct PersonView {
    CommunityId community;
    uint256 birthMonth;
    uint256 credits;
    uint256 quality;
    uint256 tier;
    uint256 spent;
}

/// @notice An overlay as stored, whether it is in force or not.
/// @param kind 1 uplift, 2 deduction
/// @param points points by which quality differs while it is in force
/// @param fromDay first day in force
/// @param untilDay first day no longer in force
/// @param amount millicredits it still covers; 0 for the whole balance
/// @param cause what it comes from: of an uplift the round of the lottery, of a deduction the last
///        64 bits of the case's number
struct OverlayView {
    uint256 kind;
    uint256 points;
    uint256 fromDay;
    uint256 untilDay;
    uint256 amount;
    uint256 cause;
}

/// @title Ledger of people, credits and quality
/// @notice The only writer of all three, and keeper of the catalogue of rules by which quality is
///         earned. It calls no other contract, holds no ether, has no owner and no setter; it obeys
///         the communities contract, which checks who signed, the pool of quality given away, the
///         cases in which people were heard, the assembly, and the services, where credits are
///         redeemed. All are fixed at deployment.
/// @dev One storage slot per enrolled person; `PersonWord` documents its layout. Base quality is
///      what was earned and decays; quality is that of the balance, base less deductions.
interface ILedger is IAmendable {
    // ---------------------------------------------------------------- events

    /// @notice A person now exists on the ledger.
    event Enrolled(
        IdentityHash indexed identity, CommunityId indexed community, uint256 birthMonth
    );

    /// @notice A seat of a council was given to a person.
    event SeatTaken(
        IdentityHash indexed identity, CommunityId indexed community, uint256 seatIndex
    );

    /// @notice A person left a seat of a council.
    event SeatLeft(
        IdentityHash indexed identity, CommunityId indexed community, uint256 seatIndex
    );

    /// @notice A person moved, by their own act, and belongs to `community` now.
    event Moved(IdentityHash indexed identity, CommunityId indexed community);

    /// @notice A person opted out of quality, by their own act: what they had of it is forgotten.
    /// @param word the person's slot right after
    event QualityLeft(IdentityHash indexed identity, PersonWord word);

    /// @notice A person opted in again, with a quality of 0.
    /// @param word the person's slot right after
    event QualityRejoined(IdentityHash indexed identity, PersonWord word);

    /// @notice A person is closed: they died, as far as their council can tell.
    event Closed(IdentityHash indexed identity);

    /// @notice A closed person lives, and has everything again that they had.
    event Reopened(IdentityHash indexed identity);

    /// @notice A new version of a rule, with the parts of the charter it is bound to.
    event RulePublished(
        RuleId indexed rule,
        uint256 indexed version,
        uint256 category,
        uint256 points,
        uint256 yearlyLimit,
        uint256 fromDay,
        bytes32 textHash
    );

    /// @notice The published file that holds every text of the catalogue from now on.
    event CataloguePublished(bytes32 catalogueHash);

    /// @notice Quality was earned. Rule and signers stand in the `AwardsFiled` that follows.
    /// @param word the person's slot right after; it holds the day of the act and the new quality
    event Awarded(IdentityHash indexed identity, PersonWord word);

    /// @notice An award was overturned, and its points taken back.
    /// @param word the person's slot right after; it holds the new quality and tallies
    event AwardReversed(IdentityHash indexed identity, PersonWord word);

    /// @notice Base quality was given away, to nobody in particular.
    /// @param word the person's slot right after; it holds the new quality and this year's gifts
    event Given(IdentityHash indexed identity, PersonWord word);

    /// @notice A person has a new overlay at `index`, instead of the one that ended there, if any;
    ///         or the one there ended before its time, or covers another amount.
    /// @param overlay its slot, as `OverlayWord` lays it out
    event OverlaySet(IdentityHash indexed identity, uint256 index, OverlayWord overlay);

    /// @notice Decay is paused from today until `untilDay`.
    event LeaveDeclared(IdentityHash indexed identity, uint256 fromDay, uint256 untilDay);

    /// @notice A leave ended early, today.
    event LeaveEnded(IdentityHash indexed identity, uint256 untilDay);

    /// @notice The annual rate from `startsAt` on.
    /// @param dividendPerHead the published input
    /// @param unboundedRate the rate the formula gives before the bound on yearly change
    /// @param sourceHash hash of the published document the dividend comes from
    event RateAnnounced(
        uint256 indexed year,
        uint256 startsAt,
        uint256 rate,
        uint256 unboundedRate,
        uint256 dividendPerHead,
        bytes32 sourceHash
    );

    // ---------------------------------------------------------------- errors

    /// @notice Only a contract fixed at deployment may do this.
    error Unauthorised(address caller);
    /// @notice A parameter of the charter lies outside its hard bounds.
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    /// @notice Two lists that belong together differ in length.
    error LengthMismatch(uint256 expected, uint256 found);
    error ZeroIdentity(uint256 index);
    error AlreadyEnrolled(uint256 index, IdentityHash identity);
    error BirthInFuture(uint256 index, IdentityHash identity, uint256 birthMonth);
    /// @notice Earlier than 130 years ago.
    error BirthTooLongAgo(uint256 index, IdentityHash identity, uint256 birthMonth);
    error NotAMember(uint256 index, IdentityHash identity, CommunityId community);
    /// @notice The person is closed or has opted out of quality.
    error TakesNoPart(uint256 index, IdentityHash identity);
    error IsClosed(IdentityHash identity);
    error AlreadyMember(IdentityHash identity, CommunityId community);
    error AlreadyOptedOut(IdentityHash identity);
    error NotOptedOut(IdentityHash identity);
    /// @notice Nobody signs in a case about themselves.
    error SignsOwnCase(uint256 index, IdentityHash identity);
    error ActInFuture(uint256 index, uint256 actDay, uint256 today);
    error ActTooOld(uint256 index, uint256 actDay, uint256 earliest);
    error RuleNotInForce(uint256 index, RuleId rule, uint256 version, uint256 actDay);
    error RuleOutOfBounds(
        RuleId rule, string parameter, uint256 value, uint256 least, uint256 most
    );
    error RuleNoticeTooShort(RuleId rule, uint256 fromDay, uint256 earliest);
    error RuleVersionOutOfOrder(RuleId rule, uint256 fromDay, uint256 latestFromDay);
    error ActBeforeBirth(uint256 index, IdentityHash identity, uint256 actDay);
    error CategoryCapReached(
        uint256 index, IdentityHash identity, uint256 category, uint256 earned, uint256 cap
    );
    error AnnualCapReached(uint256 index, IdentityHash identity, uint256 earned, uint256 cap);
    error RuleLimitReached(uint256 index, IdentityHash identity, RuleId rule, uint256 limit);
    error QualityCeilingReached(
        uint256 index, IdentityHash identity, uint256 quality, uint256 points
    );
    error GiftEmpty(IdentityHash identity);
    error GiftCapReached(IdentityHash identity, uint256 given, uint256 cap);
    error GiftBelowUsable(
        IdentityHash identity, uint256 quality, uint256 points, uint256 usable
    );
    error NotEnrolled(IdentityHash identity);
    error SpenderClosed(uint256 index, IdentityHash identity);
    /// @notice It is no uplift in force with an amount left.
    error PortionNotInForce(uint256 index, IdentityHash identity, uint256 portion);
    error QualityTooLow(
        uint256 index, IdentityHash identity, uint256 quality, uint256 needed
    );
    /// @notice In millicredits, of those that reach the tier.
    error CreditsTooFew(
        uint256 index, IdentityHash identity, uint256 available, uint256 needed
    );
    /// @notice None is in force at this index, or it covers the whole balance.
    error OverlayNotInForce(IdentityHash identity, uint256 index);
    error LeaveEmpty(IdentityHash identity);
    error LeaveRunning(IdentityHash identity, uint256 untilDay);
    error LeaveNotRunning(IdentityHash identity);
    error LeaveExhausted(IdentityHash identity, uint256 requested, uint256 available);
    /// @notice The record of leave holds 8 leaves within one window.
    error TooManyLeaves(IdentityHash identity, uint256 oldestStillCounting);
    error RateYearNotNext(uint256 year, uint256 next);
    error RateAlreadyAnnounced(uint256 year);
    error RateNoticeTooShort(uint256 startsAt, uint256 earliest);
    error TimeBeforeGenesis(uint256 time, uint256 genesis);

    // ------------------------------- acts, only by the communities contract

    /// @notice Enrols people into a community. All are enrolled or none.
    function enrol(
        CommunityId community,
        bytes32[] calldata identities,
        uint256[] calldata birthMonths
    )
        external;

    /// @notice Notes which seat a person holds, so that they cannot sign about themselves.
    function takeSeat(IdentityHash identity, CommunityId community, uint256 seatIndex) external;

    /// @notice Notes that a person, who holds a seat, holds it no more.
    function leaveSeat(IdentityHash identity) external;

    /// @notice Moves a person to another community, which exists.
    function move(IdentityHash identity, CommunityId community) external;

    /// @notice Takes a person out of quality; what they have of it is forgotten.
    function optOut(IdentityHash identity) external;

    /// @notice Lets a person who opted out earn quality again, from 0.
    function optIn(IdentityHash identity) external;

    /// @notice Closes a person: their credits read as 0, and nothing of quality happens to them.
    function close(IdentityHash identity) external;

    /// @notice Reopens a person who is closed, with all they had.
    function reopen(IdentityHash identity) external;

    /// @notice Publishes new versions of rules.
    function publishRules(RuleText[] calldata rules, bytes32 newCatalogueHash) external;

    /// @notice Awards one rule to people of a community. All are recorded or none.
    /// @dev The lists come first because that gives a selector which is among the first to be met:
    ///      every award costs 550 gas less than with the lists last.
    /// @param actDays day of each contribution, counted from 1970-01-01
    /// @param signers seats of the community's council that signed, bit i for seat i
    /// @return points of all awards together
    function award(
        bytes32[] calldata identities,
        uint256[] calldata actDays,
        CommunityId community,
        uint256 signers,
        RuleId rule,
        uint256 version
    )
        external
        returns (uint256 points);

    /// @notice Pauses decay from today for `daysAway` days.
    function declareLeave(IdentityHash identity, uint256 daysAway) external;

    /// @notice Ends a running leave today; the days not taken can be taken later.
    function endLeave(IdentityHash identity) external;

    /// @notice Announces the rate of the next allocation year.
    function announceRate(uint256 year, uint256 dividendPerHead, bytes32 sourceHash) external;

    // ---------------------------------------- acts, only by the pool contract

    /// @notice Takes points off a person's base quality, for the pool; refuses who takes no part.
    function give(IdentityHash identity, uint256 points) external;

    /// @notice Lifts the quality of a portion of a person's balance, from today on.
    /// @param amount millicredits it covers
    /// @param daysLong days it lasts
    /// @param cause the round of the lottery
    /// @return placed whether the person takes part and there was room; nothing happened when not
    function uplift(
        IdentityHash identity,
        uint256 points,
        uint256 amount,
        uint256 daysLong,
        uint256 cause
    )
        external
        returns (bool placed);

    // --------------------------------------- acts, only by the cases contract

    /// @notice Lowers the quality of a portion of a person's balance, or of the whole, from today.
    /// @param amount millicredits it covers; 0 for the whole balance
    /// @param untilDay first day no longer in force
    /// @param cause the last 64 bits of the case's number
    /// @return placed whether there was room; nothing happened when not
    /// @return index where it stands among the person's overlays
    function deduct(
        IdentityHash identity,
        uint256 points,
        uint256 amount,
        uint256 untilDay,
        uint256 cause
    )
        external
        returns (bool placed, uint256 index);

    /// @notice Ends the deduction at `index` today, if it is still in force and has this cause.
    /// @return ended whether it did; nothing happened when not
    function endDeduction(
        IdentityHash identity,
        uint256 index,
        uint256 cause
    )
        external
        returns (bool ended);

    /// @notice Takes the points of an award off a person's base quality, and off the tally of its
    ///         category when that is still of the award's allocation year.
    function reverseAward(
        IdentityHash identity,
        uint256 category,
        uint256 points,
        uint256 year
    )
        external;

    // ------------------------------------ acts, only by the services contract

    /// @notice Takes millicredits off what people hold, one line after the other. All are taken or
    ///         none. Quality is read above tier 0 alone, and never changes.
    /// @dev The services give four lists of one length.
    /// @param amounts millicredits of each line
    /// @param portions 0 for the base; else the uplift at index `portion - 1`
    /// @param tiers what quality must reach, 0 Essential to 4 Exceptional
    /// @return sources 0 for the base; else the portion, and its uplift's cause from bit 8 on
    function spend(
        bytes32[] calldata identities,
        uint256[] calldata amounts,
        uint256[] calldata portions,
        uint256[] calldata tiers
    )
        external
        returns (uint256[] memory sources);

    /// @notice Gives back millicredits that `spend` took; to the uplift too, while it is in force.
    /// @param source as `spend` returned it
    function restore(IdentityHash identity, uint256 amount, uint256 source) external;

    // ----------------------------------------------------------------- views

    /// @notice keccak256 of the charter file this deployment was made from.
    function CHARTER_HASH() external view returns (bytes32);
    /// @notice The contract this ledger obeys in all that councils do, and persons for themselves.
    function COMMUNITIES() external view returns (address);
    /// @notice The contract this ledger obeys in gifts and prizes.
    function POOL() external view returns (address);
    /// @notice The contract this ledger obeys in deductions, and in taking awards back.
    function CASES() external view returns (address);
    /// @notice The contract this ledger obeys in amendments.
    function ASSEMBLY() external view returns (address);
    /// @notice The contract this ledger obeys in redemptions and refunds.
    function SERVICES() external view returns (address);
    /// @notice The findings about organisations; named here for the contracts that obey them.
    function FINDINGS() external view returns (address);
    /// @notice Time of the first second of allocation year 0.
    function GENESIS() external view returns (uint256);
    /// @notice The parameters in force today.
    function charter() external view returns (LedgerCharter memory);
    /// @notice Whether somebody with this hash is on the ledger.
    function isEnrolled(IdentityHash identity) external view returns (bool);
    /// @notice Whether somebody with this hash is closed.
    function isClosed(IdentityHash identity) external view returns (bool);
    /// @notice Whether somebody with this hash is on the ledger, neither closed nor opted out.
    function takesPart(IdentityHash identity) external view returns (bool);
    /// @notice When the person opted out last, in seconds since 1970; 0 when never.
    function leftAt(IdentityHash identity) external view returns (uint256);
    /// @notice Where a person belongs; 0 when not enrolled.
    function communityOf(IdentityHash identity) external view returns (CommunityId);
    /// @notice Reverts when the person is not enrolled.
    function birthMonthOf(IdentityHash identity) external view returns (uint256);
    /// @notice Millicredits the person holds now: what accrued, less what was spent; none while
    ///         they are closed.
    function creditsOf(IdentityHash identity) external view returns (uint256);
    /// @notice Millicredits the person redeemed, less what was refunded.
    function spentBy(IdentityHash identity) external view returns (uint256);
    /// @notice Base quality now, 0 to 1,000: what was earned, less gifts and decay.
    function baseQualityOf(IdentityHash identity) external view returns (uint256);
    /// @notice Quality of the balance now: base quality less deductions on the whole balance.
    function qualityOf(IdentityHash identity) external view returns (uint256);
    /// @notice Tier the quality reaches now, 0 Essential to 4 Exceptional.
    function tierOf(IdentityHash identity) external view returns (uint256);
    /// @notice Points earned this allocation year in one category, and in all.
    function earnedThisYear(
        IdentityHash identity,
        uint256 category
    )
        external
        view
        returns (uint256 inCategory, uint256 inTotal);
    /// @notice Times the person was awarded under a rule this allocation year (limited rules only).
    function timesThisYear(IdentityHash identity, RuleId rule) external view returns (uint256);
    /// @notice Points given away this allocation year.
    function givenThisYear(IdentityHash identity) external view returns (uint256);
    /// @notice All overlays at the indexes ever used, in their order, ended ones included.
    function overlaysOf(IdentityHash identity) external view returns (OverlayView[] memory);
    /// @notice The portion of the balance under the overlay at `index`: its size in millicredits,
    ///         and its quality and tier now.
    function portionOf(
        IdentityHash identity,
        uint256 index
    )
        external
        view
        returns (uint256 amount, uint256 quality, uint256 tier);
    /// @notice Day from which quality falls, and the last day of leave (0 when none was taken).
    function decayOf(
        IdentityHash identity
    )
        external
        view
        returns (uint256 decayFrom, uint256 leaveUntil);
    /// @notice The community the person sits for, 0 when none, and the seat's position.
    function seatOf(
        IdentityHash identity
    )
        external
        view
        returns (CommunityId community, uint256 seatIndex);
    /// @notice Hash of the published file that holds every text of the catalogue.
    function catalogueHash() external view returns (bytes32);
    /// @notice Number of versions published; the latest has this number, the first is 1.
    function versionsOf(RuleId rule) external view returns (uint256);
    /// @notice One version of a rule; zeros when there is none.
    function ruleVersion(RuleId rule, uint256 version) external view returns (RuleView memory);
    /// @notice Several people at once; unknown ones come back as zeros.
    function look(bytes32[] calldata identities) external view returns (PersonView[] memory);
    /// @notice The packed slots of several people, as `PersonWord` lays them out.
    function rawPeople(
        bytes32[] calldata identities
    )
        external
        view
        returns (uint256[] memory);
    /// @notice The packed slots of a person's overlays, as `OverlayWord` lays them out; none when
    ///         the person is unknown.
    function rawOverlays(IdentityHash identity) external view returns (uint256[] memory);
    /// @notice Millicredits accrued by somebody born in `birthMonth` until `time`.
    function entitlement(uint256 birthMonth, uint256 time) external view returns (uint256);
    /// @notice The annual rate in force at `time`, in millicredits.
    function rateAt(uint256 time) external view returns (uint256);
    /// @notice Allocation year of `time`, counted from genesis.
    function yearAt(uint256 time) external view returns (uint256);
}
