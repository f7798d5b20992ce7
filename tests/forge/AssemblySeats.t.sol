// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAssembly, RenewalView } from "../../contracts/interfaces/IAssembly.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash } from "../../contracts/types/Types.sol";
import { AssemblyFixture } from "./AssemblyFixture.sol";

/// @title Filling the seats of a council by lot
contract AssemblySeatsTest is AssemblyFixture {
    uint256 private constant SEATS = 3;
    uint256 private constant FIRST_TERM_END = GENESIS_DAY + TERM_DAYS;

    // ------------------------------------------------------------- all seats

    function test_fill__more_volunteers_than_seats__first_three_lots_sit() external {
        uint256 renewal = readyRenewal(7);
        bytes32[] memory drawn = winners(renewal, 7);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatLeft(seatOwner(TOWN, 0), TOWN, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatTaken(IdentityHash.wrap(drawn[0]), TOWN, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatLeft(seatOwner(TOWN, 1), TOWN, 1);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatTaken(IdentityHash.wrap(drawn[1]), TOWN, 1);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatLeft(seatOwner(TOWN, 2), TOWN, 2);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatTaken(IdentityHash.wrap(drawn[2]), TOWN, 2);
        vm.expectEmit(address(assembly_));
        emit IAssembly.RenewalEnded(renewal, SEATS);
        assembly_.fillSeats(renewal, firstOf(drawn, SEATS));
        assertCouncil(drawn);
        RenewalView memory ended = assembly_.renewalOf(renewal);
        assertEq(ended.walked, SEATS);
        assertEq(ended.filled, SEATS);
        assertTrue(ended.isOver);
        assertEq(assembly_.termEndOf(TOWN), today() + TERM_DAYS);
        assertEq(assembly_.termEndOf(NATION), FIRST_TERM_END);
    }

    function test_fill__new_council__signs_and_the_former_does_not() external {
        uint256 renewal = readyRenewal(SEATS);
        bytes32[] memory drawn = winners(renewal, SEATS);
        assembly_.fillSeats(renewal, drawn);
        CouncilAct memory head = act(TOWN);
        bytes32 digest = enrolmentDigest(head, STRANGER, ADULT_MONTH);
        Approval memory former = approve(TOWN, digest, FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, TOWN, 0, vm.addr(keyOf(drawn[0]))
            )
        );
        communities.enrol(head, one(STRANGER), one(ADULT_MONTH), former);
        bytes memory signatures =
            bytes.concat(sign(keyOf(drawn[0]), digest), sign(keyOf(drawn[1]), digest));
        communities.enrol(
            head, one(STRANGER), one(ADULT_MONTH), Approval(FIRST_TWO, signatures)
        );
        assertTrue(ledger.isEnrolled(STRANGER));
    }

    function test_fill__former_holder__can_volunteer_the_next_time() external {
        uint256 renewal = readyRenewal(SEATS);
        assembly_.fillSeats(renewal, winners(renewal, SEATS));
        uint256 next = openRenewal(TOWN);
        volunteer(seatOwner(TOWN, 0), seatKey(TOWN, 0), next);
        assertEq(assembly_.renewalOf(next).entrants, 1);
    }

    function test_fill__in_several_calls__as_in_one() external {
        uint256 renewal = readyRenewal(5);
        bytes32[] memory drawn = winners(renewal, 5);
        assembly_.fillSeats(renewal, firstOf(drawn, 1));
        assertEq(assembly_.renewalOf(renewal).walked, 1);
        assertEq(assembly_.renewalOf(renewal).filled, 1);
        assembly_.fillSeats(renewal, new bytes32[](0));
        assertTrue(!assembly_.renewalOf(renewal).isOver);
        assertEq(assembly_.termEndOf(TOWN), FIRST_TERM_END);
        bytes32[] memory rest = new bytes32[](2);
        (rest[0], rest[1]) = (drawn[1], drawn[2]);
        assembly_.fillSeats(renewal, rest);
        assertTrue(assembly_.renewalOf(renewal).isOver);
        assertCouncil(drawn);
    }

    function testFuzz_fill__any_time_of_the_freeze__as_computed_anew(uint256 later) external {
        settle(9);
        uint256 renewal = openRenewal(TOWN);
        for (uint256 i = 0; i < 9; ++i) volunteer(i, renewal);
        vm.warp(assembly_.renewalOf(renewal).entriesUntil + between(later, 0, YEAR));
        assembly_.freezeRenewal(renewal);
        submit(assembly_.renewalOf(renewal).beaconRound);
        bytes32[] memory drawn = winners(renewal, 9);
        for (uint256 lot = 0; lot < 9; ++lot) {
            uint256 entrant = assembly_.drawn(renewal, lot);
            assertTrue(IdentityHash.unwrap(citizen(entrant)) == drawn[lot]);
        }
        assembly_.fillSeats(renewal, firstOf(drawn, SEATS));
        assertCouncil(drawn);
    }

    // --------------------------------------------------- fewer than the seats

    function test_fill__fewer_volunteers_than_seats__the_rest_keep_their_holders() external {
        uint256 renewal = readyRenewal(2);
        vm.expectEmit(address(assembly_));
        emit IAssembly.RenewalEnded(renewal, 2);
        assembly_.fillSeats(renewal, winners(renewal, 2));
        assertHolds(seatOwner(TOWN, 2), TOWN, 2);
        assertEq(assembly_.termEndOf(TOWN), today() + TERM_DAYS);
    }

    function test_fill__no_volunteers__the_term_stays_over() external {
        uint256 renewal = readyRenewal(0);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.LotUnknown.selector, 0, 0, 0));
        assembly_.fillSeats(renewal, one(CITIZEN));
        vm.expectEmit(address(assembly_));
        emit IAssembly.RenewalEnded(renewal, 0);
        assembly_.fillSeats(renewal, new bytes32[](0));
        assertEq(assembly_.termEndOf(TOWN), FIRST_TERM_END);
        assertHolds(seatOwner(TOWN, 0), TOWN, 0);
        assertEq(openRenewal(TOWN), renewal + 1);
    }

    function test_fill__volunteers_cannot_sit_any_more__passed_over() external {
        uint256 renewal = readyRenewal(8);
        bytes32[] memory drawn = winners(renewal, 8);
        close(IdentityHash.wrap(drawn[0]));
        unbind(IdentityHash.wrap(drawn[1]));
        move(numberOf(drawn[2]), VALLEY);
        vm.prank(address(assembly_));
        communities.seat(VALLEY, 0, IdentityHash.wrap(drawn[3]));
        for (uint256 lot = 0; lot < 4; ++lot) {
            vm.expectEmit(address(assembly_));
            emit IAssembly.SeatPassed(renewal, lot, IdentityHash.wrap(drawn[lot]));
        }
        assembly_.fillSeats(renewal, firstOf(drawn, 7));
        for (uint256 i = 0; i < SEATS; ++i) assertHolds(IdentityHash.wrap(drawn[4 + i]), TOWN, i);
        assertHolds(IdentityHash.wrap(drawn[3]), VALLEY, 0);
        assertEq(assembly_.renewalOf(renewal).walked, 7);
        assertTrue(assembly_.renewalOf(renewal).isOver);
    }

    function test_fill__nobody_can_sit_any_more__the_term_stays_over() external {
        uint256 renewal = readyRenewal(2);
        close(citizen(0));
        close(citizen(1));
        assembly_.fillSeats(renewal, winners(renewal, 2));
        assertTrue(assembly_.renewalOf(renewal).isOver);
        assertEq(assembly_.renewalOf(renewal).filled, 0);
        assertEq(assembly_.termEndOf(TOWN), FIRST_TERM_END);
    }

    // -------------------------------------------------------------- refusals

    function test_fill__before_the_freeze_or_the_beacon__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IAssembly.RenewalUnknown.selector, 1));
        assembly_.fillSeats(1, one(CITIZEN));
        settle(1);
        uint256 renewal = openRenewal(TOWN);
        volunteer(0, renewal);
        bytes memory refusal = abi.encodeWithSelector(IAssembly.NotFrozen.selector, renewal);
        vm.expectRevert(refusal);
        assembly_.fillSeats(renewal, one(citizen(0)));
        vm.expectRevert(refusal);
        assembly_.drawn(renewal, 0);
        vm.warp(assembly_.renewalOf(renewal).entriesUntil);
        assembly_.freezeRenewal(renewal);
        uint256 bound = assembly_.renewalOf(renewal).beaconRound;
        refusal = abi.encodeWithSelector(IAssembly.BeaconPending.selector, renewal, bound);
        vm.expectRevert(refusal);
        assembly_.fillSeats(renewal, one(citizen(0)));
        vm.expectRevert(refusal);
        assembly_.drawn(renewal, 0);
    }

    function test_fill__somebody_else__refused() external {
        uint256 renewal = readyRenewal(5);
        bytes32[] memory drawn = winners(renewal, 5);
        bytes32[] memory swapped = firstOf(drawn, SEATS);
        (swapped[1], swapped[2]) = (drawn[2], drawn[1]);
        uint256 entrant = numberOf(drawn[1]);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.WrongWinner.selector, 1, 1, entrant)
        );
        assembly_.fillSeats(renewal, swapped);
        swapped[1] = IdentityHash.unwrap(STRANGER);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.WrongWinner.selector, 1, 1, entrant)
        );
        assembly_.fillSeats(renewal, swapped);
    }

    function test_fill__beyond_seats_or_lots__refused() external {
        uint256 renewal = readyRenewal(5);
        bytes32[] memory drawn = winners(renewal, 5);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.LotUnknown.selector, 3, 3, 5));
        assembly_.fillSeats(renewal, firstOf(drawn, 4));
        close(IdentityHash.wrap(drawn[0]));
        close(IdentityHash.wrap(drawn[1]));
        close(IdentityHash.wrap(drawn[2]));
        vm.expectRevert(abi.encodeWithSelector(IAssembly.LotUnknown.selector, 5, 5, 5));
        assembly_.fillSeats(renewal, joined(drawn, one(STRANGER)));
        vm.expectRevert(abi.encodeWithSelector(IAssembly.LotUnknown.selector, 0, 5, 5));
        assembly_.drawn(renewal, 5);
    }

    function test_fill__over__refused() external {
        uint256 renewal = readyRenewal(SEATS);
        assembly_.fillSeats(renewal, winners(renewal, SEATS));
        vm.expectRevert(abi.encodeWithSelector(IAssembly.RenewalOver.selector, renewal));
        assembly_.fillSeats(renewal, new bytes32[](0));
    }

    // -------------------------------------------------------------- private

    function assertCouncil(bytes32[] memory drawn) private view {
        for (uint256 i = 0; i < SEATS; ++i) {
            assertHolds(IdentityHash.wrap(drawn[i]), TOWN, i);
            (CommunityId former,) = ledger.seatOf(seatOwner(TOWN, i));
            assertEq(CommunityId.unwrap(former), 0);
        }
    }

    function assertHolds(IdentityHash holder, CommunityId community, uint256 index) private view {
        (IdentityHash found, address controller) = communities.seatAt(community, index);
        assertTrue(found == holder);
        assertTrue(controller == communities.signatory(holder).controller);
        (CommunityId noted, uint256 notedIndex) = ledger.seatOf(holder);
        assertTrue(noted == community);
        assertEq(notedIndex, index);
    }

    function numberOf(bytes32 identity) private pure returns (uint256 number) {
        while (IdentityHash.unwrap(citizen(number)) != identity) ++number;
    }

    function keyOf(bytes32 identity) private pure returns (uint256) {
        return citizenKey(numberOf(identity));
    }

    function firstOf(bytes32[] memory all, uint256 count) private pure returns (bytes32[] memory) {
        bytes32[] memory some = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) some[i] = all[i];
        return some;
    }
}
