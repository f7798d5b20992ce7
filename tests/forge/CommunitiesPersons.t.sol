// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { TestWallet } from "../contracts/TestWallet.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Acts of persons: keys, wallets, guardians
contract CommunitiesPersonsTest is CommunitiesFixture {
    uint256 private constant NEW_KEY = 8;
    bytes32 private constant SECRET = "secret";

    uint256 private deadline;

    function setUp() public override {
        super.setUp();
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
        deadline = GENESIS + 1 days;
    }

    function test_declareLeave__own_key__runs_until_ended() external {
        declare(OWN_KEY, 0);
        (, uint256 leaveUntil) = ledger.decayOf(CITIZEN);
        assertEq(leaveUntil, today() + 10);
        bytes32 kind = keccak256("LeaveEnd(bytes32 identity,uint256 nonce,uint256 deadline)");
        bytes32 digest = digestOf(keccak256(abi.encode(kind, CITIZEN, 1, deadline)));
        communities.endLeave(CITIZEN, 1, deadline, sign(OWN_KEY, digest));
        (, leaveUntil) = ledger.decayOf(CITIZEN);
        assertEq(leaveUntil, today());
        assertEq(communities.signatory(CITIZEN).nonce, 2);
    }

    function test_consent__no_key__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ICommunities.NoController.selector, STRANGER));
        communities.declareLeave(STRANGER, 10, 0, deadline, "");
    }

    function test_consent__a_second_late__refused() external {
        vm.warp(deadline + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.DeadlinePassed.selector, deadline, deadline + 1
            )
        );
        declare(OWN_KEY, 0);
    }

    function test_consent__another_nonce__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ICommunities.WrongNonce.selector, 0, 1));
        declare(OWN_KEY, 1);
    }

    function test_consent__another_key__refused() external {
        expectInvalid(vm.addr(OWN_KEY));
        declare(NEW_KEY, 0);
    }

    function test_consent__guardian__lapses_on_the_day_of_majority() external {
        uint256 majorityDay = 19_905; // 2024-07-01
        enrolByCouncil(NEWBORN, GENESIS_MONTH + 1 - 18 * 12);
        bind(NEWBORN, vm.addr(NEW_KEY));
        assertEq(communities.signatory(NEWBORN).lapseDay, majorityDay);
        vm.warp(majorityDay * 1 days);
        deadline = time();
        bytes memory signed = sign(NEW_KEY, leaveDigest(NEWBORN, 10, 0, deadline));
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.ControllerLapsed.selector, NEWBORN, majorityDay)
        );
        communities.declareLeave(NEWBORN, 10, 0, deadline, signed);
        bind(NEWBORN, vm.addr(OWN_KEY));
        assertEq(communities.signatory(NEWBORN).lapseDay, 0);
    }

    function test_changeController__both_sign__seat_follows() external {
        IdentityHash councillor = seatOwner(NATION, 0);
        change(councillor, seatKey(NATION, 0), vm.addr(NEW_KEY), NEW_KEY);
        (IdentityHash holder, address controller) = communities.seatAt(NATION, 0);
        assertTrue(holder == councillor);
        assertTrue(controller == vm.addr(NEW_KEY));
    }

    function test_changeController__without_a_seat__changes_the_key() external {
        change(CITIZEN, OWN_KEY, vm.addr(NEW_KEY), NEW_KEY);
        assertTrue(communities.signatory(CITIZEN).controller == vm.addr(NEW_KEY));
    }

    function test_changeController__to_zero__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ICommunities.ZeroController.selector, CITIZEN));
        change(CITIZEN, OWN_KEY, address(0), NEW_KEY);
    }

    function test_changeController__new_key_silent__refused() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.NewControllerDeclined.selector, CITIZEN, vm.addr(NEW_KEY)
            )
        );
        change(CITIZEN, OWN_KEY, vm.addr(NEW_KEY), OWN_KEY);
    }

    function test_wallet__accepting__signs_for_the_person() external {
        useWallet(TestWallet.Manner.Correct);
        bytes32 digest = leaveDigest(CITIZEN, 10, 1, deadline);
        communities.declareLeave(CITIZEN, 10, 1, deadline, abi.encode(SECRET, digest));
    }

    function test_wallet__misbehaving__refused() external {
        for (uint8 manner = 1; manner <= uint8(type(TestWallet.Manner).max); ++manner) {
            address wallet = address(new TestWallet(SECRET, TestWallet.Manner(manner)));
            bytes32 digest = changeDigest(CITIZEN, wallet, 0, deadline);
            vm.expectRevert(
                abi.encodeWithSelector(
                    ICommunities.NewControllerDeclined.selector, CITIZEN, wallet
                )
            );
            communities.changeController(
                CITIZEN, wallet, 0, deadline, sign(OWN_KEY, digest), abi.encode(SECRET, digest)
            );
        }
    }

    function useWallet(TestWallet.Manner manner) private {
        address wallet = address(new TestWallet(SECRET, manner));
        bytes32 digest = changeDigest(CITIZEN, wallet, 0, deadline);
        communities.changeController(
            CITIZEN, wallet, 0, deadline, sign(OWN_KEY, digest), abi.encode(SECRET, digest)
        );
    }

    function change(
        IdentityHash identity,
        uint256 oldKey,
        address newController,
        uint256 newKey
    )
        private
    {
        bytes32 digest = changeDigest(identity, newController, 0, deadline);
        communities.changeController(
            identity, newController, 0, deadline, sign(oldKey, digest), sign(newKey, digest)
        );
    }

    function declare(uint256 key, uint256 nonce) private {
        bytes32 digest = leaveDigest(CITIZEN, 10, nonce, deadline);
        communities.declareLeave(CITIZEN, 10, nonce, deadline, sign(key, digest));
    }

    function expectInvalid(address controller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, controller
            )
        );
    }
}
