// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { StandardText } from "../interfaces/IFindings.sol";

/// @notice One version of a standard: all a finding under it depends on, in one storage slot.
/// @dev | bits      | field       | meaning                                                       |
///      |-----------|-------------|---------------------------------------------------------------|
///      | 0..7      | effect      | 1 suspension, 2 commendation; 0 retires the standard          |
///      | 8..23     | sunsetDays  | days after which it ends by itself; 0: no such version        |
///      | 24..47    | fromDay     | first day that falls under this version                       |
///      | 48..71    | untilDay    | first day that no longer does; 2**24 - 1 while latest         |
///      | 72..87    | filingDays  | days after the day within which a finding can be filed        |
///      | 88..255   |             | unused, zero                                                  |
type StandardWord is uint256;

using StandardWordLibrary for StandardWord global;

/// @title Fields of a standard's slot
/// @notice Packs and reads them.
library StandardWordLibrary {
    uint256 internal constant NO_END = type(uint24).max;

    uint256 private constant SUNSET_DAYS_AT = 8;
    uint256 private constant FROM_DAY_AT = 24;
    uint256 private constant UNTIL_DAY_AT = 48;
    uint256 private constant FILING_DAYS_AT = 72;

    /// @dev The caller has checked that every value fits.
    function pack(
        StandardText memory text,
        uint256 filingDaysNow
    )
        internal
        pure
        returns (StandardWord)
    {
        return StandardWord.wrap(
            text.effect | (text.sunsetDays << SUNSET_DAYS_AT) | (text.fromDay << FROM_DAY_AT)
                | (NO_END << UNTIL_DAY_AT) | (filingDaysNow << FILING_DAYS_AT)
        );
    }

    function endingOn(StandardWord word, uint256 day) internal pure returns (StandardWord) {
        uint256 cleared = StandardWord.unwrap(word) & ~(NO_END << UNTIL_DAY_AT);
        return StandardWord.wrap(cleared | (day << UNTIL_DAY_AT));
    }

    function effect(StandardWord word) internal pure returns (uint256) {
        return uint8(StandardWord.unwrap(word));
    }

    function sunsetDays(StandardWord word) internal pure returns (uint256) {
        return uint16(StandardWord.unwrap(word) >> SUNSET_DAYS_AT);
    }

    function fromDay(StandardWord word) internal pure returns (uint256) {
        return uint24(StandardWord.unwrap(word) >> FROM_DAY_AT);
    }

    function untilDay(StandardWord word) internal pure returns (uint256) {
        return uint24(StandardWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function filingDays(StandardWord word) internal pure returns (uint256) {
        return uint16(StandardWord.unwrap(word) >> FILING_DAYS_AT);
    }

    /// @notice Whether findings can be brought under it about a day; not when it is retired.
    function holdsOn(StandardWord word, uint256 day) internal pure returns (bool) {
        return word.effect() != 0 && day >= word.fromDay() && day < word.untilDay();
    }
}
