// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a call used; a whole transaction's when calls are isolated from each other.
struct Gas {
    uint64 gasLimit;
    uint64 gasTotalUsed;
    uint64 gasMemoryUsed;
    int64 gasRefunded;
    uint64 gasRemaining;
}

/// @notice The few cheat codes these tests use.
interface Vm {
    /// @notice What Foundry is run for; those after coverage are of no use here.
    enum Context {
        AnyTest,
        Test,
        Coverage
    }

    function isContext(Context context) external view returns (bool);
    /// @dev The creation code in an artifact, given by its path or as `File.sol:Contract`.
    function getCode(string calldata artifact) external view returns (bytes memory);
    function warp(uint256 time) external;
    /// @dev The optimiser takes `block.timestamp` for constant within a call; this is read anew.
    function getBlockTimestamp() external view returns (uint256);
    function prank(address sender) external;
    function expectRevert(bytes calldata data) external;
    function assume(bool condition) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function getNonce(address account) external view returns (uint64);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    /// @dev Also backwards, which a chain never does: to try a failed creation at one address again.
    function setNonceUnsafe(address account, uint64 nonce) external;
    function expectEmit(address emitter) external;
    function load(address target, bytes32 slot) external view returns (bytes32);
    function store(address target, bytes32 slot, bytes32 value) external;
    function lastCallGas() external view returns (Gas memory);
}

/// @title Assertions and bounds for hand-written Foundry tests
abstract contract Test {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    error Unequal(uint256 found, uint256 expected);
    error NotTrue();

    function assertEq(uint256 found, uint256 expected) internal pure {
        if (found != expected) revert Unequal(found, expected);
    }

    function assertTrue(bool condition) internal pure {
        if (!condition) revert NotTrue();
    }

    /// @dev Folds any number into the range, so that no run of a fuzz test is thrown away.
    function between(uint256 number, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + number % (most - least + 1);
    }
}
