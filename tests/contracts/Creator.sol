// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Creates a contract from the code it is called with, and passes on a refusal
/// @dev A refused creation uses up no nonce here, so that it can be repeated to read its reason.
contract Creator {
    fallback() external {
        bytes memory code = msg.data;
        assembly {
            if iszero(create(0, add(code, 32), mload(code))) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
