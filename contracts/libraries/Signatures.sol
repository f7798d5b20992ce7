// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Signatures of keys and of ERC-1271 wallets
/// @dev The key comes first: most controllers are keys, and looking whether there is code at an
///      address costs almost as much as the recovery itself.
library Signatures {
    /// @dev Bytes of a key's signature: r, s, v.
    uint256 internal constant LENGTH = 65;

    uint256 private constant WORD = 32;

    /// @notice Whether `controller` signed `digest`.
    function isValid(
        address controller,
        bytes32 digest,
        bytes calldata signature
    )
        internal
        view
        returns (bool)
    {
        if (signature.length == LENGTH && signedByKey(signature, controller, digest)) return true;
        return acceptedByWallet(controller, digest, signature);
    }

    /// @notice Whether the signature at `position` of several, laid out as in `Approval`, is the
    ///         one of `controller` under `digest`.
    /// @param position below `signatures.length / LENGTH`
    function isValidAt(
        bytes calldata signatures,
        uint256 position,
        address controller,
        bytes32 digest
    )
        internal
        view
        returns (bool)
    {
        unchecked {
            bytes calldata piece = signatures[position * LENGTH:(position + 1) * LENGTH];
            if (piece[LENGTH - 1] != 0) return signedByKey(piece, controller, digest);
            uint256 start = uint256(bytes32(piece[WORD:]));
            if (start > signatures.length || signatures.length - start < WORD) return false;
            bytes calldata tail = signatures[start + WORD:];
            uint256 length = uint256(bytes32(signatures[start:]));
            if (length > tail.length) return false;
            return acceptedByWallet(controller, digest, tail[:length]);
        }
    }

    function signedByKey(
        bytes calldata signature,
        address controller,
        bytes32 digest
    )
        private
        pure
        returns (bool)
    {
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecover(
            digest, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64])
        );
        return failure == ECDSA.RecoverError.NoError && recovered == controller;
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
