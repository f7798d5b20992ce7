// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FoundingCommunity } from "../../contracts/interfaces/ICommunities.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { Approval, CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { PanelsFixture } from "./PanelsFixture.sol";

/// @title Counting the votes of jurors
contract PanelsVotesTest is PanelsFixture {
    uint256 private constant FIRST_THREE = 7;

    uint256 private panel;
    bytes32[] private jurors;
    bytes32[] private everybody;

    function setUp() public override {
        super.setUp();
        bytes32[] memory barred = one(CITIZEN);
        panel = panels.convene(5, TOWN, barred);
        jurors = seatPanel(panel, barred);
        everybody = joined(barred, jurors);
    }

    function test_majority__three_of_five__accepted() external view {
        check(votes(jurors, DECISION, FIRST_THREE));
        check(votes(jurors, DECISION, 28));
        check(votes(jurors, DECISION, 31));
    }

    function test_majority__six_of_eleven__accepted_and_five_are_not() external {
        uint256 large = panels.convene(11, TOWN, nobody());
        bytes32[] memory eleven = seatPanel(large, nobody());
        panels.requireMajority(large, eleven, DECISION, votes(eleven, DECISION, 0x3f));
        Approval memory five = votes(eleven, DECISION, 0x3e);
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, large, 6, 5)
        );
        panels.requireMajority(large, eleven, DECISION, five);
    }

    function test_majority__two_or_none_of_five__refused() external {
        Approval memory two = votes(jurors, DECISION, 3);
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, panel, 3, 2)
        );
        check(two);
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, panel, 3, 0)
        );
        check(Approval(0, ""));
    }

    function test_majority__not_seated_or_unknown__refused() external {
        uint256 next = panels.convene(5, TOWN, nobody());
        Approval memory three = votes(jurors, DECISION, FIRST_THREE);
        vm.expectRevert(abi.encodeWithSelector(IPanels.NotSeated.selector, next));
        panels.requireMajority(next, nobody(), DECISION, three);
        vm.expectRevert(abi.encodeWithSelector(IPanels.NotSeated.selector, next + 1));
        panels.requireMajority(next + 1, nobody(), DECISION, three);
    }

    function test_majority__another_list__refused() external {
        Approval memory three = votes(jurors, DECISION, FIRST_THREE);
        vm.expectRevert(abi.encodeWithSelector(IPanels.WrongList.selector, panel));
        panels.requireMajority(panel, jurors, DECISION, three);
    }

    function test_majority__bit_beyond_the_panel__refused() external {
        Approval memory most = votes(jurors, DECISION, 31);
        most.signers = 63;
        vm.expectRevert(abi.encodeWithSelector(IPanels.NotAJuror.selector, panel, 5));
        check(most);
        most = votes(jurors, DECISION, FIRST_THREE);
        most.signers |= 1 << 255;
        vm.expectRevert(abi.encodeWithSelector(IPanels.NotAJuror.selector, panel, 255));
        check(most);
    }

    function test_majority__signatures_end_early__refused() external {
        Approval memory fewer = votes(jurors, DECISION, FIRST_THREE);
        fewer.signers = 15;
        vm.expectRevert(abi.encodeWithSelector(IPanels.SignatureMissing.selector, panel, 3));
        check(fewer);
    }

    function test_majority__signed_something_else__refused() external {
        refuseVote(votes(jurors, keccak256("another decision"), FIRST_THREE), 0);
        Approval memory swapped = votes(jurors, DECISION, FIRST_THREE);
        swapped.signers = 14;
        refuseVote(swapped, 1);
    }

    function test_majority__juror_sends_instead_of_signing__refused() external {
        bytes memory sent = abi.encodePacked(bytes32(0), bytes32(0), uint8(1));
        bytes memory signatures = bytes.concat(sent, votes(jurors, DECISION, 6).signatures);
        address juror = vm.addr(keyOfHolder(jurors[0]));
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.InvalidJurorSignature.selector, panel, 0, juror)
        );
        vm.prank(juror);
        panels.requireMajority(panel, everybody, DECISION, Approval(FIRST_THREE, signatures));
    }

    function test_majority__key_changed_since_the_draw__only_the_new_one_counts() external {
        uint256 newKey = 4711;
        IdentityHash juror = IdentityHash.wrap(jurors[0]);
        bytes32 digest = changeDigest(juror, vm.addr(newKey), 0, time());
        communities.changeController(
            juror,
            vm.addr(newKey),
            0,
            time(),
            sign(keyOfHolder(jurors[0]), digest),
            sign(newKey, digest)
        );
        Approval memory former = votes(jurors, DECISION, FIRST_THREE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.InvalidJurorSignature.selector, panel, 0, vm.addr(newKey)
            )
        );
        check(former);
        bytes memory others = votes(jurors, DECISION, 6).signatures;
        check(
            Approval(FIRST_THREE, bytes.concat(sign(newKey, digestOf(DECISION)), others))
        );
    }

    function test_majority__juror_without_a_key_in_force__refused() external {
        unbind(IdentityHash.wrap(jurors[1]));
        bytes memory nothing = abi.encodePacked(bytes32(0), bytes32(0), uint8(27));
        bytes memory signatures = bytes.concat(votes(jurors, DECISION, 1).signatures, nothing);
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.InvalidJurorSignature.selector, panel, 1, address(0)
            )
        );
        check(Approval(3, signatures));
    }

    function test_majority__two_jurors_with_one_key__refused() external {
        FoundingCommunity[] memory founding = fourCommunities();
        address shared = vm.addr(seatKey(VILLAGE, 0));
        for (uint256 i = 1; i < 6; ++i) founding[3].seats[i].controller = shared;
        convenedByTest(founding);
        panel = panels.convene(5, TOWN, ownSeatsAndValley());
        jurors = seatPanel(panel, ownSeatsAndValley());
        everybody = joined(ownSeatsAndValley(), jurors);
        bytes memory vote = sign(seatKey(VILLAGE, 0), digestOf(DECISION));
        bytes memory signatures = bytes.concat(vote, vote, vote);
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.SharedController.selector, panel, 1, shared)
        );
        check(Approval(FIRST_THREE, signatures));
    }

    function test_majority__panel_too_small__counts_against_its_full_size() external {
        uint256 small = panels.convene(16, TOWN, nobody());
        bytes32[] memory fifteen = seatPanel(small, nobody());
        assertTrue(panels.isTooSmall(small));
        Approval memory eight = votes(fifteen, DECISION, 0xff);
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, small, 9, 8)
        );
        panels.requireMajority(small, fifteen, DECISION, eight);
    }

    // -------------------------------------------------------------- private

    function check(Approval memory approval) private view {
        panels.requireMajority(panel, everybody, DECISION, approval);
    }

    function refuseVote(Approval memory approval, uint256 juror) private {
        address controller = vm.addr(keyOfHolder(jurors[juror]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.InvalidJurorSignature.selector, panel, juror, controller
            )
        );
        check(approval);
    }

    /// @dev Leaves the village as the only community that jurors can come from.
    function ownSeatsAndValley() private pure returns (bytes32[] memory barred) {
        barred = new bytes32[](9);
        for (uint256 i = 0; i < 3; ++i) barred[i] = IdentityHash.unwrap(seatOwner(NATION, i));
        for (uint256 i = 0; i < 6; ++i) barred[3 + i] = IdentityHash.unwrap(seatOwner(VALLEY, i));
    }
}
