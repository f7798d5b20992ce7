// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Leave: the pause of decay, its budget and its record
contract LedgerLeaveTest is LedgerFixture {
    function test_declareLeave__running__pauses_decay() external {
        award(COUNCIL_WORK, today());
        passDays(200);
        ledger.declareLeave(CITIZEN, 100);
        passDays(100);
        assertEq(ledger.qualityOf(CITIZEN), 130);
        passDays(1);
        assertEq(ledger.qualityOf(CITIZEN), 129);
    }

    function test_declareLeave__contribution_during_leave__counts_from_its_end() external {
        ledger.declareLeave(CITIZEN, 100);
        award(COUNCIL_WORK, today());
        (uint256 decayFrom,) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, today() + 100 + 180);
    }

    function test_declareLeave__a_stranger__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER));
        ledger.declareLeave(STRANGER, 1);
    }

    function test_declareLeave__no_day__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.LeaveEmpty.selector, CITIZEN));
        ledger.declareLeave(CITIZEN, 0);
    }

    function test_declareLeave__during_another__refused() external {
        ledger.declareLeave(CITIZEN, 2);
        bytes memory refusal =
            abi.encodeWithSelector(ILedger.LeaveRunning.selector, CITIZEN, today() + 2);
        passDays(1);
        vm.expectRevert(refusal);
        ledger.declareLeave(CITIZEN, 1);
        passDays(1);
        ledger.declareLeave(CITIZEN, 1);
    }

    function test_declareLeave__more_than_what_is_left__refused_until_the_window_moved() external {
        ledger.declareLeave(CITIZEN, 300);
        passDays(300);
        expectExhausted(66, 65);
        ledger.declareLeave(CITIZEN, 66);
        // The window of a 66-day leave starts on the second day of the first leave.
        passDays(1826 - 300 - 66 + 1);
        ledger.declareLeave(CITIZEN, 66);
    }

    function test_declareLeave__ninth_in_the_window__refused() external {
        uint256 firstEnd = today() + 1;
        for (uint256 i = 0; i < 8; ++i) {
            ledger.declareLeave(CITIZEN, 1);
            passDays(1);
        }
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.TooManyLeaves.selector, CITIZEN, firstEnd)
        );
        ledger.declareLeave(CITIZEN, 1);
        vm.warp((firstEnd + 1826 - 1) * 1 days);
        ledger.declareLeave(CITIZEN, 1);
    }

    function test_endLeave__running__gives_back_the_days_not_taken() external {
        award(COUNCIL_WORK, today());
        ledger.declareLeave(CITIZEN, 365);
        passDays(100);
        ledger.endLeave(CITIZEN);
        (uint256 decayFrom, uint256 leaveUntil) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, today() + 180);
        assertEq(leaveUntil, today());
        expectExhausted(266, 265);
        ledger.declareLeave(CITIZEN, 266);
        ledger.declareLeave(CITIZEN, 265);
    }

    function test_endLeave__none_running__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.LeaveNotRunning.selector, CITIZEN));
        ledger.endLeave(CITIZEN);
        ledger.declareLeave(CITIZEN, 1);
        passDays(1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.LeaveNotRunning.selector, CITIZEN));
        ledger.endLeave(CITIZEN);
    }

    function testFuzz_endLeave__any_day__leaves_quality_as_if_away_so_long(
        uint256 daysAway,
        uint256 taken
    )
        external
    {
        daysAway = between(daysAway, 1, 365);
        taken = between(taken, 0, daysAway - 1);
        award(COUNCIL_WORK, today());
        passDays(250);
        uint256 before = ledger.qualityOf(CITIZEN);
        ledger.declareLeave(CITIZEN, daysAway);
        passDays(taken);
        ledger.endLeave(CITIZEN);
        assertEq(ledger.qualityOf(CITIZEN), before);
        passDays(10);
        assertEq(ledger.qualityOf(CITIZEN), before - 10);
    }

    function expectExhausted(uint256 requested, uint256 available) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.LeaveExhausted.selector, CITIZEN, requested, available
            )
        );
    }
}
