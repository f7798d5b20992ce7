// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Accreditation, IServices, OfferText, ServicesCharter } from "../interfaces/IServices.sol";
import { CharterBounds } from "./CharterBounds.sol";

/// @title Hard bounds of the services' charter, of organisations and of offers
/// @notice No jurisdiction can deploy, amend, accredit or open anything outside these.
library ServicesBounds {
    /// @notice Parameters of the charter.
    uint256 internal constant PARAMETERS = 3;

    uint256 private constant LAST_FORM = 3;
    uint256 private constant KINDS = 12;
    uint256 private constant ALL_KINDS = (1 << KINDS) - 1;
    uint256 private constant LONGEST_NAME = 64;
    uint256 private constant HIGHEST_TIER = 4;
    uint256 private constant MOST_PRICE = 1_000_000_000;

    function check(ServicesCharter memory charter) internal pure {
        CharterBounds.within("accreditationDays", charter.accreditationDays, 365, 3652);
        CharterBounds.within("priceNoticeDays", charter.priceNoticeDays, 30, 180);
        CharterBounds.within("refundDays", charter.refundDays, 14, 90);
    }

    /// @notice Refuses what a council cannot say of an organisation.
    /// @param lastDay latest `untilDay` by the charter
    function check(
        Accreditation calldata accreditation,
        uint256 today,
        uint256 lastDay
    )
        internal
        pure
    {
        withinOrganisation("form", accreditation.form, 1, LAST_FORM);
        checkTerm(accreditation.kinds, accreditation.untilDay, today + 1, lastDay);
        withinOrganisation("name", bytes(accreditation.name).length, 1, LONGEST_NAME);
    }

    /// @notice Refuses kinds that do not exist, and an end outside what the charter allows.
    function checkTerm(
        uint256 kinds,
        uint256 untilDay,
        uint256 least,
        uint256 most
    )
        internal
        pure
    {
        withinOrganisation("kinds", kinds, 0, ALL_KINDS);
        withinOrganisation("untilDay", untilDay, least, most);
    }

    /// @notice Refuses what an organisation cannot offer.
    /// @param least earliest `untilDay` by the charter
    /// @param most latest `untilDay` by the accreditation
    function check(OfferText calldata text, uint256 least, uint256 most) internal pure {
        withinOffer("kind", text.kind, 1, KINDS);
        withinOffer("tier", text.tier, 0, HIGHEST_TIER);
        checkPrice(text.price);
        withinOffer("untilDay", text.untilDay, least, most);
    }

    function checkPrice(uint256 price) internal pure {
        withinOffer("price", price, 1, MOST_PRICE);
    }

    function withinOffer(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        internal
        pure
    {
        if (value < least || value > most) {
            revert IServices.OfferOutOfBounds(parameter, value, least, most);
        }
    }

    function withinOrganisation(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert IServices.OrganisationOutOfBounds(parameter, value, least, most);
        }
    }
}
