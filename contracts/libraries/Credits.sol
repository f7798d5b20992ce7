// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { LedgerCharter } from "../interfaces/ILedger.sol";
import { Calendar } from "./Calendar.sol";

/// @title Entitlement: the integral of the annual rate from birth to now
/// @notice Nothing is written when credits accrue; a change of rate writes one step for everybody.
/// @dev Sums are kept in millicredits times seconds and divided by the length of a year once, at
///      the very end, so that nothing is lost to rounding on the way.
library Credits {
    /// @dev The rate never leaves these bounds, whatever the dividend: 100 to 10,000 credits.
    uint256 internal constant LEAST_RATE = 100_000;
    uint256 internal constant MOST_RATE = 10_000_000;

    uint256 internal constant DIVIDEND_UNIT = 1_000_000;
    uint256 internal constant CHANGE_UNIT = 10_000;

    /// @param startsAt first second at which `rate` holds
    /// @param rate millicredits a year
    /// @param accrued millicredit-seconds of somebody born at genesis, at `startsAt`
    struct Step {
        uint40 startsAt;
        uint64 rate;
        uint152 accrued;
    }

    struct State {
        Step[] steps;
    }

    /// @dev What the entitlements of everybody at one moment have in common.
    /// @param genesisRate millicredits a year, for births before genesis
    /// @param accrued millicredit-seconds of somebody born at genesis
    struct Moment {
        uint256 genesis;
        uint256 genesisRate;
        uint256 accrued;
    }

    function begin(State storage self, uint256 genesis, uint256 genesisRate) internal {
        self.steps.push(Step(uint40(genesis), uint64(genesisRate), 0));
    }

    /// @notice The rate the formula gives, and the same within the bounds on change and size.
    function nextRate(
        State storage self,
        LedgerCharter storage charter,
        uint256 dividendPerHead
    )
        internal
        view
        returns (uint256 bounded, uint256 unbounded)
    {
        // A dividend beyond this already takes the rate to its bound; a larger one would overflow.
        uint256 counted = Math.min(dividendPerHead, type(uint128).max);
        unbounded = charter.rateBase + (charter.ratePerDividend * counted) / DIVIDEND_UNIT;
        uint256 current = latest(self).rate;
        uint256 change = (current * charter.rateChangeLimit) / CHANGE_UNIT;
        uint256 least = Math.max(current - change, LEAST_RATE);
        uint256 most = Math.min(current + change, MOST_RATE);
        bounded = Math.max(least, Math.min(unbounded, most));
    }

    /// @notice Sets the rate from `startsAt` on, which lies after every earlier step.
    function announce(State storage self, uint256 startsAt, uint256 rate) internal {
        Step memory last = latest(self);
        uint256 accrued = last.accrued + last.rate * (startsAt - last.startsAt);
        self.steps.push(Step(uint40(startsAt), uint64(rate), uint152(accrued)));
    }

    /// @notice The moment `time`, at or after genesis.
    function momentOf(State storage self, uint256 time) internal view returns (Moment memory) {
        Step memory first = self.steps[0];
        return Moment(first.startsAt, first.rate, accruedAt(self, time));
    }

    /// @notice Millicredits accrued from the first second of a month to a moment.
    /// @param birthMonth one that has begun by then
    function entitlement(
        State storage self,
        Moment memory moment,
        uint256 birthMonth
    )
        internal
        view
        returns (uint256)
    {
        unchecked {
            int256 birth = Calendar.firstDay(birthMonth) * 1 days;
            int256 before = int256(moment.genesis) - birth;
            uint256 total = moment.accrued;
            if (before > 0) total += moment.genesisRate * uint256(before);
            else total -= accruedAt(self, uint256(birth));
            return total / Calendar.YEAR;
        }
    }

    /// @notice The step in force at `time`, at or after genesis.
    function stepAt(State storage self, uint256 time) internal view returns (Step memory) {
        uint256 low = 0;
        uint256 high = self.steps.length - 1;
        while (low < high) {
            uint256 middle = (low + high + 1) / 2;
            if (self.steps[middle].startsAt <= time) low = middle;
            else high = middle - 1;
        }
        return self.steps[low];
    }

    function latest(State storage self) internal view returns (Step memory) {
        return self.steps[self.steps.length - 1];
    }

    /// @dev Millicredit-seconds of somebody born at genesis, at `time`.
    function accruedAt(State storage self, uint256 time) private view returns (uint256) {
        Step memory step = stepAt(self, time);
        return step.accrued + step.rate * (time - step.startsAt);
    }
}
