// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { Accreditation, IServices, Statement } from "../../contracts/interfaces/IServices.sol";
import { Order, Redemption } from "../../contracts/types/Types.sol";
import { ServicesFixture } from "./ServicesFixture.sol";

/// @title Refunds and ratings of what was redeemed
contract ServicesAfterwardsTest is ServicesFixture {
    bytes32[] private noProof;

    // ---------------------------------------------------------------- refunds

    function test_refund__in_time__restores_the_credits() external {
        Redemption memory redemption = single();
        uint256 credits = ledger.creditsOf(CITIZEN);
        vm.expectEmit(address(services));
        emit IServices.Refunded(1, 0, CITIZEN, RIDE, 2 * PRICE);
        refund(redemption);
        assertEq(ledger.creditsOf(CITIZEN), credits + 2 * PRICE);
        assertEq(ledger.spentBy(CITIZEN), 0);
        assertTrue(services.isRefunded(1, 0));
        assertTrue(!services.isRefunded(1, 1));
        Statement memory found = statement(RIDE);
        assertEq(found.redemptions, 1);
        assertEq(found.redeemed, 2 * PRICE);
        assertEq(found.refunds, 1);
        assertEq(found.refunded, 2 * PRICE);
    }

    function test_refund__in_another_quarter__stands_in_that_quarter() external {
        vm.warp(GENESIS + QUARTER - 1);
        Redemption memory redemption = single();
        vm.warp(GENESIS + QUARTER);
        refund(redemption);
        assertEq(services.statementOf(RIDE, 0).refunds, 0);
        assertEq(services.statementOf(RIDE, 1).refunds, 1);
        assertEq(services.statementOf(RIDE, 1).redemptions, 0);
    }

    function test_refund__too_late__refused_from_the_second_on() external {
        Redemption memory redemption = single();
        uint256 until = redemption.time + REFUND_DAYS * 1 days;
        vm.warp(until);
        refuse(redemption, abi.encodeWithSelector(IServices.RefundTooLate.selector, until));
        vm.warp(until - 1);
        refund(redemption);
    }

    function test_refund__twice__refused() external {
        Redemption memory redemption = single();
        refund(redemption);
        refuse(
            redemption, abi.encodeWithSelector(IServices.RefundedAlready.selector, 1, 0)
        );
    }

    function test_refund__not_by_the_organisation__refused() external {
        Redemption memory redemption = single();
        vm.expectRevert(notTheProvider(address(this)));
        services.refund(redemption, noProof);
        Accreditation memory other = usual();
        other.key = NEWCOMER;
        accredit(TOWN, other);
        vm.expectRevert(notTheProvider(NEWCOMER));
        vm.prank(NEWCOMER);
        services.refund(redemption, noProof);
    }

    function test_refund__any_field_changed__refused() external {
        Redemption memory redemption = single();
        uint256[8] memory fields =
            abi.decode(abi.encode(redemption), (uint256[8]));
        for (uint256 i = 0; i < fields.length; ++i) {
            fields[i] += 1;
            Redemption memory forged = abi.decode(abi.encode(fields), (Redemption));
            refuse(
                forged,
                abi.encodeWithSelector(
                    IServices.NotRedeemed.selector, forged.batch, forged.index
                )
            );
            fields[i] -= 1;
        }
    }

    function test_refund__of_a_batch__needs_the_proof() external {
        (Order[] memory orders, bytes memory signatures) = rides(3, RIDE, 0);
        redeem(orders, signatures);
        Redemption[] memory lines = new Redemption[](3);
        for (uint256 i = 0; i < 3; ++i) {
            lines[i] = redeemed(orders[i], 1);
            lines[i].index = i;
        }
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = pair(leaf(lines[0]), leaf(lines[1]));
        refuse(lines[2], abi.encodeWithSelector(IServices.NotRedeemed.selector, 1, 2));
        vm.prank(PROVIDER);
        services.refund(lines[2], proof);
        proof = new bytes32[](2);
        (proof[0], proof[1]) = (leaf(lines[0]), leaf(lines[2]));
        vm.prank(PROVIDER);
        services.refund(lines[1], proof);
        assertTrue(services.isRefunded(1, 1) && services.isRefunded(1, 2));
        assertTrue(!services.isRefunded(1, 0));
        assertEq(ledger.spentBy(CITIZEN), PRICE);
    }

    function test_refund__of_a_closed_person_by_the_new_key__restores() external {
        Redemption memory redemption = single();
        vm.prank(PROVIDER);
        services.offerKey(ORGANISATION, NEWCOMER);
        vm.prank(NEWCOMER);
        services.acceptKey(ORGANISATION);
        vm.prank(address(communities));
        ledger.close(CITIZEN);
        vm.expectRevert(notTheProvider(PROVIDER));
        this.refund(redemption);
        vm.prank(NEWCOMER);
        services.refund(redemption, noProof);
        assertEq(ledger.spentBy(CITIZEN), 0);
    }

    function test_refund__by_the_days_of_today__even_when_amended() external {
        uint256[] memory values = new uint256[](3);
        (values[0], values[1], values[2]) = (ACCREDITATION_DAYS, NOTICE_DAYS, 14);
        uint256 fromDay = today() + 30;
        vm.prank(ASSEMBLY);
        services.amend(values, fromDay);
        vm.warp((fromDay - 15) * 1 days);
        Redemption memory redemption = single();
        vm.warp(fromDay * 1 days);
        refuse(
            redemption,
            abi.encodeWithSelector(
                IServices.RefundTooLate.selector, redemption.time + 14 days
            )
        );
    }

    // ---------------------------------------------------------------- ratings

    function test_rate__twice__the_second_replaces_the_first() external {
        Redemption memory redemption = single();
        vm.expectEmit(address(communities));
        emit ICommunities.PersonActed(CITIZEN, 0);
        vm.expectEmit(address(services));
        emit IServices.Rated(RIDE, CITIZEN, 1, 0, 1);
        rate(redemption, 1);
        assertRating(1, 1, [uint256(1), 0, 0, 0, 0]);
        rate(redemption, 5);
        assertRating(5, 2, [uint256(0), 0, 0, 0, 1]);
        refuseRating(
            redemption, 3, abi.encodeWithSelector(IServices.RatedTwice.selector, 1, 0)
        );
    }

    function test_rate__same_stars_again__counted_once() external {
        Redemption memory redemption = single();
        rate(redemption, 3);
        rate(redemption, 3);
        assertRating(3, 2, [uint256(0), 0, 1, 0, 0]);
    }

    function test_rate__refunded__still_counts() external {
        Redemption memory redemption = single();
        rate(redemption, 2);
        refund(redemption);
        assertRating(2, 1, [uint256(0), 1, 0, 0, 0]);
        rate(redemption, 4);
        assertRating(4, 2, [uint256(0), 0, 0, 1, 0]);
    }

    function test_rate__refusals__name_what_is_wrong() external {
        Redemption memory redemption = single();
        refuseRating(
            redemption, 0, abi.encodeWithSelector(IServices.StarsOutOfBounds.selector, 0)
        );
        refuseRating(
            redemption, 6, abi.encodeWithSelector(IServices.StarsOutOfBounds.selector, 6)
        );
        redemption.amount += 1;
        refuseRating(
            redemption, 5, abi.encodeWithSelector(IServices.NotRedeemed.selector, 1, 0)
        );
        redemption.amount -= 1;
        bytes memory signature = ratingSignature(redemption, 5);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, vm.addr(OWN_KEY)
            )
        );
        services.rate(redemption, noProof, 4, 0, time(), signature);
        vm.prank(address(communities));
        ledger.close(CITIZEN);
        refuseRating(
            redemption, 0, abi.encodeWithSelector(IServices.IsClosed.selector, CITIZEN)
        );
    }

    // ---------------------------------------------------------------- helpers

    function single() private returns (Redemption memory) {
        Order memory order = ride(0);
        return redeemed(order, redeem(order));
    }

    function refund(Redemption memory redemption) public {
        vm.prank(PROVIDER);
        services.refund(redemption, noProof);
    }

    function refuse(Redemption memory redemption, bytes memory refusal) private {
        vm.expectRevert(refusal);
        this.refund(redemption);
    }

    function notTheProvider(address sender) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IServices.NotTheProvider.selector, 0, RIDE, sender);
    }

    function ratingSignature(
        Redemption memory redemption,
        uint256 stars
    )
        private
        view
        returns (bytes memory)
    {
        bytes32 kind = keccak256(
            "Rating(bytes32 identity,uint256 batch,uint256 index,uint256 stars,uint256 nonce,"
            "uint256 deadline)"
        );
        bytes32 hashed = keccak256(
            abi.encode(
                kind,
                redemption.identity,
                redemption.batch,
                redemption.index,
                stars,
                communities.signatory(CITIZEN).nonce,
                time()
            )
        );
        return sign(OWN_KEY, digestOf(hashed));
    }

    function rate(Redemption memory redemption, uint256 stars) public {
        uint256 nonce = communities.signatory(CITIZEN).nonce;
        bytes memory signature = ratingSignature(redemption, stars);
        services.rate(redemption, noProof, stars, nonce, time(), signature);
    }

    function refuseRating(
        Redemption memory redemption,
        uint256 stars,
        bytes memory refusal
    )
        private
    {
        vm.expectRevert(refusal);
        this.rate(redemption, stars);
    }

    function assertRating(
        uint256 stars,
        uint256 times,
        uint256[5] memory counts
    )
        private
        view
    {
        (uint256 found, uint256 count) = services.ratingOf(1, 0);
        assertEq(found, stars);
        assertEq(count, times);
        assertTrue(
            keccak256(abi.encode(services.ratingsOf(RIDE))) == keccak256(abi.encode(counts))
        );
    }

    function pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
