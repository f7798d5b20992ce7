// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MessageHashUtils } from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { ICommunities } from "../interfaces/ICommunities.sol";
import { IdentityHash, Order } from "../types/Types.sol";
import { Calendar } from "./Calendar.sol";
import { Signatures } from "./Signatures.sol";
import { SignedTypes } from "./SignedTypes.sol";

/// @dev One slot, written once a controller is bound. `lapseDay` is 0 for a person's own key. Of
///      the numbers of orders, none below `orderFloor` is taken any more; bit i of `ordersSeen` is
///      set when `orderFloor + i` is used.
struct Signatory {
    address controller;
    uint24 lapseDay;
    uint32 nonce;
    uint24 orderFloor;
    uint16 ordersSeen;
}

/// @title Orders: whether a person signed them, each counted once and in any order
/// @notice A window over the numbers lies in the slot that is read for the key anyway, so that an
///         order costs no slot of its own.
library Orders {
    /// @dev Numbers from the floor on that may be used in any order.
    uint256 private constant WINDOW = 16;
    /// @dev Numbers from the floor on that can be used; a slip of the pen locks out no more.
    uint256 private constant REACH = 256;
    /// @dev All numbers lie below, so that the window above the last one still fits.
    uint256 private constant END = 2 ** 24 - WINDOW;

    /// @notice Uses up each order, or refuses all with what stands in the way of the first.
    /// @param signatures 65 bytes for each order, laid out as in `Approval`
    /// @param domainSeparator of the EIP-712 domain the orders are signed in
    function accept(
        mapping(IdentityHash identity => Signatory) storage signatories,
        Order[] calldata orders,
        bytes calldata signatures,
        bytes32 domainSeparator
    )
        internal
    {
        unchecked {
            for (uint256 i = 0; i < orders.length; ++i) {
                Order calldata order = orders[i];
                IdentityHash identity = order.identity;
                Signatory storage signer = signatories[identity];
                address controller = signer.controller;
                uint256 lapseDay = signer.lapseDay;
                if (controller == address(0)) revert ICommunities.OrderWithoutKey(i, identity);
                if (block.timestamp > order.deadline) {
                    revert ICommunities.OrderExpired(i, order.deadline, block.timestamp);
                }
                useNonce(signer, i, identity, order.nonce);
                if (lapseDay != 0 && Calendar.dayOf(block.timestamp) >= lapseDay) {
                    revert ICommunities.OrderKeyLapsed(i, identity, lapseDay);
                }
                bytes32 digest =
                    MessageHashUtils.toTypedDataHash(domainSeparator, SignedTypes.order(order));
                if (!isSigned(signatures, i, controller, digest)) {
                    revert ICommunities.OrderNotSigned(i, identity, controller);
                }
            }
        }
    }

    /// @notice Uses up one number of a person's orders, or refuses it.
    /// @param index of the order in its batch, which the refusal names
    function useNonce(
        Signatory storage signer,
        uint256 index,
        IdentityHash identity,
        uint256 nonce
    )
        internal
    {
        unchecked {
            (uint256 floor, uint256 seen) = (signer.orderFloor, signer.ordersSeen);
            if (nonce < floor) {
                revert ICommunities.OrderNoncePassed(index, identity, nonce, floor);
            }
            uint256 end = Math.min(floor + REACH, END);
            if (nonce >= end) {
                revert ICommunities.OrderNonceTooHigh(index, identity, nonce, end - 1);
            }
            uint256 place = nonce - floor;
            if (place >= WINDOW) {
                uint256 passed = place - (WINDOW - 1);
                signer.orderFloor = uint24(floor + passed);
                seen >>= passed;
                place = WINDOW - 1;
            }
            // A place the window has just moved to was never used.
            if ((seen >> place) & 1 != 0) revert ICommunities.OrderUsed(index, identity, nonce);
            signer.ordersSeen = uint16(seen | (1 << place));
        }
    }

    /// @dev Nobody sends from the zero address: sending spares nobody signing.
    function isSigned(
        bytes calldata signatures,
        uint256 i,
        address controller,
        bytes32 digest
    )
        private
        view
        returns (bool)
    {
        unchecked {
            if (signatures.length < (i + 1) * Signatures.LENGTH) return false;
        }
        return Signatures.isValidAt(signatures, i, controller, address(0), digest);
    }
}
