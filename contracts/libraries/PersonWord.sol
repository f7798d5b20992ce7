// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CommunityId } from "../types/Types.sol";

/// @notice Everything the ledger keeps about one person, in one storage slot.
/// @dev | bits      | field         | meaning                                                     |
///      |-----------|---------------|-------------------------------------------------------------|
///      | 0..15     | birthMonth    | year * 12 + month - 1; 0 means nobody is enrolled           |
///      | 16..39    | community     | where the person belongs                                    |
///      | 40..55    | quality       | base quality as of the last change, before decay            |
///      | 56..79    | decayFrom     | day from which quality falls                                |
///      | 80..103   | leaveUntil    | first day after the last leave                              |
///      | 104..119  | tallyYear     | allocation year the tallies below belong to                 |
///      | 120..175  | tallies       | points earned in that year, 8 bits for each category 1 to 7 |
///      | 176..199  | seatCommunity | community the person sits for on its council; 0 when none   |
///      | 200..207  | seatIndex     | position on that council                                    |
///      | 208..231  | lastActDay    | day of the contribution credited last                       |
///      | 232..255  |               | unused, zero                                                |
type PersonWord is uint256;

using PersonWordLibrary for PersonWord global;

/// @title Fields of a person's slot
/// @notice Packs, reads and replaces them.
library PersonWordLibrary {
    uint256 private constant DAY_MASK = type(uint24).max;
    uint256 private constant COMMUNITY_AT = 16;
    uint256 private constant QUALITY_AT = 40;
    uint256 private constant DECAY_FROM_AT = 56;
    uint256 private constant LEAVE_UNTIL_AT = 80;
    uint256 private constant TALLY_YEAR_AT = 104;
    uint256 private constant TALLIES_AT = 120;
    uint256 private constant TALLY_BITS = 8;
    uint256 private constant SEAT_AT = 176;
    uint256 private constant SEAT_INDEX_AT = 200;
    uint256 private constant LAST_ACT_AT = 208;

    /// @dev All that an award writes: quality and decay, year and tallies, the day of the act.
    uint256 private constant AWARD_MASK = (uint256(type(uint40).max) << QUALITY_AT)
        | (uint256(type(uint72).max) << TALLY_YEAR_AT) | (DAY_MASK << LAST_ACT_AT);

    function fresh(uint256 born, CommunityId home) internal pure returns (PersonWord) {
        return PersonWord.wrap(born | (CommunityId.unwrap(home) << COMMUNITY_AT));
    }

    function exists(PersonWord word) internal pure returns (bool) {
        return PersonWord.unwrap(word) != 0;
    }

    function birthMonth(PersonWord word) internal pure returns (uint256) {
        return uint16(PersonWord.unwrap(word));
    }

    function community(PersonWord word) internal pure returns (CommunityId) {
        return CommunityId.wrap(uint24(PersonWord.unwrap(word) >> COMMUNITY_AT));
    }

    function quality(PersonWord word) internal pure returns (uint256) {
        return uint16(PersonWord.unwrap(word) >> QUALITY_AT);
    }

    function decayFrom(PersonWord word) internal pure returns (uint256) {
        return uint24(PersonWord.unwrap(word) >> DECAY_FROM_AT);
    }

    function leaveUntil(PersonWord word) internal pure returns (uint256) {
        return uint24(PersonWord.unwrap(word) >> LEAVE_UNTIL_AT);
    }

    function lastActDay(PersonWord word) internal pure returns (uint256) {
        return uint24(PersonWord.unwrap(word) >> LAST_ACT_AT);
    }

    /// @notice The seven tallies side by side, or none when they belong to an earlier year.
    function talliesIn(PersonWord word, uint256 year) internal pure returns (uint256) {
        uint256 tallyYear = uint16(PersonWord.unwrap(word) >> TALLY_YEAR_AT);
        if (tallyYear != year) return 0;
        return uint56(PersonWord.unwrap(word) >> TALLIES_AT);
    }

    /// @notice The tally of one category out of `talliesIn`.
    function tally(uint256 tallies, uint256 category) internal pure returns (uint256) {
        unchecked {
            return uint8(tallies >> ((category - 1) * TALLY_BITS));
        }
    }

    /// @notice The sum of all seven tallies out of `talliesIn`.
    function tallyTotal(uint256 tallies) internal pure returns (uint256) {
        unchecked {
        // Bytes are added in pairs into 16-bit lanes. 2**16 is 1 modulo 2**16 - 1, so that the
        // remainder is the sum of the lanes, which stays far below the modulus.
        uint256 lanes = (tallies & 0x00ff00ff00ff00ff) + ((tallies >> 8) & 0x00ff00ff00ff00ff);
        return lanes % type(uint16).max;
        }
    }

    /// @notice `tallies` with `points` more in one category; the caller keeps it below 256.
    function addTally(
        uint256 tallies,
        uint256 category,
        uint256 points
    )
        internal
        pure
        returns (uint256)
    {
        unchecked {
            return tallies + (points << ((category - 1) * TALLY_BITS));
        }
    }

    function seatCommunity(PersonWord word) internal pure returns (CommunityId) {
        return CommunityId.wrap(uint24(PersonWord.unwrap(word) >> SEAT_AT));
    }

    function seatIndex(PersonWord word) internal pure returns (uint256) {
        return uint8(PersonWord.unwrap(word) >> SEAT_INDEX_AT);
    }

    function withSeat(
        PersonWord word,
        CommunityId newCommunity,
        uint256 newIndex
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word) & ~(uint256(type(uint32).max) << SEAT_AT);
        return PersonWord.wrap(
            cleared | (CommunityId.unwrap(newCommunity) << SEAT_AT) | (newIndex << SEAT_INDEX_AT)
        );
    }

    function withQuality(
        PersonWord word,
        uint256 newQuality,
        uint256 newDecayFrom
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word)
            & ~((uint256(type(uint16).max) << QUALITY_AT) | (DAY_MASK << DECAY_FROM_AT));
        return PersonWord.wrap(
            cleared | (newQuality << QUALITY_AT) | (newDecayFrom << DECAY_FROM_AT)
        );
    }

    function withLeaveUntil(
        PersonWord word,
        uint256 newLeaveUntil
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word) & ~(DAY_MASK << LEAVE_UNTIL_AT);
        return PersonWord.wrap(cleared | (newLeaveUntil << LEAVE_UNTIL_AT));
    }

    /// @notice The slot after an award for an act on `actDay`.
    function withAward(
        PersonWord word,
        uint256 year,
        uint256 tallies,
        uint256 newQuality,
        uint256 newDecayFrom,
        uint256 actDay
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word) & ~AWARD_MASK;
        return PersonWord.wrap(
            cleared | (newQuality << QUALITY_AT) | (newDecayFrom << DECAY_FROM_AT)
                | (year << TALLY_YEAR_AT) | (tallies << TALLIES_AT) | (actDay << LAST_ACT_AT)
        );
    }
}
