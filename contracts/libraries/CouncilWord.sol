// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What changes about a council and its community when it acts, in one storage slot.
/// @dev | bits      | field        | meaning                                                      |
///      |-----------|--------------|--------------------------------------------------------------|
///      | 0..7      | threshold    | seats that must sign; 0 means no such community              |
///      | 8..39     | members      | people who belong to the community and are not closed        |
///      | 40..71    | nonce        | number its next act must carry                               |
///      | 72..81    | quarter      | quarter of its latest award, counted from genesis            |
///      | 82..112   | used         | points awarded in that quarter                               |
///      | 113..132  | fullAgainDay | day on which its standing is full again                      |
///      | 133..143  | shareIndex   | thousandths                                                  |
///      | 144..255  | chain        | over the batches of awards it filed                          |
///      The fields of a quarter hold for 255 years, those of a day until the year 4840. The chain
///      stands on top, where it needs no shift to be hashed as 14 bytes padded on the right.
type CouncilWord is uint256;

using CouncilWordLibrary for CouncilWord global;

/// @title Fields of a council's slot
/// @notice Packs, reads and replaces them.
library CouncilWordLibrary {
    /// @notice Standing and share index that change nothing.
    uint256 internal constant FULL = 1000;

    uint256 private constant QUARTER_MASK = (1 << 10) - 1;
    uint256 private constant USED_MASK = (1 << 31) - 1;
    uint256 private constant DAY_MASK = (1 << 20) - 1;
    uint256 private constant SHARE_INDEX_MASK = (1 << 11) - 1;

    uint256 private constant MEMBERS_AT = 8;
    uint256 private constant NONCE_AT = 40;
    uint256 private constant QUARTER_AT = 72;
    uint256 private constant USED_AT = 82;
    uint256 private constant FULL_AGAIN_AT = 113;
    uint256 private constant SHARE_INDEX_AT = 133;
    uint256 private constant CHAIN_AT = 144;

    uint256 private constant OF_QUARTER =
        (QUARTER_MASK << QUARTER_AT) | (USED_MASK << USED_AT);
    uint256 private constant CHAIN_MASK = type(uint256).max << CHAIN_AT;

    /// @dev Standing and share index both count in thousandths.
    uint256 private constant THOUSANDTHS = FULL * FULL;

    function fresh(uint256 newThreshold) internal pure returns (CouncilWord) {
        return CouncilWord.wrap(newThreshold | (FULL << SHARE_INDEX_AT));
    }

    function threshold(CouncilWord word) internal pure returns (uint256) {
        return uint8(CouncilWord.unwrap(word));
    }

    function members(CouncilWord word) internal pure returns (uint256) {
        return uint32(CouncilWord.unwrap(word) >> MEMBERS_AT);
    }

    function nonce(CouncilWord word) internal pure returns (uint256) {
        return uint32(CouncilWord.unwrap(word) >> NONCE_AT);
    }

    function quarter(CouncilWord word) internal pure returns (uint256) {
        return (CouncilWord.unwrap(word) >> QUARTER_AT) & QUARTER_MASK;
    }

    function used(CouncilWord word) internal pure returns (uint256) {
        return (CouncilWord.unwrap(word) >> USED_AT) & USED_MASK;
    }

    function fullAgainDay(CouncilWord word) internal pure returns (uint256) {
        return (CouncilWord.unwrap(word) >> FULL_AGAIN_AT) & DAY_MASK;
    }

    function shareIndex(CouncilWord word) internal pure returns (uint256) {
        return (CouncilWord.unwrap(word) >> SHARE_INDEX_AT) & SHARE_INDEX_MASK;
    }

    function chain(CouncilWord word) internal pure returns (bytes14) {
        return bytes14(bytes32(CouncilWord.unwrap(word)));
    }

    /// @notice The slot as it stands in quarter `current`: what was used in an earlier one counts
    ///         as 0.
    function inQuarter(CouncilWord word, uint256 current) internal pure returns (CouncilWord) {
        if (quarter(word) == current) return word;
        return CouncilWord.wrap(
            (CouncilWord.unwrap(word) & ~OF_QUARTER) | (current << QUARTER_AT)
        );
    }

    /// @notice Thousandths of standing on a day: one less than all for each day until it is full.
    function standing(CouncilWord word, uint256 today) internal pure returns (uint256) {
        unchecked {
            uint256 fullAgain = fullAgainDay(word);
            return fullAgain > today ? FULL - (fullAgain - today) : FULL;
        }
    }

    /// @notice Points the community can award in a quarter, as things stand on a day.
    function budget(
        CouncilWord word,
        uint256 perMember,
        uint256 today
    )
        internal
        pure
        returns (uint256)
    {
        unchecked {
            uint256 points = (perMember * members(word) * shareIndex(word) * standing(word, today))
                / THOUSANDTHS;
            return points < USED_MASK ? points : USED_MASK;
        }
    }

    /// @notice What is left of `ofQuarter` points, of the quarter.
    function left(CouncilWord word, uint256 ofQuarter) internal pure returns (uint256) {
        unchecked {
            uint256 spent = used(word);
            return ofQuarter > spent ? ofQuarter - spent : 0;
        }
    }

    /// @notice The slot once an act has used its nonce.
    function withNextNonce(CouncilWord word) internal pure returns (CouncilWord) {
        unchecked {
            return CouncilWord.wrap(CouncilWord.unwrap(word) + (1 << NONCE_AT));
        }
    }

    /// @notice The slot with `count` members more; 32 bits are more than have ever lived at once
    ///         in one nation.
    function withMore(CouncilWord word, uint256 count) internal pure returns (CouncilWord) {
        unchecked {
            return CouncilWord.wrap(CouncilWord.unwrap(word) + (count << MEMBERS_AT));
        }
    }

    /// @notice The slot with one member less, of whom there is one at least.
    function withOneLess(CouncilWord word) internal pure returns (CouncilWord) {
        unchecked {
            return CouncilWord.wrap(CouncilWord.unwrap(word) - (1 << MEMBERS_AT));
        }
    }

    /// @notice The slot after a batch; the caller keeps the points of the quarter within its
    ///         budget.
    function withAward(
        CouncilWord word,
        uint256 points,
        bytes14 newChain
    )
        internal
        pure
        returns (CouncilWord)
    {
        unchecked {
            uint256 others = CouncilWord.unwrap(word) & ~CHAIN_MASK;
            return CouncilWord.wrap(
                (others + (points << USED_AT)) | uint256(bytes32(newChain))
            );
        }
    }

    function withFullAgainDay(CouncilWord word, uint256 day) internal pure returns (CouncilWord) {
        uint256 cleared = CouncilWord.unwrap(word) & ~(DAY_MASK << FULL_AGAIN_AT);
        return CouncilWord.wrap(cleared | (day << FULL_AGAIN_AT));
    }

    function withShareIndex(
        CouncilWord word,
        uint256 newShareIndex
    )
        internal
        pure
        returns (CouncilWord)
    {
        uint256 cleared = CouncilWord.unwrap(word) & ~(SHARE_INDEX_MASK << SHARE_INDEX_AT);
        return CouncilWord.wrap(cleared | (newShareIndex << SHARE_INDEX_AT));
    }
}
