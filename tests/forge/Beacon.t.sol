// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBeacon, PublicKey } from "../../contracts/interfaces/IBeacon.sol";
import { HashToCurve } from "../../contracts/libraries/HashToCurve.sol";
import { BeaconFixture } from "./BeaconFixture.sol";

/// @title What the beacon takes and refuses
/// @dev Published rounds and the hash to the curve are tried in tests/beacon.
contract BeaconTest is BeaconFixture {
    uint256 private constant ROUND = 12;
    uint256 private constant FIRST_ROUND_TIME = 1000;

    function setUp() public override {
        beacon = createBeacon(developmentKey(), FIRST_ROUND_TIME, PERIOD);
    }

    function test_publicKey__deployed__is_the_one_given() external view {
        bytes32 given = keccak256(abi.encode(developmentKey()));
        assertTrue(keccak256(abi.encode(beacon.publicKey())) == given);
        assertEq(beacon.GENESIS(), FIRST_ROUND_TIME);
        assertEq(beacon.PERIOD(), PERIOD);
    }

    function test_creation__with_numbers_too_large__refused() external {
        uint256 genesis = 2 ** 64;
        vm.expectRevert(abi.encodeWithSelector(IBeacon.InvalidGenesis.selector, genesis));
        createBeacon(developmentKey(), genesis, PERIOD);
        uint256 period = 2 ** 32;
        vm.expectRevert(abi.encodeWithSelector(IBeacon.InvalidPeriod.selector, period));
        createBeacon(developmentKey(), 0, period);
    }

    function test_creation__with_no_period__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.InvalidPeriod.selector, 0));
        createBeacon(developmentKey(), 0, 0);
    }

    function test_creation__with_infinity_or_no_point__refused() external {
        PublicKey memory key;
        vm.expectRevert(abi.encodeWithSelector(IBeacon.InvalidPublicKey.selector));
        createBeacon(key, 0, PERIOD);
        key = developmentKey();
        ++key.xReal;
        vm.expectRevert(abi.encodeWithSelector(IBeacon.InvalidPublicKey.selector));
        createBeacon(key, 0, PERIOD);
    }

    function test_submit__signature_of_the_round__is_verified_once() external {
        (uint256 x, uint256 y) = beaconSignature(ROUND);
        assertTrue(!beacon.isVerified(ROUND));
        beacon.submit(ROUND, x, y);
        assertTrue(beacon.isVerified(ROUND));
        assertTrue(beacon.randomnessOf(ROUND) == sha256(abi.encode(x, y)));
        vm.expectRevert(abi.encodeWithSelector(IBeacon.RoundAlreadyVerified.selector, ROUND));
        beacon.submit(ROUND, x, y);
    }

    function test_submit__signature_of_another_round__refused() external {
        (uint256 x, uint256 y) = beaconSignature(ROUND);
        vm.expectRevert(abi.encodeWithSelector(IBeacon.SignatureInvalid.selector, ROUND + 1));
        beacon.submit(ROUND + 1, x, y);
    }

    function test_submit__infinity_or_beyond_the_field__refused() external {
        (uint256 x, uint256 y) = beaconSignature(ROUND);
        refuseCoordinates(0, 0);
        refuseCoordinates(x + HashToCurve.P, y);
        refuseCoordinates(x, y + HashToCurve.P);
    }

    function test_submit__no_point_of_the_curve__refused() external {
        (uint256 x, uint256 y) = beaconSignature(ROUND);
        vm.expectRevert(abi.encodeWithSelector(IBeacon.SignatureNotOnCurve.selector, x, y - 1));
        beacon.submit(ROUND, x, y - 1);
    }

    function test_randomnessOf__not_verified__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.RoundNotVerified.selector, ROUND));
        beacon.randomnessOf(ROUND);
    }

    function testFuzz_roundAt__any_time__is_the_latest_begun(uint64 later) external view {
        uint256 second = FIRST_ROUND_TIME + later;
        uint256 latest = beacon.roundAt(second);
        assertTrue(beacon.timeOf(latest) <= second);
        assertTrue(beacon.timeOf(latest + 1) > second);
    }

    function test_roundAt__before_the_first__refused() external {
        uint256 early = FIRST_ROUND_TIME - 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IBeacon.TimeBeforeFirstRound.selector, early, FIRST_ROUND_TIME
            )
        );
        beacon.roundAt(early);
        assertEq(beacon.roundAt(FIRST_ROUND_TIME), 1);
    }

    function test_timeOf__round_0_or_beyond_64_bits__refused() external {
        refuseRound(0);
        refuseRound(2 ** 64);
    }

    function refuseCoordinates(uint256 x, uint256 y) private {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.SignatureNotCanonical.selector, x, y));
        beacon.submit(ROUND, x, y);
    }

    function refuseRound(uint256 beaconRound) private {
        vm.expectRevert(abi.encodeWithSelector(IBeacon.RoundOutOfRange.selector, beaconRound));
        beacon.timeOf(beaconRound);
    }
}
