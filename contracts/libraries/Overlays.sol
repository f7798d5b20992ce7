// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { Quality } from "./Quality.sol";

/// @notice Points that lift or lower the quality of a portion of a balance, or lower that of the
///         whole, for some days; in one storage slot.
/// @dev | bits      | field    | meaning                                                      |
///      |-----------|----------|--------------------------------------------------------------|
///      | 0..7      | kind     | 1 uplift, 2 deduction; 0 means there is none                 |
///      | 8..23     | points   | points by which quality differs while it is in force         |
///      | 24..47    | fromDay  | first day in force                                           |
///      | 48..71    | untilDay | first day no longer in force                                 |
///      | 72..111   | amount   | millicredits it still covers; 0 for the whole balance        |
///      | 112..175  | cause    | of an uplift the round of the lottery, of a deduction the    |
///      |           |          | last 64 bits of the case's number                            |
///      | 176..255  |          | unused, zero                                                 |
type OverlayWord is uint256;

using OverlaysLibrary for OverlayWord global;

/// @title Fields of an overlay's slot, and what overlays make of quality
/// @notice Overlays on portions never add up; only deductions on the whole balance reach all of it.
library OverlaysLibrary {
    /// @dev Overlays one person can have in force at once.
    uint256 internal constant MOST = 8;
    uint256 internal constant UPLIFT = 1;
    uint256 internal constant DEDUCTION = 2;

    uint256 private constant POINTS_AT = 8;
    uint256 private constant FROM_DAY_AT = 24;
    uint256 private constant UNTIL_DAY_AT = 48;
    uint256 private constant AMOUNT_AT = 72;
    uint256 private constant CAUSE_AT = 112;

    /// @dev The caller has checked that every value fits.
    function pack(
        uint256 newKind,
        uint256 newPoints,
        uint256 firstDay,
        uint256 endDay,
        uint256 newAmount,
        uint256 newCause
    )
        internal
        pure
        returns (OverlayWord)
    {
        return OverlayWord.wrap(
            newKind | (newPoints << POINTS_AT) | (firstDay << FROM_DAY_AT)
                | (endDay << UNTIL_DAY_AT) | (newAmount << AMOUNT_AT) | (newCause << CAUSE_AT)
        );
    }

    /// @notice The overlay, ended on `day`.
    function endingOn(OverlayWord word, uint256 day) internal pure returns (OverlayWord) {
        uint256 cleared =
            OverlayWord.unwrap(word) & ~(uint256(type(uint24).max) << UNTIL_DAY_AT);
        return OverlayWord.wrap(cleared | (day << UNTIL_DAY_AT));
    }

    /// @notice The overlay with another amount, which fits.
    function covering(OverlayWord word, uint256 newAmount) internal pure returns (OverlayWord) {
        uint256 cleared =
            OverlayWord.unwrap(word) & ~(uint256(type(uint40).max) << AMOUNT_AT);
        return OverlayWord.wrap(cleared | (newAmount << AMOUNT_AT));
    }

    function kind(OverlayWord word) internal pure returns (uint256) {
        return uint8(OverlayWord.unwrap(word));
    }

    function points(OverlayWord word) internal pure returns (uint256) {
        return uint16(OverlayWord.unwrap(word) >> POINTS_AT);
    }

    function fromDay(OverlayWord word) internal pure returns (uint256) {
        return uint24(OverlayWord.unwrap(word) >> FROM_DAY_AT);
    }

    function untilDay(OverlayWord word) internal pure returns (uint256) {
        return uint24(OverlayWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function amount(OverlayWord word) internal pure returns (uint256) {
        return uint40(OverlayWord.unwrap(word) >> AMOUNT_AT);
    }

    function cause(OverlayWord word) internal pure returns (uint256) {
        return uint64(OverlayWord.unwrap(word) >> CAUSE_AT);
    }

    function inForceOn(OverlayWord word, uint256 day) internal pure returns (bool) {
        return word.fromDay() <= day && day < word.untilDay();
    }

    function isUpliftOn(OverlayWord word, uint256 day) internal pure returns (bool) {
        return word.kind() == UPLIFT && word.inForceOn(day);
    }

    function isOnPortion(OverlayWord word) internal pure returns (bool) {
        return word.amount() != 0;
    }

    /// @notice The place of a new overlay: the lowest whose overlay ended by `day`, or one more.
    /// @dev `MOST` when there is no room.
    /// @param used places ever used
    function placeOn(
        mapping(uint256 index => OverlayWord) storage overlays,
        uint256 used,
        uint256 day
    )
        internal
        view
        returns (uint256 place)
    {
        while (place < used && day < overlays[place].untilDay()) ++place;
    }

    /// @notice Quality of the balance: what every deduction on the whole of it leaves.
    /// @param used places ever used
    function balanceQuality(
        mapping(uint256 index => OverlayWord) storage overlays,
        uint256 used,
        uint256 baseQuality,
        uint256 day
    )
        internal
        view
        returns (uint256 quality)
    {
        quality = baseQuality;
        for (uint256 i = 0; i < used; ++i) {
            OverlayWord word = overlays[i];
            if (word.kind() == DEDUCTION && !word.isOnPortion() && word.inForceOn(day)) {
                quality = Math.saturatingSub(quality, word.points());
            }
        }
    }

    /// @notice Millicredits under deductions on portions in force that quality does not reach.
    /// @param used places ever used
    /// @param quality of the balance
    /// @param needed quality to be reached
    function outOfReach(
        mapping(uint256 index => OverlayWord) storage overlays,
        uint256 used,
        uint256 quality,
        uint256 needed,
        uint256 day
    )
        internal
        view
        returns (uint256 total)
    {
        for (uint256 i = 0; i < used; ++i) {
            OverlayWord word = overlays[i];
            if (word.kind() != DEDUCTION || !word.inForceOn(day)) continue;
            if (word.portionQuality(quality) < needed) total += word.amount();
        }
    }

    /// @notice Quality of the portion an overlay in force covers, given that of the balance.
    function portionQuality(OverlayWord word, uint256 quality) internal pure returns (uint256) {
        if (word.kind() == DEDUCTION) return Math.saturatingSub(quality, word.points());
        return Math.min(quality + word.points(), Quality.CEILING);
    }
}
