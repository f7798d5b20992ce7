// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Months and days of the proleptic Gregorian calendar
/// @notice From months of birth to days and seconds.
/// @dev A month is `year * 12 + month - 1`; a day is counted from 1970-01-01 and negative before.
///      Counting years from March puts the leap day last, so that a year's length never matters
///      (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
library Calendar {
    /// @notice Mean Gregorian year: 365.2425 days.
    uint256 internal constant YEAR = 31_556_952;

    uint256 private constant FIRST_MONTH_OF_1970 = 1970 * 12;

    /// @dev Days from the 1st of March of year 0 to 1970-01-01.
    int256 private constant DAYS_TO_1970 = 719_468;

    /// @notice Day of the first of `month`, for months from January of year 1 on.
    function firstDay(uint256 month) internal pure returns (int256) {
        unchecked {
            uint256 monthFromMarch = (month + 10) % 12;
            uint256 yearFromMarch = (month + 10) / 12 - 1;
            uint256 leapDays = yearFromMarch / 4 - yearFromMarch / 100 + yearFromMarch / 400;
            uint256 dayOfYear = (153 * monthFromMarch + 2) / 5;
            return int256(yearFromMarch * 365 + leapDays + dayOfYear) - DAYS_TO_1970;
        }
    }

    /// @notice A month that has surely begun by `day`, at most two before the real one.
    /// @dev Lets most comparisons of a day with a month do without `firstDay`. The mean of
    ///      4,800 months in 146,097 days runs at most one month ahead of the calendar.
    function someMonthBegunBy(uint256 day) internal pure returns (uint256) {
        unchecked {
            return FIRST_MONTH_OF_1970 + (day * 4800) / 146_097 - 1;
        }
    }

    /// @notice Day that holds the second `time`.
    function dayOf(uint256 time) internal pure returns (uint256) {
        return time / 1 days;
    }
}
