// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { LedgerCharter, RuleText } from "../interfaces/ILedger.sol";

/// @notice One version of a rule: everything an award under it depends on, in one storage slot.
/// @dev | bits      | field       | meaning                                                       |
///      |-----------|-------------|---------------------------------------------------------------|
///      | 0..7      | category    | 1 to 7; 0 means no such version                               |
///      | 8..23     | points      | points of one award; 0 retires the rule                       |
///      | 24..39    | yearlyLimit | times a year one person can be awarded; 0 means no limit      |
///      | 40..63    | fromDay     | first day on which acts fall under this version               |
///      | 64..87    | untilDay    | first day on which they no longer do; 2**24 - 1 while latest  |
///      | 88..95    | categoryCap | points a year in the category, as published with the version  |
///      | 96..111   | annualCap   | points a year in all categories, likewise                     |
///      | 112..127  | graceDays   | days for which the contribution keeps quality from falling    |
///      | 128..143  | filingDays  | days after the contribution within which it can be filed      |
///      | 144..255  |             | unused, zero                                                  |
type RuleWord is uint256;

using RuleWordLibrary for RuleWord global;

/// @title Fields of a rule's slot
/// @notice Packs and reads them.
library RuleWordLibrary {
    uint256 internal constant NO_END = type(uint24).max;

    uint256 private constant POINTS_AT = 8;
    uint256 private constant YEARLY_LIMIT_AT = 24;
    uint256 private constant FROM_DAY_AT = 40;
    uint256 private constant UNTIL_DAY_AT = 64;
    uint256 private constant CATEGORY_CAP_AT = 88;
    uint256 private constant ANNUAL_CAP_AT = 96;
    uint256 private constant GRACE_DAYS_AT = 112;
    uint256 private constant FILING_DAYS_AT = 128;

    /// @dev The caller has checked that every value fits.
    function pack(
        RuleText memory text,
        LedgerCharter memory charter
    )
        internal
        pure
        returns (RuleWord)
    {
        uint256 published = text.category | (text.points << POINTS_AT)
            | (text.yearlyLimit << YEARLY_LIMIT_AT) | (text.fromDay << FROM_DAY_AT)
            | (NO_END << UNTIL_DAY_AT);
        uint256 chartered = (uint256(charter.categoryCap) << CATEGORY_CAP_AT)
            | (uint256(charter.annualCap) << ANNUAL_CAP_AT)
            | (uint256(charter.graceDays) << GRACE_DAYS_AT)
            | (uint256(charter.filingDays) << FILING_DAYS_AT);
        return RuleWord.wrap(published | chartered);
    }

    function endingOn(RuleWord word, uint256 day) internal pure returns (RuleWord) {
        uint256 cleared = RuleWord.unwrap(word) & ~(NO_END << UNTIL_DAY_AT);
        return RuleWord.wrap(cleared | (day << UNTIL_DAY_AT));
    }

    function category(RuleWord word) internal pure returns (uint256) {
        return uint8(RuleWord.unwrap(word));
    }

    function points(RuleWord word) internal pure returns (uint256) {
        return uint16(RuleWord.unwrap(word) >> POINTS_AT);
    }

    function yearlyLimit(RuleWord word) internal pure returns (uint256) {
        return uint16(RuleWord.unwrap(word) >> YEARLY_LIMIT_AT);
    }

    function fromDay(RuleWord word) internal pure returns (uint256) {
        return uint24(RuleWord.unwrap(word) >> FROM_DAY_AT);
    }

    function untilDay(RuleWord word) internal pure returns (uint256) {
        return uint24(RuleWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function categoryCap(RuleWord word) internal pure returns (uint256) {
        return uint8(RuleWord.unwrap(word) >> CATEGORY_CAP_AT);
    }

    function annualCap(RuleWord word) internal pure returns (uint256) {
        return uint16(RuleWord.unwrap(word) >> ANNUAL_CAP_AT);
    }

    function graceDays(RuleWord word) internal pure returns (uint256) {
        return uint16(RuleWord.unwrap(word) >> GRACE_DAYS_AT);
    }

    function filingDays(RuleWord word) internal pure returns (uint256) {
        return uint16(RuleWord.unwrap(word) >> FILING_DAYS_AT);
    }
}
