// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A public key on the G2 group of BN254, as drand publishes it.
struct PublicKey {
    uint256 xImaginary;
    uint256 xReal;
    uint256 yImaginary;
    uint256 yReal;
}

/// @title Public randomness that nobody can bias, verified on chain
/// @notice Keeps the randomness of rounds of a drand network of the scheme
///         "bls-bn254-unchained-on-g1". Anybody may submit a round; a wrong one is impossible.
///         Key, start and period are fixed at deployment.
interface IBeacon {
    /// @notice A round was verified and can be used from now on.
    event RoundVerified(uint256 indexed round, bytes32 randomness);

    /// @notice The key is infinity or no point of G2.
    error InvalidPublicKey();
    /// @notice The start does not fit 64 bits.
    error InvalidGenesis(uint256 genesis);
    /// @notice The period is 0 or does not fit 32 bits.
    error InvalidPeriod(uint256 period);
    /// @notice Rounds are counted from 1 and fit 64 bits.
    error RoundOutOfRange(uint256 round);
    error RoundAlreadyVerified(uint256 round);
    error RoundNotVerified(uint256 round);
    /// @notice A coordinate is not below the order of the field, or both are 0 (infinity).
    error SignatureNotCanonical(uint256 x, uint256 y);
    error SignatureNotOnCurve(uint256 x, uint256 y);
    /// @notice A point of the curve, but not the network's signature of this round.
    error SignatureInvalid(uint256 round);
    error TimeBeforeFirstRound(uint256 time, uint256 genesis);

    /// @notice Verifies the network's signature of a round and stores its randomness.
    /// @param x the two coordinates of the signature, a point of G1
    function submit(uint256 round, uint256 x, uint256 y) external;

    /// @notice sha256 of the round's signature; reverts while the round is not verified.
    function randomnessOf(uint256 round) external view returns (bytes32);
    /// @notice Whether the randomness of a round can be used.
    function isVerified(uint256 round) external view returns (bool);
    /// @notice The latest round whose time is not after `time`.
    function roundAt(uint256 time) external view returns (uint256);
    /// @notice The second at which the network publishes a round.
    function timeOf(uint256 round) external view returns (uint256);
    /// @notice The network's key, fixed at deployment.
    function publicKey() external view returns (PublicKey memory);
    /// @notice The second at which round 1 was published.
    function GENESIS() external view returns (uint256);
    /// @notice Seconds from one round to the next.
    function PERIOD() external view returns (uint256);
}
