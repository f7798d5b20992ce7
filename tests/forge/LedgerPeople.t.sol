// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAmendable } from "../../contracts/interfaces/IAmendable.sol";
import { ILedger, PersonView } from "../../contracts/interfaces/ILedger.sol";
import { CommunityId, IdentityHash, RuleId } from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Enrolment, seats, views of people, and who may write
contract LedgerPeopleTest is LedgerFixture {
    IdentityHash private constant NOBODY = IdentityHash.wrap(0);

    function test_enrol__a_citizen__stands_on_the_ledger() external view {
        assertTrue(ledger.isEnrolled(CITIZEN));
        assertTrue(!ledger.isEnrolled(STRANGER));
        assertTrue(ledger.communityOf(CITIZEN) == HOME);
        assertTrue(ledger.communityOf(STRANGER) != HOME);
        assertEq(ledger.birthMonthOf(CITIZEN), ADULT_MONTH);
        assertEq(ledger.qualityOf(CITIZEN), 0);
        assertEq(ledger.tierOf(CITIZEN), 0);
    }

    function test_enrol__lists_differ__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.LengthMismatch.selector, 1, 0));
        ledger.enrol(HOME, one(STRANGER), new uint256[](0));
    }

    function test_enrol__zero_identity__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.ZeroIdentity.selector, 0));
        enrol(NOBODY, ADULT_MONTH);
    }

    function test_enrol__twice__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.AlreadyEnrolled.selector, 0, CITIZEN));
        enrol(CITIZEN, ADULT_MONTH);
    }

    function test_enrol__month_beyond_its_field__refused() external {
        refuseBirth(ILedger.BirthInFuture.selector, 65_536);
    }

    function test_enrol__month_before_year_1__refused() external {
        refuseBirth(ILedger.BirthTooLongAgo.selector, 11);
    }

    function test_enrol__month_to_come__refused() external {
        refuseBirth(ILedger.BirthInFuture.selector, GENESIS_MONTH + 1);
    }

    function test_enrol__older_than_anyone__refused() external {
        refuseBirth(ILedger.BirthTooLongAgo.selector, GENESIS_MONTH - 131 * 12);
    }

    function test_takeSeat__a_citizen__holds_it() external {
        ledger.takeSeat(CITIZEN, CommunityId.wrap(2), 7);
        (CommunityId community, uint256 seatIndex) = ledger.seatOf(CITIZEN);
        assertEq(CommunityId.unwrap(community), 2);
        assertEq(seatIndex, 7);
    }

    function test_takeSeat__a_stranger__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER));
        ledger.takeSeat(STRANGER, HOME, 0);
    }

    function test_look__known_and_unknown__shows_one_and_zeros() external view {
        bytes32[] memory both = new bytes32[](2);
        both[0] = IdentityHash.unwrap(CITIZEN);
        both[1] = IdentityHash.unwrap(STRANGER);
        PersonView[] memory people = ledger.look(both);
        assertTrue(people[0].community == HOME);
        assertEq(people[0].birthMonth, ADULT_MONTH);
        assertEq(people[0].credits, ledger.creditsOf(CITIZEN));
        assertEq(people[1].credits, 0);
        uint256[] memory words = ledger.rawPeople(both);
        assertEq(words[0], ADULT_MONTH | (3 << 16));
        assertEq(words[1], 0);
    }

    function test_charter__as_deployed__is_readable() external view {
        assertEq(ledger.charter().leaveWindowDays, 1826);
        assertEq(uint256(ledger.CHARTER_HASH()), uint256(bytes32("charter")));
        assertEq(ledger.GENESIS(), GENESIS);
        assertEq(ledger.charter().giftCap, 200);
        assertEq(ledger.charter().usableQuality, 600);
        assertTrue(ledger.COMMUNITIES() == address(this));
        assertTrue(ledger.POOL() == POOL);
        assertTrue(ledger.CASES() == CASES);
        assertTrue(ledger.ASSEMBLY() == ASSEMBLY);
    }

    function test_acts__anybody_but_the_communities__refused() external {
        bytes[] memory acts = new bytes[](13);
        acts[0] = abi.encodeCall(ILedger.enrol, (HOME, one(STRANGER), one(ADULT_MONTH)));
        acts[1] = abi.encodeCall(ILedger.takeSeat, (CITIZEN, HOME, 0));
        acts[2] = abi.encodeCall(
            ILedger.award, (one(CITIZEN), one(today()), HOME, 0, COUNCIL_WORK, 1)
        );
        acts[3] = abi.encodeCall(ILedger.declareLeave, (CITIZEN, 1));
        acts[4] = abi.encodeCall(ILedger.endLeave, (CITIZEN));
        acts[5] = abi.encodeCall(ILedger.announceRate, (1, 0, "source"));
        acts[6] = abi.encodeWithSelector(ILedger.publishRules.selector, new bytes32[](0), "new");
        acts[7] = abi.encodeCall(ILedger.leaveSeat, (CITIZEN));
        acts[8] = abi.encodeCall(ILedger.move, (CITIZEN, HOME));
        acts[9] = abi.encodeCall(ILedger.optOut, (CITIZEN));
        acts[10] = abi.encodeCall(ILedger.optIn, (CITIZEN));
        acts[11] = abi.encodeCall(ILedger.close, (CITIZEN));
        acts[12] = abi.encodeCall(ILedger.reopen, (CITIZEN));
        for (uint256 i = 0; i < acts.length; ++i) {
            expectRefused(POOL, acts[i]);
            expectRefused(CASES, acts[i]);
            expectRefused(ASSEMBLY, acts[i]);
        }
    }

    function test_acts__anybody_but_the_cases_or_the_assembly__refused() external {
        bytes[] memory acts = new bytes[](3);
        acts[0] = abi.encodeCall(ILedger.deduct, (CITIZEN, 1, 0, today() + 1, 1));
        acts[1] = abi.encodeCall(ILedger.endDeduction, (CITIZEN, 0, 1));
        acts[2] = abi.encodeCall(ILedger.reverseAward, (CITIZEN, 1, 1, 0));
        for (uint256 i = 0; i < acts.length; ++i) {
            expectRefused(address(this), acts[i]);
            expectRefused(POOL, acts[i]);
            expectRefused(ASSEMBLY, acts[i]);
        }
        bytes memory amendment = abi.encodeCall(IAmendable.amend, (new uint256[](14), today()));
        expectRefused(address(this), amendment);
        expectRefused(CASES, amendment);
    }

    function testFuzz_enrol__any_month__accepted_exactly_within_a_lifetime(uint256 month) external {
        month = between(month, 0, 70_000);
        bool plausible = month <= GENESIS_MONTH && month > GENESIS_MONTH - 130 * 12;
        try ledger.enrol(HOME, one(STRANGER), one(month)) {
            assertTrue(plausible);
            assertEq(ledger.birthMonthOf(STRANGER), month);
        } catch {
            assertTrue(!plausible);
        }
    }

    function expectRefused(address caller, bytes memory act) private {
        bytes memory refusal = abi.encodeWithSelector(ILedger.Unauthorised.selector, caller);
        vm.prank(caller);
        (bool success, bytes memory answer) = address(ledger).call(act);
        assertTrue(!success && keccak256(answer) == keccak256(refusal));
    }

    function refuseBirth(bytes4 selector, uint256 month) private {
        vm.expectRevert(abi.encodeWithSelector(selector, 0, STRANGER, month));
        enrol(STRANGER, month);
    }
}
