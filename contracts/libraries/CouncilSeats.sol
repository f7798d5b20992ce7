// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../interfaces/ICommunities.sol";
import { Approval, CommunityId, IdentityHash } from "../types/Types.sol";
import { Signatures } from "./Signatures.sol";

/// @dev Two slots. The key stands here too, so that checking a signature reads only the first.
struct Seat {
    address controller;
    IdentityHash identity;
}

/// @title Seats of a council, and whether they signed
/// @notice Refuses any seat that is said to have signed and did not.
library CouncilSeats {
    /// @notice How many seats signed. Each has one bit, so that none can be counted twice.
    function requireSigned(
        Seat[256] storage seats,
        address sender,
        CommunityId community,
        bytes32 digest,
        Approval calldata approval
    )
        internal
        view
        returns (uint256 found)
    {
        bytes calldata signatures = approval.signatures;
        uint256 signers = approval.signers;
        uint256 met = 0;
        unchecked {
            for (uint256 index = 0; signers >> index != 0; ++index) {
                if ((signers >> index) & 1 == 0) continue;
                address controller = atIndex(seats, index).controller;
                if (controller == address(0)) revert ICommunities.NotASeat(community, index);
                if (signatures.length < (found + 1) * Signatures.LENGTH) {
                    revert ICommunities.SignatureMissing(community, index);
                }
                if (!Signatures.isValidAt(signatures, found, controller, sender, digest)) {
                    revert ICommunities.InvalidSeatSignature(community, index, controller);
                }
                // Keys are compared one by one only when two of them end in the same byte.
                uint256 ending = 1 << uint8(uint160(controller));
                if (met & ending != 0) requireNewKey(seats, community, signers, index);
                met |= ending;
                ++found;
            }
        }
    }

    /// @dev The caller keeps `index` below 256, which `seats[index]` would look at once more.
    function atIndex(
        Seat[256] storage seats,
        uint256 index
    )
        private
        pure
        returns (Seat storage seat)
    {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            seat.slot := add(seats.slot, shl(1, index))
        }
    }

    /// @dev Refuses the key of seat `index` when a seat before it, which signed too, has the same.
    function requireNewKey(
        Seat[256] storage seats,
        CommunityId community,
        uint256 signers,
        uint256 index
    )
        private
        view
    {
        address controller = seats[index].controller;
        for (uint256 i = 0; i < index; ++i) {
            if ((signers >> i) & 1 != 0 && seats[i].controller == controller) {
                revert ICommunities.SharedController(community, index, controller);
            }
        }
    }
}
