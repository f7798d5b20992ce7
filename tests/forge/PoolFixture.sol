// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RuleText } from "../../contracts/interfaces/ILedger.sol";
import { IPool, PoolCharter, RoundTerms } from "../../contracts/interfaces/IPool.sol";
import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    RuleId
} from "../../contracts/types/Types.sol";
import { BeaconFixture } from "./BeaconFixture.sol";

/// @title A pool with a development beacon, and six people of the town who sit on its councils
/// @dev A nomination is for each member, so that tests need few of them.
abstract contract PoolFixture is BeaconFixture {
    uint256 internal constant NOMINATED = 1;
    uint256 internal constant SECOND_CHANCE = 2;
    /// @dev Most of what one person can give in a year.
    uint256 internal constant GIFT_CAP = 200;

    IPool internal pool;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        beacon = newBeacon();
        (ledger, communities) = deployBoth(tree(), upcoming(2));
        pool = createPool(ledger, communities, beacon, pilotPool());
    }

    function pilotPool() internal pure virtual returns (PoolCharter memory) {
        return PoolCharter({
            secondChanceBelow: 200,
            prizePoints: 400,
            prizeAmount: 500_000,
            prizeDays: 365,
            membersPerNomination: 1
        });
    }

    /// @dev 100 points in each of four categories.
    function genesisRules() internal pure override returns (RuleText[] memory rules) {
        rules = new RuleText[](4);
        for (uint256 i = 0; i < rules.length; ++i) {
            rules[i] = RuleText(RuleId.wrap(i + 1), i + 1, 100, 0, 0, "text");
        }
    }

    // ---------------------------------------------------------------- people

    /// @dev Seats of the town come first, then those of the nation; all are members of the town.
    function person(uint256 index) internal pure returns (IdentityHash) {
        return seatOwner(seatOf(index), index % 3);
    }

    function keyOf(uint256 index) internal pure returns (uint256) {
        return seatKey(seatOf(index), index % 3);
    }

    function seatOf(uint256 index) private pure returns (CommunityId) {
        return index < 3 ? TOWN : NATION;
    }

    /// @dev Around the end of an allocation year, so that both years' points count.
    function raiseTo800(uint256 firstPerson, uint256 lastPerson) internal {
        vm.warp(GENESIS + YEAR - 1);
        earnAll(firstPerson, lastPerson);
        vm.warp(GENESIS + YEAR);
        earnAll(firstPerson, lastPerson);
    }

    function earnAll(uint256 firstPerson, uint256 lastPerson) internal {
        for (uint256 i = firstPerson; i <= lastPerson; ++i) {
            for (uint256 rule = 1; rule <= 4; ++rule) earn(i, rule);
        }
    }

    /// @dev 100 points.
    function earn(uint256 index, uint256 rule) internal {
        vm.prank(address(communities));
        ledger.award(one(person(index)), one(today()), TOWN, 0, RuleId.wrap(rule), 1);
    }

    // ------------------------------------------------------------------ acts

    function give(uint256 index, uint256 points) internal {
        uint256 nonce = communities.signatory(person(index)).nonce;
        uint256 deadline = time();
        bytes32 kind =
            keccak256("Gift(bytes32 identity,uint256 points,uint256 nonce,uint256 deadline)");
        bytes32 digest =
            digestOf(keccak256(abi.encode(kind, person(index), points, nonce, deadline)));
        pool.give(person(index), points, nonce, deadline, sign(keyOf(index), digest));
    }

    function enter(uint256 index, uint256 round) internal {
        uint256 nonce = communities.signatory(person(index)).nonce;
        uint256 deadline = time();
        bytes32 kind =
            keccak256("Entry(bytes32 identity,uint256 round,uint256 nonce,uint256 deadline)");
        bytes32 digest =
            digestOf(keccak256(abi.encode(kind, person(index), round, nonce, deadline)));
        pool.enter(person(index), round, nonce, deadline, sign(keyOf(index), digest));
    }

    function openingDigest(
        CouncilAct memory head,
        RoundTerms memory terms
    )
        internal
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "RoundOpening(uint256 community,uint256 nonce,uint256 deadline,uint256 kind,"
            "uint256 prizes,uint256 points,uint256 amount,uint256 daysLong,uint256 entriesUntil)"
        );
        return digestOf(keccak256(abi.encode(kind, head, terms)));
    }

    function open(RoundTerms memory terms) internal returns (uint256 round) {
        CouncilAct memory head = act(NATION);
        Approval memory approval = approve(NATION, openingDigest(head, terms), FIRST_TWO);
        pool.openRound(head, terms, approval);
        return pool.roundCount();
    }

    /// @dev A round with prizes of 20 points, a day long to come into.
    function terms20(uint256 kind, uint256 prizes) internal view returns (RoundTerms memory) {
        return RoundTerms(kind, prizes, 20, 1000, 30, time() + 1 days);
    }

    function nominationDigest(
        CouncilAct memory head,
        uint256 round,
        bytes32[] memory identities
    )
        internal
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Nomination(uint256 community,uint256 nonce,uint256 deadline,uint256 round,"
            "bytes32[] identities)"
        );
        return digestOf(keccak256(abi.encode(kind, head, round, hashOf(identities))));
    }

    function nominate(
        CommunityId community,
        uint256 round,
        bytes32[] memory identities,
        uint256 signers
    )
        internal
    {
        CouncilAct memory head = act(community);
        bytes32 digest = nominationDigest(head, round, identities);
        pool.nominate(head, round, identities, approve(community, digest, signers));
    }

    /// @dev By the council of the town; its first two seats sign.
    function nominate(uint256 round, bytes32[] memory identities) internal {
        nominate(TOWN, round, identities, FIRST_TWO);
    }

    function freeze(uint256 round) internal {
        vm.warp(pool.roundOf(round).terms.entriesUntil);
        pool.freeze(round);
    }

    function freezeAndSubmit(uint256 round) internal {
        freeze(round);
        submit(pool.roundOf(round).beaconRound);
    }

    function settle(uint256 round, uint256 lot) internal {
        pool.settle(round, one(lot), one(winnerOf(round, lot)));
    }

    function winnerOf(uint256 round, uint256 lot) internal view returns (IdentityHash) {
        uint256 place = pool.drawn(round, lot) + 1;
        for (uint256 i = 0; i < 6; ++i) {
            if (pool.placeOf(round, person(i)) == place) return person(i);
        }
        return IdentityHash.wrap(0);
    }

    function close(uint256 index) internal {
        vm.prank(address(communities));
        ledger.close(person(index));
    }

    function optOut(uint256 index) internal {
        vm.prank(address(communities));
        ledger.optOut(person(index));
    }

    // ------------------------- the same as calls of their own, to expect refusals of

    function tryGive(uint256 index, uint256 points) external {
        give(index, points);
    }

    function tryEnter(uint256 index, uint256 round) external {
        enter(index, round);
    }

    function tryOpen(RoundTerms memory terms) external {
        open(terms);
    }

    function tryNominate(uint256 round, bytes32[] memory identities) external {
        nominate(round, identities);
    }

    function trySettle(uint256 round, uint256 lot) external {
        settle(round, lot);
    }

    // -------------------------------------------------------------- the account

    function assertAccount(uint256 given, uint256 free, uint256 reserved, uint256 granted)
        internal
        view
    {
        (uint256 a, uint256 b, uint256 c, uint256 d) = pool.account();
        assertEq(a, given);
        assertEq(b, free);
        assertEq(c, reserved);
        assertEq(d, granted);
        assertEq(a, b + c + d);
    }
}
