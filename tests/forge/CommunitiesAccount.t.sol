// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AwardBatch,
    AwardProof,
    CommunitiesCharter,
    CouncilView,
    FoundingCommunity,
    ICommunities
} from "../../contracts/interfaces/ICommunities.sol";
import { Approval, CommunityId, CouncilAct, Offices } from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Budget, chain, standing and share index; the test itself is cases and assembly
/// @dev The town has seven members and 8 points for each of them, so that one award of 50 fits into
///      a quarter and a second does not.
contract CommunitiesAccountTest is CommunitiesFixture {
    uint256 private constant QUARTER = YEAR / 4;
    uint256 private constant BUDGET = 56;
    bytes32 private constant REPORT = "report";

    function setUp() public override {
        vm.warp(GENESIS);
        Offices memory offices =
            Offices(address(0), POOL, address(this), address(this), SERVICES, FINDINGS);
        (ledger, communities) = deployBoth(tree(), offices);
        enrolByCouncil(CITIZEN, ADULT_MONTH);
    }

    function pilotCommunities() internal pure override returns (CommunitiesCharter memory) {
        return CommunitiesCharter({ majorityYears: 18, budgetPerMember: 8, standingLoss: 100 });
    }

    // ---------------------------------------------------------------- budget

    function test_budgetOf__before_any_award__all_is_left() external view {
        assertBudget(BUDGET, BUDGET);
    }

    function test_budgetOf__not_founded__refused() external {
        bytes memory refusal =
            abi.encodeWithSelector(ICommunities.UnknownCommunity.selector, HOME);
        vm.expectRevert(refusal);
        communities.budgetOf(HOME);
        vm.expectRevert(refusal);
        communities.standingOf(HOME);
        vm.expectRevert(refusal);
        communities.firstSeatOf(HOME);
    }

    function test_fileAwards__within_the_budget__uses_it() external {
        file(ownBatch());
        assertBudget(BUDGET, 6);
        CouncilView memory council = communities.council(TOWN);
        assertEq(council.used, 50);
        assertEq(council.quarter, 0);
    }

    function test_fileAwards__all_of_the_budget__filed() external {
        communities.setShareIndex(TOWN, 893, REPORT);
        file(ownBatch());
        assertBudget(50, 0);
    }

    function test_fileAwards__above_the_budget__refused() external {
        AwardBatch memory batch = ownBatch();
        batch.identities = list(CITIZEN, seatOwner(TOWN, 2));
        batch.actDays = new uint256[](2);
        batch.actDays[0] = batch.actDays[1] = today();
        refuse(batch, 100, BUDGET);
    }

    function test_fileAwards__above_what_is_left__refused() external {
        file(ownBatch());
        refuse(ownBatch(), 50, 6);
    }

    function test_fileAwards__of_nobody__refused() external {
        AwardBatch memory batch = ownBatch();
        (batch.identities, batch.actDays) = (new bytes32[](0), new uint256[](0));
        (CouncilAct memory head, Approval memory approval) = approvedBatch(batch);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.NothingToDo.selector));
        communities.fileAwards(head, batch, approval);
    }

    function test_fileAwards__a_quarter_later__has_a_new_budget() external {
        file(ownBatch());
        vm.warp(GENESIS + QUARTER - 1);
        refuse(ownBatch(), 50, 6);
        vm.warp(GENESIS + QUARTER);
        assertBudget(BUDGET, BUDGET);
        file(ownBatch());
        assertBudget(BUDGET, 6);
        assertEq(communities.council(TOWN).quarter, 1);
    }

    function test_fileAwards__budget_fell_below_what_was_used__nothing_is_left() external {
        file(ownBatch());
        communities.lowerStanding(TOWN);
        communities.lowerStanding(TOWN);
        assertBudget(44, 0);
        refuse(ownBatch(), 50, 0);
    }

    function test_budgetOf__large_community_in_good_standing__at_most_31_bits() external {
        uint256 slot = uint256(keccak256(abi.encode(TOWN, 3)));
        uint256 word = uint256(vm.load(address(communities), bytes32(slot)));
        uint256 most = type(uint32).max;
        vm.store(address(communities), bytes32(slot), bytes32(word | (most << 8)));
        assertEq(communities.council(TOWN).members, most);
        assertBudget(2 ** 31 - 1, 2 ** 31 - 1);
        file(ownBatch());
        assertBudget(2 ** 31 - 1, 2 ** 31 - 51);
    }

    // ----------------------------------------------------------------- chain

    function test_chain__no_batch__is_empty() external view {
        assertTrue(communities.council(TOWN).chain == 0);
    }

    function test_requireFiled__each_batch_at_its_place__proved() external {
        communities.setShareIndex(TOWN, 1500, REPORT);
        AwardProof memory first = filed();
        bytes32 firstLink = linkOf(first);
        assertTrue(communities.council(TOWN).chain == longer(0, firstLink));
        passDays(100);
        AwardProof memory second = filed();
        bytes32 secondLink = linkOf(second);
        assertTrue(
            communities.council(TOWN).chain == longer(longer(0, firstLink), secondLink)
        );
        second.before = longer(0, firstLink);
        communities.requireFiled(second);
        refuseProof(first);
        first.later = new bytes32[](1);
        first.later[0] = secondLink;
        communities.requireFiled(first);
    }

    function test_requireFiled__another_batch__refused() external {
        AwardProof memory proof = filed();
        for (uint256 part = 0; part < 8; ++part) {
            refuseProof(altered(proof, part));
        }
        communities.requireFiled(proof);
    }

    function test_requireFiled__of_another_community__refused() external {
        AwardProof memory proof = filed();
        proof.community = NATION;
        refuseProof(proof);
        proof.community = HOME;
        refuseProof(proof);
    }

    // -------------------------------------------------- standing, share index

    function test_lowerStanding__once__heals_by_a_thousandth_a_day() external {
        uint256 fullAgain = today() + 100;
        vm.expectEmit(address(communities));
        emit ICommunities.StandingLowered(TOWN, fullAgain);
        communities.lowerStanding(TOWN);
        assertEq(communities.council(TOWN).fullAgainDay, fullAgain);
        assertEq(communities.standingOf(TOWN), 900);
        assertEq(communities.standingOf(NATION), 1000);
        passDays(40);
        assertEq(communities.standingOf(TOWN), 940);
        passDays(59);
        assertEq(communities.standingOf(TOWN), 999);
        passDays(1);
        assertEq(communities.standingOf(TOWN), 1000);
        passDays(1000);
        assertEq(communities.standingOf(TOWN), 1000);
    }

    function test_lowerStanding__again_before_it_healed__adds_up() external {
        communities.lowerStanding(TOWN);
        passDays(40);
        communities.lowerStanding(TOWN);
        assertEq(communities.standingOf(TOWN), 840);
    }

    function test_lowerStanding__long_after_it_healed__counts_from_today() external {
        communities.lowerStanding(TOWN);
        passDays(500);
        communities.lowerStanding(TOWN);
        assertEq(communities.standingOf(TOWN), 900);
    }

    function test_lowerStanding__many_times__never_below_200() external {
        for (uint256 i = 0; i < 12; ++i) communities.lowerStanding(TOWN);
        assertEq(communities.standingOf(TOWN), 200);
        assertEq(communities.council(TOWN).fullAgainDay, today() + 800);
    }

    function test_setShareIndex__set__weighs_the_budget_and_nothing_else() external {
        CouncilView memory before = communities.council(TOWN);
        vm.expectEmit(address(communities));
        emit ICommunities.ShareIndexSet(TOWN, 1500, REPORT);
        communities.setShareIndex(TOWN, 1500, REPORT);
        assertBudget(84, 84);
        before.shareIndex = 1500;
        assertTrue(
            keccak256(abi.encode(before)) == keccak256(abi.encode(communities.council(TOWN)))
        );
        communities.setShareIndex(TOWN, 500, REPORT);
        assertBudget(28, 28);
    }

    function testFuzz_council__whatever_happens_to_one_field__others_stay(
        uint256 shareIndex,
        uint256 losses
    )
        external
    {
        shareIndex = between(shareIndex, 893, 1500);
        communities.setShareIndex(TOWN, shareIndex, REPORT);
        AwardProof memory proof = filed();
        losses = between(losses, 1, 9);
        for (uint256 i = 0; i < losses; ++i) communities.lowerStanding(TOWN);
        CouncilView memory council = communities.council(TOWN);
        assertEq(council.members, 7);
        assertEq(council.nonce, 2);
        assertEq(council.threshold, 2);
        assertEq(council.used, 50);
        assertEq(council.shareIndex, shareIndex);
        assertEq(council.fullAgainDay, today() + (losses < 9 ? losses * 100 : 800));
        communities.requireFiled(proof);
    }

    // --------------------------------------------------------------- private

    function filed() private returns (AwardProof memory proof) {
        AwardBatch memory batch = ownBatch();
        CouncilAct memory head = file(batch);
        proof.community = head.community;
        proof.nonce = head.nonce;
        proof.rule = batch.rule;
        proof.version = batch.version;
        proof.evidenceHash = batch.evidenceHash;
        proof.identities = batch.identities;
        proof.filedAt = time();
    }

    function altered(
        AwardProof memory proof,
        uint256 part
    )
        private
        pure
        returns (AwardProof memory other)
    {
        other = abi.decode(abi.encode(proof), (AwardProof));
        if (part == 0) ++other.nonce;
        if (part == 1) other.rule = SCIENCE;
        if (part == 2) ++other.version;
        if (part == 3) other.evidenceHash = "other evidence";
        if (part == 4) other.identities = one(STRANGER);
        if (part == 5) ++other.filedAt;
        if (part == 6) other.before = bytes14(uint112(1));
        if (part == 7) other.later = new bytes32[](1);
    }

    function linkOf(AwardProof memory proof) private pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                bytes32(proof.nonce),
                bytes32(uint256(1)),
                bytes32(uint256(1)),
                EVIDENCE,
                keccak256(abi.encodePacked(proof.identities)),
                bytes32(proof.filedAt)
            )
        );
    }

    function longer(bytes14 chain, bytes32 link) private pure returns (bytes14) {
        return bytes14(keccak256(bytes.concat(bytes32(chain), link)));
    }

    function refuse(AwardBatch memory batch, uint256 needed, uint256 left) private {
        (CouncilAct memory head, Approval memory approval) = approvedBatch(batch);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.BudgetExceeded.selector, TOWN, needed, left)
        );
        communities.fileAwards(head, batch, approval);
    }

    function refuseProof(AwardProof memory proof) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.AwardNotFiled.selector, proof.community, proof.nonce
            )
        );
        communities.requireFiled(proof);
    }

    function assertBudget(uint256 budget, uint256 left) private view {
        (uint256 foundBudget, uint256 foundLeft) = communities.budgetOf(TOWN);
        assertEq(foundBudget, budget);
        assertEq(foundLeft, left);
    }
}
