// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FoundingCommunity, ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, Offices }
    from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Seats that change hands, and their numbers; the test itself is the assembly
/// @dev nation (3 seats), town (3) below it, village (4) below the town, valley (5) below the
///      nation.
contract CommunitiesSeatsTest is CommunitiesFixture {
    CommunityId private constant VILLAGE = CommunityId.wrap(3);
    CommunityId private constant VALLEY = CommunityId.wrap(4);

    function setUp() public override {
        vm.warp(GENESIS);
        FoundingCommunity[] memory founding = new FoundingCommunity[](4);
        founding[0] = FoundingCommunity(CommunityId.wrap(0), 2, seats(NATION, 3));
        founding[1] = FoundingCommunity(NATION, 2, seats(TOWN, 3));
        founding[2] = FoundingCommunity(TOWN, 3, seats(VILLAGE, 4));
        founding[3] = FoundingCommunity(NATION, 4, seats(VALLEY, 5));
        Offices memory offices =
            Offices(address(0), POOL, CASES, address(this), SERVICES, FINDINGS);
        (ledger, communities) = deployBoth(founding, offices);
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
    }

    function test_seat__a_new_holder__former_leaves_and_new_key_signs() external {
        IdentityHash former = seatOwner(TOWN, 1);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatLeft(former, TOWN, 1);
        vm.expectEmit(address(ledger));
        emit ILedger.SeatTaken(CITIZEN, TOWN, 1);
        communities.seat(TOWN, 1, CITIZEN);
        (IdentityHash holder, address controller) = communities.seatAt(TOWN, 1);
        assertTrue(holder == CITIZEN && controller == vm.addr(OWN_KEY));
        (CommunityId community, uint256 seatIndex) = ledger.seatOf(CITIZEN);
        assertTrue(community == TOWN);
        assertEq(seatIndex, 1);
        (community,) = ledger.seatOf(former);
        assertTrue(CommunityId.unwrap(community) == 0);
    }

    function test_seat__after_the_change__former_key_signs_no_more() external {
        communities.seat(TOWN, 1, CITIZEN);
        CouncilAct memory head = act(TOWN);
        bytes32 digest = enrolmentDigest(head, NEWBORN, ADULT_MONTH);
        Approval memory old = approve(TOWN, digest, FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, TOWN, 1, vm.addr(OWN_KEY)
            )
        );
        communities.enrol(head, one(NEWBORN), one(ADULT_MONTH), old);
        bytes memory signed = bytes.concat(sign(seatKey(TOWN, 0), digest), sign(OWN_KEY, digest));
        communities.enrol(
            head, one(NEWBORN), one(ADULT_MONTH), Approval(FIRST_TWO, signed)
        );
        assertTrue(ledger.isEnrolled(NEWBORN));
    }

    function test_seatNumber__every_seat__in_the_order_of_communities() external view {
        assertEq(communities.totalSeats(), 15);
        uint256 number = 0;
        for (uint256 c = 1; c <= 4; ++c) {
            CommunityId community = CommunityId.wrap(c);
            assertEq(communities.firstSeatOf(community), number);
            uint256 count = communities.council(community).seats;
            for (uint256 i = 0; i < count; ++i) {
                (IdentityHash holder, address controller) = communities.seatNumber(number);
                assertTrue(holder == seatOwner(community, i));
                assertTrue(controller == vm.addr(seatKey(community, i)));
                ++number;
            }
        }
        assertEq(number, 15);
    }

    function test_seatNumber__beyond_the_last__zeros() external view {
        assertVacant(15);
        assertVacant(15 + 256);
        assertVacant(type(uint256).max);
    }

    function test_isWithin__itself_or_an_ancestor__only_these() external view {
        for (uint256 c = 1; c <= 4; ++c) {
            CommunityId community = CommunityId.wrap(c);
            assertTrue(communities.isWithin(community, community));
            assertTrue(communities.isWithin(community, NATION));
            assertTrue(communities.isWithin(community, TOWN) == (c == 2 || c == 3));
            assertTrue(communities.isWithin(community, VALLEY) == (c == 4));
            assertTrue(communities.isWithin(community, VILLAGE) == (c == 3));
            assertTrue(!communities.isWithin(community, CommunityId.wrap(0)));
        }
        assertTrue(!communities.isWithin(CommunityId.wrap(0), NATION));
        assertTrue(!communities.isWithin(CommunityId.wrap(9), NATION));
    }

    function test_digestOf__any_struct__in_the_domain_of_the_communities() external view {
        bytes32 structHash = keccak256("an act");
        assertTrue(communities.digestOf(structHash) == digestOf(structHash));
    }

    function assertVacant(uint256 number) private view {
        (IdentityHash holder, address controller) = communities.seatNumber(number);
        assertTrue(IdentityHash.unwrap(holder) == 0 && controller == address(0));
    }
}
