// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { InfractionText } from "../interfaces/ICases.sol";

/// @notice One version of an infraction rule: all a case under it depends on, in one storage slot.
/// @dev | bits      | field       | meaning                                                       |
///      |-----------|-------------|---------------------------------------------------------------|
///      | 0..15     | points      | by which quality falls; 0 retires the rule                    |
///      | 16..55    | amount      | millicredits it falls on; 0 for the whole balance             |
///      | 56..71    | sunsetDays  | days after which it ends by itself; 0: no such version        |
///      | 72..95    | fromDay     | first day on which acts fall under this version               |
///      | 96..119   | untilDay    | first day on which they no longer do; 2**24 - 1 while latest  |
///      | 120..135  | filingDays  | days after the act within which it can be filed               |
///      | 136..255  |             | unused, zero                                                  |
type InfractionWord is uint256;

using InfractionWordLibrary for InfractionWord global;

/// @title Fields of an infraction rule's slot
/// @notice Packs and reads them.
library InfractionWordLibrary {
    uint256 internal constant NO_END = type(uint24).max;

    uint256 private constant AMOUNT_AT = 16;
    uint256 private constant SUNSET_DAYS_AT = 56;
    uint256 private constant FROM_DAY_AT = 72;
    uint256 private constant UNTIL_DAY_AT = 96;
    uint256 private constant FILING_DAYS_AT = 120;

    /// @dev The caller has checked that every value fits.
    function pack(
        InfractionText memory text,
        uint256 filingDaysNow
    )
        internal
        pure
        returns (InfractionWord)
    {
        return InfractionWord.wrap(
            text.points | (text.amount << AMOUNT_AT) | (text.sunsetDays << SUNSET_DAYS_AT)
                | (text.fromDay << FROM_DAY_AT) | (NO_END << UNTIL_DAY_AT)
                | (filingDaysNow << FILING_DAYS_AT)
        );
    }

    function endingOn(InfractionWord word, uint256 day) internal pure returns (InfractionWord) {
        uint256 cleared = InfractionWord.unwrap(word) & ~(NO_END << UNTIL_DAY_AT);
        return InfractionWord.wrap(cleared | (day << UNTIL_DAY_AT));
    }

    function points(InfractionWord word) internal pure returns (uint256) {
        return uint16(InfractionWord.unwrap(word));
    }

    function amount(InfractionWord word) internal pure returns (uint256) {
        return uint40(InfractionWord.unwrap(word) >> AMOUNT_AT);
    }

    function sunsetDays(InfractionWord word) internal pure returns (uint256) {
        return uint16(InfractionWord.unwrap(word) >> SUNSET_DAYS_AT);
    }

    function fromDay(InfractionWord word) internal pure returns (uint256) {
        return uint24(InfractionWord.unwrap(word) >> FROM_DAY_AT);
    }

    function untilDay(InfractionWord word) internal pure returns (uint256) {
        return uint24(InfractionWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function filingDays(InfractionWord word) internal pure returns (uint256) {
        return uint16(InfractionWord.unwrap(word) >> FILING_DAYS_AT);
    }
}
