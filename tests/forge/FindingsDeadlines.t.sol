// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FindingKey, FindingView } from "../../contracts/interfaces/IFindings.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @title Every deadline at its second, and silence on the side of the organisation
contract FindingsDeadlinesTest is FindingsFixture {
    function test_state__inNoticeOrUpheld__ripensAndLapsesAtTheSecond() external {
        uint256 start = SNAPSHOTS.snapshotState();
        FindingKey memory key = reachFinding(NOTICE);
        assertChanges(key, NOTICE_DAYS, NOTICE, RIPE);
        assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
        assertTrue(SNAPSHOTS.revertToState(start));
        key = reachFinding(UPHELD);
        assertChanges(key, NOTICE_DAYS, UPHELD, RIPE);
        assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
    }

    function test_state__beforePanels__lapsesAtTheSecond() external {
        uint256 start = SNAPSHOTS.snapshotState();
        FindingKey memory key = reachFinding(FIRST_PANEL);
        assertChanges(key, VERDICT_DAYS, FIRST_PANEL, LAPSED);
        assertTrue(SNAPSHOTS.revertToState(start));
        key = reachFinding(SECOND_PANEL);
        assertChanges(key, VERDICT_DAYS, SECOND_PANEL, LAPSED);
    }

    function test_state__upheldForTheSecondTime__isRipeAtOnceAndLapsesAtTheSecond() external {
        FindingKey memory key = reachFinding(SECOND_PANEL);
        passDays(3);
        decide(key, FOR_IT);
        assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
    }

    function test_state__inReview__releasesAtTheSecond() external {
        FindingKey memory key = reachFinding(REVIEW);
        assertChanges(key, VERDICT_DAYS, REVIEW, RELEASED);
    }

    function test_appeal__inTheLastSecondOfNotice__isInTime() external {
        FindingKey memory key = reachFinding(NOTICE);
        vm.warp(time() + NOTICE_DAYS * 1 days - 1);
        appealFirst(key);
        assertEq(stateOf(key), FIRST_PANEL);
    }

    function test_verdict__inTheLastSecond__counts() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        vm.warp(time() + VERDICT_DAYS * 1 days - 1);
        decide(key, FOR_IT);
        assertEq(stateOf(key), UPHELD);
    }

    function test_carryOut__inTheLastSecond__counts() external {
        FindingKey memory key = reachFinding(NOTICE);
        vm.warp(time() + (NOTICE_DAYS + RIPE_DAYS) * 1 days - 1);
        carryOut(key);
        assertEq(stateOf(key), CARRIED_OUT);
    }

    function test_deadlines__afterAnAmendmentOfTheCases__areThoseOfTheFiling() external {
        FindingKey memory before = find(EMISSIONS);
        uint256[] memory values = new uint256[](6);
        (values[0], values[1], values[2]) = (20, 21, 22);
        (values[3], values[4], values[5]) = (30, 4, 4);
        uint256 fromDay = today() + 1;
        vm.prank(address(assembly_));
        cases.amend(values, fromDay);
        passDays(1);
        FindingKey memory later = find(EMISSIONS);
        assertTrue(findings.findingOf(findings.idOf(before)).noticeDays == NOTICE_DAYS);
        FindingView memory found = findings.findingOf(findings.idOf(later));
        assertEq(found.noticeDays, 20);
        assertEq(found.ripeDays, 21);
        assertEq(found.verdictDays, 22);
        passDays(NOTICE_DAYS);
        assertEq(stateOf(before), RIPE);
        assertEq(stateOf(later), NOTICE);
    }

    // ----------------------------------------------------------------- private

    function assertChanges(
        FindingKey memory key,
        uint256 dayCount,
        uint256 before,
        uint256 afterwards
    )
        private
    {
        uint256 turn = time() + dayCount * 1 days;
        vm.warp(turn - 1);
        assertEq(stateOf(key), before);
        vm.warp(turn);
        assertEq(stateOf(key), afterwards);
    }
}
