// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, ICases } from "../../contracts/interfaces/ICases.sol";
import { OverlayView } from "../../contracts/interfaces/ILedger.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { Approval, CouncilAct, IdentityHash } from "../../contracts/types/Types.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title What a case that is carried out changes, and what ends it
contract CasesEffectsTest is CasesJourneys {
    function test_carryOut__ofAnInfraction__deductsFromToday() external {
        CaseKey memory key = reach(INFRACTION, RIPE);
        uint256 ripeDay = today();
        passDays(20);
        carryOut(key);
        OverlayView[] memory found = ledger.overlaysOf(CITIZEN);
        assertEq(found.length, 1);
        assertEq(found[0].kind, 2);
        assertEq(found[0].points, FRAUD_POINTS);
        assertEq(found[0].amount, 0);
        assertEq(found[0].fromDay, today());
        assertEq(found[0].untilDay, ripeDay + FRAUD_DAYS);
        assertEq(found[0].cause, uint64(uint256(cases.idOf(key))));
    }

    function test_carryOut__afterTheSecondPanel__countsFromItsVerdict() external {
        CaseKey memory key = reach(INFRACTION, SECOND_PANEL);
        passDays(9);
        decide(key, FOR_IT);
        uint256 finalDay = today();
        passDays(5);
        carryOut(key);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, finalDay + FRAUD_DAYS);
    }

    function test_carryOut__ofManyAtOnce__keepsEachInItsPlace() external {
        CaseKey[] memory keys = new CaseKey[](2);
        keys[0] = accuse(CITIZEN, FRAUD);
        keys[1] = accuse(CITIZEN, LITTER);
        passDays(NOTICE_DAYS);
        cases.carryOut(keys);
        assertEq(cases.caseOf(cases.idOf(keys[0])).overlay, 0);
        assertEq(cases.caseOf(cases.idOf(keys[1])).overlay, 1);
        assertEq(ledger.overlaysOf(CITIZEN)[1].amount, 200_000);
        certify(keys[1]);
        assertEq(ledger.overlaysOf(CITIZEN)[1].untilDay, today());
        assertEq(stateOf(keys[0]), CARRIED_OUT);
    }

    function test_carryOut__ofAClosedPerson__isRefusedWithItsLine() external {
        CaseKey[] memory keys = new CaseKey[](2);
        keys[0] = accuse(CHALLENGER, FRAUD);
        keys[1] = accuse(CITIZEN, FRAUD);
        passDays(NOTICE_DAYS);
        close(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ICases.TakesNoPart.selector, 1, CITIZEN));
        cases.carryOut(keys);
    }

    function test_carryOut__withoutRoom__waitsForIt() external {
        uint256 until = today() + 20;
        for (uint256 i = 0; i < 8; ++i) {
            vm.prank(address(pool));
            ledger.uplift(CITIZEN, 10, 1000, i == 0 ? 20 : 300, 1);
        }
        CaseKey memory key = reach(INFRACTION, RIPE);
        assertRefused(
            abi.encodeCall(this.tryCarryOut, (key)),
            abi.encodeWithSelector(ICases.NoRoom.selector, cases.idOf(key))
        );
        vm.warp(until * 1 days);
        carryOut(key);
        assertEq(cases.caseOf(cases.idOf(key)).overlay, 0);
    }

    function test_carryOut__ofARecovery__bindsTheNewKey() external {
        CaseKey memory key = reach(RECOVERY, RIPE);
        vm.expectEmit(address(communities));
        emit ICommunities.ControllerRecovered(CITIZEN, vm.addr(NEW_KEY), 0);
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(cases.idOf(key), 8, 0, 0);
        this.tryCarryOut(key);
        assertTrue(communities.signatory(CITIZEN).controller == vm.addr(NEW_KEY));
    }

    function test_carryOut__ofAClosing__closes() external {
        uint256 members = communities.council(TOWN).members;
        CaseKey memory key = reach(CLOSING, CARRIED_OUT);
        assertTrue(ledger.isClosed(CITIZEN));
        assertEq(ledger.creditsOf(CITIZEN), 0);
        assertEq(communities.council(TOWN).members, members - 1);
        assertEq(stateOf(key), CARRIED_OUT);
    }

    function test_carryOut__ofASecondClosing__isRefused() external {
        CaseKey memory key = reach(CLOSING, RIPE);
        close(CITIZEN);
        assertRefused(
            abi.encodeCall(this.tryCarryOut, (key)),
            abi.encodeWithSelector(ICases.IsClosed.selector, CITIZEN)
        );
    }

    // ----------------------------------------------------------- sign of life

    function test_alive__whenClosed__reopensAtOnceWithNothingLost() external {
        uint256 members = communities.council(TOWN).members;
        CaseKey memory key = reach(CLOSING, CARRIED_OUT);
        passDays(1000);
        alive(key);
        assertTrue(!ledger.isClosed(CITIZEN));
        assertTrue(ledger.creditsOf(CITIZEN) == ledger.entitlement(ADULT_MONTH, time()));
        assertEq(communities.council(TOWN).members, members);
        assertEq(communities.standingOf(TOWN), 900);
    }

    function test_alive__beforeItIsCarriedOut__dismissesIt() external {
        CaseKey memory key = reach(CLOSING, RIPE);
        bytes32 id = cases.idOf(key);
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(id, 6, 0, 0);
        vm.expectEmit(address(communities));
        emit ICommunities.StandingLowered(TOWN, today() + 100);
        this.tryAlive(key);
        assertEq(stateOf(key), DISMISSED);
    }

    // ---------------------------------------------------------------- reviews

    function test_review__onNoGround__isRefused() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        for (uint256 ground = 0; ground <= 7; ground += 7) {
            assertRefused(
                abi.encodeCall(this.tryReview, (key, ground)),
                abi.encodeWithSelector(ICases.GroundUnknown.selector, ground)
            );
        }
    }

    function test_review__aSecondTime__isRefused() external {
        CaseKey memory key = reach(INFRACTION, REVIEW);
        decide(key, FOR_IT);
        assertEq(stateOf(key), CARRIED_OUT);
        assertTrue(cases.caseOf(cases.idOf(key)).reviewed);
        assertRefused(
            abi.encodeCall(this.tryReview, (key, 6)),
            abi.encodeWithSelector(ICases.AlreadyReviewed.selector, cases.idOf(key))
        );
    }

    function test_review__whenTheDeductionIsOver__isRefused() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        bytes memory call = abi.encodeCall(this.tryReview, (key, 6));
        bytes memory refusal =
            abi.encodeWithSelector(ICases.NothingToEnd.selector, cases.idOf(key));
        uint256 start = SNAPSHOTS.snapshotState();
        vm.warp(ledger.overlaysOf(CITIZEN)[0].untilDay * 1 days);
        assertRefused(call, refusal);
        vm.warp(time() - 1);
        review(key, 6);
        assertTrue(SNAPSHOTS.revertToState(start));
        optOut(CITIZEN);
        assertRefused(call, refusal);
        optIn(CITIZEN);
        vm.prank(address(pool));
        ledger.uplift(CITIZEN, 10, 1000, 300, 1);
        assertRefused(call, refusal);
    }

    function test_review__thatRejects__endsTheDeductionAtOnce() external {
        CaseKey memory key = reach(INFRACTION, REVIEW);
        passDays(2);
        decide(key, AGAINST_IT);
        assertEq(stateOf(key), ENDED);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, today());
        assertEq(communities.standingOf(TOWN), 900);
    }

    function test_review__withoutVerdict__releasesTheDeduction() external {
        CaseKey memory key = reach(INFRACTION, RELEASED);
        carryOut(key);
        assertEq(stateOf(key), ENDED);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, today());
        assertEq(communities.standingOf(TOWN), 1000);
    }

    // --------------------------------------------------------------- remedies

    function test_remedies__listsThatDoNotFit__areRefused() external {
        bytes memory call = abi.encodeCall(
            this.tryCertify, (TOWN, nobody(), new uint256[](0), FIRST_TWO)
        );
        assertRefused(call, abi.encodeWithSelector(ICases.NothingToDo.selector));
        CouncilAct memory head = act(TOWN);
        Approval memory none = approve(TOWN, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ICases.LengthMismatch.selector, 1, 0));
        cases.certifyRemedies(head, "done", one(CITIZEN), new uint256[](0), none);
    }

    function test_remedies__ofOthers__areRefused() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        bytes32 id = cases.idOf(key);
        bytes memory call = abi.encodeCall(
            this.tryCertify, (NATION, one(CITIZEN), one(key.matter), FIRST_TWO)
        );
        assertRefused(call, abi.encodeWithSelector(ICases.NotTheFiler.selector, 0, id, NATION));
        call =
            abi.encodeCall(this.tryCertify, (TOWN, one(CITIZEN), one(uint256(1)), FIRST_TWO));
        id = cases.idOf(CaseKey(INFRACTION, CITIZEN, 1));
        assertRefused(call, abi.encodeWithSelector(ICases.CaseUnknown.selector, id));
    }

    function test_remedies__ofASeatThatSigns__areRefused() external {
        IdentityHash holder = seatOwner(TOWN, 0);
        accuse(TOWN, accusation(holder, FRAUD, today()), 6);
        CaseKey memory key = infractionKey(holder, FRAUD, today());
        passDays(NOTICE_DAYS);
        carryOut(key);
        bytes memory call =
            abi.encodeCall(this.tryCertify, (TOWN, one(holder), one(key.matter), FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.SignsOwnCase.selector, 0, holder));
        certify(TOWN, one(holder), one(key.matter), 6);
        assertEq(stateOf(key), ENDED);
    }

    function test_remedies__inOrder__areTold() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        passDays(3);
        bytes32 id = cases.idOf(key);
        vm.expectEmit(address(cases));
        emit ICases.RemedyCertified(id, "done");
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(id, 10, 0, 0);
        this.tryCertify(TOWN, one(CITIZEN), one(key.matter), FIRST_TWO);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, today());
    }

    function test_remedies__afterTheSunset__changeNothing() external {
        CaseKey memory key = reach(INFRACTION, CARRIED_OUT);
        uint256 untilDay = ledger.overlaysOf(CITIZEN)[0].untilDay;
        vm.warp((untilDay + 5) * 1 days);
        certify(key);
        assertEq(ledger.overlaysOf(CITIZEN)[0].untilDay, untilDay);
        assertEq(stateOf(key), ENDED);
    }

    // ---------------------------------------------------------- one's identity

    function test_deduction__afterRecovery__staysWithTheIdentity() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        CaseKey memory recovery = recover(CITIZEN);
        passDays(NOTICE_DAYS);
        carryOut(recovery);
        carryOut(key);
        assertEq(ledger.overlaysOf(CITIZEN)[0].points, FRAUD_POINTS);
        review(key, 1);
        assertEq(stateOf(key), REVIEW);
    }
}
