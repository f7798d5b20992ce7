// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBeacon } from "../../contracts/interfaces/IBeacon.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { IPool, RoundTerms, RoundView } from "../../contracts/interfaces/IPool.sol";
import { IdentityHash } from "../../contracts/types/Types.sol";
import { PoolFixture } from "./PoolFixture.sol";
import { Test } from "./Test.sol";

/// @title Random gifts and rounds among six people, with time passing between them
contract PoolActor is PoolFixture {
    uint256 internal constant PEOPLE = 6;
    uint256 internal constant MOST_ROUNDS = 4;

    /// @notice Points of all gifts that went through.
    uint256 public givenByHand;
    /// @notice Points of all uplifts that appeared on the ledger.
    uint256 public granted;

    constructor() {
        super.setUp();
        raiseTo800(0, 3);
        // Something is there to play for from the beginning.
        give(3, 100);
        givenByHand = 100;
    }

    function giveSome(uint256 index, uint256 points) external {
        points = between(points, 1, 100);
        give(between(index, 0, PEOPLE - 1), points);
        givenByHand += points;
    }

    /// @dev Two are nominated at once, so that not most rounds stay empty.
    function openSome(uint256 kind, uint256 prizes, uint256 points) external {
        assertTrue(pool.roundCount() < MOST_ROUNDS);
        RoundTerms memory terms = RoundTerms({
            kind: between(kind, NOMINATED, SECOND_CHANCE),
            prizes: between(prizes, 1, 4),
            points: between(points, 1, 20),
            amount: 1000,
            daysLong: 365,
            entriesUntil: time() + 1 days
        });
        uint256 round = open(terms);
        if (terms.kind == NOMINATED) nominate(round, list(person(4), person(5)));
    }

    /// @dev As the kind of the round wants it.
    function comeInto(uint256 round, uint256 index) external {
        round = someRound(round);
        index = between(index, 2, PEOPLE - 1);
        if (pool.roundOf(round).terms.kind == NOMINATED) nominate(round, one(person(index)));
        else enter(index, round);
    }

    /// @dev Waits for the end of entries when it is still to come.
    function freezeSome(uint256 round) external {
        round = someRound(round);
        uint256 end = pool.roundOf(round).terms.entriesUntil;
        if (time() < end) vm.warp(end);
        pool.freeze(round);
    }

    function submitSome(uint256 round) external {
        submit(pool.roundOf(someRound(round)).beaconRound);
    }

    function settleSome(uint256 round, uint256 lot) external {
        round = someRound(round);
        RoundView memory stands = pool.roundOf(round);
        uint256 prizes = stands.terms.prizes;
        uint256 lots = stands.entrants < prizes ? stands.entrants : prizes;
        lot = between(lot, 0, lots - 1);
        IdentityHash winner = winnerOf(round, lot);
        uint256 before = overlaysBy(round, winner);
        pool.settle(round, one(lot), one(winner));
        granted += (overlaysBy(round, winner) - before) * pool.roundOf(round).terms.points;
    }

    function closeSome(uint256 round) external {
        pool.close(someRound(round));
    }

    function pass(uint256 seconds_) external {
        vm.warp(time() + between(seconds_, 1, 12 hours));
    }

    function contracts() external view returns (IPool, ILedger, IBeacon) {
        return (pool, ledger, beacon);
    }

    function people(uint256 index) external pure returns (IdentityHash) {
        return person(index);
    }

    function someRound(uint256 round) private view returns (uint256) {
        return between(round, 1, pool.roundCount());
    }

    function overlaysBy(uint256 round, IdentityHash identity) private view returns (uint256 count) {
        for (uint256 i = 0; i < ledger.overlaysOf(identity).length; ++i) {
            if (ledger.overlaysOf(identity)[i].cause == round) ++count;
        }
    }
}

/// @title What holds after any sequence of gifts, rounds and draws
contract PoolInvariantsTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint256 private constant PEOPLE = 6;

    PoolActor private _actor;
    IPool private _pool;

    function setUp() external {
        _actor = new PoolActor();
        (_pool,,) = _actor.contracts();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = PoolActor.giveSome.selector;
        selectors[1] = PoolActor.openSome.selector;
        selectors[2] = PoolActor.comeInto.selector;
        selectors[3] = PoolActor.freezeSome.selector;
        selectors[4] = PoolActor.submitSome.selector;
        selectors[5] = PoolActor.settleSome.selector;
        selectors[6] = PoolActor.closeSome.selector;
        selectors[7] = PoolActor.pass.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_actor), selectors);
    }

    function invariant_points__given_are_free_reserved_or_granted() external view {
        (uint256 given, uint256 free, uint256 reserved, uint256 granted) = _pool.account();
        assertEq(given, free + reserved + granted);
        assertEq(given, _actor.givenByHand());
        assertEq(granted, _actor.granted());
    }

    function invariant_reserved__is_what_open_rounds_can_still_grant() external view {
        uint256 outstanding = 0;
        for (uint256 round = 1; round <= _pool.roundCount(); ++round) {
            RoundView memory stands = _pool.roundOf(round);
            if (stands.closed) continue;
            outstanding += (stands.terms.prizes - stands.settled) * stands.terms.points;
        }
        (,, uint256 reserved,) = _pool.account();
        assertEq(reserved, outstanding);
    }

    function invariant_settled__counts_the_lots_that_are() external view {
        for (uint256 round = 1; round <= _pool.roundCount(); ++round) {
            uint256 settled = 0;
            for (uint256 lot = 0; lot < 10; ++lot) {
                if (_pool.isSettled(round, lot)) ++settled;
            }
            assertEq(_pool.roundOf(round).settled, settled);
        }
    }

    function invariant_places__number_the_entrants_without_a_gap() external view {
        for (uint256 round = 1; round <= _pool.roundCount(); ++round) {
            uint256 entrants = _pool.roundOf(round).entrants;
            uint256 seen = 0;
            for (uint256 i = 0; i < PEOPLE; ++i) {
                uint256 place = _pool.placeOf(round, _actor.people(i));
                if (place != 0) seen |= 1 << (place - 1);
            }
            assertEq(seen, (1 << entrants) - 1);
        }
    }
}
