// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { IPool, RoundTerms, RoundView } from "../../contracts/interfaces/IPool.sol";
import { Approval, CouncilAct } from "../../contracts/types/Types.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title Opening rounds, and coming into them
contract PoolEntriesTest is PoolFixture {
    uint256 private constant DONOR = 3;
    /// @dev A member who holds no seat of the town.
    uint256 private constant MEMBER = 4;
    uint256 private constant OTHER_MEMBER = 5;

    function setUp() public override {
        super.setUp();
        raiseTo800(DONOR, DONOR);
        give(DONOR, GIFT_CAP);
    }

    // ----------------------------------------------------------------- open

    function test_openRound__enough_points__reserves_them() external {
        RoundTerms memory terms = terms20(NOMINATED, 10);
        vm.expectEmit(address(pool));
        emit IPool.RoundOpened(1, NOMINATED, 10, 20, 1000, 30, time() + 1 days);
        this.tryOpen(terms);
        assertAccount(GIFT_CAP, 0, GIFT_CAP, 0);
        RoundView memory opened = pool.roundOf(1);
        assertTrue(keccak256(abi.encode(opened.terms)) == keccak256(abi.encode(terms)));
        assertEq(opened.entrants + opened.beaconRound + opened.settled, 0);
        assertTrue(opened.entrantsHash == 0 && !opened.closed);
    }

    function test_openRound__more_than_the_pool_has__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.PoolTooSmall.selector, 220, GIFT_CAP));
        this.tryOpen(terms20(NOMINATED, 11));
    }

    function test_openRound__by_the_town__refused_before_all_else() external {
        CouncilAct memory head = act(TOWN);
        RoundTerms memory terms = terms20(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IPool.NotTheRoot.selector, TOWN));
        pool.openRound(head, terms, Approval(0, ""));
    }

    function test_openRound__other_terms_were_signed__refused() external {
        CouncilAct memory head = act(NATION);
        RoundTerms memory terms = terms20(NOMINATED, 1);
        Approval memory approval = approve(NATION, openingDigest(head, terms), FIRST_TWO);
        terms.prizes = 2;
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, NATION, 0, vm.addr(seatKey(NATION, 0))
            )
        );
        pool.openRound(head, terms, approval);
    }

    function test_openRound__outside_the_bounds__refused() external {
        refuseTerms("kind", 0, 1, 2);
        refuseTerms("prizes", 1, 1, 10_000);
        refuseTerms("points", 2, 1, 400);
        refuseTerms("amount", 3, 1000, 500_000);
        refuseTerms("daysLong", 4, 1, 365);
        refuseTerms("entriesUntil", 5, time() + 1 days, time() + 90 days);
    }

    function refuseTerms(
        string memory name,
        uint256 field,
        uint256 least,
        uint256 most
    )
        private
    {
        uint256[2] memory wrong = [least - 1, most + 1];
        for (uint256 i = 0; i < 2; ++i) {
            RoundTerms memory terms = changed(field, wrong[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IPool.RoundOutOfBounds.selector, name, wrong[i], least, most
                )
            );
            this.tryOpen(terms);
        }
    }

    function changed(uint256 field, uint256 value) private view returns (RoundTerms memory) {
        uint256[6] memory values =
            abi.decode(abi.encode(terms20(NOMINATED, 1)), (uint256[6]));
        values[field] = value;
        return abi.decode(abi.encode(values), (RoundTerms));
    }

    // ------------------------------------------------------------- nominate

    function test_nominate__members__numbered_and_hashed_in_their_order() external {
        open(terms20(NOMINATED, 1));
        bytes32[] memory members = list(person(MEMBER), person(OTHER_MEMBER));
        vm.expectEmit(address(pool));
        emit IPool.Entered(1, person(MEMBER), 0);
        vm.expectEmit(address(pool));
        emit IPool.Entered(1, person(OTHER_MEMBER), 1);
        this.tryNominate(1, members);
        RoundView memory entered = pool.roundOf(1);
        assertEq(entered.entrants, 2);
        bytes32 first = keccak256(abi.encode(bytes32(0), members[0]));
        assertTrue(entered.entrantsHash == keccak256(abi.encode(first, members[1])));
        assertEq(pool.placeOf(1, person(MEMBER)), 1);
        assertEq(pool.placeOf(1, person(OTHER_MEMBER)), 2);
        assertEq(pool.placeOf(1, person(DONOR)), 0);
        assertEq(pool.nominationsOf(1, TOWN), 2);
    }

    function test_nominate__seat_that_did_not_sign__comes_in() external {
        open(terms20(NOMINATED, 1));
        nominate(1, one(person(2)));
        assertEq(pool.placeOf(1, person(2)), 1);
    }

    function test_nominate__seat_that_signed__refused() external {
        open(terms20(NOMINATED, 1));
        bytes32[] memory members = list(person(MEMBER), person(1));
        vm.expectRevert(abi.encodeWithSelector(IPool.SignsOwnCase.selector, 1, person(1)));
        this.tryNominate(1, members);
    }

    function test_nominate__unknown_or_other_round__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 1));
        this.tryNominate(1, one(person(MEMBER)));
        open(terms20(SECOND_CHANCE, 1));
        vm.expectRevert(
            abi.encodeWithSelector(IPool.RoundOfOtherKind.selector, 1, SECOND_CHANCE)
        );
        this.tryNominate(1, one(person(MEMBER)));
    }

    function test_nominate__from_the_end_of_entries_on__refused() external {
        open(terms20(NOMINATED, 1));
        uint256 end = time() + 1 days;
        vm.warp(end - 1);
        nominate(1, one(person(MEMBER)));
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IPool.EntriesClosed.selector, 1, end));
        this.tryNominate(1, one(person(OTHER_MEMBER)));
    }

    function test_nominate__nobody__refused() external {
        open(terms20(NOMINATED, 1));
        vm.expectRevert(abi.encodeWithSelector(IPool.NothingToDo.selector));
        this.tryNominate(1, new bytes32[](0));
    }

    function test_nominate__beyond_the_quota__refused() external {
        open(terms20(NOMINATED, 1));
        nominate(1, one(person(MEMBER)));
        bytes32[] memory six = new bytes32[](6);
        vm.expectRevert(abi.encodeWithSelector(IPool.QuotaReached.selector, 1, TOWN, 6));
        this.tryNominate(1, six);
    }

    function test_nominate__a_stranger__refused() external {
        open(terms20(NOMINATED, 1));
        vm.expectRevert(abi.encodeWithSelector(IPool.NotAMember.selector, 0, STRANGER, TOWN));
        this.tryNominate(1, one(STRANGER));
    }

    function test_nominate__member_of_another_community__refused() external {
        open(terms20(NOMINATED, 1));
        CouncilAct memory head = act(NATION);
        bytes32[] memory members = one(person(0));
        Approval memory approval = approve(NATION, nominationDigest(head, 1, members), FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(IPool.NotAMember.selector, 0, person(0), NATION));
        pool.nominate(head, 1, members, approval);
    }

    function test_nominate__closed_or_opted_out__refused_before_a_seat_that_signed() external {
        open(terms20(NOMINATED, 1));
        optOut(OTHER_MEMBER);
        close(1);
        bytes32[] memory members = list(person(MEMBER), person(OTHER_MEMBER));
        vm.expectRevert(
            abi.encodeWithSelector(IPool.TakesNoPart.selector, 1, person(OTHER_MEMBER))
        );
        this.tryNominate(1, members);
        members = list(person(MEMBER), person(1));
        vm.expectRevert(abi.encodeWithSelector(IPool.TakesNoPart.selector, 1, person(1)));
        this.tryNominate(1, members);
    }

    function test_nominate__somebody_twice__refused() external {
        open(terms20(NOMINATED, 1));
        bytes32[] memory members = list(person(MEMBER), person(MEMBER));
        vm.expectRevert(abi.encodeWithSelector(IPool.AlreadyEntered.selector, 1, 1, person(MEMBER)));
        this.tryNominate(1, members);
    }

    function test_nominate__in_two_rounds__comes_into_both() external {
        open(terms20(NOMINATED, 1));
        open(terms20(NOMINATED, 1));
        nominate(1, one(person(MEMBER)));
        nominate(2, list(person(OTHER_MEMBER), person(MEMBER)));
        assertEq(pool.placeOf(1, person(MEMBER)), 1);
        assertEq(pool.placeOf(2, person(MEMBER)), 2);
    }

    // ---------------------------------------------------------------- enter

    function test_enter__little_quality__comes_in() external {
        open(terms20(SECOND_CHANCE, 1));
        vm.expectEmit(address(pool));
        emit IPool.Entered(1, person(MEMBER), 0);
        this.tryEnter(MEMBER, 1);
        enter(OTHER_MEMBER, 1);
        assertEq(pool.roundOf(1).entrants, 2);
        assertEq(pool.placeOf(1, person(OTHER_MEMBER)), 2);
        bytes32 first = keccak256(abi.encode(bytes32(0), person(MEMBER)));
        assertTrue(
            pool.roundOf(1).entrantsHash == keccak256(abi.encode(first, person(OTHER_MEMBER)))
        );
    }

    function test_enter__unknown_or_other_round__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 1));
        this.tryEnter(MEMBER, 1);
        open(terms20(NOMINATED, 1));
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundOfOtherKind.selector, 1, NOMINATED));
        this.tryEnter(MEMBER, 1);
    }

    function test_enter__after_the_end_of_entries__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        uint256 end = time() + 1 days;
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IPool.EntriesClosed.selector, 1, end));
        this.tryEnter(MEMBER, 1);
    }

    function test_enter__quality_of_the_limit__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        vm.expectRevert(
            abi.encodeWithSelector(IPool.QualityTooHigh.selector, person(DONOR), 600, 200)
        );
        this.tryEnter(DONOR, 1);
        earnTwice(MEMBER);
        vm.expectRevert(
            abi.encodeWithSelector(IPool.QualityTooHigh.selector, person(MEMBER), 200, 200)
        );
        this.tryEnter(MEMBER, 1);
    }

    function test_enter__closed_or_opted_out__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        optOut(MEMBER);
        vm.expectRevert(abi.encodeWithSelector(IPool.TakesNoPart.selector, 0, person(MEMBER)));
        this.tryEnter(MEMBER, 1);
        close(DONOR);
        vm.expectRevert(abi.encodeWithSelector(IPool.TakesNoPart.selector, 0, person(DONOR)));
        this.tryEnter(DONOR, 1);
    }

    function test_enter__twice__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        enter(MEMBER, 1);
        vm.expectRevert(abi.encodeWithSelector(IPool.AlreadyEntered.selector, 0, 1, person(MEMBER)));
        this.tryEnter(MEMBER, 1);
    }

    function test_enter__second_chance_won_before__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        enter(MEMBER, 1);
        freezeAndSubmit(1);
        settle(1, 0);
        open(terms20(SECOND_CHANCE, 1));
        vm.expectRevert(abi.encodeWithSelector(IPool.SecondChanceUsed.selector, person(MEMBER)));
        this.tryEnter(MEMBER, 2);
    }

    function test_enter__signed_for_another_round__refused() external {
        open(terms20(SECOND_CHANCE, 1));
        uint256 deadline = time();
        bytes32 kind =
            keccak256("Entry(bytes32 identity,uint256 round,uint256 nonce,uint256 deadline)");
        bytes32 digest = digestOf(keccak256(abi.encode(kind, person(MEMBER), 2, 0, deadline)));
        bytes memory signature = sign(keyOf(MEMBER), digest);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, person(MEMBER), vm.addr(keyOf(MEMBER))
            )
        );
        pool.enter(person(MEMBER), 1, 0, deadline, signature);
    }

    function test_roundOf__unknown__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 0));
        pool.roundOf(0);
        vm.expectRevert(abi.encodeWithSelector(IPool.RoundUnknown.selector, 1));
        pool.roundOf(1);
    }

    function earnTwice(uint256 index) private {
        for (uint256 rule = 1; rule <= 2; ++rule) earn(index, rule);
    }
}
