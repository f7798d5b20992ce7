// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAmendable } from "../../contracts/interfaces/IAmendable.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import {
    Accreditation,
    IServices,
    OrganisationView,
    ServicesCharter
} from "../../contracts/interfaces/IServices.sol";
import { CommunityId } from "../../contracts/types/Types.sol";
import { ServicesFixture } from "./ServicesFixture.sol";

/// @title Deployment, accreditation, keys of organisations, suspension
contract ServicesOrganisationsTest is ServicesFixture {
    // ------------------------------------------------------------- deployment

    function test_constructor__pilot__keeps_wiring_and_charter() external view {
        assertTrue(address(services.LEDGER()) == address(ledger));
        assertTrue(address(services.COMMUNITIES()) == address(communities));
        assertTrue(services.ASSEMBLY() == ASSEMBLY);
        assertTrue(services.FINDINGS() == FINDINGS);
        assertTrue(
            keccak256(abi.encode(services.charter())) == keccak256(abi.encode(pilotServices()))
        );
        assertEq(services.currentQuarter(), 0);
    }

    function test_constructor__not_where_the_ledger_expects_it__refused() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.WrongWiring.selector, ledger.SERVICES(), upcoming(0)
            )
        );
        this.tryCreate(pilotServices());
    }

    function test_checkCharter__outside_the_bounds__refused_with_the_first_parameter() external {
        refuseCharter(ServicesCharter(364, 29, 13), "accreditationDays", 364, 365, 3652);
        refuseCharter(ServicesCharter(3653, 30, 14), "accreditationDays", 3653, 365, 3652);
        refuseCharter(ServicesCharter(365, 29, 13), "priceNoticeDays", 29, 30, 180);
        refuseCharter(ServicesCharter(365, 181, 14), "priceNoticeDays", 181, 30, 180);
        refuseCharter(ServicesCharter(365, 30, 13), "refundDays", 13, 14, 90);
        refuseCharter(ServicesCharter(365, 30, 91), "refundDays", 91, 14, 90);
    }

    function test_checkCharter__other_number_of_values__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IServices.LengthMismatch.selector, 3, 2));
        services.checkCharter(new uint256[](2));
    }

    function test_amend__by_the_assembly__holds_from_its_day_on() external {
        uint256[] memory values = new uint256[](3);
        (values[0], values[1], values[2]) = (365, 180, 90);
        services.checkCharter(values);
        uint256 fromDay = today() + 30;
        vm.expectEmit(address(services));
        emit IAmendable.CharterAmended(values, fromDay);
        vm.prank(ASSEMBLY);
        services.amend(values, fromDay);
        assertEq(services.amendmentDay(), fromDay);
        vm.warp(fromDay * 1 days - 1);
        assertEq(services.charter().refundDays, REFUND_DAYS);
        vm.warp(fromDay * 1 days);
        assertEq(services.charter().accreditationDays, 365);
        assertEq(services.charter().priceNoticeDays, 180);
        assertEq(services.charter().refundDays, 90);
        assertEq(services.amendmentDay(), 0);
    }

    function test_amend__by_anybody_else__refused() external {
        vm.expectRevert(
            abi.encodeWithSelector(IServices.Unauthorised.selector, address(this))
        );
        services.amend(new uint256[](3), today() + 30);
    }

    // ---------------------------------------------------------- accreditation

    function test_accredit__all_at_their_most__stands_as_said() external {
        Accreditation memory text = usual();
        (text.form, text.kinds, text.key) = (3, 4095, NEWCOMER);
        text.name = "0123456789012345678901234567890123456789012345678901234567890123";
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(NATION, 0, FIRST_TWO);
        vm.expectEmit(address(services));
        emit IServices.OrganisationAccredited(
            2, NATION, 3, 4095, NEWCOMER, text.untilDay, TEXT, text.name
        );
        accredit(NATION, text);
        OrganisationView memory found = services.organisation(2);
        assertTrue(found.key == NEWCOMER && found.offeredKey == address(0));
        assertEq(found.form, 3);
        assertEq(found.kinds, 4095);
        assertTrue(found.community == NATION);
        assertEq(found.untilDay, text.untilDay);
        assertEq(found.suspendedUntil, 0);
        assertTrue(found.textHash == TEXT);
        assertEq(services.organisationCount(), 2);
        assertEq(services.organisationOf(NEWCOMER), 2);
    }

    function test_accredit__a_body_without_services__stands_as_said() external {
        Accreditation memory text = usual();
        (text.kinds, text.key, text.untilDay, text.name) = (0, NEWCOMER, today() + 1, "A");
        accredit(TOWN, text);
        assertEq(services.organisation(2).kinds, 0);
    }

    function test_accredit__outside_the_bounds__refused_with_the_first_parameter() external {
        Accreditation memory text = usual();
        (text.form, text.kinds, text.untilDay, text.name) = (0, 4096, today(), "");
        refuseAccreditation(text, "form", 0, 1, 3);
        text.form = 4;
        refuseAccreditation(text, "form", 4, 1, 3);
        text.form = 1;
        refuseAccreditation(text, "kinds", 4096, 0, 4095);
        text.kinds = 1;
        uint256 most = today() + ACCREDITATION_DAYS;
        refuseAccreditation(text, "untilDay", today(), today() + 1, most);
        text.untilDay = most + 1;
        refuseAccreditation(text, "untilDay", most + 1, today() + 1, most);
        text.untilDay = most;
        refuseAccreditation(text, "name", 0, 1, 64);
        text.name = "01234567890123456789012345678901234567890123456789012345678901234";
        refuseAccreditation(text, "name", 65, 1, 64);
    }

    function test_accredit__no_key_or_another_s__refused() external {
        Accreditation memory text = usual();
        vm.expectRevert(
            abi.encodeWithSelector(IServices.KeyTaken.selector, PROVIDER, ORGANISATION)
        );
        this.tryAccredit(TOWN, text);
        text.key = address(0);
        vm.expectRevert(abi.encodeWithSelector(IServices.KeyMissing.selector));
        this.tryAccredit(TOWN, text);
    }

    function test_accredit__another_text_than_signed__refused() external {
        Accreditation memory text = usual();
        (bytes32[2] memory hashes, uint256 nonce) = (
            [bytes32("other"), TEXT], communities.council(TOWN).nonce
        );
        text.key = NEWCOMER;
        for (uint256 i = 0; i < hashes.length; ++i) {
            text.textHash = hashes[i];
            text.name = i == 0 ? "Trams of the town" : "Trams of the Town";
            tryChanged(text);
        }
        assertEq(communities.council(TOWN).nonce, nonce);
    }

    function test_organisation__unknown__refused() external {
        for (uint256 number = 0; number <= 2; number += 2) {
            vm.expectRevert(
                abi.encodeWithSelector(IServices.OrganisationUnknown.selector, number)
            );
            services.organisation(number);
        }
    }

    // --------------------------------------------------------------- renewals

    function test_renewAccreditation__in_time__keeps_kinds_and_adds_some() external {
        uint256 until = services.organisation(ORGANISATION).untilDay;
        suspend(today() + 5);
        renew(TOWN, ORGANISATION, KINDS, until);
        passDays(10);
        vm.expectEmit(address(services));
        emit IServices.AccreditationRenewed(ORGANISATION, 4095, until + 10);
        renew(TOWN, ORGANISATION, 4095, until + 10);
        OrganisationView memory found = services.organisation(ORGANISATION);
        assertEq(found.kinds, 4095);
        assertEq(found.untilDay, until + 10);
        assertEq(found.suspendedUntil, today() - 5);
        assertEq(found.form, 1);
        assertTrue(found.key == PROVIDER && found.community == TOWN);
    }

    function test_renewAccreditation__taking_kinds_away__only_once_it_is_over() external {
        uint256 until = services.organisation(ORGANISATION).untilDay;
        vm.warp(until * 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.KindsKept.selector, ORGANISATION, KINDS)
        );
        this.tryRenew(TOWN, ORGANISATION, 4095 - KINDS, until + 1);
        vm.warp(until * 1 days);
        renew(TOWN, ORGANISATION, 4095 - KINDS, until + 1);
        assertEq(services.organisation(ORGANISATION).kinds, 4095 - KINDS);
    }

    function test_renewAccreditation__outside_the_bounds__refused() external {
        uint256 until = services.organisation(ORGANISATION).untilDay;
        passDays(1);
        refuseRenewal("kinds", 4096, 0, 4095, 4096, until);
        refuseRenewal("untilDay", until - 1, until, until + 1, KINDS, until - 1);
        refuseRenewal("untilDay", until + 2, until, until + 1, KINDS, until + 2);
        vm.warp((until + 3) * 1 days);
        uint256 most = until + 3 + ACCREDITATION_DAYS;
        refuseRenewal("untilDay", until + 3, until + 4, most, KINDS, until + 3);
        refuseRenewal("untilDay", most + 1, until + 4, most, KINDS, most + 1);
        renew(TOWN, ORGANISATION, KINDS, until + 4);
    }

    function test_renewAccreditation__unknown_or_of_another_community__refused() external {
        uint256 until = services.organisation(ORGANISATION).untilDay;
        vm.expectRevert(abi.encodeWithSelector(IServices.OrganisationUnknown.selector, 2));
        this.tryRenew(TOWN, 2, KINDS, until);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.NotTheAccreditor.selector, ORGANISATION, NATION)
        );
        this.tryRenew(NATION, ORGANISATION, KINDS, until);
    }

    // ------------------------------------------------------------------- keys

    function test_acceptKey__by_the_key_offered__replaces_the_former_one() external {
        vm.expectEmit(address(services));
        emit IServices.KeyOffered(ORGANISATION, NEWCOMER);
        vm.prank(PROVIDER);
        services.offerKey(ORGANISATION, NEWCOMER);
        OrganisationView memory before = services.organisation(ORGANISATION);
        assertTrue(before.key == PROVIDER && before.offeredKey == NEWCOMER);
        assertEq(services.organisationOf(NEWCOMER), 0);
        vm.expectEmit(address(services));
        emit IServices.KeyChanged(ORGANISATION, NEWCOMER);
        vm.prank(NEWCOMER);
        services.acceptKey(ORGANISATION);
        OrganisationView memory found = services.organisation(ORGANISATION);
        assertTrue(found.key == NEWCOMER && found.offeredKey == address(0));
        assertEq(services.organisationOf(NEWCOMER), ORGANISATION);
        assertEq(services.organisationOf(PROVIDER), 0);
        assertEq(found.untilDay, before.untilDay);
        assertEq(found.kinds, before.kinds);
        accredit(TOWN, usual());
        assertEq(services.organisationOf(PROVIDER), 2);
    }

    function test_offerKey__again__replaces_the_first_offer() external {
        vm.prank(PROVIDER);
        services.offerKey(ORGANISATION, NEWCOMER);
        vm.prank(PROVIDER);
        services.offerKey(ORGANISATION, address(this));
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, NEWCOMER
            )
        );
        vm.prank(NEWCOMER);
        services.acceptKey(ORGANISATION);
        services.acceptKey(ORGANISATION);
        assertEq(services.organisationOf(address(this)), ORGANISATION);
    }

    function test_offerKey__refusals__name_what_is_wrong() external {
        vm.expectRevert(abi.encodeWithSelector(IServices.OrganisationUnknown.selector, 2));
        services.offerKey(2, NEWCOMER);
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        services.offerKey(ORGANISATION, NEWCOMER);
        vm.prank(PROVIDER);
        vm.expectRevert(abi.encodeWithSelector(IServices.KeyMissing.selector));
        services.offerKey(ORGANISATION, address(0));
        vm.prank(PROVIDER);
        vm.expectRevert(
            abi.encodeWithSelector(IServices.KeyTaken.selector, PROVIDER, ORGANISATION)
        );
        services.offerKey(ORGANISATION, PROVIDER);
    }

    function test_acceptKey__refusals__name_what_is_wrong() external {
        vm.expectRevert(abi.encodeWithSelector(IServices.OrganisationUnknown.selector, 2));
        services.acceptKey(2);
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.NotTheOrganisation.selector, ORGANISATION, NEWCOMER
            )
        );
        vm.prank(NEWCOMER);
        services.acceptKey(ORGANISATION);
        vm.prank(PROVIDER);
        services.offerKey(ORGANISATION, NEWCOMER);
        Accreditation memory text = usual();
        text.key = NEWCOMER;
        accredit(TOWN, text);
        vm.expectRevert(abi.encodeWithSelector(IServices.KeyTaken.selector, NEWCOMER, 2));
        vm.prank(NEWCOMER);
        services.acceptKey(ORGANISATION);
    }

    // ------------------------------------------------------------- suspension

    function test_setSuspension__by_the_findings__changes_nothing_else() external {
        OrganisationView memory before = services.organisation(ORGANISATION);
        vm.expectEmit(address(services));
        emit IServices.SuspensionSet(ORGANISATION, today() + 100);
        suspend(today() + 100);
        before.suspendedUntil = today() + 100;
        OrganisationView memory found = services.organisation(ORGANISATION);
        assertTrue(keccak256(abi.encode(found)) == keccak256(abi.encode(before)));
        suspend(0);
        assertEq(services.organisation(ORGANISATION).suspendedUntil, 0);
    }

    function test_setSuspension__by_anybody_else__refused() external {
        vm.expectRevert(
            abi.encodeWithSelector(IServices.Unauthorised.selector, address(this))
        );
        services.setSuspension(ORGANISATION, today() + 1);
    }

    // ---------------------------------------------------------------- helpers

    function tryCreate(ServicesCharter memory charter) external {
        createServices(ledger, communities, charter);
    }

    /// @dev Signed are the usual words of the newcomer, sent are others.
    function tryChanged(Accreditation memory sent) private {
        Accreditation memory meant = usual();
        meant.key = NEWCOMER;
        (bool success,) = address(services).call(
            abi.encodeCall(
                IServices.accredit, (act(TOWN), sent, approval(TOWN, act(TOWN), meant))
            )
        );
        assertTrue(!success);
    }

    function refuseCharter(
        ServicesCharter memory charter,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        uint256[] memory values = new uint256[](3);
        values[0] = charter.accreditationDays;
        values[1] = charter.priceNoticeDays;
        values[2] = charter.refundDays;
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.CharterOutOfBounds.selector, parameter, value, least, most
            )
        );
        services.checkCharter(values);
    }

    function refuseAccreditation(
        Accreditation memory text,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.OrganisationOutOfBounds.selector, parameter, value, least, most
            )
        );
        this.tryAccredit(TOWN, text);
    }

    function refuseRenewal(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most,
        uint256 kinds,
        uint256 untilDay
    )
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                IServices.OrganisationOutOfBounds.selector, parameter, value, least, most
            )
        );
        this.tryRenew(TOWN, ORGANISATION, kinds, untilDay);
    }
}
