// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { PersonWord } from "../../contracts/libraries/PersonWord.sol";
import { CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Moving, seats, opting out and in, closing and reopening
contract LedgerLivesTest is LedgerFixture {
    CommunityId private constant ELSEWHERE = CommunityId.wrap(7);
    uint256 private constant QUALITY = 1023 << 40;
    uint256 private constant OVERLAYS = 15 << 216;
    uint256 private constant OPTED_OUT = 1 << 220;
    uint256 private constant CLOSED = 1 << 221;

    /// @dev The citizen has 150 points, one overlay, and a seat.
    function setUp() public override {
        super.setUp();
        award(COUNCIL_WORK, today());
        uplift();
        ledger.takeSeat(CITIZEN, HOME, 5);
    }

    function test_move__to_another_community__changes_nothing_else() external {
        uint256 expected = word() + (4 << 16);
        vm.expectEmit(address(ledger));
        emit ILedger.Moved(CITIZEN, ELSEWHERE);
        ledger.move(CITIZEN, ELSEWHERE);
        assertEq(word(), expected);
        assertTrue(ledger.communityOf(CITIZEN) == ELSEWHERE);
    }

    function test_move__to_where_one_is__refused() external {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.AlreadyMember.selector, CITIZEN, HOME)
        );
        ledger.move(CITIZEN, HOME);
    }

    function test_award__after_moving__by_the_new_council_alone() external {
        ledger.move(CITIZEN, ELSEWHERE);
        uint256 day = today();
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotAMember.selector, 0, CITIZEN, HOME));
        award(SCIENCE, day);
        ledger.award(one(CITIZEN), one(day), ELSEWHERE, 0, SCIENCE, 1);
        assertEq(ledger.baseQualityOf(CITIZEN), 300);
    }

    function test_award__a_batch__answers_with_the_points_of_all() external {
        bytes32[] memory both = new bytes32[](2);
        both[0] = IdentityHash.unwrap(CITIZEN);
        both[1] = IdentityHash.unwrap(STRANGER);
        enrol(STRANGER, ADULT_MONTH);
        uint256[] memory actDays = new uint256[](2);
        (actDays[0], actDays[1]) = (today(), today());
        assertEq(ledger.award(both, actDays, HOME, 0, SCIENCE, 1), 300);
        assertEq(ledger.award(new bytes32[](0), new uint256[](0), HOME, 0, SCIENCE, 1), 0);
    }

    function test_leaveSeat__of_a_holder__can_be_awarded_by_who_signed() external {
        vm.expectEmit(address(ledger));
        emit ILedger.SeatLeft(CITIZEN, HOME, 5);
        ledger.leaveSeat(CITIZEN);
        (CommunityId community, uint256 seatIndex) = ledger.seatOf(CITIZEN);
        assertEq(CommunityId.unwrap(community), 0);
        assertEq(seatIndex, 0);
        ledger.award(one(CITIZEN), one(today()), HOME, 1 << 5, SCIENCE, 1);
    }

    function test_optOut__with_quality_and_overlays__forgets_both_and_keeps_tallies() external {
        uint256 expected = (word() & ~(QUALITY | OVERLAYS)) | OPTED_OUT;
        vm.expectEmit(address(ledger));
        emit ILedger.QualityLeft(CITIZEN, PersonWord.wrap(expected));
        ledger.optOut(CITIZEN);
        assertEq(word(), expected);
        assertEq(ledger.leftAt(CITIZEN), time());
        assertEq(ledger.qualityOf(CITIZEN), 0);
        assertEq(earned(1), 150);
        assertEq(ledger.overlaysOf(CITIZEN).length, 0);
        assertEq(ledger.rawOverlays(CITIZEN).length, 0);
        expectNoPortion(0);
        assertTrue(!ledger.takesPart(CITIZEN));
        assertTrue(!ledger.isClosed(CITIZEN));
    }

    function test_optOut__twice_or_in_without_out__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotOptedOut.selector, CITIZEN));
        ledger.optIn(CITIZEN);
        ledger.optOut(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AlreadyOptedOut.selector, CITIZEN));
        ledger.optOut(CITIZEN);
    }

    function test_optIn__later__begins_at_0_and_remembers_when_one_left() external {
        uint256 leftAt = time();
        ledger.optOut(CITIZEN);
        uint256 expected = word() & ~OPTED_OUT;
        passDays(3);
        vm.expectEmit(address(ledger));
        emit ILedger.QualityRejoined(CITIZEN, PersonWord.wrap(expected));
        ledger.optIn(CITIZEN);
        assertEq(word(), expected);
        assertEq(ledger.leftAt(CITIZEN), leftAt);
        assertTrue(ledger.takesPart(CITIZEN));
        award(SCIENCE, today());
        assertEq(ledger.qualityOf(CITIZEN), 150);
        uplift();
        assertEq(ledger.overlaysOf(CITIZEN).length, 1);
    }

    function test_acts__of_who_takes_no_part__refused_or_without_effect() external {
        ledger.optOut(CITIZEN);
        expectNoPart();
        ledger.close(CITIZEN);
        expectNoPart();
        ledger.reopen(CITIZEN);
        ledger.optIn(CITIZEN);
        ledger.close(CITIZEN);
        expectNoPart();
    }

    function test_close__a_person__hides_credits_and_nothing_else() external {
        uint256 before = word();
        uint256 credits = ledger.creditsOf(CITIZEN);
        assertTrue(credits != 0);
        vm.expectEmit(address(ledger));
        emit ILedger.Closed(CITIZEN);
        ledger.close(CITIZEN);
        assertEq(word(), before | CLOSED);
        assertTrue(ledger.isClosed(CITIZEN));
        assertTrue(!ledger.takesPart(CITIZEN));
        assertEq(ledger.creditsOf(CITIZEN), 0);
        assertEq(ledger.look(one(CITIZEN))[0].credits, 0);
        vm.expectEmit(address(ledger));
        emit ILedger.Reopened(CITIZEN);
        ledger.reopen(CITIZEN);
        assertEq(word(), before);
        assertEq(ledger.creditsOf(CITIZEN), credits);
    }

    function test_acts__of_who_is_closed__refused() external {
        ledger.close(CITIZEN);
        bytes memory refusal = abi.encodeWithSelector(ILedger.IsClosed.selector, CITIZEN);
        vm.expectRevert(refusal);
        ledger.close(CITIZEN);
        vm.expectRevert(refusal);
        ledger.move(CITIZEN, ELSEWHERE);
        vm.expectRevert(refusal);
        ledger.optOut(CITIZEN);
        vm.expectRevert(refusal);
        ledger.optIn(CITIZEN);
    }

    function test_acts__of_a_stranger__refused() external {
        bytes memory refusal = abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER);
        vm.expectRevert(refusal);
        ledger.close(STRANGER);
        vm.expectRevert(refusal);
        ledger.reopen(STRANGER);
        vm.expectRevert(refusal);
        ledger.leaveSeat(STRANGER);
        assertTrue(!ledger.takesPart(STRANGER));
        assertTrue(!ledger.isClosed(STRANGER));
        assertEq(ledger.leftAt(STRANGER), 0);
    }

    function uplift() private returns (bool placed) {
        vm.prank(POOL);
        return ledger.uplift(CITIZEN, 100, 1000, 30, 1);
    }

    /// @dev An award and a gift are refused; nothing is placed on the balance.
    function expectNoPart() private {
        bytes memory refusal = abi.encodeWithSelector(ILedger.TakesNoPart.selector, 0, CITIZEN);
        uint256 day = today();
        uint256 before = word();
        vm.expectRevert(refusal);
        award(SCIENCE, day);
        vm.expectRevert(refusal);
        vm.prank(POOL);
        ledger.give(CITIZEN, 1);
        assertTrue(!uplift());
        vm.prank(CASES);
        (bool placed,) = ledger.deduct(CITIZEN, 1, 0, day + 1, 1);
        assertTrue(!placed);
        assertEq(word(), before);
    }

    function expectNoPortion(uint256 index) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.OverlayNotInForce.selector, CITIZEN, index)
        );
        ledger.portionOf(CITIZEN, index);
    }
}
