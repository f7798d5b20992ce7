// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { Approval, CouncilAct } from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title What only the offices may do; the test itself is the pool
contract CommunitiesGateTest is CommunitiesFixture {
    bytes32 private constant ACT = keccak256("an act of the pool");

    function setUp() public override {
        super.setUp();
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
    }

    function test_approve__two_of_three__uses_the_nonce_once() external {
        CouncilAct memory head = act(TOWN);
        Approval memory approval = approve(TOWN, digestOf(ACT), FIRST_TWO);
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(TOWN, head.nonce, FIRST_TWO);
        communities.approve(address(this), head, ACT, approval);
        assertEq(communities.council(TOWN).nonce, head.nonce + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.WrongNonce.selector, head.nonce + 1, head.nonce)
        );
        communities.approve(address(this), head, ACT, approval);
    }

    function test_approve__another_act_was_signed__refused() external {
        Approval memory approval = approve(TOWN, digestOf("another act"), FIRST_TWO);
        CouncilAct memory head = act(TOWN);
        expectUnsigned();
        communities.approve(address(this), head, ACT, approval);
    }

    function test_approve__a_seat_sends__that_seat_need_not_sign() external {
        CouncilAct memory head = act(TOWN);
        bytes memory other = sign(seatKey(TOWN, 1), digestOf(ACT));
        Approval memory approval = Approval(FIRST_TWO, bytes.concat(new bytes(64), hex"01", other));
        expectUnsigned();
        communities.approve(vm.addr(seatKey(TOWN, 1)), head, ACT, approval);
        communities.approve(vm.addr(seatKey(TOWN, 0)), head, ACT, approval);
        assertEq(communities.council(TOWN).nonce, head.nonce + 1);
    }

    function test_consent__own_key__uses_the_nonce_once() external {
        bytes memory signature = sign(OWN_KEY, digestOf(ACT));
        uint256 deadline = time();
        vm.expectEmit(address(communities));
        emit ICommunities.PersonActed(CITIZEN, 0);
        communities.consent(CITIZEN, 0, deadline, ACT, signature);
        assertEq(communities.signatory(CITIZEN).nonce, 1);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.WrongNonce.selector, 1, 0));
        communities.consent(CITIZEN, 0, deadline, ACT, signature);
    }

    function test_consent__another_act_was_signed__refused() external {
        bytes memory signature = sign(OWN_KEY, digestOf("another act"));
        uint256 deadline = time();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, vm.addr(OWN_KEY)
            )
        );
        communities.consent(CITIZEN, 0, deadline, ACT, signature);
    }

    function test_gate__each_office__may_have_approvals_checked() external {
        address[5] memory offices = [address(this), CASES, ASSEMBLY, SERVICES, FINDINGS];
        for (uint256 i = 0; i < offices.length; ++i) {
            CouncilAct memory head = act(TOWN);
            Approval memory approval = approve(TOWN, digestOf(ACT), FIRST_TWO);
            vm.prank(offices[i]);
            communities.approve(address(this), head, ACT, approval);
            assertEq(communities.council(TOWN).nonce, head.nonce + 1);
            bytes memory signature = sign(OWN_KEY, digestOf(ACT));
            uint256 deadline = time();
            vm.prank(offices[i]);
            communities.consent(CITIZEN, i, deadline, ACT, signature);
        }
    }

    function testFuzz_gate__anybody_but_the_cases__refused(address caller) external {
        vm.assume(caller != CASES);
        expectUnauthorised(caller);
        communities.recover(CITIZEN, caller);
        expectUnauthorised(caller);
        communities.close(CITIZEN);
        expectUnauthorised(caller);
        communities.reopen(CITIZEN);
    }

    function testFuzz_gate__anybody_but_cases_and_findings__lowers_no_standing(address caller)
        external
    {
        vm.assume(caller != CASES && caller != FINDINGS);
        expectUnauthorised(caller);
        communities.lowerStanding(TOWN);
    }

    function test_gate__the_findings__lower_standing() external {
        vm.prank(FINDINGS);
        communities.lowerStanding(TOWN);
        assertEq(communities.standingOf(TOWN), 900);
    }

    function testFuzz_gate__anybody_but_the_assembly__refused(address caller) external {
        vm.assume(caller != ASSEMBLY);
        expectUnauthorised(caller);
        communities.seat(TOWN, 0, CITIZEN);
        expectUnauthorised(caller);
        communities.setShareIndex(TOWN, 1000, "report");
    }

    function testFuzz_gate__anybody_but_an_office__refused(address caller) external {
        vm.assume(caller != address(this) && caller != CASES && caller != ASSEMBLY);
        vm.assume(caller != SERVICES && caller != FINDINGS);
        CouncilAct memory head = act(TOWN);
        Approval memory approval = approve(TOWN, digestOf(ACT), FIRST_TWO);
        bytes memory signature = sign(OWN_KEY, digestOf(ACT));
        uint256 deadline = time();
        expectUnauthorised(caller);
        communities.approve(caller, head, ACT, approval);
        expectUnauthorised(caller);
        communities.consent(CITIZEN, 0, deadline, ACT, signature);
    }

    function expectUnauthorised(address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.Unauthorised.selector, caller));
    }

    function expectUnsigned() private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, TOWN, 0, vm.addr(seatKey(TOWN, 0))
            )
        );
    }
}
