// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { ILedger, LedgerCharter } from "../interfaces/ILedger.sol";
import { IdentityHash } from "../types/Types.sol";
import { PersonWord } from "./PersonWord.sol";

/// @title Base quality: decay in closed form, and leave that pauses it
/// @notice Nothing is written while quality falls.
library Quality {
    uint256 internal constant CEILING = 1000;
    uint256 internal constant TIER_STEP = 200;
    uint256 internal constant HIGHEST_TIER = 4;

    /// @dev A person's leaves: 8 entries of 32 bits, the latest lowest; an entry holds the first
    ///      day (upper 20 bits) and the number of days (lower 12 bits).
    uint256 private constant LEAVES = 8;
    uint256 private constant ENTRY_BITS = 32;
    uint256 private constant LENGTH_BITS = 12;

    /// @notice Quality on `day`: what was earned, less a point for each day since decay began.
    function on(PersonWord word, uint256 day) internal pure returns (uint256 quality) {
        unchecked {
            quality = word.quality();
            uint256 from = word.decayFrom();
            if (day > from) quality = decayed(quality, day - from);
        }
    }

    /// @notice What is left of quality after so many days of decay.
    function decayed(uint256 quality, uint256 daysLong) internal pure returns (uint256) {
        return Math.saturatingSub(quality, daysLong);
    }

    function tierOf(uint256 quality) internal pure returns (uint256) {
        return Math.min(quality / TIER_STEP, HIGHEST_TIER);
    }

    /// @notice Day from which quality falls after a contribution on `actDay`.
    /// @dev A contribution during a leave counts from the end of the leave, as the clock stood
    ///      still. The charter keeps the time for filing within the grace, so that this day is
    ///      never past when the contribution is filed.
    function decayAfter(
        PersonWord word,
        uint256 actDay,
        uint256 graceDays
    )
        internal
        pure
        returns (uint256 decayFrom)
    {
        unchecked {
            (uint256 leaveUntil, uint256 former) = (word.leaveUntil(), word.decayFrom());
            decayFrom = actDay + graceDays;
            if (actDay < leaveUntil) decayFrom = leaveUntil + graceDays;
            if (decayFrom < former) decayFrom = former;
        }
    }

    /// @notice The person's slot after a gift `today` of points that they have and may give.
    /// @dev The word is that of the year.
    function afterGift(
        PersonWord word,
        uint256 today,
        uint256 points
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 decayFrom = Math.max(word.decayFrom(), today);
        return word.withQuality(on(word, today) - points, decayFrom).withGift(points);
    }

    /// @notice The person's slot after an award of allocation year `year` was overturned `today`.
    function afterReversal(
        PersonWord word,
        uint256 today,
        uint256 category,
        uint256 points,
        uint256 year
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 decayFrom = Math.max(word.decayFrom(), today);
        word = word.withQuality(Math.saturatingSub(on(word, today), points), decayFrom);
        if (word.tallyYear() != year) return word;
        return word.withTally(category, Math.saturatingSub(word.tally(category), points));
    }

    /// @notice The person's slot with decay paused from `today` for `daysAway` days.
    function paused(
        PersonWord word,
        uint256 today,
        uint256 daysAway
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 decayFrom = Math.max(word.decayFrom(), today) + daysAway;
        return word.withQuality(on(word, today), decayFrom)
            .withLeaveUntil(today + daysAway);
    }

    /// @notice The person's slot with a running leave cut short `today`.
    function resumed(PersonWord word, uint256 today) internal pure returns (PersonWord) {
        uint256 notTaken = word.leaveUntil() - today;
        return word.withQuality(word.quality(), word.decayFrom() - notTaken).withLeaveUntil(today);
    }

    /// @notice The record of leaves with a new one, or a refusal.
    function recordLeave(
        uint256 leaves,
        IdentityHash identity,
        uint256 today,
        uint256 daysAway,
        LedgerCharter storage charter
    )
        internal
        view
        returns (uint256)
    {
        // Any number can be asked for: a sum beyond 256 bits must end in a refusal, not a panic.
        uint256 lastDay = Math.saturatingAdd(today, daysAway);
        uint256 windowStart = Math.saturatingSub(lastDay, charter.leaveWindowDays);
        uint256 available =
            Math.saturatingSub(charter.leaveDays, leaveSince(leaves, windowStart));
        if (daysAway > available) {
            revert ILedger.LeaveExhausted(identity, daysAway, available);
        }
        uint256 oldestEnd = endOf(leaves >> ((LEAVES - 1) * ENTRY_BITS));
        if (oldestEnd > windowStart) revert ILedger.TooManyLeaves(identity, oldestEnd);
        return (leaves << ENTRY_BITS) | (today << LENGTH_BITS) | daysAway;
    }

    /// @notice The record of leaves with the latest one ended on `today`.
    function shortenLeave(uint256 leaves, uint256 today) internal pure returns (uint256) {
        uint256 taken = today - startOf(leaves);
        return ((leaves >> LENGTH_BITS) << LENGTH_BITS) | taken;
    }

    /// @dev Days of leave on or after `windowStart`.
    function leaveSince(
        uint256 leaves,
        uint256 windowStart
    )
        private
        pure
        returns (uint256 total)
    {
        for (; leaves != 0; leaves >>= ENTRY_BITS) {
            total += Math.saturatingSub(
                endOf(leaves), Math.max(startOf(leaves), windowStart)
            );
        }
    }

    function startOf(uint256 leaves) private pure returns (uint256) {
        return uint32(leaves) >> LENGTH_BITS;
    }

    function endOf(uint256 leaves) private pure returns (uint256) {
        return startOf(leaves) + (leaves & ((1 << LENGTH_BITS) - 1));
    }
}
