// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OverlayView } from "../../contracts/interfaces/ILedger.sol";
import { IPool, RoundTerms, RoundView } from "../../contracts/interfaces/IPool.sol";
import { Sortition } from "../../contracts/libraries/Sortition.sol";
import { IdentityHash } from "../../contracts/types/Types.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title Freezing, settling and closing rounds
contract PoolDrawTest is PoolFixture {
    uint256 private constant DONOR = 3;
    uint256 private constant MEMBER = 4;
    uint256 private constant OTHER_MEMBER = 5;

    uint256 private nominated;

    function setUp() public override {
        super.setUp();
        raiseTo800(DONOR, DONOR);
        give(DONOR, GIFT_CAP);
        nominated = open(terms20(NOMINATED, 2));
        nominate(nominated, list(person(MEMBER), person(OTHER_MEMBER)));
    }

    // --------------------------------------------------------------- freeze

    function test_freeze__entries_over__binds_a_round_to_come() external {
        uint256 end = pool.roundOf(nominated).terms.entriesUntil;
        vm.warp(end);
        uint256 bound = beacon.roundAt(end + BOUND_LATER - 1) + 1;
        RoundView memory before = pool.roundOf(nominated);
        vm.expectEmit(address(pool));
        emit IPool.RoundFrozen(nominated, 2, before.entrantsHash, bound);
        pool.freeze(nominated);
        assertEq(pool.roundOf(nominated).beaconRound, bound);
        assertTrue(beacon.timeOf(bound) >= end + BOUND_LATER);
    }

    function testFuzz_freeze__any_second__binds_the_first_round_late_enough(uint256 later) external {
        uint256 end = pool.roundOf(nominated).terms.entriesUntil;
        vm.warp(between(later, end, end + 10 * YEAR));
        pool.freeze(nominated);
        uint256 bound = pool.roundOf(nominated).beaconRound;
        assertTrue(beacon.timeOf(bound) >= time() + BOUND_LATER);
        assertTrue(beacon.timeOf(bound - 1) < time() + BOUND_LATER);
    }

    function test_freeze__too_early_twice_or_unknown__refused() external {
        uint256 end = pool.roundOf(nominated).terms.entriesUntil;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IPool.EntriesOpen.selector, nominated, end));
        pool.freeze(nominated);
        vm.warp(end);
        pool.freeze(nominated);
        vm.expectRevert(abi.encodeWithSelector(IPool.AlreadyFrozen.selector, nominated));
        pool.freeze(nominated);
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 2));
        pool.freeze(2);
    }

    // --------------------------------------------------------------- settle

    function test_settle__both_lots__everybody_is_lifted() external {
        freezeAndSubmit(nominated);
        IdentityHash first = winnerOf(nominated, 0);
        IdentityHash second = winnerOf(nominated, 1);
        assertTrue(first != second);
        vm.expectEmit(address(pool));
        emit IPool.PrizeWon(nominated, 1, second);
        vm.expectEmit(address(pool));
        emit IPool.PrizeWon(nominated, 0, first);
        pool.settle(nominated, two(1, 0), list(second, first));
        assertAccount(GIFT_CAP, GIFT_CAP - 40, 0, 40);
        assertEq(pool.roundOf(nominated).settled, 2);
        assertLifted(first);
        assertLifted(second);
    }

    function test_settle__a_lot_again__is_passed_over() external {
        freezeAndSubmit(nominated);
        assertTrue(!pool.isSettled(nominated, 0));
        settle(nominated, 0);
        assertTrue(pool.isSettled(nominated, 0));
        assertTrue(!pool.isSettled(nominated, 1));
        bytes32[] memory winners = list(winnerOf(nominated, 0), winnerOf(nominated, 1));
        pool.settle(nominated, two(0, 1), winners);
        pool.settle(nominated, two(0, 1), winners);
        assertAccount(GIFT_CAP, GIFT_CAP - 40, 0, 40);
        assertEq(pool.roundOf(nominated).settled, 2);
    }

    function test_settle__the_same_lot_twice_at_once__counts_once() external {
        freezeAndSubmit(nominated);
        IdentityHash winner = winnerOf(nominated, 0);
        pool.settle(nominated, two(0, 0), list(winner, winner));
        assertAccount(GIFT_CAP, GIFT_CAP - 40, 20, 20);
        assertEq(ledger.overlaysOf(winner).length, 1);
    }

    function test_settle__somebody_else__refused() external {
        freezeAndSubmit(nominated);
        uint256 entrant = pool.drawn(nominated, 1);
        bytes32[] memory winners = list(winnerOf(nominated, 0), winnerOf(nominated, 0));
        vm.expectRevert(abi.encodeWithSelector(IPool.WrongWinner.selector, 1, 1, entrant));
        pool.settle(nominated, two(0, 1), winners);
        winners[1] = IdentityHash.unwrap(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IPool.WrongWinner.selector, 1, 1, entrant));
        pool.settle(nominated, two(0, 1), winners);
    }

    function test_settle__no_such_lot__refused() external {
        freezeAndSubmit(nominated);
        bytes memory refusal = abi.encodeWithSelector(IPool.LotUnknown.selector, 0, 2, 2);
        vm.expectRevert(refusal);
        pool.settle(nominated, one(2), one(person(MEMBER)));
        vm.expectRevert(refusal);
        pool.drawn(nominated, 2);
    }

    function test_settle__lists_differ__refused() external {
        freezeAndSubmit(nominated);
        vm.expectRevert(abi.encodeWithSelector(IPool.LengthMismatch.selector, 2, 1));
        pool.settle(nominated, two(0, 1), one(person(MEMBER)));
    }

    function test_settle__before_the_freeze_or_the_beacon__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 2));
        this.trySettle(2, 0);
        vm.expectRevert(abi.encodeWithSelector(IPool.NotFrozen.selector, nominated));
        pool.settle(nominated, one(0), one(person(MEMBER)));
        vm.expectRevert(abi.encodeWithSelector(IPool.NotFrozen.selector, nominated));
        pool.drawn(nominated, 0);
        freeze(nominated);
        uint256 bound = pool.roundOf(nominated).beaconRound;
        bytes memory refusal =
            abi.encodeWithSelector(IPool.BeaconPending.selector, nominated, bound);
        vm.expectRevert(refusal);
        pool.settle(nominated, one(0), one(person(MEMBER)));
        vm.expectRevert(refusal);
        pool.drawn(nominated, 0);
    }

    function test_settle__fewer_prizes_than_entrants__other_lots_do_not_exist() external {
        uint256 round = open(terms20(NOMINATED, 1));
        nominate(round, list(person(MEMBER), person(OTHER_MEMBER)));
        freezeAndSubmit(round);
        settle(round, 0);
        vm.expectRevert(abi.encodeWithSelector(IPool.LotUnknown.selector, 0, 1, 1));
        pool.settle(round, one(1), one(person(MEMBER)));
    }

    function test_drawn__as_the_rules_say__key_of_randomness_round_and_entrants() external {
        freezeAndSubmit(nominated);
        RoundView memory round = pool.roundOf(nominated);
        bytes32 key = keccak256(
            abi.encode(beacon.randomnessOf(round.beaconRound), nominated, round.entrantsHash)
        );
        assertEq(pool.drawn(nominated, 0), Sortition.draw(key, 0, 2));
        assertEq(pool.drawn(nominated, 1), Sortition.draw(key, 1, 2));
    }

    // ------------------------------------------------------------- forfeits

    function test_settle__winner_with_eight_overlays__forfeits() external {
        for (uint256 i = 1; i <= 9; ++i) {
            RoundTerms memory terms = terms20(NOMINATED, 1);
            terms.points = 10;
            nominate(open(terms), one(person(MEMBER)));
        }
        vm.warp(time() + 1 days);
        for (uint256 i = 1; i <= 9; ++i) pool.freeze(nominated + i);
        submit(pool.roundOf(nominated + 1).beaconRound);
        for (uint256 i = 1; i <= 8; ++i) settle(nominated + i, 0);
        assertAccount(GIFT_CAP, GIFT_CAP - 40 - 90, 50, 80);
        uint256 ninth = nominated + 9;
        vm.expectEmit(address(pool));
        emit IPool.PrizeForfeited(ninth, 0, person(MEMBER));
        pool.settle(ninth, one(0), one(person(MEMBER)));
        assertAccount(GIFT_CAP, GIFT_CAP - 40 - 80, 40, 80);
        assertEq(pool.roundOf(ninth).settled, 1);
        assertTrue(pool.isSettled(ninth, 0));
    }

    function test_settle__second_chance_in_two_rounds__second_win_forfeits() external {
        uint256 first = open(terms20(SECOND_CHANCE, 1));
        uint256 second = open(terms20(SECOND_CHANCE, 1));
        enter(MEMBER, first);
        enter(MEMBER, second);
        freezeAndSubmit(first);
        pool.freeze(second);
        assertTrue(!pool.secondChanceUsed(person(MEMBER)));
        settle(first, 0);
        assertTrue(pool.secondChanceUsed(person(MEMBER)));
        vm.expectEmit(address(pool));
        emit IPool.PrizeForfeited(second, 0, person(MEMBER));
        pool.settle(second, one(0), one(person(MEMBER)));
        assertAccount(GIFT_CAP, GIFT_CAP - 60, 40, 20);
        assertEq(ledger.overlaysOf(person(MEMBER)).length, 1);
    }

    function test_settle__nominated_after_a_second_chance__wins() external {
        uint256 chance = open(terms20(SECOND_CHANCE, 1));
        enter(MEMBER, chance);
        freezeAndSubmit(chance);
        settle(chance, 0);
        pool.freeze(nominated);
        pool.settle(
            nominated, two(0, 1), list(winnerOf(nominated, 0), winnerOf(nominated, 1))
        );
        assertEq(ledger.overlaysOf(person(MEMBER)).length, 2);
        assertTrue(!pool.secondChanceUsed(person(OTHER_MEMBER)));
    }

    function test_settle__closed_or_opted_out_since__forfeits() external {
        close(MEMBER);
        optOut(OTHER_MEMBER);
        freezeAndSubmit(nominated);
        bytes32[] memory winners = list(winnerOf(nominated, 0), winnerOf(nominated, 1));
        for (uint256 lot = 0; lot < 2; ++lot) {
            vm.expectEmit(address(pool));
            emit IPool.PrizeForfeited(nominated, lot, IdentityHash.wrap(winners[lot]));
        }
        pool.settle(nominated, two(0, 1), winners);
        assertAccount(GIFT_CAP, GIFT_CAP, 0, 0);
        assertEq(pool.roundOf(nominated).settled, 2);
        assertEq(ledger.rawOverlays(person(MEMBER)).length, 0);
        assertEq(ledger.rawOverlays(person(OTHER_MEMBER)).length, 0);
    }

    function test_settle__second_chance_forfeited_by_leaving__is_not_used() external {
        uint256 chance = open(terms20(SECOND_CHANCE, 1));
        enter(MEMBER, chance);
        optOut(MEMBER);
        freezeAndSubmit(chance);
        settle(chance, 0);
        assertTrue(!pool.secondChanceUsed(person(MEMBER)));
    }

    // ---------------------------------------------------------------- close

    function test_close__all_settled__returns_prizes_without_entrants() external {
        uint256 round = open(terms20(NOMINATED, 5));
        nominate(round, one(person(MEMBER)));
        freezeAndSubmit(round);
        settle(round, 0);
        vm.expectEmit(address(pool));
        emit IPool.RoundClosed(round, 80);
        pool.close(round);
        assertTrue(pool.roundOf(round).closed);
        assertAccount(GIFT_CAP, GIFT_CAP - 60, 40, 20);
        assertEq(pool.drawn(round, 0), 0);
    }

    function test_close__no_entrants__returns_everything_at_once() external {
        uint256 round = open(terms20(NOMINATED, 5));
        freeze(round);
        pool.close(round);
        assertAccount(GIFT_CAP, GIFT_CAP - 40, 40, 0);
    }

    function test_close__lots_left__refused_for_60_days() external {
        freeze(nominated);
        uint256 until = beacon.timeOf(pool.roundOf(nominated).beaconRound) + 60 days;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundRunning.selector, nominated, until));
        pool.close(nominated);
        vm.warp(until);
        pool.close(nominated);
        assertAccount(GIFT_CAP, GIFT_CAP, 0, 0);
    }

    function test_close__not_frozen_over_or_unknown__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 2));
        pool.close(2);
        vm.expectRevert(abi.encodeWithSelector(IPool.NotFrozen.selector, nominated));
        pool.close(nominated);
        freezeAndSubmit(nominated);
        settle(nominated, 0);
        settle(nominated, 1);
        pool.close(nominated);
        bytes memory refusal = abi.encodeWithSelector(IPool.RoundOver.selector, nominated);
        vm.expectRevert(refusal);
        pool.close(nominated);
        vm.expectRevert(refusal);
        pool.settle(nominated, new uint256[](0), new bytes32[](0));
    }

    function assertLifted(IdentityHash winner) private view {
        OverlayView[] memory overlays = ledger.overlaysOf(winner);
        assertEq(overlays.length, 1);
        assertEq(overlays[0].kind, 1);
        assertEq(overlays[0].points, 20);
        assertEq(overlays[0].fromDay, today());
        assertEq(overlays[0].untilDay, today() + 30);
        assertEq(overlays[0].amount, 1000);
        assertEq(overlays[0].cause, nominated);
    }

    function two(uint256 first, uint256 second) private pure returns (uint256[] memory lots) {
        lots = new uint256[](2);
        (lots[0], lots[1]) = (first, second);
    }
}
