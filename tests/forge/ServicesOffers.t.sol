// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    Accreditation,
    IServices,
    OfferText,
    OfferView
} from "../../contracts/interfaces/IServices.sol";
import { ServicesFixture } from "./ServicesFixture.sol";

/// @title Opening offers, announcing prices, closing
contract ServicesOffersTest is ServicesFixture {
    uint256 private constant MOST_PRICE = 1_000_000_000;

    // ---------------------------------------------------------------- opening

    function test_openOffer__essential__stands_as_said() external {
        OfferText memory text = essential();
        (text.price, text.untilDay) = (MOST_PRICE, today() + NOTICE_DAYS);
        vm.expectEmit(address(services));
        emit IServices.OfferOpened(
            2, ORGANISATION, TRANSIT, ESSENTIAL, MOST_PRICE, 0, today(), text.untilDay, TEXT
        );
        assertEq(open(text), 2);
        OfferView memory found = services.offer(2);
        assertEq(found.organisation, ORGANISATION);
        assertEq(found.kind, TRANSIT);
        assertEq(found.tier, ESSENTIAL);
        assertEq(found.price, MOST_PRICE);
        assertEq(found.nextPrice, 0);
        assertEq(found.nextPriceDay, 0);
        assertEq(found.fromDay, today());
        assertEq(found.untilDay, text.untilDay);
        assertEq(found.basis, 0);
        assertTrue(found.textHash == TEXT);
    }

    function test_openOffer__above_essential__rests_on_one_open_for_as_long() external {
        OfferText memory text = above(4);
        text.untilDay = services.offer(RIDE).untilDay;
        uint256 number = open(text);
        OfferView memory found = services.offer(number);
        assertEq(found.tier, 4);
        assertEq(found.basis, RIDE);
        assertEq(services.priceOf(number), PRICE);
    }

    function test_openOffer__last_day_of_accreditation__is_the_most() external {
        uint256 most = services.organisation(ORGANISATION).untilDay;
        OfferText memory text = essential();
        text.untilDay = most + 1;
        refuseOffer(text, "untilDay", most + 1, today() + NOTICE_DAYS, most);
        text.untilDay = most;
        open(text);
    }

    function test_openOffer__outside_the_bounds__refused_with_the_first_parameter() external {
        OfferText memory text = essential();
        uint256 most = services.organisation(ORGANISATION).untilDay;
        uint256 least = today() + NOTICE_DAYS;
        (text.kind, text.tier, text.price, text.untilDay) = (0, 5, 0, least - 1);
        refuseOffer(text, "kind", 0, 1, 12);
        text.kind = 13;
        refuseOffer(text, "kind", 13, 1, 12);
        text.kind = 12;
        refuseOffer(text, "tier", 5, 0, 4);
        text.tier = 0;
        refuseOffer(text, "price", 0, 1, MOST_PRICE);
        text.price = MOST_PRICE + 1;
        refuseOffer(text, "price", MOST_PRICE + 1, 1, MOST_PRICE);
        text.price = 1;
        refuseOffer(text, "untilDay", least - 1, least, most);
    }

    function test_openOffer__accreditation_ends_within_the_notice__no_day_is_in_bounds() external {
        uint256 most = services.organisation(ORGANISATION).untilDay;
        vm.warp((most - 1) * 1 days);
        OfferText memory text = essential();
        text.untilDay = most;
        refuseOffer(text, "untilDay", most, most - 1 + NOTICE_DAYS, most);
    }

    function test_openOffer__unknown_or_another_s_organisation__refused() external {
        OfferText memory text = essential();
        text.organisation = 2;
        refuseOpening(
            text, abi.encodeWithSelector(IServices.OrganisationUnknown.selector, 2)
        );
        text.organisation = ORGANISATION;
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        services.openOffer(text);
    }

    function test_openOffer__accreditation_over__refused_before_the_bounds() external {
        uint256 until = services.organisation(ORGANISATION).untilDay;
        OfferText memory text = essential();
        text.kind = 0;
        vm.warp(until * 1 days);
        refuseOpening(
            text,
            abi.encodeWithSelector(
                IServices.AccreditationOver.selector, 0, ORGANISATION, until
            )
        );
    }

    function test_openOffer__kind_not_accredited__refused() external {
        OfferText memory text = essential();
        text.kind = HEALTH;
        refuseOpening(
            text,
            abi.encodeWithSelector(
                IServices.KindNotAccredited.selector, ORGANISATION, HEALTH
            )
        );
    }

    function test_openOffer__essential_with_a_basis__refused() external {
        OfferText memory text = essential();
        text.basis = RIDE;
        refuseBasis(text);
    }

    function test_openOffer__basis_that_does_not_carry__refused() external {
        OfferText memory text = above(ENHANCED);
        text.basis = 0;
        refuseBasis(text);
        text.basis = 2;
        refuseBasis(text);
        text.basis = RIDE;
        text.untilDay = services.offer(RIDE).untilDay + 1;
        refuseBasis(text);
        text = above(ENHANCED);
        text.basis = open(above(ENHANCED));
        refuseBasis(text);
    }

    function test_openOffer__basis_of_another_kind_or_organisation__refused() external {
        renew(TOWN, ORGANISATION, 4095, services.organisation(ORGANISATION).untilDay);
        OfferText memory text = above(ENHANCED);
        text.kind = HEALTH;
        refuseBasis(text);
        Accreditation memory other = usual();
        other.key = NEWCOMER;
        accredit(TOWN, other);
        text = above(ENHANCED);
        text.organisation = 2;
        vm.expectRevert(
            abi.encodeWithSelector(IServices.EssentialOfferMissing.selector, 0, 2, RIDE)
        );
        vm.prank(NEWCOMER);
        services.openOffer(text);
    }

    // ----------------------------------------------------------------- prices

    function test_announcePrice__on_its_day__is_the_price() external {
        uint256 fromDay = today() + NOTICE_DAYS;
        vm.expectEmit(address(services));
        emit IServices.PriceAnnounced(RIDE, 1, fromDay);
        announce(RIDE, 1, fromDay);
        OfferView memory found = services.offer(RIDE);
        assertEq(found.price, PRICE);
        assertEq(found.nextPrice, 1);
        assertEq(found.nextPriceDay, fromDay);
        vm.warp(fromDay * 1 days - 1);
        assertEq(services.priceOf(RIDE), PRICE);
        vm.warp(fromDay * 1 days);
        assertEq(services.priceOf(RIDE), 1);
    }

    function test_announcePrice__again_after_its_day__starts_from_it() external {
        uint256 fromDay = today() + NOTICE_DAYS;
        announce(RIDE, MOST_PRICE, fromDay);
        vm.warp(fromDay * 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.PriceWaiting.selector, RIDE, fromDay)
        );
        this.announce(RIDE, 3, fromDay + NOTICE_DAYS);
        vm.warp(fromDay * 1 days);
        announce(RIDE, 3, fromDay + NOTICE_DAYS);
        OfferView memory found = services.offer(RIDE);
        assertEq(found.price, MOST_PRICE);
        assertEq(found.nextPrice, 3);
        assertEq(services.priceOf(RIDE), MOST_PRICE);
        assertEq(found.organisation, ORGANISATION);
        assertEq(found.untilDay, GENESIS / 1 days + 400);
    }

    function test_announcePrice__refusals__name_what_is_wrong() external {
        uint256 least = today() + NOTICE_DAYS;
        uint256 most = services.offer(RIDE).untilDay - 1;
        vm.expectRevert(abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 2));
        this.announce(2, 1, least);
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        services.announcePrice(RIDE, 1, least);
        refusePrice("price", 0, 1, MOST_PRICE, 0, least - 1);
        refusePrice("price", MOST_PRICE + 1, 1, MOST_PRICE, MOST_PRICE + 1, least);
        refusePrice("fromDay", least - 1, least, most, 1, least - 1);
        refusePrice("fromDay", most + 1, least, most, 1, most + 1);
        announce(RIDE, 1, most);
    }

    // ---------------------------------------------------------------- closing

    function test_closeOffer__with_notice__ends_on_that_day() external {
        uint256 untilDay = today() + NOTICE_DAYS;
        vm.expectEmit(address(services));
        emit IServices.OfferClosing(RIDE, untilDay);
        close(RIDE, untilDay);
        OfferView memory found = services.offer(RIDE);
        assertEq(found.untilDay, untilDay);
        assertEq(found.price, PRICE);
        assertEq(found.fromDay, today());
    }

    function test_closeOffer__refusals__name_what_is_wrong() external {
        uint256 least = today() + NOTICE_DAYS;
        uint256 most = services.offer(RIDE).untilDay;
        vm.expectRevert(abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 2));
        this.close(2, least);
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        services.closeOffer(RIDE, least);
        refuseClosing(least - 1, least, most);
        refuseClosing(most + 1, least, most);
        close(RIDE, most);
    }

    function test_offer__unknown__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 2));
        services.offer(2);
        vm.expectRevert(abi.encodeWithSelector(IServices.OfferUnknown.selector, 0, 0));
        services.priceOf(0);
    }

    // ---------------------------------------------------------------- helpers

    function announce(uint256 number, uint256 price, uint256 fromDay) public {
        vm.prank(PROVIDER);
        services.announcePrice(number, price, fromDay);
    }

    function close(uint256 number, uint256 untilDay) public {
        vm.prank(PROVIDER);
        services.closeOffer(number, untilDay);
    }

    function tryOpen(OfferText memory text) external {
        open(text);
    }

    function refuseOpening(OfferText memory text, bytes memory refusal) private {
        vm.expectRevert(refusal);
        this.tryOpen(text);
    }

    function refuseBasis(OfferText memory text) private {
        refuseOpening(
            text,
            abi.encodeWithSelector(
                IServices.EssentialOfferMissing.selector, 0, services.offerCount() + 1, text.basis
            )
        );
    }

    function refuseOffer(
        OfferText memory text,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        refuseOpening(text, outOfBounds(parameter, value, least, most));
    }

    function refusePrice(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most,
        uint256 price,
        uint256 fromDay
    )
        private
    {
        vm.expectRevert(outOfBounds(parameter, value, least, most));
        this.announce(RIDE, price, fromDay);
    }

    function refuseClosing(uint256 untilDay, uint256 least, uint256 most) private {
        vm.expectRevert(outOfBounds("untilDay", untilDay, least, most));
        this.close(RIDE, untilDay);
    }

    function outOfBounds(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IServices.OfferOutOfBounds.selector, parameter, value, least, most
        );
    }
}
