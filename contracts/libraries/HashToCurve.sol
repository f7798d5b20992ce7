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
    /// @dev A root of -256 / 27; see `mapToCurve`.
    uint256 private constant C5 =
        0x10216f7ba065e00ca883ed41b6704946e80631f19fc4a5f887ff31909d7eff1d;

    uint256 private constant ROOT_EXPONENT = (P + 1) / 4;

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

    /// @dev RFC 9380, section 6.6.1: the first of three abscissas that is on the curve. The powers
    ///      are what costs, so two are saved: the inverse comes from the same power as the first
    ///      root, and the third root from the first two, because for these abscissas
    ///      g(x3) = g(x1) * g(x2) * C5^2 * (plus / minus)^6. Where the inverse does not exist and
    ///      counts as 0, at u = 1 / 2 and -1 / 2, the second abscissa is on the curve.
    function mapToCurve(uint256 u) internal view returns (uint256 x, uint256 y) {
        uint256 square = mulmod(mulmod(u, u, P), C1, P);
        uint256 plus = addmod(1, square, P);
        uint256 minus = addmod(1, P - square, P);
        uint256 denominator = mulmod(plus, minus, P);
        uint256 shift = mulmod(mulmod(u, minus, P), C3, P);
        uint256 numerator = addmod(mulmod(C2, denominator, P), P - shift, P);
        (bool found, uint256 root, uint256 inverse) = rootOfQuotient(numerator, denominator);
        if (found) {
            (x, y) = (mulmod(numerator, inverse, P), root);
        } else {
            x = addmod(C2, mulmod(shift, inverse, P), P);
            (found, y) = rootAt(x);
        }
        if (!found) {
            uint256 ratio = mulmod(mulmod(plus, plus, P), inverse, P);
            uint256 ratioSquare = mulmod(ratio, ratio, P);
            x = addmod(mulmod(ratioSquare, C4, P), Z, P);
            y = mulmod(mulmod(root, y, P), mulmod(mulmod(ratioSquare, ratio, P), C5, P), P);
        }
        if ((u ^ y) & 1 != 0) y = P - y; // no point has y = 0: none is of order 2
    }

    /// @notice Whether (x, y) is a point of the curve; infinity is none of these.
    function isOnCurve(uint256 x, uint256 y) internal pure returns (bool) {
        return mulmod(y, y, P) == squareAt(x);
    }

    /// @dev For x = numerator / denominator: a root of g(x) if found, else one of -g(x); and the
    ///      inverse of the denominator. With w = g(x) * denominator^4 and e = w^((P - 3) / 4),
    ///      w * e^2 is 1 if w is a square and -1 if not, so that w * e is the root.
    function rootOfQuotient(uint256 numerator, uint256 denominator)
        private
        view
        returns (bool found, uint256 root, uint256 inverse)
    {
        uint256 cube = mulmod(mulmod(denominator, denominator, P), denominator, P);
        uint256 scaled = mulmod(mulmod(numerator, numerator, P), numerator, P);
        scaled = addmod(scaled, mulmod(cube, B, P), P);
        uint256 w = mulmod(scaled, denominator, P);
        uint256 e = power(w, ROOT_EXPONENT - 1);
        uint256 eSquare = mulmod(e, e, P);
        found = mulmod(w, eSquare, P) == 1;
        inverse = mulmod(scaled, found ? eSquare : P - eSquare, P);
        root = mulmod(mulmod(w, e, P), mulmod(inverse, inverse, P), P);
    }

    /// @dev A root of g(x) if found, else one of -g(x).
    function rootAt(uint256 x) private view returns (bool found, uint256 root) {
        uint256 square = squareAt(x);
        root = power(square, ROOT_EXPONENT);
        found = mulmod(root, root, P) == square;
    }

    /// @dev g(x), which is y^2.
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
