// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { FindingKey, IFindings, StandardText } from "../../contracts/interfaces/IFindings.sol";
import { IServices } from "../../contracts/interfaces/IServices.sol";
import { CommunityId, RuleId } from "../../contracts/types/Types.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @title What a finding does to its organisation, and what ends it
contract FindingsEffectsTest is FindingsFixture {
    /// @dev Suspends for the shortest time that a standard can.
    RuleId private constant DUST = RuleId.wrap(3);
    uint256 private constant DUST_DAYS = 30;
    uint256 private constant PLACES = 8;

    // -------------------------------------------------------------- carry out

    function test_carryOut__ofASuspension__isToldToTheServices() external {
        FindingKey memory key = reachFinding(RIPE);
        uint256 untilDay = today() + SUSPENDED_DAYS;
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, untilDay);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(findings.idOf(key), 8, 0, 0);
        this.tryCarryOut(key);
        assertEq(suspendedUntil(), untilDay);
        assertEffect(0, key, untilDay, 1);
    }

    function test_carryOut__ofACommendation__isNotToldToTheServices() external {
        FindingKey memory key = find(LEARNING);
        passDays(NOTICE_DAYS);
        carryOut(key);
        assertEffect(0, key, today() + 730, 2);
        assertEq(suspendedUntil(), 0);
    }

    function test_carryOut__later__countsFromTheTimeItWasRipe() external {
        FindingKey memory key = reachFinding(RIPE);
        uint256 ripeDay = today();
        passDays(RIPE_DAYS - 1);
        carryOut(key);
        assertEq(suspendedUntil(), ripeDay + SUSPENDED_DAYS);
    }

    function test_carryOut__afterTheSecondPanel__countsFromItsVerdict() external {
        FindingKey memory key = reachFinding(SECOND_PANEL);
        decide(key, FOR_IT);
        uint256 verdictDay = today();
        passDays(3);
        carryOut(key);
        assertEq(suspendedUntil(), verdictDay + SUSPENDED_DAYS);
    }

    function test_carryOut__whenTheSunsetHasCome__suspendsNobody() external {
        vm.warp(time() + 12 hours);
        FindingKey memory key = shortSuspension();
        vm.warp(time() + (NOTICE_DAYS + RIPE_DAYS) * 1 days - 1);
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, 0);
        this.tryCarryOut(key);
        assertEffect(0, key, today(), 1);
        assertEq(suspendedUntil(), 0);
    }

    function test_carryOut__underAFormerVersion__keepsItsTerms() external {
        FindingKey memory key = keyOf(EMISSIONS, today());
        publish(NATION, StandardText(EMISSIONS, 2, 30, today() + 30, "milder"));
        passDays(30);
        find(NATION, key, 1, FIRST_TWO);
        passDays(NOTICE_DAYS);
        carryOut(key);
        assertEffect(0, key, today() + SUSPENDED_DAYS, 1);
    }

    function test_carryOut__ofManyAtOnce__refusesAllOrNone() external {
        FindingKey[] memory keys = new FindingKey[](2);
        keys[0] = find(EMISSIONS);
        passDays(NOTICE_DAYS);
        keys[1] = find(LEARNING);
        bytes memory refusal = abi.encodeWithSelector(
            IFindings.WrongState.selector, findings.idOf(keys[1]), NOTICE
        );
        vm.expectRevert(refusal);
        findings.carryOut(keys);
        assertEq(suspendedUntil(), 0);
        passDays(NOTICE_DAYS);
        findings.carryOut(keys);
        assertEq(findings.effectsOf(ORGANISATION).length, 2);
        assertEq(findings.findingOf(findings.idOf(keys[1])).place, 1);
    }

    // ------------------------------------------------------------ overlapping

    function test_suspensions__thatOverlap__lastUntilTheLatestOne() external {
        (FindingKey memory longer, FindingKey memory shorter) = twoSuspensions();
        uint256 latest = suspendedUntil();
        assertEffect(1, shorter, today() + DUST_DAYS, 1);
        assertEffect(0, longer, latest, 1);
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, today() + DUST_DAYS);
        this.tryCertify(NATION, longer);
        assertEq(suspendedUntil(), today() + DUST_DAYS);
        certify(NATION, shorter);
        assertEq(suspendedUntil(), 0);
    }

    function test_suspensions__theShorterOneEnded__isToldAlthoughNothingChanges() external {
        (, FindingKey memory shorter) = twoSuspensions();
        uint256 latest = suspendedUntil();
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, latest);
        this.tryCertify(NATION, shorter);
        assertEq(suspendedUntil(), latest);
    }

    function test_suspensions__besideACommendation__countAlone() external {
        FindingKey memory commended = find(LEARNING);
        FindingKey memory suspended = find(EMISSIONS);
        passDays(NOTICE_DAYS);
        carryOut(commended);
        carryOut(suspended);
        assertEq(suspendedUntil(), today() + SUSPENDED_DAYS);
        certify(NATION, suspended);
        assertEq(suspendedUntil(), 0);
        assertEffect(0, commended, today() + 730, 2);
    }

    function test_suspensions__ofAnotherOrganisation__areItsOwn() external {
        accredit(TOWN, ORGANISATION_KEY + 1);
        FindingKey memory key = FindingKey(2, EMISSIONS, today());
        find(NATION, key, 1, FIRST_TWO);
        passDays(NOTICE_DAYS);
        carryOut(key);
        assertEq(suspendedUntil(), 0);
        assertEq(services.organisation(2).suspendedUntil, today() + SUSPENDED_DAYS);
        assertEq(findings.effectsOf(ORGANISATION).length, 0);
    }

    // ----------------------------------------------------------- eight places

    function test_carryOut__withoutAPlace__waitsForOne() external {
        FindingKey memory third = fillPlaces();
        FindingKey memory ninth = keyOf(LEARNING, today() - 20);
        find(VILLAGE, ninth, 1, SIX_OF_EIGHT);
        passDays(NOTICE_DAYS);
        assertRefused(
            abi.encodeCall(this.tryCarryOut, (ninth)),
            abi.encodeWithSelector(IFindings.NoPlace.selector, findings.idOf(ninth))
        );
        certify(NATION, third);
        uint256 ripeDay = today();
        passDays(1);
        carryOut(ninth);
        assertEffect(2, ninth, ripeDay + 730, 2);
        assertEq(findings.effectsOf(ORGANISATION).length, PLACES);
    }

    function test_places__ofEffectsThatEnded__areTakenLowestFirst() external {
        FindingKey memory third = fillPlaces();
        FindingKey memory lowest = keyOf(EMISSIONS, third.day + 2);
        certify(NATION, third);
        certify(NATION, lowest);
        FindingKey memory key = keyOf(LEARNING, today() - 20);
        find(VILLAGE, key, 1, SIX_OF_EIGHT);
        passDays(NOTICE_DAYS);
        carryOut(key);
        assertEffect(0, key, today() + 730, 2);
    }

    function test_carryOut__onTheDayAnEffectEnds__takesItsPlace() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        passDays(SUSPENDED_DAYS - NOTICE_DAYS);
        FindingKey memory next = find(EMISSIONS);
        passDays(NOTICE_DAYS - 1);
        assertTrue(today() + 1 == suspendedUntil());
        passDays(1);
        carryOut(next);
        assertEffect(0, next, today() + SUSPENDED_DAYS, 1);
        bytes memory call = abi.encodeCall(this.tryReview, (key, 6));
        bytes32 id = findings.idOf(key);
        assertRefused(call, abi.encodeWithSelector(IFindings.NothingToEnd.selector, id));
        certify(NATION, key);
        assertEffect(0, next, today() + SUSPENDED_DAYS, 1);
    }

    // --------------------------------------------------------------- remedies

    function test_remedy__inOrder__isTold() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        bytes32 id = findings.idOf(key);
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(NATION, 1, FIRST_TWO);
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, 0);
        vm.expectEmit(address(findings));
        emit IFindings.RemedyAccepted(id, "done");
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(id, 10, 0, 0);
        this.tryCertify(NATION, key);
        assertEffect(0, key, today(), 1);
    }

    function test_remedy__ofACommendation__endsIt() external {
        FindingKey memory key = find(LEARNING);
        passDays(NOTICE_DAYS);
        carryOut(key);
        certify(NATION, key);
        assertEffect(0, key, today(), 2);
    }

    function test_remedy__afterTheSunset__changesNothing() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        uint256 untilDay = suspendedUntil();
        passDays(SUSPENDED_DAYS);
        certify(NATION, key);
        assertEq(stateOf(key), ENDED);
        assertEffect(0, key, untilDay, 1);
        assertEq(suspendedUntil(), untilDay);
    }

    function test_remedy__byAnother__isRefusedBeforeItsState() external {
        FindingKey memory key = reachFinding(NOTICE);
        bytes32 id = findings.idOf(key);
        assertRefused(
            abi.encodeCall(this.tryCertify, (TOWN, key)),
            abi.encodeWithSelector(IFindings.NotTheFilerOf.selector, id, TOWN)
        );
    }

    // ---------------------------------------------------------------- reviews

    function test_review__inOrder__isTold() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(findings.idOf(key), 9, 1, 6);
        this.tryReview(key, 6);
        assertTrue(findings.findingOf(findings.idOf(key)).reviewed);
        assertEq(panels.panelOf(1).size, 5);
        assertTrue(suspendedUntil() != 0);
    }

    function test_review__thatRejects__endsTheSuspensionAtOnce() external {
        FindingKey memory key = reachFinding(REVIEW);
        vm.expectEmit(address(communities));
        emit ICommunities.StandingLowered(NATION, today() + 100);
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, 0);
        this.tryDecide(key, AGAINST_IT, THREE_OF_FIVE);
        assertEq(stateOf(key), ENDED);
        assertEffect(0, key, today(), 1);
    }

    function test_review__thatRejectsAfterTheSunset__endsNothing() external {
        FindingKey memory key = shortSuspension();
        passDays(NOTICE_DAYS);
        carryOut(key);
        uint256 untilDay = suspendedUntil();
        passDays(DUST_DAYS - 1);
        reviewAndSeat(key);
        passDays(1);
        decide(key, AGAINST_IT);
        assertEffect(0, key, untilDay, 1);
    }

    function test_review__aSecondTime__isRefused() external {
        FindingKey memory key = reachFinding(REVIEW);
        decide(key, FOR_IT);
        assertTrue(suspendedUntil() != 0);
        bytes32 id = findings.idOf(key);
        assertRefused(
            abi.encodeCall(this.tryReview, (key, 0)),
            abi.encodeWithSelector(IFindings.FindingReviewed.selector, id)
        );
    }

    function test_review__onNoGround__isRefused() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        passDays(SUSPENDED_DAYS);
        for (uint256 ground = 0; ground <= 7; ground += 7) {
            assertRefused(
                abi.encodeCall(this.tryReview, (key, ground)),
                abi.encodeWithSelector(IFindings.GroundUnknown.selector, ground)
            );
        }
    }

    function test_review__whenTheEffectIsOver__isRefused() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        passDays(SUSPENDED_DAYS);
        bytes32 id = findings.idOf(key);
        assertRefused(
            abi.encodeCall(this.tryReview, (key, 1)),
            abi.encodeWithSelector(IFindings.NothingToEnd.selector, id)
        );
    }

    function test_review__notOfTheOrganisation__isRefused() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        uint256 deadline = time();
        vm.expectRevert(
            abi.encodeWithSelector(
                IFindings.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        findings.review(key, 1, deadline, "");
        vm.expectRevert(
            abi.encodeWithSelector(IFindings.DeadlinePassed.selector, deadline - 1, deadline)
        );
        findings.review(key, 1, deadline - 1, "");
        vm.prank(vm.addr(ORGANISATION_KEY));
        findings.review(key, 1, deadline, "");
        assertEq(stateOf(key), REVIEW);
    }

    function test_review__withoutVerdict__releasesTheOrganisation() external {
        FindingKey memory key = reachFinding(RELEASED);
        assertTrue(suspendedUntil() > today());
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, 0);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(findings.idOf(key), 10, 1, 6);
        this.tryCarryOut(key);
        assertEq(suspendedUntil(), 0);
        assertEq(communities.standingOf(NATION), 1000);
    }

    // ----------------------------------------------------------------- private

    /// @dev A suspension of 30 days, found on the first day of its standard.
    function shortSuspension() private returns (FindingKey memory key) {
        publish(NATION, StandardText(DUST, 1, DUST_DAYS, today() + 30, "dust"));
        passDays(30);
        key = keyOf(DUST, today());
        find(NATION, key, 1, FIRST_TWO);
    }

    function twoSuspensions() private returns (FindingKey memory, FindingKey memory) {
        FindingKey memory shorter = shortSuspension();
        FindingKey memory longer = find(EMISSIONS);
        passDays(NOTICE_DAYS);
        carryOut(longer);
        carryOut(shorter);
        return (longer, shorter);
    }

    /// @dev Eight suspensions, by two councils; the nation's in the places 0, 1, 2 and 3.
    /// @return third the one in place 2
    function fillPlaces() private returns (FindingKey memory third) {
        uint256 day = today();
        for (uint256 i = 0; i < PLACES; ++i) {
            bool byNation = i < PLACES / 2;
            CommunityId auditor = byNation ? NATION : VALLEY;
            find(auditor, keyOf(EMISSIONS, day - i), 1, byNation ? FIRST_TWO : SIX_OF_EIGHT);
        }
        passDays(NOTICE_DAYS);
        for (uint256 i = 0; i < PLACES; ++i) carryOut(keyOf(EMISSIONS, day - i));
        assertEq(findings.effectsOf(ORGANISATION).length, PLACES);
        return keyOf(EMISSIONS, day - 2);
    }

    function assertEffect(
        uint256 place,
        FindingKey memory key,
        uint256 untilDay,
        uint256 kind
    )
        private
        view
    {
        bytes32 id = findings.idOf(key);
        uint256 expected = RuleId.unwrap(key.standard) | (untilDay << 32) | (kind << 56)
            | (uint256(uint64(uint256(id))) << 64);
        assertEq(findings.effectsOf(ORGANISATION)[place], expected);
    }
}
