// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { Accreditation, IServices, Statement } from "../../contracts/interfaces/IServices.sol";
import { Order, Redemption } from "../../contracts/types/Types.sol";
import { ServicesFixture } from "./ServicesFixture.sol";

/// @title Redeeming orders, alone and in batches
contract ServicesRedeemTest is ServicesFixture {
    uint256 private constant CAUSE = 77;
    uint256 private constant FIRST_PORTION = 1;

    // ------------------------------------------------------------ what it does

    function test_redeem__one_order__takes_the_credits_and_says_so() external {
        uint256 credits = ledger.creditsOf(CITIZEN);
        Order memory order = ride(0);
        bytes32 root = leaf(redeemed(order, 1));
        vm.expectEmit(address(services));
        emit IServices.Redeemed(CITIZEN, RIDE, 1, 2, 2 * PRICE, 0, 0);
        vm.expectEmit(address(services));
        emit IServices.BatchRedeemed(1, ORGANISATION, 1, root);
        assertEq(redeem(order), 1);
        assertEq(ledger.creditsOf(CITIZEN), credits - 2 * PRICE);
        assertEq(services.batchCount(), 1);
        assertTrue(services.rootOf(1) == root);
        assertTrue(services.rootOf(2) == 0);
        Statement memory found = statement(RIDE);
        assertEq(found.redemptions, 1);
        assertEq(found.redeemed, 2 * PRICE);
        assertEq(found.refunds, 0);
        assertEq(found.refunded, 0);
    }

    function test_redeem__several_offers_in_turn__each_is_counted() external {
        uint256 second = open(essential());
        Order[] memory orders = new Order[](5);
        bytes memory signatures;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 number = i == 2 || i == 3 ? second : RIDE;
            orders[i] = Order(CITIZEN, number, i + 1, (i + 1) * PRICE, 0, i, time());
            signatures = bytes.concat(signatures, signed(orders[i]));
        }
        redeem(orders, signatures);
        assertEq(statement(RIDE).redemptions, 3);
        assertEq(statement(RIDE).redeemed, 8 * PRICE);
        assertEq(statement(second).redemptions, 2);
        assertEq(statement(second).redeemed, 7 * PRICE);
        assertEq(ledger.spentBy(CITIZEN), 15 * PRICE);
    }

    function test_redeem__another_quarter__has_its_own_statement() external {
        redeem(ride(0));
        vm.warp(GENESIS + QUARTER - 1);
        redeem(ride(1));
        vm.warp(GENESIS + QUARTER);
        redeem(ride(2));
        assertEq(services.currentQuarter(), 1);
        assertEq(services.statementOf(RIDE, 0).redemptions, 2);
        assertEq(services.statementOf(RIDE, 1).redemptions, 1);
    }

    function test_redeem__from_an_uplift__names_it_as_source() external {
        uint256 number = open(above(ENHANCED));
        assertTrue(ledger.uplift(CITIZEN, 200, 20_000, 100, CAUSE));
        Order memory order = orderOf(number, FIRST_PORTION);
        uint256 source = FIRST_PORTION | (CAUSE << 8);
        Redemption memory expected = redeemed(order, 1);
        expected.source = source;
        vm.expectEmit(address(services));
        emit IServices.Redeemed(CITIZEN, number, 1, 2, 2 * PRICE, source, 0);
        redeem(order);
        assertTrue(services.rootOf(1) == leaf(expected));
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, 20_000 - 2 * PRICE);
    }

    function test_redeem__at_the_announced_price__from_its_day_on() external {
        uint256 fromDay = today() + NOTICE_DAYS;
        vm.prank(PROVIDER);
        services.announcePrice(RIDE, PRICE + 1, fromDay);
        vm.warp(fromDay * 1 days - 1);
        redeem(ride(0));
        vm.warp(fromDay * 1 days);
        Order memory order = ride(1);
        refuse(
            order,
            abi.encodeWithSelector(
                IServices.AmountDiffers.selector, 0, 2 * PRICE + 2, 2 * PRICE
            )
        );
        order.amount = 2 * PRICE + 2;
        redeem(order);
    }

    function test_redeem__again_by_the_same_orders__harmless() external {
        (Order[] memory orders, bytes memory signatures) = rides(3, RIDE, 0);
        redeem(orders, signatures);
        uint256 credits = ledger.creditsOf(CITIZEN);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.OrderUsed.selector, 0, CITIZEN, 0)
        );
        this.tryRedeem(orders, signatures);
        assertEq(ledger.creditsOf(CITIZEN), credits);
        assertEq(services.batchCount(), 1);
    }

    /// @dev The call is passed on as it came: lists may lie in another order, and more may follow.
    function test_redeem__calldata_laid_out_otherwise__means_the_same() external {
        Order memory order = ride(0);
        bytes memory signature = signed(order);
        bytes memory call = bytes.concat(
            abi.encodePacked(services.redeem.selector, abi.encode(192, 64, signature.length)),
            signature,
            new bytes(31),
            abi.encode(1, order),
            "more"
        );
        vm.prank(PROVIDER);
        (bool success,) = address(services).call(call);
        assertTrue(success);
        assertEq(ledger.spentBy(CITIZEN), 2 * PRICE);
    }

    // ------------------------------------------------- refusals of the services

    function test_redeem__no_orders__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IServices.NothingToDo.selector));
        this.tryRedeem(new Order[](0), "");
    }

    function test_redeem__unknown_offer__refused() external {
        refuse(orderOf(0, 0), abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 0));
        refuse(orderOf(2, 0), abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 2));
    }

    function test_redeem__not_by_the_organisation__refused() external {
        Order memory order = ride(0);
        bytes memory signature = signed(order);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.NotTheProvider.selector, 0, RIDE, address(this))
        );
        services.redeem(listOf(order), signature);
        Accreditation memory other = usual();
        other.key = NEWCOMER;
        accredit(TOWN, other);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.NotTheProvider.selector, 0, RIDE, NEWCOMER)
        );
        vm.prank(NEWCOMER);
        services.redeem(listOf(order), signature);
    }

    function test_redeem__offer_or_accreditation_over__refused_from_that_day_on() external {
        uint256 last = services.organisation(ORGANISATION).untilDay;
        uint256 closing = services.offer(RIDE).untilDay;
        vm.warp(closing * 1 days - 1);
        redeem(ride(0));
        vm.warp(closing * 1 days);
        bytes memory closed =
            abi.encodeWithSelector(IServices.OfferClosed.selector, 0, RIDE, closing);
        refuse(ride(1), closed);
        vm.warp(last * 1 days - 1);
        refuse(ride(1), closed);
        vm.warp(last * 1 days);
        refuse(
            ride(1),
            abi.encodeWithSelector(
                IServices.AccreditationOver.selector, 0, ORGANISATION, last
            )
        );
    }

    function test_redeem__suspended__refused_above_essential_only() external {
        earn();
        uint256 number = open(above(ENHANCED));
        suspend(today() + 10);
        refuse(
            orderOf(number, 0),
            abi.encodeWithSelector(
                IServices.ProviderSuspended.selector, 0, ORGANISATION, today() + 10
            )
        );
        redeem(ride(0));
        vm.warp((today() + 10) * 1 days);
        Order memory order = orderOf(number, 0);
        order.nonce = 1;
        redeem(order);
    }

    function test_redeem__basis_over__refused_above_essential() external {
        earn();
        uint256 number = open(above(ENHANCED));
        uint256 closing = today() + NOTICE_DAYS;
        vm.prank(PROVIDER);
        services.closeOffer(RIDE, closing);
        vm.warp(closing * 1 days - 1);
        redeem(orderOf(number, 0));
        vm.warp(closing * 1 days);
        Order memory order = orderOf(number, 0);
        order.nonce = 1;
        refuse(
            order,
            abi.encodeWithSelector(IServices.EssentialOfferMissing.selector, 0, number, RIDE)
        );
    }

    function test_redeem__portion_for_essential_or_nothing_ordered__refused() external {
        ledger.uplift(CITIZEN, 200, 20_000, 100, CAUSE);
        Order memory order = orderOf(RIDE, FIRST_PORTION);
        order.quantity = 0;
        refuse(
            order,
            abi.encodeWithSelector(IServices.PortionNotNeeded.selector, 0, FIRST_PORTION)
        );
        order.portion = 0;
        refuse(order, abi.encodeWithSelector(IServices.NothingOrdered.selector, 0));
    }

    function test_redeem__another_amount__refused_and_huge_ones_are_capped() external {
        Order memory order = ride(0);
        order.amount += 1;
        refuse(order, differs(2 * PRICE, 2 * PRICE + 1));
        order.quantity = type(uint256).max;
        refuse(order, differs(MOST_AMOUNT, 2 * PRICE + 1));
        order.quantity = MOST_AMOUNT / PRICE;
        refuse(order, differs(order.quantity * PRICE, 2 * PRICE + 1));
        order.quantity += 1;
        refuse(order, differs(MOST_AMOUNT, 2 * PRICE + 1));
        order.amount = MOST_AMOUNT;
        refuse(
            order,
            abi.encodeWithSelector(
                ILedger.CreditsTooFew.selector, 0, CITIZEN, ledger.creditsOf(CITIZEN), MOST_AMOUNT
            )
        );
    }

    function test_redeem__a_later_order_refused__none_is_taken() external {
        (Order[] memory orders, bytes memory signatures) = rides(3, RIDE, 0);
        orders[2].offer = 2;
        refuseBatch(
            orders, signatures, abi.encodeWithSelector(IServices.OfferUnknown.selector, 2, 2)
        );
        (orders[2].offer, orders[2].quantity) = (RIDE, 0);
        refuseBatch(
            orders, signatures, abi.encodeWithSelector(IServices.NothingOrdered.selector, 2)
        );
        orders[2].quantity = 1;
        orders[1].nonce = 7;
        refuseBatch(
            orders,
            signatures,
            abi.encodeWithSelector(
                ICommunities.OrderNotSigned.selector, 1, CITIZEN, vm.addr(OWN_KEY)
            )
        );
        assertEq(ledger.spentBy(CITIZEN), 0);
        assertEq(services.batchCount(), 0);
    }

    // ------------------------------------------ refusals of others pass through

    function test_redeem__signatures_too_short__refused_at_the_first_missing() external {
        (Order[] memory orders,) = rides(2, RIDE, 0);
        bytes memory first = signed(orders[0]);
        refuseBatch(
            orders,
            first,
            abi.encodeWithSelector(
                ICommunities.OrderNotSigned.selector, 1, CITIZEN, vm.addr(OWN_KEY)
            )
        );
    }

    function test_redeem__quality_too_low_above_essential__refused() external {
        uint256 number = open(above(ENHANCED));
        refuse(
            orderOf(number, 0),
            abi.encodeWithSelector(ILedger.QualityTooLow.selector, 0, CITIZEN, 0, 200)
        );
        earn();
        redeem(orderOf(number, 0));
    }

    function test_redeem__closed_person__refused() external {
        vm.prank(address(communities));
        ledger.close(CITIZEN);
        refuse(ride(0), abi.encodeWithSelector(ILedger.SpenderClosed.selector, 0, CITIZEN));
    }

    // ---------------------------------------------------------------- helpers

    function differs(uint256 expected, uint256 found) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IServices.AmountDiffers.selector, 0, expected, found);
    }

    function refuseBatch(
        Order[] memory orders,
        bytes memory signatures,
        bytes memory refusal
    )
        private
    {
        vm.expectRevert(refusal);
        this.tryRedeem(orders, signatures);
    }
}
