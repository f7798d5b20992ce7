// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAssembly, RenewalView } from "../../contracts/interfaces/IAssembly.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { AssemblyFixture } from "./AssemblyFixture.sol";

/// @title Renewing a council: opening, volunteering, freezing
contract AssemblyRenewalsTest is AssemblyFixture {
    uint256 private constant FIRST_TERM_END = GENESIS_DAY + TERM_DAYS;
    uint256 private constant OPENS_ON = FIRST_TERM_END - VOLUNTEER_DAYS;

    // ----------------------------------------------------------------- open

    function test_open__first_second_of_the_day__takes_volunteers_for_30_days() external {
        vm.warp(OPENS_ON * 1 days);
        uint256 until = time() + VOLUNTEER_DAYS * 1 days;
        vm.expectEmit(address(assembly_));
        emit IAssembly.RenewalOpened(1, TOWN, until);
        assembly_.openRenewal(TOWN);
        assertEq(assembly_.renewalCount(), 1);
        RenewalView memory opened = assembly_.renewalOf(1);
        assertTrue(opened.community == TOWN);
        assertEq(opened.entriesUntil, until);
        assertEq(opened.entrants + opened.beaconRound + opened.walked + opened.filled, 0);
        assertTrue(!opened.isOver);
        assertEq(assembly_.termEndOf(TOWN), FIRST_TERM_END);
    }

    function test_open__a_second_earlier__refused() external {
        vm.warp(OPENS_ON * 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.TermRunning.selector, TOWN, OPENS_ON)
        );
        assembly_.openRenewal(TOWN);
    }

    function test_open__long_after_the_term__works() external {
        vm.warp(GENESIS + 20 * YEAR);
        assembly_.openRenewal(VILLAGE);
    }

    function test_open__no_such_community__refused() external {
        vm.warp(OPENS_ON * 1 days);
        refuseOpening(0);
        refuseOpening(5);
    }

    function test_open__while_one_runs__refused() external {
        uint256 renewal = openRenewal(TOWN);
        bytes memory refusal =
            abi.encodeWithSelector(IAssembly.RenewalRunning.selector, TOWN, renewal);
        vm.expectRevert(refusal);
        assembly_.openRenewal(TOWN);
        freezeAndSubmit(renewal);
        vm.expectRevert(refusal);
        assembly_.openRenewal(TOWN);
        assertEq(openRenewal(VALLEY), renewal + 1);
    }

    // ------------------------------------------------------------ volunteer

    function test_volunteer__members_here_and_below__are_numbered() external {
        settle(3);
        move(1, VILLAGE);
        optOut(2);
        uint256 renewal = openRenewal(TOWN);
        vm.expectEmit(address(communities));
        emit ICommunities.PersonActed(citizen(0), 0);
        vm.expectEmit(address(assembly_));
        emit IAssembly.Volunteered(renewal, citizen(0), 0);
        volunteer(0, renewal);
        volunteer(1, renewal);
        volunteer(2, renewal);
        assertEq(assembly_.renewalOf(renewal).entrants, 3);
        assertEq(assembly_.volunteerNumber(renewal, citizen(0)), 1);
        assertEq(assembly_.volunteerNumber(renewal, citizen(2)), 3);
        assertEq(assembly_.volunteerNumber(renewal, STRANGER), 0);
        assertEq(assembly_.volunteerNumber(renewal + 1, citizen(0)), 0);
    }

    function test_volunteer__for_two_councils__works() external {
        settle(1);
        uint256 first = openRenewal(TOWN);
        uint256 second = openRenewal(NATION);
        volunteer(0, first);
        volunteer(0, second);
    }

    function test_volunteer__until_the_last_second__then_refused() external {
        settle(2);
        uint256 renewal = openRenewal(TOWN);
        uint256 until = assembly_.renewalOf(renewal).entriesUntil;
        vm.warp(until - 1);
        volunteer(0, renewal);
        vm.warp(until);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.EntriesClosed.selector, renewal, until)
        );
        this.tryVolunteer(1, renewal);
    }

    function test_volunteer__unknown_renewal__refused() external {
        settle(1);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.RenewalUnknown.selector, 1));
        this.tryVolunteer(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.RenewalUnknown.selector, 1));
        assembly_.renewalOf(1);
    }

    function test_volunteer__signed_by_another__refused() external {
        settle(1);
        uint256 renewal = openRenewal(TOWN);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, citizen(0), vm.addr(citizenKey(0))
            )
        );
        this.tryVolunteer(citizen(0), citizenKey(1), renewal);
    }

    function test_volunteer__of_another_branch_or_above__refused() external {
        settle(2);
        move(0, VALLEY);
        move(1, NATION);
        uint256 renewal = openRenewal(TOWN);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IAssembly.NotAMember.selector, 0, citizen(i), TOWN)
            );
            this.tryVolunteer(i, renewal);
        }
    }

    function test_volunteer__closed__refused() external {
        settle(1);
        uint256 renewal = openRenewal(TOWN);
        close(citizen(0));
        vm.expectRevert(abi.encodeWithSelector(IAssembly.IsClosed.selector, citizen(0)));
        this.tryVolunteer(0, renewal);
    }

    function test_volunteer__by_a_guardian__refused() external {
        uint256 renewal = openRenewal(TOWN);
        enrolByCouncil(NEWBORN, GENESIS_MONTH);
        bind(NEWBORN, vm.addr(OWN_KEY));
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.SeatOfMinor.selector, TOWN, NEWBORN)
        );
        this.tryVolunteer(NEWBORN, OWN_KEY, renewal);
    }

    function test_volunteer__holds_a_seat_here_or_elsewhere__refused() external {
        uint256 renewal = openRenewal(TOWN);
        CommunityId[2] memory councils = [TOWN, VALLEY];
        for (uint256 i = 0; i < 2; ++i) {
            IdentityHash holder = seatOwner(councils[i], 0);
            vm.expectRevert(
                abi.encodeWithSelector(IAssembly.AlreadyHoldsSeat.selector, holder)
            );
            this.tryVolunteer(holder, seatKey(councils[i], 0), renewal);
        }
    }

    function test_volunteer__twice__refused() external {
        settle(2);
        uint256 renewal = openRenewal(TOWN);
        volunteer(0, renewal);
        volunteer(1, renewal);
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAssembly.AlreadyEntered.selector, 0, renewal, citizen(i)
                )
            );
            this.tryVolunteer(i, renewal);
        }
    }

    // --------------------------------------------------------------- freeze

    function test_freeze__entries_over__binds_a_round_to_come() external {
        settle(1);
        uint256 renewal = openRenewal(TOWN);
        volunteer(0, renewal);
        uint256 until = assembly_.renewalOf(renewal).entriesUntil;
        vm.warp(until);
        uint256 bound = beacon.roundAt(until + BOUND_LATER - 1) + 1;
        vm.expectEmit(address(assembly_));
        emit IAssembly.RenewalFrozen(renewal, 1, bound);
        assembly_.freezeRenewal(renewal);
        assertEq(assembly_.renewalOf(renewal).beaconRound, bound);
    }

    function test_freeze__too_early_twice_or_unknown__refused() external {
        uint256 renewal = openRenewal(TOWN);
        uint256 until = assembly_.renewalOf(renewal).entriesUntil;
        vm.warp(until - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.EntriesOpen.selector, renewal, until)
        );
        assembly_.freezeRenewal(renewal);
        vm.warp(until);
        assembly_.freezeRenewal(renewal);
        vm.expectRevert(abi.encodeWithSelector(IAssembly.AlreadyFrozen.selector, renewal));
        assembly_.freezeRenewal(renewal);
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.RenewalUnknown.selector, renewal + 1)
        );
        assembly_.freezeRenewal(renewal + 1);
    }

    // -------------------------------------------------------------- private

    function refuseOpening(uint256 community) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.UnknownCommunity.selector, community)
        );
        assembly_.openRenewal(CommunityId.wrap(community));
    }
}
