// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBeacon, PublicKey } from "../../contracts/interfaces/IBeacon.sol";
import { HashToCurve } from "../../contracts/libraries/HashToCurve.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title A development beacon, whose every round the test can sign
abstract contract BeaconFixture is CommunitiesFixture {
    uint256 internal constant PERIOD = 3;
    /// @dev From binding a round of the beacon to the earliest time of that round.
    uint256 internal constant BOUND_LATER = PERIOD + 60;

    /// @dev From the text "development", as `isonomia.beacon` derives it.
    uint256 private constant BEACON_SECRET =
        0x1e6b32f2e826ac45b8664676a8fa87d58a25d7764b4d2241a1323a0178ae8d1;
    address private constant EC_MUL = address(7);

    IBeacon internal beacon;

    function newBeacon() internal returns (IBeacon) {
        return createBeacon(developmentKey(), 0, PERIOD);
    }

    /// @dev Of a panel or a renewal: `number` is its number, `drawer` the contract that has it.
    function drawKey(
        uint256 beaconRound,
        address drawer,
        uint256 number
    )
        internal
        view
        returns (bytes32)
    {
        return keccak256(
            bytes.concat(
                beacon.randomnessOf(beaconRound), bytes32(uint256(uint160(drawer))), bytes32(number)
            )
        );
    }

    /// @dev The keyed permutation, written anew from the words of the rules.
    function drawAnew(
        bytes32 key,
        uint256 lot,
        uint256 size
    )
        internal
        pure
        returns (uint256 value)
    {
        uint256 half = 2;
        while (half * half < size) half *= 2;
        value = lot;
        do {
            (uint256 left, uint256 right) = (value / half, value % half);
            for (uint256 turn = 0; turn < 24; ++turn) {
                bytes memory mixed = abi.encodePacked(key, uint128(turn), uint128(right));
                (left, right) = (right, left ^ (uint256(keccak256(mixed)) % half));
            }
            value = left * half + right;
        } while (value >= size);
    }

    function submit(uint256 beaconRound) internal {
        (uint256 x, uint256 y) = beaconSignature(beaconRound);
        beacon.submit(beaconRound, x, y);
    }

    function developmentKey() internal pure returns (PublicKey memory) {
        return PublicKey({
            xImaginary: 0x25a13a3e36421a379f28b5feae49893d0afd730b514725fd6fd5952ca8edf64b,
            xReal: 0x094521cbe53a2df5e98e70d5437035c95f9da4777df11b69f86099a6f86d51fd,
            yImaginary: 0x15f6d27072745b7abb02803e771431f12657f4ef6b99610477731a7e0de60333,
            yReal: 0x2b9c7eedb6ea0196c4ac2ec0d6c9d5f6e469e4b5a595ddc42478cfdc55e336cf
        });
    }

    function beaconSignature(uint256 beaconRound) internal view returns (uint256 x, uint256 y) {
        bytes memory message = abi.encode(keccak256(abi.encodePacked(uint64(beaconRound))));
        (x, y) = HashToCurve.hash(message, "BLS_SIG_BN254G1_XMD:KECCAK-256_SVDW_RO_NUL_");
        (bool success, bytes memory product) =
            EC_MUL.staticcall(abi.encode(x, y, BEACON_SECRET));
        assertTrue(success);
        return abi.decode(product, (uint256, uint256));
    }
}
