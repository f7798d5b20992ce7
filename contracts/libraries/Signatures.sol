// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of keys and of ERC-1271 wallets
/// @notice Says whether somebody signed; reads the layout of `Approval`.
/// @dev The key comes first: most controllers are keys, and looking whether there is code at an
///      address costs almost as much as the recovery itself.
library Signatures {
    /// @dev Bytes of a key's signature: r, s, v.
    uint256 internal constant LENGTH = 65;

    /// @dev In place of v: the seat sends the transaction itself, which says as much as signing.
    ///      A zero stands for a wallet, whose signature lies elsewhere.
    uint8 private constant SENDER = 1;

    uint256 private constant WORD = 32;

    /// @notice Whether `controller`, which is not zero, signed `digest`.
    function isValid(
        address controller,
        bytes32 digest,
        bytes calldata signature
    )
        internal
        view
        returns (bool)
    {
        if (signature.length == LENGTH) {
            (bytes32 r, bytes32 s, uint8 v) = split(signature, 0);
            if (signedByKey(controller, digest, v, r, s)) return true;
        }
        return acceptedByWallet(controller, digest, signature);
    }

    /// @notice Whether the signature at `position` of several, laid out as in `Approval`, is the
    ///         one of `controller`, which is not zero, under `digest`; or `controller` is `sender`.
    /// @param position such that 65 bytes are there
    /// @param sender who sends the transaction
    function isValidAt(
        bytes calldata signatures,
        uint256 position,
        address controller,
        address sender,
        bytes32 digest
    )
        internal
        view
        returns (bool)
    {
        unchecked {
            (bytes32 r, bytes32 s, uint8 v) = split(signatures, position * LENGTH);
            if (v > SENDER) return signedByKey(controller, digest, v, r, s);
            if (v == SENDER) return sender == controller;
            uint256 start = uint256(s);
            if (start > signatures.length || signatures.length - start < WORD) return false;
            bytes calldata tail = signatures[start + WORD:];
            uint256 length = uint256(bytes32(signatures[start:]));
            if (length > tail.length) return false;
            return acceptedByWallet(controller, digest, tail[:length]);
        }
    }

    /// @dev The caller has seen that 65 bytes are there; slices of calldata would look again.
    function split(
        bytes calldata signatures,
        uint256 start
    )
        private
        pure
        returns (bytes32 r, bytes32 s, uint8 v)
    {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let at := add(signatures.offset, start)
            r := calldataload(at)
            s := calldataload(add(at, 32))
            v := byte(0, calldataload(add(at, 64)))
        }
    }

    /// @dev What is recovered from a bad signature is zero, which is no controller.
    function signedByKey(
        address controller,
        bytes32 digest,
        uint8 v,
        bytes32 r,
        bytes32 s
    )
        private
        pure
        returns (bool)
    {
        // slither-disable-next-line unused-return (a failure recovers zero)
        (address recovered,,) = ECDSA.tryRecover(digest, v, r, s);
        return recovered == controller;
    }

    function acceptedByWallet(
        address wallet,
        bytes32 digest,
        bytes calldata signature
    )
        private
        view
        returns (bool)
    {
        if (wallet.code.length == 0) return false;
        (bool success, bytes memory answer) =
            wallet.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return success && answer.length == WORD
            && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
    }
}
