// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FoundingCommunity } from "../../contracts/interfaces/ICommunities.sol";
import { IPanels, PanelView } from "../../contracts/interfaces/IPanels.sol";
import { Approval, CommunityId, IdentityHash, Offices } from "../../contracts/types/Types.sol";
import { BeaconFixture } from "./BeaconFixture.sol";

/// @title Four communities with 18 seats, and panels that the test convenes as if it were the cases
/// @dev nation (3 seats), town (3) and valley (6) below it, village (6) below the town.
abstract contract PanelsFixture is BeaconFixture {
    CommunityId internal constant VALLEY = CommunityId.wrap(3);
    CommunityId internal constant VILLAGE = CommunityId.wrap(4);
    bytes32 internal constant DECISION = keccak256("a decision");
    uint256 internal constant MOST_LOTS = 64;

    /// @dev Slots of the communities' storage.
    uint256 private constant COUNCILS = 3;
    uint256 private constant SIGNATORIES = 4;

    IPanels internal panels;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        beacon = newBeacon();
        convenedByTest(fourCommunities());
    }

    function convenedByTest(FoundingCommunity[] memory founding) internal {
        Offices memory offices =
            Offices(address(0), POOL, address(this), ASSEMBLY, SERVICES, FINDINGS);
        (ledger, communities) = deployBoth(founding, offices);
        panels = createPanels(ledger, communities, beacon);
    }

    function fourCommunities() internal pure returns (FoundingCommunity[] memory founding) {
        founding = new FoundingCommunity[](4);
        founding[0] = FoundingCommunity(CommunityId.wrap(0), 2, seats(NATION, 3));
        founding[1] = FoundingCommunity(NATION, 2, seats(TOWN, 3));
        founding[2] = FoundingCommunity(NATION, 4, seats(VALLEY, 6));
        founding[3] = FoundingCommunity(TOWN, 4, seats(VILLAGE, 6));
    }

    // ------------------------------------------------------------------ draws

    function seatPanel(uint256 panel, bytes32[] memory barred) internal returns (bytes32[] memory) {
        uint256 beaconRound = panels.panelOf(panel).beaconRound;
        if (!beacon.isVerified(beaconRound)) submit(beaconRound);
        bytes32[] memory jurors = drawnJurors(panel, barred);
        panels.seat(panel, barred);
        return jurors;
    }

    /// @dev Who must be drawn, found by writing all seats down and crossing out.
    function drawnJurors(
        uint256 panel,
        bytes32[] memory barred
    )
        internal
        view
        returns (bytes32[] memory jurors)
    {
        PanelView memory convened = panels.panelOf(panel);
        bytes32[] memory candidates = seatsOutside(convened.community);
        bytes32 key = drawKey(convened.beaconRound, address(panels), panel);
        jurors = new bytes32[](0);
        for (uint256 lot = 0; lot < candidates.length && lot < MOST_LOTS; ++lot) {
            bytes32 holder = candidates[drawAnew(key, lot, candidates.length)];
            if (holder == 0 || contains(barred, holder)) continue;
            if (ledger.isClosed(IdentityHash.wrap(holder))) continue;
            if (jurors.length == convened.size) break;
            jurors = joined(jurors, one(IdentityHash.wrap(holder)));
        }
    }

    function seatsOutside(CommunityId community) internal view returns (bytes32[] memory holders) {
        uint256 last = communities.communityCount();
        for (uint256 id = 1; id <= last; ++id) {
            if (id == CommunityId.unwrap(community)) continue;
            uint256 count = communities.council(CommunityId.wrap(id)).seats;
            for (uint256 i = 0; i < count; ++i) {
                (IdentityHash holder,) = communities.seatAt(CommunityId.wrap(id), i);
                holders = joined(holders, one(holder));
            }
        }
    }

    // ------------------------------------------------------------------ votes

    /// @dev By the jurors whose bits are set; keys are those of the genesis.
    function votes(
        bytes32[] memory jurors,
        bytes32 structHash,
        uint256 signers
    )
        internal
        view
        returns (Approval memory)
    {
        bytes memory signatures;
        for (uint256 i = 0; i < jurors.length; ++i) {
            if (signers & (1 << i) == 0) continue;
            bytes memory signature = sign(keyOfHolder(jurors[i]), digestOf(structHash));
            signatures = bytes.concat(signatures, signature);
        }
        return Approval(signers, signatures);
    }

    function keyOfHolder(bytes32 holder) internal view returns (uint256) {
        (CommunityId community, uint256 index) = ledger.seatOf(IdentityHash.wrap(holder));
        return seatKey(community, index);
    }

    // ------------------------------------------------------------------ lists

    function joined(
        bytes32[] memory first,
        bytes32[] memory second
    )
        internal
        pure
        returns (bytes32[] memory all)
    {
        all = new bytes32[](first.length + second.length);
        for (uint256 i = 0; i < first.length; ++i) all[i] = first[i];
        for (uint256 i = 0; i < second.length; ++i) all[first.length + i] = second[i];
    }

    function contains(bytes32[] memory all, bytes32 sought) internal pure returns (bool) {
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i] == sought) return true;
        }
        return false;
    }

    function nobody() internal pure returns (bytes32[] memory) {
        return new bytes32[](0);
    }

    // ----------------------------------------------- what only other contracts bring about

    function close(IdentityHash identity) internal {
        vm.prank(address(communities));
        ledger.close(identity);
    }

    /// @dev No act leaves a seat vacant; a draw must not depend on that.
    function vacate(CommunityId community, uint256 seatIndex) internal {
        uint256 councilAt = uint256(keccak256(abi.encode(community, COUNCILS)));
        uint256 seatAt = councilAt + 2 + 2 * seatIndex;
        vm.store(address(communities), bytes32(seatAt), 0);
        vm.store(address(communities), bytes32(seatAt + 1), 0);
        (IdentityHash holder, address controller) = communities.seatAt(community, seatIndex);
        assertTrue(IdentityHash.unwrap(holder) == 0 && controller == address(0));
    }

    /// @dev No act takes a grown-up's key away; votes must not depend on that.
    function unbind(IdentityHash identity) internal {
        bytes32 signatoryAt = keccak256(abi.encode(identity, SIGNATORIES));
        vm.store(address(communities), signatoryAt, 0);
        (address controller,) = communities.keyInForce(identity);
        assertTrue(controller == address(0));
    }
}
