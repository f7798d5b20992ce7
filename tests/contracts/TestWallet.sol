// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IERC1271 } from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title An ERC-1271 wallet that a test can make misbehave
/// @dev A signature it accepts begins with abi.encode(secret, digest).
contract TestWallet is IERC1271 {
    enum Manner {
        Correct,
        WrongValue,
        LongAnswer,
        ShortAnswer,
        Reverts
    }

    bytes32 private immutable SECRET;
    Manner private immutable MANNER;

    constructor(bytes32 secret, Manner manner) {
        SECRET = secret;
        MANNER = manner;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata signature)
        external
        view
        returns (bytes4)
    {
        bytes4 valid = IERC1271.isValidSignature.selector;
        if (MANNER == Manner.Reverts) revert("no");
        if (MANNER == Manner.LongAnswer) answer(abi.encode(valid, valid));
        if (MANNER == Manner.ShortAnswer) answer(abi.encodePacked(valid));
        bool accepted = signature.length >= 64 && bytes32(signature) == SECRET
            && bytes32(signature[32:]) == digest;
        return accepted && MANNER == Manner.Correct ? valid : bytes4(0xffffffff);
    }

    function answer(bytes memory data) private pure {
        assembly {
            return(add(data, 32), mload(data))
        }
    }
}
