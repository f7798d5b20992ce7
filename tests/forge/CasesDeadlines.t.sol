// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, ICases } from "../../contracts/interfaces/ICases.sol";
import { AwardProof } from "../../contracts/interfaces/ICommunities.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title Every deadline at its second, and silence on the side of the person
contract CasesDeadlinesTest is CasesJourneys {
    function test_state__inNotice__ripensAndLapsesAtTheSecond() external {
        for (uint256 kind = INFRACTION; kind <= CLOSING; ++kind) {
            if (kind == CHALLENGE) continue;
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(kind, NOTICE);
            assertChanges(key, NOTICE_DAYS, NOTICE, RIPE);
            assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_state__upheld__ripensAndLapsesAtTheSecond() external {
        for (uint256 kind = INFRACTION; kind <= RECOVERY; ++kind) {
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(kind, UPHELD);
            assertChanges(key, NOTICE_DAYS, UPHELD, RIPE);
            assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_state__beforePanels__lapsesAtTheSecond() external {
        for (uint256 kind = INFRACTION; kind <= RECOVERY; ++kind) {
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(kind, FIRST_PANEL);
            assertChanges(key, VERDICT_DAYS, FIRST_PANEL, LAPSED);
            assertTrue(SNAPSHOTS.revertToState(start));
            key = reach(kind, SECOND_PANEL);
            assertChanges(key, VERDICT_DAYS, SECOND_PANEL, LAPSED);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_state__upheldForTheSecondTime__isRipeAtOnceAndLapsesAtTheSecond() external {
        CaseKey memory key = reach(INFRACTION, SECOND_PANEL);
        passDays(3);
        decide(key, FOR_IT);
        assertChanges(key, RIPE_DAYS, RIPE, LAPSED);
    }

    function test_state__inReview__releasesAtTheSecond() external {
        CaseKey memory key = reach(INFRACTION, REVIEW);
        assertChanges(key, VERDICT_DAYS, REVIEW, RELEASED);
    }

    function test_appeal__inTheLastSecondOfNotice__isInTime() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        vm.warp(time() + NOTICE_DAYS * 1 days - 1);
        appealFirst(key);
        assertEq(stateOf(key), FIRST_PANEL);
    }

    function test_verdict__inTheLastSecond__counts() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        vm.warp(time() + VERDICT_DAYS * 1 days - 1);
        decide(key, FOR_IT);
        assertEq(stateOf(key), UPHELD);
    }

    function test_carryOut__inTheLastSecond__counts() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        vm.warp(time() + (NOTICE_DAYS + RIPE_DAYS) * 1 days - 1);
        carryOut(key);
        assertEq(stateOf(key), CARRIED_OUT);
    }

    // ---------------------------------------------------------- opting out

    function test_optOut__whileACaseIsPending__lapsesIt() external {
        for (uint256 kind = INFRACTION; kind <= CHALLENGE; ++kind) {
            for (uint256 state = NOTICE; state <= SECOND_PANEL; ++state) {
                if (!occurs(kind, state)) continue;
                uint256 start = SNAPSHOTS.snapshotState();
                CaseKey memory key = reach(kind, state);
                optOut(CITIZEN);
                assertEq(stateOf(key), LAPSED);
                optIn(CITIZEN);
                passDays(1);
                assertWrongState(abi.encodeCall(this.tryCarryOut, (key)), key, LAPSED);
                assertTrue(SNAPSHOTS.revertToState(start));
            }
        }
    }

    function test_optOut__afterItWasOver__leavesTheCaseAsItIs() external {
        uint256[5] memory states = [DISMISSED, WITHDRAWN, CARRIED_OUT, REVIEW, ENDED];
        for (uint256 i = 0; i < states.length; ++i) {
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(INFRACTION, states[i]);
            optOut(CITIZEN);
            assertEq(stateOf(key), states[i]);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_optOut__whileRecoveryOrClosingIsPending__leavesThem() external {
        CaseKey memory recovery = reach(RECOVERY, NOTICE);
        CaseKey memory closing = reach(CLOSING, NOTICE);
        optOut(CITIZEN);
        assertEq(stateOf(recovery), NOTICE);
        assertEq(stateOf(closing), NOTICE);
        passDays(NOTICE_DAYS);
        carryOut(recovery);
        carryOut(closing);
        assertTrue(ledger.isClosed(CITIZEN));
    }

    function test_optOut__beforeTheCaseWasFiled__doesNotConcernIt() external {
        optOut(CITIZEN);
        optIn(CITIZEN);
        vm.warp(time() + 1);
        CaseKey memory key = reach(INFRACTION, RIPE);
        assertEq(stateOf(key), RIPE);
    }

    // ------------------------------------------------------------ small panels

    function test_panel__withTooFewJurors__lapsesTheCase() external {
        closeJurors(15);
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        assertEq(jurors.length, 4);
        assertEq(stateOf(key), LAPSED);
        bytes memory call = abi.encodeCall(this.tryDecide, (key, FOR_IT, THREE_OF_FIVE));
        assertWrongState(call, key, LAPSED);
    }

    function test_secondPanel__withTooFewJurors__lapsesTheCase() external {
        closeJurors(4);
        CaseKey memory key = reach(RECOVERY, UPHELD);
        bytes32[] memory barred = seated;
        appeal(key, 1, barred);
        assertEq(stateOf(key), SECOND_PANEL);
        seatPanelOf(key, barred);
        assertEq(jurors.length, 10);
        assertEq(stateOf(key), LAPSED);
    }

    function test_reviewPanel__withTooFewJurors__releasesTheDeduction() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        closeJurors(15);
        reviewAndSeat(key);
        assertEq(stateOf(key), RELEASED);
        carryOut(key);
        assertEq(stateOf(key), ENDED);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, today());
    }

    // ------------------------------------------------------------- once a while

    function test_recovery__ninetyDaysAfterOne__canBeFiledAgain() external {
        recover(CITIZEN);
        uint256 earliest = time() + 90 days;
        vm.warp(earliest - 1);
        bytes memory call =
            abi.encodeCall(this.tryRecover, (TOWN, CITIZEN, vm.addr(NEW_KEY), FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.TooSoon.selector, CITIZEN, earliest));
        fileClosing(CITIZEN);
        vm.warp(earliest);
        assertEq(stateOf(recover(CITIZEN)), NOTICE);
    }

    function test_closing__ninetyDaysAfterOne__canBeFiledAgain() external {
        fileClosing(CITIZEN);
        uint256 earliest = time() + 90 days;
        vm.warp(earliest - 1);
        bytes memory call = abi.encodeCall(this.tryClose, (TOWN, CITIZEN, FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.TooSoon.selector, CITIZEN, earliest));
        assertEq(stateOf(closeBy(TOWN, CHALLENGER, FIRST_TWO)), NOTICE);
        vm.warp(earliest);
        assertEq(stateOf(fileClosing(CITIZEN)), NOTICE);
    }

    function test_challenge__inTheLastSecondAndAfter__isInTimeAndTooLate() external {
        AwardProof memory proof = awardWithProof(pair(CITIZEN, seatOwner(VALLEY, 0)));
        uint256 until = time() + CHALLENGE_DAYS * 1 days;
        vm.warp(until - 1);
        challenge(proof, 0, CHALLENGER, 1);
        vm.warp(until);
        bytes32 id = cases.idOf(challengeKey(proof, 1));
        bytes memory call = abi.encodeCall(this.tryChallenge, (proof, 1, CHALLENGER, 1));
        assertRefused(call, abi.encodeWithSelector(ICases.ChallengeTooLate.selector, id, until));
    }

    // ----------------------------------------------------------------- private

    /// @dev The state is `before` now and in the last second of these days, and then `afterwards`.
    function assertChanges(
        CaseKey memory key,
        uint256 daysLong,
        uint256 before,
        uint256 afterwards
    )
        private
    {
        uint256 end = time() + daysLong * 1 days;
        assertEq(stateOf(key), before);
        vm.warp(end - 1);
        assertEq(stateOf(key), before);
        vm.warp(end);
        assertEq(stateOf(key), afterwards);
    }

    /// @dev Of the 19 who can judge a case of the town.
    function closeJurors(uint256 count) private {
        for (uint256 i = 0; i < count; ++i) {
            close(seatOwner(i < 8 ? VALLEY : VILLAGE, i % 8));
        }
    }
}
