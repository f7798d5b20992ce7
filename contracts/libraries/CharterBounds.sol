// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Hard bounds of a parameter of the charter
/// @notice For the contracts whose bounds these are; each declares the refusals in its interface.
library CharterBounds {
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error LengthMismatch(uint256 expected, uint256 found);

    function within(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        internal
        pure
    {
        if (value < least || value > most) {
            revert CharterOutOfBounds(parameter, value, least, most);
        }
    }

    /// @notice Refuses values of another number than a contract has parameters.
    function requireCount(uint256[] calldata values, uint256 parameters) internal pure {
        if (values.length != parameters) revert LengthMismatch(parameters, values.length);
    }
}
