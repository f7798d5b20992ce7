// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AuditView, IAssembly } from "../../contracts/interfaces/IAssembly.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { Approval, CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { AssemblyFixture } from "./AssemblyFixture.sol";

/// @title Share indexes set by jurors of other communities
contract AssemblyAuditsTest is AssemblyFixture {
    bytes32 private constant REPORT = keccak256("report");
    uint256 private constant PRESENT = 1000;
    uint256 private constant FIRST_THREE = 7;

    // ----------------------------------------------------------------- open

    function test_open__first__convenes_five_from_elsewhere() external {
        uint256 bound = beacon.roundAt(time() + BOUND_LATER - 1) + 1;
        vm.expectEmit(address(panels));
        emit IPanels.PanelConvened(1, TOWN, 5, bound, keccak256(""));
        vm.expectEmit(address(assembly_));
        emit IAssembly.AuditOpened(TOWN, 0, 1);
        assembly_.openAudit(TOWN);
        AuditView memory audit = assembly_.auditOf(TOWN);
        assertEq(audit.panel, 1);
        assertEq(audit.year, 0);
        assertEq(audit.until, time() + VERDICT_DAYS * 1 days);
        assertTrue(!audit.isRecorded);
    }

    function test_open__no_such_community__refused() external {
        refuseOpening(0);
        refuseOpening(5);
    }

    function test_open__while_one_runs__refused_until_its_last_second() external {
        assembly_.openAudit(TOWN);
        uint256 until = assembly_.auditOf(TOWN).until;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.AuditRunning.selector, TOWN, until));
        assembly_.openAudit(TOWN);
        assembly_.openAudit(VALLEY);
        vm.warp(until);
        assembly_.openAudit(TOWN);
        assertEq(assembly_.auditOf(TOWN).panel, 3);
    }

    function test_open__panel_too_small__another_at_once() external {
        closeAllBut4();
        assembly_.openAudit(TOWN);
        seatPanel(1, nobody());
        assertTrue(panels.isTooSmall(1));
        assembly_.openAudit(TOWN);
        assertEq(assembly_.auditOf(TOWN).panel, 2);
    }

    function test_open__recorded_this_year__refused_until_the_next() external {
        open();
        record(1100);
        vm.warp(GENESIS + YEAR - 1);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.AuditedAlready.selector, TOWN, 0));
        assembly_.openAudit(TOWN);
        vm.warp(GENESIS + YEAR);
        vm.expectEmit(address(assembly_));
        emit IAssembly.AuditOpened(TOWN, 1, 2);
        assembly_.openAudit(TOWN);
        assertTrue(!assembly_.auditOf(TOWN).isRecorded);
    }

    function test_record__after_the_end_of_its_year__is_of_that_year() external {
        vm.warp(GENESIS + YEAR - 1);
        bytes32[] memory jurors = open();
        vm.warp(GENESIS + YEAR + 1 days);
        Approval memory approval = votes(jurors, reportHash(0, 1100), FIRST_THREE);
        vm.expectEmit(address(assembly_));
        emit IAssembly.AuditRecorded(TOWN, 0, 1, 1100, REPORT, FIRST_THREE);
        assembly_.recordAudit(TOWN, 1100, REPORT, jurors, approval);
        assembly_.openAudit(TOWN);
        assertEq(assembly_.auditOf(TOWN).year, 1);
    }

    // --------------------------------------------------------------- record

    function test_record__three_of_five__sets_the_share_index() external {
        bytes32[] memory jurors = open();
        Approval memory approval = votes(jurors, reportHash(0, 950), FIRST_THREE);
        vm.expectEmit(address(assembly_));
        emit IAssembly.AuditRecorded(TOWN, 0, 1, 950, REPORT, FIRST_THREE);
        vm.expectEmit(address(communities));
        emit ICommunities.ShareIndexSet(TOWN, 950, REPORT);
        assembly_.recordAudit(TOWN, 950, REPORT, jurors, approval);
        assertEq(communities.council(TOWN).shareIndex, 950);
        assertEq(communities.council(VALLEY).shareIndex, PRESENT);
        assertTrue(assembly_.auditOf(TOWN).isRecorded);
    }

    function test_record__nothing_of_a_member__changes() external {
        IdentityHash member = seatOwner(TOWN, 0);
        vm.prank(address(communities));
        ledger.award(one(member), one(today()), TOWN, 0, COUNCIL_WORK, 1);
        bytes32[] memory jurors = open();
        Approval memory approval = votes(jurors, reportHash(0, 900), FIRST_THREE);
        uint256[] memory before = ledger.rawPeople(one(member));
        uint256 credits = ledger.creditsOf(member);
        assembly_.recordAudit(TOWN, 900, REPORT, jurors, approval);
        assertEq(ledger.rawPeople(one(member))[0], before[0]);
        assertEq(ledger.creditsOf(member), credits);
    }

    function test_record__most_of_a_step_up_or_down__but_no_more() external {
        bytes32[] memory jurors = open();
        refuseIndex(jurors, PRESENT + STEP + 1, PRESENT - STEP, PRESENT + STEP);
        refuseIndex(jurors, PRESENT - STEP - 1, PRESENT - STEP, PRESENT + STEP);
        record(PRESENT + STEP);
        vm.warp(GENESIS + YEAR);
        open();
        record(PRESENT);
    }

    function test_record__near_the_bounds__stops_there() external {
        bytes32[] memory jurors = open();
        setShareIndex(550);
        refuseIndex(jurors, 499, 500, 650);
        setShareIndex(1450);
        refuseIndex(jurors, 1501, 1350, 1500);
        record(1500);
    }

    function test_record__none_open__refused() external {
        refuseRecord(TOWN, nobody());
        refuseRecord(CommunityId.wrap(5), nobody());
        bytes32[] memory jurors = open();
        refuseRecord(VALLEY, jurors);
        record(1000);
        refuseRecord(TOWN, jurors);
    }

    function test_record__until_the_last_second__then_refused() external {
        bytes32[] memory jurors = open();
        Approval memory approval = votes(jurors, reportHash(0, 1000), FIRST_THREE);
        uint256 until = assembly_.auditOf(TOWN).until;
        vm.warp(until);
        refuseRecord(TOWN, jurors);
        vm.warp(until - 1);
        assembly_.recordAudit(TOWN, 1000, REPORT, jurors, approval);
    }

    function test_record__panel_too_small__refused() external {
        closeAllBut4();
        bytes32[] memory jurors = open();
        assertEq(jurors.length, 4);
        refuseRecord(TOWN, jurors);
    }

    function test_record__panel_not_seated__refused() external {
        assembly_.openAudit(TOWN);
        vm.expectRevert(abi.encodeWithSelector(IPanels.NotSeated.selector, 1));
        assembly_.recordAudit(TOWN, 1000, REPORT, nobody(), Approval(0, ""));
    }

    function test_record__two_of_five__refused() external {
        bytes32[] memory jurors = open();
        Approval memory approval = votes(jurors, reportHash(0, 1000), 3);
        vm.expectRevert(abi.encodeWithSelector(IPanels.TooFewSignatures.selector, 1, 3, 2));
        assembly_.recordAudit(TOWN, 1000, REPORT, jurors, approval);
    }

    function test_record__another_index_or_report_than_signed__refused() external {
        bytes32[] memory jurors = open();
        Approval memory approval = votes(jurors, reportHash(0, 1000), FIRST_THREE);
        bytes memory refusal = abi.encodeWithSelector(
            IPanels.InvalidJurorSignature.selector, 1, 0, vm.addr(keyOfHolder(jurors[0]))
        );
        vm.expectRevert(refusal);
        assembly_.recordAudit(TOWN, 1001, REPORT, jurors, approval);
        vm.expectRevert(refusal);
        assembly_.recordAudit(TOWN, 1000, "another", jurors, approval);
    }

    // -------------------------------------------------------------- private

    function open() private returns (bytes32[] memory jurors) {
        assembly_.openAudit(TOWN);
        return seatPanel(assembly_.auditOf(TOWN).panel, nobody());
    }

    function record(uint256 shareIndex) private {
        AuditView memory audit = assembly_.auditOf(TOWN);
        bytes32[] memory jurors = drawnJurors(audit.panel, nobody());
        bytes32 hashed = reportHash(audit.year, shareIndex);
        Approval memory approval = votes(jurors, hashed, FIRST_THREE);
        assembly_.recordAudit(TOWN, shareIndex, REPORT, jurors, approval);
        assertEq(communities.council(TOWN).shareIndex, shareIndex);
    }

    /// @dev Of the town's latest audit.
    function reportHash(uint256 year, uint256 shareIndex) private view returns (bytes32) {
        bytes32 kind = keccak256(
            "Audit(uint256 community,uint256 year,uint256 panel,uint256 shareIndex,"
            "bytes32 reportHash)"
        );
        uint256 panel = assembly_.auditOf(TOWN).panel;
        return keccak256(abi.encode(kind, TOWN, year, panel, shareIndex, REPORT));
    }

    function refuseIndex(
        bytes32[] memory jurors,
        uint256 shareIndex,
        uint256 least,
        uint256 most
    )
        private
    {
        Approval memory approval = votes(jurors, reportHash(0, shareIndex), FIRST_THREE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.ShareIndexOutOfBounds.selector, shareIndex, least, most
            )
        );
        assembly_.recordAudit(TOWN, shareIndex, REPORT, jurors, approval);
    }

    function refuseRecord(CommunityId community, bytes32[] memory jurors) private {
        vm.expectRevert(abi.encodeWithSelector(IAssembly.NoAudit.selector, community));
        assembly_.recordAudit(community, 1000, REPORT, jurors, Approval(0, ""));
    }

    function refuseOpening(uint256 community) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.UnknownCommunity.selector, community)
        );
        assembly_.openAudit(CommunityId.wrap(community));
    }

    function setShareIndex(uint256 shareIndex) private {
        vm.prank(address(assembly_));
        communities.setShareIndex(TOWN, shareIndex, REPORT);
    }

    /// @dev Of the 15 seats outside the town.
    function closeAllBut4() private {
        bytes32[] memory candidates = seatsOutside(TOWN);
        for (uint256 i = 4; i < 15; ++i) close(IdentityHash.wrap(candidates[i]));
    }
}
