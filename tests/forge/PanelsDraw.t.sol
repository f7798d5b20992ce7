// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FoundingCommunity, ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { IPanels, PanelView } from "../../contracts/interfaces/IPanels.sol";
import { CommunityId, IdentityHash, Offices } from "../../contracts/types/Types.sol";
import { PanelsFixture } from "./PanelsFixture.sol";

/// @title Convening and seating panels
contract PanelsDrawTest is PanelsFixture {
    // ----------------------------------------------------------- deployment

    function test_deployment__as_planned__knows_its_contracts() external view {
        assertTrue(address(panels.LEDGER()) == address(ledger));
        assertTrue(address(panels.COMMUNITIES()) == address(communities));
        assertTrue(address(panels.BEACON()) == address(beacon));
        assertTrue(panels.CASES() == address(this));
        assertTrue(panels.ASSEMBLY() == ASSEMBLY);
        assertEq(panels.panelCount(), 0);
    }

    function test_deployment__ledger_and_communities_of_two_deployments__refused() external {
        (ILedger firstLedger, ICommunities first) = (ledger, communities);
        convenedByTest(fourCommunities());
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.WrongWiring.selector, address(first), address(communities)
            )
        );
        createPanels(firstLedger, communities, beacon);
        Offices memory offices =
            Offices(address(first), POOL, address(this), ASSEMBLY, SERVICES, FINDINGS);
        ILedger namesFirst = createLedger(pilot(), "", offices, genesisRules(), "");
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.WrongWiring.selector, address(firstLedger), address(namesFirst)
            )
        );
        createPanels(namesFirst, first, beacon);
    }

    // -------------------------------------------------------------- convene

    function test_convene__by_the_cases__binds_a_round_to_come() external {
        bytes32[] memory barred = list(CITIZEN, STRANGER);
        uint256 bound = beacon.roundAt(time() + BOUND_LATER - 1) + 1;
        bytes32 listHash = keccak256(abi.encodePacked(CITIZEN, STRANGER));
        vm.expectEmit(address(panels));
        emit IPanels.PanelConvened(1, TOWN, 5, bound, listHash);
        assertEq(panels.convene(5, TOWN, barred), 1);
        PanelView memory convened = panels.panelOf(1);
        assertTrue(convened.community == TOWN);
        assertEq(convened.size, 5);
        assertEq(convened.beaconRound, bound);
        assertEq(convened.seated, 0);
        assertTrue(convened.listHash == listHash);
        assertTrue(!convened.isSeated);
        assertTrue(!panels.isTooSmall(1));
    }

    function test_convene__by_the_assembly__has_the_next_number() external {
        panels.convene(5, TOWN, nobody());
        vm.prank(ASSEMBLY);
        assertEq(panels.convene(11, VALLEY, nobody()), 2);
        assertEq(panels.panelCount(), 2);
    }

    function test_convene__by_the_findings__has_the_next_number() external {
        panels.convene(5, TOWN, nobody());
        vm.prank(FINDINGS);
        assertEq(panels.convene(5, VALLEY, nobody()), 2);
        assertTrue(panels.FINDINGS() == FINDINGS);
    }

    function test_convene__by_anybody_else__refused() external {
        address attacker = address(0xbad);
        vm.expectRevert(abi.encodeWithSelector(IPanels.Unauthorised.selector, attacker));
        vm.prank(attacker);
        panels.convene(5, TOWN, nobody());
    }

    function testFuzz_convene__any_second__binds_the_first_round_late_enough(uint256 later)
        external
    {
        vm.warp(between(later, GENESIS, GENESIS + 10 * YEAR));
        uint256 bound = panels.panelOf(panels.convene(5, TOWN, nobody())).beaconRound;
        assertTrue(beacon.timeOf(bound) >= time() + BOUND_LATER);
        assertTrue(beacon.timeOf(bound - 1) < time() + BOUND_LATER);
    }

    function test_panelOf__unknown__refused() external {
        panels.convene(5, TOWN, nobody());
        vm.expectRevert(abi.encodeWithSelector(IPanels.PanelUnknown.selector, 2));
        panels.panelOf(2);
        assertTrue(!panels.isTooSmall(2));
    }

    // ----------------------------------------------------------------- seat

    function test_seat__drawn__jurors_join_the_list() external {
        bytes32[] memory barred = list(seatOwner(NATION, 0), CITIZEN);
        uint256 panel = panels.convene(5, TOWN, barred);
        submit(panels.panelOf(panel).beaconRound);
        bytes32[] memory jurors = drawnJurors(panel, barred);
        assertEq(jurors.length, 5);
        vm.expectEmit(address(panels));
        emit IPanels.PanelSeated(panel, jurors);
        panels.seat(panel, barred);
        PanelView memory seated = panels.panelOf(panel);
        assertEq(seated.seated, 5);
        assertTrue(seated.isSeated);
        assertTrue(seated.listHash == hashOf(joined(barred, jurors)));
        assertTrue(!panels.isTooSmall(panel));
    }

    function test_seat__many_panels__each_its_own_draw_and_no_seat_of_the_community() external {
        bytes32 earlier;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 panel = panels.convene(5, VALLEY, nobody());
            bytes32[] memory jurors = seatPanel(panel, nobody());
            assertTrue(panels.panelOf(panel).listHash == hashOf(jurors));
            assertTrue(hashOf(jurors) != earlier);
            earlier = hashOf(jurors);
            for (uint256 j = 0; j < 6; ++j) {
                assertTrue(!contains(jurors, IdentityHash.unwrap(seatOwner(VALLEY, j))));
            }
        }
    }

    function testFuzz_seat__any_community_size_and_time__as_computed_anew(
        uint256 community,
        uint256 size,
        uint256 later
    )
        external
    {
        vm.warp(GENESIS + between(later, 0, YEAR));
        CommunityId own = CommunityId.wrap(between(community, 1, 4));
        uint256 panel = panels.convene(between(size, 1, 18), own, nobody());
        bytes32[] memory jurors = seatPanel(panel, nobody());
        assertTrue(panels.panelOf(panel).listHash == hashOf(jurors));
        assertEq(panels.panelOf(panel).seated, jurors.length);
    }

    function test_seat__eleven__nobody_barred_or_drawn_twice() external {
        bytes32[] memory barred = list(seatOwner(VILLAGE, 0), seatOwner(VALLEY, 5));
        uint256 panel = panels.convene(11, TOWN, barred);
        bytes32[] memory jurors = seatPanel(panel, barred);
        assertEq(panels.panelOf(panel).seated, 11);
        for (uint256 i = 0; i < 11; ++i) {
            assertTrue(!contains(barred, jurors[i]));
            for (uint256 j = 0; j < i; ++j) assertTrue(jurors[i] != jurors[j]);
        }
    }

    function test_seat__closed_and_vacant_seats__passed_over() external {
        close(seatOwner(NATION, 1));
        close(seatOwner(VALLEY, 2));
        vacate(VILLAGE, 3);
        uint256 panel = panels.convene(15, TOWN, nobody());
        bytes32[] memory jurors = seatPanel(panel, nobody());
        assertEq(jurors.length, 12);
        assertEq(panels.panelOf(panel).seated, 12);
        assertTrue(panels.panelOf(panel).listHash == hashOf(jurors));
        assertTrue(!contains(jurors, IdentityHash.unwrap(seatOwner(NATION, 1))));
        assertTrue(!contains(jurors, IdentityHash.unwrap(seatOwner(VALLEY, 2))));
        assertTrue(!contains(jurors, 0));
    }

    function test_seat__as_many_candidates_as_needed__is_large_enough() external {
        bytes32[] memory barred = someSeats(VILLAGE, 4);
        uint256 panel = panels.convene(11, TOWN, barred);
        seatPanel(panel, barred);
        assertEq(panels.panelOf(panel).seated, 11);
        assertTrue(!panels.isTooSmall(panel));
    }

    function test_seat__one_candidate_less__is_too_small() external {
        bytes32[] memory barred = someSeats(VILLAGE, 5);
        uint256 panel = panels.convene(11, TOWN, barred);
        seatPanel(panel, barred);
        assertEq(panels.panelOf(panel).seated, 10);
        assertTrue(panels.isTooSmall(panel));
    }

    function test_seat__no_other_community__has_no_jurors() external {
        FoundingCommunity[] memory alone = new FoundingCommunity[](2);
        alone[0] = FoundingCommunity(CommunityId.wrap(0), 2, seats(NATION, 2));
        alone[1] = FoundingCommunity(NATION, 2, seats(TOWN, 2));
        convenedByTest(alone);
        uint256 panel = panels.convene(5, TOWN, someSeats(NATION, 2));
        assertEq(seatPanel(panel, someSeats(NATION, 2)).length, 0);
        assertTrue(panels.panelOf(panel).isSeated);
        assertTrue(panels.isTooSmall(panel));
    }

    function test_seat__more_seats_than_lots__the_rest_is_not_asked() external {
        FoundingCommunity[] memory large = new FoundingCommunity[](2);
        large[0] = FoundingCommunity(CommunityId.wrap(0), 2, seats(NATION, 3));
        large[1] = FoundingCommunity(NATION, 60, seats(TOWN, 90));
        large[0].seats[0].home = NATION;
        convenedByTest(large);
        bytes32[] memory barred = someSeats(TOWN, 82);
        uint256 panel = panels.convene(8, NATION, barred);
        bytes32[] memory jurors = seatPanel(panel, barred);
        assertTrue(jurors.length < 8);
        assertEq(panels.panelOf(panel).seated, jurors.length);
        assertTrue(panels.panelOf(panel).listHash == hashOf(joined(barred, jurors)));
    }

    function test_seat__unknown_panel_or_another_list__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPanels.PanelUnknown.selector, 1));
        panels.seat(1, nobody());
        panels.convene(5, TOWN, list(CITIZEN, STRANGER));
        bytes memory refusal = abi.encodeWithSelector(IPanels.WrongList.selector, 1);
        vm.expectRevert(refusal);
        panels.seat(1, list(STRANGER, CITIZEN));
        vm.expectRevert(refusal);
        panels.seat(1, nobody());
    }

    function test_seat__before_the_beacon__refused() external {
        uint256 panel = panels.convene(5, TOWN, nobody());
        uint256 bound = panels.panelOf(panel).beaconRound;
        submit(bound - 1);
        vm.expectRevert(abi.encodeWithSelector(IPanels.BeaconPending.selector, panel, bound));
        panels.seat(panel, nobody());
        submit(bound);
        panels.seat(panel, nobody());
    }

    function test_seat__again__refused() external {
        uint256 panel = panels.convene(5, TOWN, nobody());
        bytes32[] memory jurors = seatPanel(panel, nobody());
        bytes memory refusal = abi.encodeWithSelector(IPanels.AlreadySeated.selector, panel);
        vm.expectRevert(refusal);
        panels.seat(panel, nobody());
        vm.expectRevert(refusal);
        panels.seat(panel, jurors);
    }

    // -------------------------------------------------------------- private

    function someSeats(
        CommunityId community,
        uint256 count
    )
        private
        pure
        returns (bytes32[] memory holders)
    {
        holders = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            holders[i] = IdentityHash.unwrap(seatOwner(community, i));
        }
    }
}
