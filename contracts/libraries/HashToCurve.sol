// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Hashing to the BN254 curve as drand's evmnet does
/// @notice RFC 9380: `hash_to_curve` with expand_message_xmd over keccak-256 and the
///         Shallue-van de Woestijne map, suite BN254G1_XMD:KECCAK-256_SVDW_RO.
/// @dev The curve is y^2 = x^3 + 3 over the field of `P`; every point lies in the prime-order
///      group, so that no cofactor needs clearing. P is 3 modulo 4, so that a square root is a
///      power and whether there is one shows by squaring it.
library HashToCurve {
    /// @notice Order of the base field.
    uint256 internal constant P =
        0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;

    uint256 private constant B = 3;

    /// @dev Constants of the map for Z = 1 (RFC 9380, section 6.6.1): g(Z), -Z / 2,
    ///      the even root of -g(Z) * 3 * Z^2, and -4 * g(Z) / (3 * Z^2).
    uint256 private constant Z = 1;
    uint256 private constant C1 = 4;
    uint256 private constant C2 =
        0x183227397098d014dc2822db40c0ac2ecbc0b548b438e5469e10460b6c3e7ea3;
    uint256 private constant C3 = 0x16789af3a83522eb353c98fc6b36d713d5d8d1cc5dffffffa;
    uint256 private constant C4 =
        0x10216f7ba065e00de81ac1e7808072c9dd2b2385cd7b438469602eb24829a9bd;

    uint256 private constant ROOT_EXPONENT = (P + 1) / 4;
    uint256 private constant INVERSE_EXPONENT = P - 2;

    /// @dev 2^256 modulo P, to reduce 48 bytes.
    uint256 private constant TWO_256 = type(uint256).max % P + 1;

    uint256 private constant EXPANDED_BYTES = 96;
    uint256 private constant KECCAK_BLOCK = 136;

    address private constant MODEXP = address(5);
    address private constant ADD = address(6);

    error PrecompileFailed(address precompile);

    /// @notice The point of the curve that `message` hashes to.
    /// @param tag domain separation tag, at most 255 bytes
    function hash(bytes memory message, bytes memory tag)
        internal
        view
        returns (uint256 x, uint256 y)
    {
        (uint256 u0, uint256 u1) = toField(message, tag);
        (uint256 x0, uint256 y0) = mapToCurve(u0);
        (uint256 x1, uint256 y1) = mapToCurve(u1);
        (bool success, bytes memory sum) = ADD.staticcall(abi.encode(x0, y0, x1, y1));
        if (!success) revert PrecompileFailed(ADD);
        return abi.decode(sum, (uint256, uint256));
    }

    /// @dev RFC 9380, sections 5.2 and 5.3.1, for two elements of 48 bytes each.
    function toField(bytes memory message, bytes memory tag)
        internal
        pure
        returns (uint256 u0, uint256 u1)
    {
        bytes memory suffix = bytes.concat(tag, bytes1(uint8(tag.length)));
        bytes32 b0 = keccak256(
            bytes.concat(
                new bytes(KECCAK_BLOCK), message, bytes2(uint16(EXPANDED_BYTES)), bytes1(0), suffix
            )
        );
        bytes32 b1 = keccak256(bytes.concat(b0, bytes1(uint8(1)), suffix));
        bytes32 b2 = keccak256(bytes.concat(b0 ^ b1, bytes1(uint8(2)), suffix));
        bytes32 b3 = keccak256(bytes.concat(b0 ^ b2, bytes1(uint8(3)), suffix));
        u0 = reduce(uint256(b1) >> 128, (uint256(b1) << 128) | (uint256(b2) >> 128));
        u1 = reduce(uint128(uint256(b2)), uint256(b3));
    }

    /// @dev RFC 9380, section 6.6.1.
    function mapToCurve(uint256 u) internal view returns (uint256 x, uint256 y) {
        uint256 square = mulmod(mulmod(u, u, P), C1, P);
        uint256 plus = addmod(1, square, P);
        uint256 minus = addmod(1, P - square, P);
        uint256 inverse = power(mulmod(plus, minus, P), INVERSE_EXPONENT);
        uint256 shift = mulmod(mulmod(u, minus, P), mulmod(inverse, C3, P), P);
        bool found;
        x = addmod(C2, P - shift, P);
        (found, y) = rootAt(x);
        if (!found) {
            x = addmod(C2, shift, P);
            (found, y) = rootAt(x);
        }
        if (!found) {
            uint256 last = mulmod(mulmod(plus, plus, P), inverse, P);
            x = addmod(mulmod(mulmod(last, last, P), C4, P), Z, P);
            (, y) = rootAt(x);
        }
        if ((u ^ y) & 1 != 0) y = P - y; // no point has y = 0: none is of order 2
    }

    /// @notice Whether (x, y) is a point of the curve; infinity is none of these.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        return mulmod(y, y, P) == squareAt(x);
    }

    /// @dev A y with (x, y) on the curve, if there is one.
    function rootAt(uint256 x) private view returns (bool found, uint256 y) {
        uint256 square = squareAt(x);
        y = power(square, ROOT_EXPONENT);
        found = mulmod(y, y, P) == square;
    }

    function squareAt(uint256 x) private pure returns (uint256) {
        return addmod(mulmod(mulmod(x, x, P), x, P), B, P);
    }

    function power(uint256 base, uint256 exponent) private view returns (uint256) {
        (bool success, bytes memory result) =
            MODEXP.staticcall(abi.encode(32, 32, 32, base, exponent, P));
        if (!success) revert PrecompileFailed(MODEXP);
        return abi.decode(result, (uint256));
    }

    function reduce(uint256 high, uint256 low) private pure returns (uint256) {
        return addmod(mulmod(high, TWO_256, P), low, P);
    }
}
