// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CommunityId } from "../types/Types.sol";

/// @notice Everything the ledger keeps about one person, in one storage slot.
/// @dev | bits      | field         | meaning                                                     |
///      |-----------|---------------|-------------------------------------------------------------|
///      | 0..15     | birthMonth    | year * 12 + month - 1; 0 means nobody is enrolled           |
///      | 16..39    | community     | where the person belongs                                    |
///      | 40..49    | quality       | base quality as of the last change, before decay            |
///      | 50..69    | decayFrom     | day from which quality falls                                |
///      | 70..89    | leaveUntil    | first day after the last leave                              |
///      | 90..99    | tallyYear     | allocation year the tallies below belong to                 |
///      | 100..155  | tallies       | points earned in that year, 8 bits for each category 1 to 7 |
///      | 156..163  | given         | points given away in that year                              |
///      | 164..187  | seatCommunity | community the person sits for on its council; 0 when none   |
///      | 188..195  | seatIndex     | position on that council                                    |
///      | 196..215  | lastActDay    | day of the contribution credited last                       |
///      | 216..219  | overlays      | indexes of overlays ever used                               |
///      | 220       | optedOut      | 1 when the person opted out of quality                      |
///      | 221       | closed        | 1 while the person is closed                                |
///      | 222..253  | spent         | millicredits redeemed, less what was refunded               |
///      | 254..255  |               | unused, zero                                                |
///      Days fit until the year 4840, allocation years for ten centuries.
type PersonWord is uint256;

using PersonWordLibrary for PersonWord global;

/// @title Fields of a person's slot
/// @notice Packs, reads and replaces them.
library PersonWordLibrary {
    uint256 internal constant CATEGORIES = 7;

    uint256 private constant QUALITY_MASK = (1 << 10) - 1;
    uint256 private constant DAY_MASK = (1 << 20) - 1;
    uint256 private constant YEAR_MASK = (1 << 10) - 1;
    uint256 private constant OVERLAYS_MASK = (1 << 4) - 1;

    uint256 private constant COMMUNITY_AT = 16;
    uint256 private constant QUALITY_AT = 40;
    uint256 private constant DECAY_FROM_AT = 50;
    uint256 private constant LEAVE_UNTIL_AT = 70;
    uint256 private constant TALLY_YEAR_AT = 90;
    uint256 private constant TALLIES_AT = 100;
    uint256 private constant TALLY_BITS = 8;
    uint256 private constant GIVEN_AT = 156;
    uint256 private constant SEAT_AT = 164;
    uint256 private constant SEAT_INDEX_AT = 188;
    uint256 private constant LAST_ACT_AT = 196;
    uint256 private constant OVERLAYS_AT = 216;
    uint256 private constant OPTED_OUT = 1 << 220;
    uint256 private constant CLOSED = 1 << 221;
    uint256 private constant SPENT_AT = 222;

    /// @dev All that holds for one year: the year itself, its tallies, what was given.
    uint256 private constant OF_YEAR = (YEAR_MASK << TALLY_YEAR_AT)
        | (uint256(type(uint64).max) << TALLIES_AT);
    uint256 private constant QUALITY_AND_DECAY =
        (QUALITY_MASK << QUALITY_AT) | (DAY_MASK << DECAY_FROM_AT);
    uint256 private constant BIRTH_AND_COMMUNITY = type(uint40).max;

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
        return (PersonWord.unwrap(word) >> QUALITY_AT) & QUALITY_MASK;
    }

    function decayFrom(PersonWord word) internal pure returns (uint256) {
        return (PersonWord.unwrap(word) >> DECAY_FROM_AT) & DAY_MASK;
    }

    function leaveUntil(PersonWord word) internal pure returns (uint256) {
        return (PersonWord.unwrap(word) >> LEAVE_UNTIL_AT) & DAY_MASK;
    }

    function seatCommunity(PersonWord word) internal pure returns (CommunityId) {
        return CommunityId.wrap(uint24(PersonWord.unwrap(word) >> SEAT_AT));
    }

    function seatIndex(PersonWord word) internal pure returns (uint256) {
        return uint8(PersonWord.unwrap(word) >> SEAT_INDEX_AT);
    }

    function lastActDay(PersonWord word) internal pure returns (uint256) {
        return (PersonWord.unwrap(word) >> LAST_ACT_AT) & DAY_MASK;
    }

    function overlays(PersonWord word) internal pure returns (uint256) {
        return (PersonWord.unwrap(word) >> OVERLAYS_AT) & OVERLAYS_MASK;
    }

    function optedOut(PersonWord word) internal pure returns (bool) {
        return PersonWord.unwrap(word) & OPTED_OUT != 0;
    }

    function closed(PersonWord word) internal pure returns (bool) {
        return PersonWord.unwrap(word) & CLOSED != 0;
    }

    function spent(PersonWord word) internal pure returns (uint256) {
        return uint32(PersonWord.unwrap(word) >> SPENT_AT);
    }

    /// @notice Whether somebody who is enrolled is neither closed nor has opted out.
    function takesPart(PersonWord word) internal pure returns (bool) {
        return PersonWord.unwrap(word) & (OPTED_OUT | CLOSED) == 0;
    }

    /// @notice The month of birth of a member of `home` who takes part; beyond any month for
    ///         everybody else.
    /// @dev All fields in one comparison: the difference between two communities, and the flags of
    ///      those who take no part, stand above the month. `home` is a community that exists.
    function bornIn(PersonWord word, CommunityId home) internal pure returns (uint256) {
        unchecked {
            return (PersonWord.unwrap(word) & (BIRTH_AND_COMMUNITY | OPTED_OUT | CLOSED))
                - (CommunityId.unwrap(home) << COMMUNITY_AT);
        }
    }

    /// @notice The allocation year that the fields below said to be "of the year" belong to.
    function tallyYear(PersonWord word) internal pure returns (uint256) {
        return (PersonWord.unwrap(word) >> TALLY_YEAR_AT) & YEAR_MASK;
    }

    /// @notice The slot as it stands in `year`: what belongs to an earlier year counts as 0.
    function inYear(PersonWord word, uint256 year) internal pure returns (PersonWord) {
        return tallyYear(word) == year ? word : withYear(word, year);
    }

    /// @notice The slot at the beginning of a year.
    function withYear(PersonWord word, uint256 year) internal pure returns (PersonWord) {
        return PersonWord.wrap((PersonWord.unwrap(word) & ~OF_YEAR) | (year << TALLY_YEAR_AT));
    }

    /// @notice Points given away, of the year.
    function given(PersonWord word) internal pure returns (uint256) {
        return uint8(PersonWord.unwrap(word) >> GIVEN_AT);
    }

    /// @notice Points earned in one category, of the year; 0 when there is no such category.
    function tally(PersonWord word, uint256 category) internal pure returns (uint256) {
        if (category == 0 || category > CATEGORIES) return 0;
        return tallyIn(word, tallyAt(category));
    }

    /// @notice The tally at a position of the slot, of the year.
    function tallyIn(PersonWord word, uint256 position) internal pure returns (uint256) {
        return uint8(PersonWord.unwrap(word) >> position);
    }

    /// @notice The sum of all seven tallies, of the year.
    function tallyTotal(PersonWord word) internal pure returns (uint256) {
        unchecked {
            // Bytes are added in pairs into 16-bit lanes. 2**16 is 1 modulo 2**16 - 1, so that the
            // remainder is the sum of the lanes, which stays far below the modulus.
            uint256 odd = (PersonWord.unwrap(word) >> TALLIES_AT) & 0x00ff00ff00ff00ff;
            uint256 even = (PersonWord.unwrap(word) >> (TALLIES_AT + 8)) & 0x000000ff00ff00ff;
            return (odd + even) % type(uint16).max;
        }
    }

    /// @notice The slot with another tally of a category, 1 to 7, of the year.
    function withTally(
        PersonWord word,
        uint256 category,
        uint256 newTally
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 position = tallyAt(category);
        uint256 cleared = PersonWord.unwrap(word) & ~(uint256(type(uint8).max) << position);
        return PersonWord.wrap(cleared | (newTally << position));
    }

    /// @notice Position of the tally of a category, 1 to 7, in the slot.
    function tallyAt(uint256 category) internal pure returns (uint256) {
        unchecked {
            return TALLIES_AT + (category - 1) * TALLY_BITS;
        }
    }

    function withCommunity(
        PersonWord word,
        CommunityId newCommunity
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word) & ~(uint256(type(uint24).max) << COMMUNITY_AT);
        return PersonWord.wrap(cleared | (CommunityId.unwrap(newCommunity) << COMMUNITY_AT));
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
        uint256 cleared = PersonWord.unwrap(word) & ~QUALITY_AND_DECAY;
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

    function withOverlays(
        PersonWord word,
        uint256 newOverlays
    )
        internal
        pure
        returns (PersonWord)
    {
        uint256 cleared = PersonWord.unwrap(word) & ~(OVERLAYS_MASK << OVERLAYS_AT);
        return PersonWord.wrap(cleared | (newOverlays << OVERLAYS_AT));
    }

    /// @notice The slot of somebody who opted out: without quality, and as if there had never been
    ///         an overlay.
    function outOfQuality(PersonWord word) internal pure returns (PersonWord) {
        uint256 had = (QUALITY_MASK << QUALITY_AT) | (OVERLAYS_MASK << OVERLAYS_AT);
        return PersonWord.wrap((PersonWord.unwrap(word) & ~had) | OPTED_OUT);
    }

    /// @notice The slot of somebody who opted in again.
    function backInQuality(PersonWord word) internal pure returns (PersonWord) {
        return PersonWord.wrap(PersonWord.unwrap(word) & ~OPTED_OUT);
    }

    function asClosed(PersonWord word) internal pure returns (PersonWord) {
        return PersonWord.wrap(PersonWord.unwrap(word) | CLOSED);
    }

    function asReopened(PersonWord word) internal pure returns (PersonWord) {
        return PersonWord.wrap(PersonWord.unwrap(word) & ~CLOSED);
    }

    /// @notice The slot after a gift of `points`; the caller keeps those of the year below 256.
    function withGift(PersonWord word, uint256 points) internal pure returns (PersonWord) {
        return PersonWord.wrap(PersonWord.unwrap(word) + (points << GIVEN_AT));
    }

    /// @notice The slot after `amount` was spent of what the person holds.
    /// @dev Entitlement stays below 2**32 for four centuries of life at the highest rate there is.
    function withSpending(PersonWord word, uint256 amount) internal pure returns (PersonWord) {
        unchecked {
            return PersonWord.wrap(PersonWord.unwrap(word) + (amount << SPENT_AT));
        }
    }

    /// @notice The slot after `amount` that was spent was restored.
    function withRestored(PersonWord word, uint256 amount) internal pure returns (PersonWord) {
        return PersonWord.wrap(PersonWord.unwrap(word) - (amount << SPENT_AT));
    }

    /// @notice The slot after an award for an act on `actDay`.
    /// @param earned the points, shifted to the tally of their category, which has room for them
    function withAward(
        PersonWord word,
        uint256 earned,
        uint256 newQuality,
        uint256 newDecayFrom,
        uint256 actDay
    )
        internal
        pure
        returns (PersonWord)
    {
        unchecked {
            uint256 cleared =
                PersonWord.unwrap(word) & ~(QUALITY_AND_DECAY | (DAY_MASK << LAST_ACT_AT));
            return PersonWord.wrap(
                (cleared | (newQuality << QUALITY_AT) | (newDecayFrom << DECAY_FROM_AT)
                        | (actDay << LAST_ACT_AT)) + earned
            );
        }
    }
}
