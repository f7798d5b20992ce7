// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId, CouncilAct } from "../../contracts/types/Types.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title What people cost when there are many
/// @dev Every call is a transaction of its own, as on a chain. Left out of the coverage report, whose
///      counting costs gas too.
/// forge-config: default.isolate = true
contract PoolScaleTest is PoolFixture {
    uint256 private constant DONOR = 3;
    uint256 private constant WINNERS = 5;
    uint256 private constant NOMINEES = 100;
    uint256 private constant ROUNDS_SLOT = 2;
    uint256 private constant PLACES_SLOT = 3;
    /// @dev Bits of the round's first slot below the number of entrants.
    uint256 private constant ENTRANTS_AT = 120;
    uint256 private constant MOST_PERCENT_MORE = 3;
    uint256 private constant MOST_GAS_OF_A_NOMINEE = 28_100;

    function setUp() public override {
        super.setUp();
        raiseTo800(DONOR, DONOR);
        give(DONOR, GIFT_CAP);
    }

    /// @dev By a community for the first time, but not the first entrants of the round.
    function test_nominate__a_hundred__within_the_gas() external {
        (bytes32[] memory identities, uint256[] memory months) = crowd();
        enrol(NATION, one(CITIZEN), one(ADULT_MONTH));
        enrol(TOWN, identities, months);
        open(terms20(NOMINATED, 1));
        nominate(NATION, 1, one(CITIZEN), FIRST_TWO);
        CouncilAct memory head = act(TOWN);
        bytes32 digest = nominationDigest(head, 1, identities);
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        pool.nominate(head, 1, identities, approval);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertEq(pool.roundOf(1).entrants, NOMINEES + 1);
        assertTrue(used <= NOMINEES * MOST_GAS_OF_A_NOMINEE);
        // The places alone cost this much: what was measured is a whole transaction.
        assertTrue(used >= NOMINEES * 22_100);
    }

    /// @dev A million entrants are not enrolled: their number and the winners' places are written
    ///      into the pool's storage, where it would find them.
    function test_settle__a_million_entrants__as_cheap_as_ten() external {
        uint256 ofTen = gasOfWinners(10);
        uint256 ofMany = gasOfWinners(1_000_000);
        assertTrue(ofMany * 100 <= ofTen * (100 + MOST_PERCENT_MORE));
    }

    function gasOfWinners(uint256 entrants) private returns (uint256 total) {
        uint256 round = open(terms20(NOMINATED, WINNERS));
        setEntrants(round, entrants);
        freezeAndSubmit(round);
        for (uint256 lot = 0; lot < WINNERS; ++lot) {
            setPlace(round, lot, pool.drawn(round, lot) + 1);
            pool.settle(round, one(lot), one(person(lot)));
            total += vm.lastCallGas().gasTotalUsed;
        }
        assertEq(pool.roundOf(round).settled, WINNERS);
        (,,, uint256 granted) = pool.account();
        assertEq(granted, round * WINNERS * 20);
    }

    function enrol(
        CommunityId community,
        bytes32[] memory identities,
        uint256[] memory months
    )
        private
    {
        CouncilAct memory head = act(community);
        bytes32 digest = enrolmentDigest(head, identities, months);
        communities.enrol(head, identities, months, approve(community, digest, FIRST_TWO));
    }

    function setEntrants(uint256 round, uint256 entrants) private {
        bytes32 slot = keccak256(abi.encode(round, ROUNDS_SLOT));
        uint256 word = uint256(vm.load(address(pool), slot));
        vm.store(address(pool), slot, bytes32(word | (entrants << ENTRANTS_AT)));
        assertEq(pool.roundOf(round).entrants, entrants);
    }

    function setPlace(uint256 round, uint256 index, uint256 place) private {
        bytes32 places = keccak256(abi.encode(round, PLACES_SLOT));
        bytes32 slot = keccak256(abi.encode(person(index), places));
        vm.store(address(pool), slot, bytes32(place));
        assertEq(pool.placeOf(round, person(index)), place);
    }

    function crowd()
        private
        pure
        returns (bytes32[] memory identities, uint256[] memory months)
    {
        identities = new bytes32[](NOMINEES);
        months = new uint256[](NOMINEES);
        for (uint256 i = 0; i < NOMINEES; ++i) {
            identities[i] = keccak256(abi.encode("crowd", i));
            months[i] = ADULT_MONTH;
        }
    }
}
