// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBeacon, PublicKey } from "./interfaces/IBeacon.sol";
import { HashToCurve } from "./libraries/HashToCurve.sol";

/// @title Public randomness that nobody can bias, verified on chain
/// @notice See `IBeacon`, which is the manual.
contract Beacon is IBeacon {
    /// @dev Domain separation tag of drand's scheme "bls-bn254-unchained-on-g1".
    bytes private constant TAG = "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_";

    /// @dev The generator of G2, negated.
    uint256 private constant G2_X_IMAGINARY =
        0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2;
    uint256 private constant G2_X_REAL =
        0x1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed;
    uint256 private constant G2_Y_IMAGINARY_NEGATED =
        0x275dc4a288d1afb3cbb1ac09187524c7db36395df7be3b99e673b13a075a65ec;
    uint256 private constant G2_Y_REAL_NEGATED =
        0x1d9befcd05a5323e6da4d435f3b617cdb3af83285c2df711ef39c01571827f9d;

    address private constant PAIRING = address(8);

    uint256 private immutable KEY_X_IMAGINARY;
    uint256 private immutable KEY_X_REAL;
    uint256 private immutable KEY_Y_IMAGINARY;
    uint256 private immutable KEY_Y_REAL;

    /// @inheritdoc IBeacon
    uint256 public immutable GENESIS;
    /// @inheritdoc IBeacon
    uint256 public immutable PERIOD;

    mapping(uint256 round => bytes32 randomness) private _randomness;

    constructor(PublicKey memory key, uint256 genesis, uint256 period) {
        if (genesis > type(uint64).max) revert InvalidGenesis(genesis);
        if (period == 0 || period > type(uint32).max) revert InvalidPeriod(period);
        if (!isKey(key)) revert InvalidPublicKey();
        KEY_X_IMAGINARY = key.xImaginary;
        KEY_X_REAL = key.xReal;
        KEY_Y_IMAGINARY = key.yImaginary;
        KEY_Y_REAL = key.yReal;
        GENESIS = genesis;
        PERIOD = period;
    }

    /// @inheritdoc IBeacon
    function submit(uint256 round, uint256 x, uint256 y) external {
        requireRound(round);
        if (_randomness[round] != 0) revert RoundAlreadyVerified(round);
        if (x >= HashToCurve.P || y >= HashToCurve.P || (x | y) == 0) {
            revert SignatureNotCanonical(x, y);
        }
        if (!HashToCurve.isOnCurve(x, y)) revert SignatureNotOnCurve(x, y);
        if (!isSignature(round, x, y)) revert SignatureInvalid(round);
        bytes32 randomness = sha256(abi.encode(x, y));
        _randomness[round] = randomness;
        emit RoundVerified(round, randomness);
    }

    /// @inheritdoc IBeacon
    function randomnessOf(uint256 round) external view returns (bytes32 randomness) {
        randomness = _randomness[round];
        if (randomness == 0) revert RoundNotVerified(round);
    }

    /// @inheritdoc IBeacon
    function isVerified(uint256 round) external view returns (bool) {
        return _randomness[round] != 0;
    }

    /// @inheritdoc IBeacon
    function roundAt(uint256 time) external view returns (uint256 round) {
        if (time < GENESIS) revert TimeBeforeFirstRound(time, GENESIS);
        round = (time - GENESIS) / PERIOD + 1;
        requireRound(round);
    }

    /// @inheritdoc IBeacon
    function timeOf(uint256 round) external view returns (uint256) {
        requireRound(round);
        return GENESIS + (round - 1) * PERIOD;
    }

    /// @inheritdoc IBeacon
    function publicKey() external view returns (PublicKey memory) {
        return PublicKey({
            xImaginary: KEY_X_IMAGINARY,
            xReal: KEY_X_REAL,
            yImaginary: KEY_Y_IMAGINARY,
            yReal: KEY_Y_REAL
        });
    }

    /// @dev e(signature, -G2) * e(H(message), key) is 1 exactly for the network's signature.
    function isSignature(uint256 round, uint256 x, uint256 y) private view returns (bool) {
        bytes memory message = abi.encode(keccak256(abi.encodePacked(uint64(round))));
        (uint256 hashX, uint256 hashY) = HashToCurve.hash(message, TAG);
        (bool success, bytes memory answer) = PAIRING.staticcall(
            abi.encode(
                [
                    x,
                    y,
                    G2_X_IMAGINARY,
                    G2_X_REAL,
                    G2_Y_IMAGINARY_NEGATED,
                    G2_Y_REAL_NEGATED,
                    hashX,
                    hashY,
                    KEY_X_IMAGINARY,
                    KEY_X_REAL,
                    KEY_Y_IMAGINARY,
                    KEY_Y_REAL
                ]
            )
        );
        return success && abi.decode(answer, (uint256)) == 1;
    }

    /// @dev The precompile refuses points outside the curve or the group, and coordinates that are
    ///      not canonical; the pairing with a generator is 1 only for infinity.
    function isKey(PublicKey memory key) private view returns (bool) {
        (bool success, bytes memory answer) = PAIRING.staticcall(abi.encode(1, 2, key));
        return success && abi.decode(answer, (uint256)) == 0;
    }

    function requireRound(uint256 round) private pure {
        if (round == 0 || round > type(uint64).max) revert RoundOutOfRange(round);
    }
}
