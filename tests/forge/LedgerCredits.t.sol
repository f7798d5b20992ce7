// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, LedgerCharter } from "../../contracts/interfaces/ILedger.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Credits: entitlement, rates and their announcement
contract LedgerCreditsTest is LedgerFixture {
    /// @dev January 1970 began at second 0; long after genesis the sum stays exact.
    uint256 private constant JANUARY_1970 = 1970 * 12;

    function test_entitlement__one_rate__is_rate_times_time() external view {
        assertEq(ledger.entitlement(JANUARY_1970, GENESIS), (1_000_000 * GENESIS) / YEAR);
        assertEq(ledger.creditsOf(CITIZEN), ledger.entitlement(ADULT_MONTH, GENESIS));
    }

    function test_entitlement__no_such_month__is_0() external view {
        assertEq(ledger.entitlement(11, GENESIS), 0);
        assertEq(ledger.entitlement(65_536, GENESIS), 0);
        assertEq(ledger.entitlement(GENESIS_MONTH + 1, GENESIS), 0);
    }

    function test_yearAt__around_the_turn_of_a_year__counts_from_genesis() external view {
        assertEq(ledger.yearAt(GENESIS), 0);
        assertEq(ledger.yearAt(GENESIS + YEAR - 1), 0);
        assertEq(ledger.yearAt(GENESIS + YEAR), 1);
    }

    function test_views__before_genesis__refused() external {
        bytes memory refusal = abi.encodeWithSelector(
            ILedger.TimeBeforeGenesis.selector, GENESIS - 1, GENESIS
        );
        vm.expectRevert(refusal);
        ledger.entitlement(ADULT_MONTH, GENESIS - 1);
        vm.expectRevert(refusal);
        ledger.rateAt(GENESIS - 1);
        vm.expectRevert(refusal);
        ledger.yearAt(GENESIS - 1);
    }

    function test_entitlement__born_after_genesis__counts_from_birth() external view {
        uint256 july = 1_719_792_000;
        uint256 accrued = 1_000_000 * (GENESIS + YEAR - july);
        assertEq(ledger.entitlement(GENESIS_MONTH + 1, GENESIS + YEAR), accrued / YEAR);
    }

    function test_announceRate__three_years__each_rate_holds_in_its_year() external {
        useDividends(2500);
        announce(1, 1_000_000);
        vm.warp(GENESIS + YEAR);
        announce(2, 0);
        assertEq(ledger.rateAt(GENESIS + YEAR - 1), 1_000_000);
        assertEq(ledger.rateAt(GENESIS + YEAR), 1_250_000);
        assertEq(ledger.rateAt(GENESIS + 2 * YEAR), 1_000_000);
        uint256 sum = ledger.entitlement(JANUARY_1970, GENESIS + 3 * YEAR);
        assertEq(sum, (1_000_000 * GENESIS) / YEAR + 1_000_000 + 1_250_000 + 1_000_000);
        uint256 july = 1_719_792_000;
        uint256 partOfYear0 = 1_000_000 * (GENESIS + YEAR - july);
        uint256 newborn = ledger.entitlement(GENESIS_MONTH + 1, GENESIS + 2 * YEAR);
        assertEq(newborn, (partOfYear0 + 1_250_000 * YEAR) / YEAR);
    }

    function test_announceRate__not_the_next_year__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.RateYearNotNext.selector, 2, 1));
        announce(2, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.RateYearNotNext.selector, 0, 1));
        announce(0, 0);
    }

    function test_announceRate__twice__refused() external {
        announce(1, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.RateAlreadyAnnounced.selector, 1));
        announce(1, 0);
    }

    function test_announceRate__a_second_late__refused() external {
        uint256 startsAt = GENESIS + YEAR;
        vm.warp(startsAt - 30 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.RateNoticeTooShort.selector, startsAt, startsAt + 1)
        );
        announce(1, 0);
        vm.warp(startsAt - 30 days);
        announce(1, 0);
    }

    function test_announceRate__any_dividend__never_leaves_the_hard_bounds() external {
        useDividends(2500);
        for (uint256 year = 1; year <= 12; ++year) {
            announce(year, type(uint256).max);
            vm.warp(GENESIS + year * YEAR);
        }
        assertEq(ledger.rateAt(GENESIS + 12 * YEAR), 10_000_000);
    }

    function test_announceRate__no_base__never_below_the_least() external {
        LedgerCharter memory charter = pilot();
        charter.genesisRate = 100_000;
        charter.rateBase = 0;
        ledger = deploy(charter);
        announce(1, 0);
        assertEq(ledger.rateAt(GENESIS + YEAR), 100_000);
    }

    function testFuzz_entitlement__any_split__adds_up(uint256 first, uint256 second) external {
        useDividends(2500);
        announce(1, 7);
        first = GENESIS + between(first, 0, 3 * YEAR);
        second = first + between(second, 0, 3 * YEAR);
        uint256 early = ledger.entitlement(ADULT_MONTH, first);
        uint256 late = ledger.entitlement(ADULT_MONTH, second);
        assertTrue(late >= early);
        uint256 fastest = (second - first) * 1_250_000 / YEAR + 1;
        assertTrue(late - early <= fastest);
    }

    function announce(uint256 year, uint256 dividend) private {
        ledger.announceRate(year, dividend, "source");
    }

    function useDividends(uint16 changeLimit) private {
        LedgerCharter memory charter = pilot();
        charter.ratePerDividend = 1_000_000;
        charter.rateChangeLimit = changeLimit;
        ledger = deploy(charter);
    }
}
