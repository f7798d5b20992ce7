// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { CommunityId, IdentityHash, Offices } from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Moving, opting out and in, recovery, closing; the test itself is the cases
contract CommunitiesLivesTest is CommunitiesFixture {
    uint256 private constant NEW_KEY = 8;

    uint256 private deadline;

    function setUp() public override {
        vm.warp(GENESIS);
        Offices memory offices =
            Offices(address(0), POOL, address(this), ASSEMBLY, SERVICES, FINDINGS);
        (ledger, communities) = deployBoth(tree(), offices);
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
        deadline = GENESIS + 1 days;
    }

    // ---------------------------------------------------------------- moving

    function test_move__to_another_community__counted_there() external {
        vm.expectEmit(address(communities));
        emit ICommunities.PersonActed(CITIZEN, 0);
        move(NATION, 0);
        assertTrue(ledger.communityOf(CITIZEN) == NATION);
        assertMembers(6, 1);
        move(TOWN, 1);
        assertTrue(ledger.communityOf(CITIZEN) == TOWN);
        assertMembers(7, 0);
    }

    function test_move__no_such_community__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ICommunities.UnknownCommunity.selector, HOME));
        move(HOME, 0);
    }

    function test_move__where_they_are__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.AlreadyMember.selector, CITIZEN, TOWN));
        move(TOWN, 0);
    }

    function test_move__closed__refused() external {
        communities.close(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ILedger.IsClosed.selector, CITIZEN));
        move(NATION, 0);
    }

    function test_move__with_a_seat__seat_is_kept() external {
        IdentityHash councillor = seatOwner(TOWN, 0);
        moveAs(councillor, seatKey(TOWN, 0), NATION, 0);
        (IdentityHash holder, address controller) = communities.seatAt(TOWN, 0);
        assertTrue(holder == councillor && controller == vm.addr(seatKey(TOWN, 0)));
        assertTrue(ledger.communityOf(councillor) == NATION);
    }

    // -------------------------------------------------------- opting out, in

    function test_optOut__then_in__quality_is_earned_anew() external {
        file(ownBatch());
        assertEq(ledger.qualityOf(CITIZEN), 50);
        leaveQuality(OWN_KEY, 0);
        assertTrue(!ledger.takesPart(CITIZEN));
        assertEq(ledger.qualityOf(CITIZEN), 0);
        rejoinQuality(OWN_KEY, 1);
        assertTrue(ledger.takesPart(CITIZEN));
        assertEq(ledger.qualityOf(CITIZEN), 0);
        assertEq(communities.signatory(CITIZEN).nonce, 2);
    }

    function test_optOut__twice__refused() external {
        leaveQuality(OWN_KEY, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.AlreadyOptedOut.selector, CITIZEN));
        leaveQuality(OWN_KEY, 1);
    }

    function test_optIn__not_opted_out__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotOptedOut.selector, CITIZEN));
        rejoinQuality(OWN_KEY, 0);
    }

    function test_lives__signed_by_another_key__refused() external {
        expectInvalid();
        moveAs(CITIZEN, NEW_KEY, NATION, 0);
        expectInvalid();
        leaveQuality(NEW_KEY, 0);
        expectInvalid();
        rejoinQuality(NEW_KEY, 0);
    }

    // -------------------------------------------------------------- recovery

    function test_recover__own_key__replaced() external {
        vm.expectEmit(address(communities));
        emit ICommunities.ControllerRecovered(CITIZEN, vm.addr(NEW_KEY), 0);
        communities.recover(CITIZEN, vm.addr(NEW_KEY));
        assertKey(CITIZEN, vm.addr(NEW_KEY), false);
        expectInvalidKey(vm.addr(NEW_KEY));
        leaveQuality(OWN_KEY, 0);
        leaveQuality(NEW_KEY, 0);
    }

    function test_recover__with_a_seat__seat_follows() external {
        IdentityHash councillor = seatOwner(NATION, 0);
        communities.recover(councillor, vm.addr(NEW_KEY));
        (IdentityHash holder, address controller) = communities.seatAt(NATION, 0);
        assertTrue(holder == councillor && controller == vm.addr(NEW_KEY));
    }

    function test_recover__of_a_minor__is_a_guardians_until_majority() external {
        uint256 majorityDay = 19_905; // 2024-07-01
        enrolByCouncil(NEWBORN, GENESIS_MONTH + 1 - 18 * 12);
        bind(NEWBORN, vm.addr(OWN_KEY));
        vm.expectEmit(address(communities));
        emit ICommunities.ControllerRecovered(NEWBORN, vm.addr(NEW_KEY), majorityDay);
        communities.recover(NEWBORN, vm.addr(NEW_KEY));
        assertKey(NEWBORN, vm.addr(NEW_KEY), true);
        vm.warp(majorityDay * 1 days);
        assertKey(NEWBORN, address(0), false);
        communities.recover(NEWBORN, vm.addr(NEW_KEY));
        assertKey(NEWBORN, vm.addr(NEW_KEY), false);
    }

    function test_recover__to_zero__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ICommunities.ZeroController.selector, CITIZEN));
        communities.recover(CITIZEN, address(0));
    }

    function test_keyInForce__nobody_bound__zero() external view {
        assertKey(STRANGER, address(0), false);
    }

    // ------------------------------------------------------- closing, reopening

    function test_close__then_reopen__counted_as_before() external {
        communities.close(CITIZEN);
        assertTrue(ledger.isClosed(CITIZEN));
        assertMembers(6, 0);
        communities.reopen(CITIZEN);
        assertTrue(!ledger.isClosed(CITIZEN));
        assertMembers(7, 0);
    }

    function test_close__twice__refused() external {
        communities.close(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ILedger.IsClosed.selector, CITIZEN));
        communities.close(CITIZEN);
    }

    // --------------------------------------------------------------- private

    function move(CommunityId community, uint256 nonce) private {
        moveAs(CITIZEN, OWN_KEY, community, nonce);
    }

    function moveAs(
        IdentityHash identity,
        uint256 key,
        CommunityId community,
        uint256 nonce
    )
        private
    {
        bytes32 kind = keccak256(
            "Move(bytes32 identity,uint256 community,uint256 nonce,uint256 deadline)"
        );
        bytes32 hashed = keccak256(abi.encode(kind, identity, community, nonce, deadline));
        communities.move(identity, community, nonce, deadline, sign(key, digestOf(hashed)));
    }

    function leaveQuality(uint256 key, uint256 nonce) private {
        bytes32 kind = keccak256("OptOut(bytes32 identity,uint256 nonce,uint256 deadline)");
        bytes32 hashed = keccak256(abi.encode(kind, CITIZEN, nonce, deadline));
        communities.optOut(CITIZEN, nonce, deadline, sign(key, digestOf(hashed)));
    }

    function rejoinQuality(uint256 key, uint256 nonce) private {
        bytes32 kind = keccak256("OptIn(bytes32 identity,uint256 nonce,uint256 deadline)");
        bytes32 hashed = keccak256(abi.encode(kind, CITIZEN, nonce, deadline));
        communities.optIn(CITIZEN, nonce, deadline, sign(key, digestOf(hashed)));
    }

    function expectInvalid() private {
        expectInvalidKey(vm.addr(OWN_KEY));
    }

    function expectInvalidKey(address controller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, controller
            )
        );
    }

    function assertMembers(uint256 town, uint256 nation) private view {
        assertEq(communities.council(TOWN).members, town);
        assertEq(communities.council(NATION).members, nation);
    }

    function assertKey(IdentityHash identity, address key, bool guardian) private view {
        (address controller, bool ofGuardian) = communities.keyInForce(identity);
        assertTrue(controller == key);
        assertTrue(ofGuardian == guardian);
    }
}
