// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What two thirds of all communities can amend
/// @notice A contract with parameters of the charter. The assembly alone amends them, all at once
///         and from a later day on; every value stays within the bounds of deployment.
/// @dev Values come in the order of the charter, one for each parameter of the contract.
interface IAmendable {
    /// @notice Two thirds of all communities have agreed on what the parameters are from `fromDay`
    ///         on.
    event CharterAmended(uint256[] values, uint256 fromDay);

    /// @notice Sets all parameters from `fromDay` on; days count from 1970-01-01.
    function amend(uint256[] calldata values, uint256 fromDay) external;

    /// @notice Reverts when these parameters could not be deployed: `LengthMismatch` or
    ///         `CharterOutOfBounds`, with the first of them.
    function checkCharter(uint256[] calldata values) external view;

    /// @notice First day of the amendment that waits for it; 0 when none does.
    function amendmentDay() external view returns (uint256 fromDay);
}
