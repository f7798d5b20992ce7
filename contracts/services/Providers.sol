// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../interfaces/ICommunities.sol";
import { ILedger } from "../interfaces/ILedger.sol";
import {
    Accreditation,
    IServices,
    OfferText,
    OfferView,
    OrganisationView,
    ServicesCharter
} from "../interfaces/IServices.sol";
import { Calendar } from "../libraries/Calendar.sol";
import { OfferWord, OfferWordLibrary } from "../libraries/OfferWord.sol";
import { OrganisationWord, OrganisationWordLibrary } from "../libraries/OrganisationWord.sol";
import { CharterWord, PendingCharter, PendingCharters } from "../libraries/PendingCharters.sol";
import { ServicesBounds } from "../libraries/ServicesBounds.sol";
import { ServicesSigned } from "../libraries/ServicesSigned.sol";
import { Wiring } from "../libraries/Wiring.sol";
import { Approval, CouncilAct } from "../types/Types.sol";

/// @title Organisations and what they offer
/// @notice Who may serve people, and at what price; what people redeem stands in `Services`.
abstract contract Providers is IServices {
    using PendingCharters for PendingCharter;

    /// @dev Three slots; redemptions read the first alone.
    struct Organisation {
        OrganisationWord word;
        address offeredKey;
        bytes32 textHash;
    }

    /// @dev Two slots; redemptions read the first alone.
    struct Offer {
        OfferWord word;
        bytes32 textHash;
    }

    uint256 internal constant ACCREDITATION_DAYS = 0;
    uint256 internal constant PRICE_NOTICE_DAYS = 1;
    uint256 internal constant REFUND_DAYS = 2;

    /// @inheritdoc IServices
    ILedger public immutable LEDGER;
    /// @inheritdoc IServices
    ICommunities public immutable COMMUNITIES;

    // Slot 0.
    PendingCharter internal _charter;
    // Slot 1.
    /// @inheritdoc IServices
    uint256 public organisationCount;
    // Slot 2.
    /// @inheritdoc IServices
    uint256 public offerCount;
    // Slot 3.
    mapping(uint256 organisation => Organisation) internal _organisations;
    // Slot 4.
    /// @inheritdoc IServices
    mapping(address key => uint256 organisation) public organisationOf;
    // Slot 5.
    mapping(uint256 offer => Offer) internal _offers;

    constructor(ILedger ledger, ICommunities communities, ServicesCharter memory charter_) {
        Wiring.check(ledger.SERVICES(), address(this));
        Wiring.check(ledger, communities);
        ServicesBounds.check(charter_);
        LEDGER = ledger;
        COMMUNITIES = communities;
        _charter.found(abi.encode(charter_));
    }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc IServices
    function accredit(
        CouncilAct calldata act,
        Accreditation calldata accreditation,
        Approval calldata approval
    )
        external
    {
        bytes32 hashed = ServicesSigned.accreditation(act, accreditation);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        uint256 today = currentDay();
        ServicesBounds.check(accreditation, today, today + parameter(ACCREDITATION_DAYS));
        requireFreeKey(accreditation.key);
        uint256 number = ++organisationCount;
        Organisation storage accredited = _organisations[number];
        accredited.word = OrganisationWordLibrary.pack(accreditation, act.community);
        accredited.textHash = accreditation.textHash;
        organisationOf[accreditation.key] = number;
        emit OrganisationAccredited(
            number,
            act.community,
            accreditation.form,
            accreditation.kinds,
            accreditation.key,
            accreditation.untilDay,
            accreditation.textHash,
            accreditation.name
        );
    }

    /// @inheritdoc IServices
    function renewAccreditation(
        CouncilAct calldata act,
        uint256 organisationId,
        uint256 kinds,
        uint256 untilDay,
        Approval calldata approval
    )
        external
    {
        Organisation storage renewed = known(organisationId);
        bytes32 hashed = ServicesSigned.accreditationRenewal(act, organisationId, kinds, untilDay);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        OrganisationWord word = renewed.word;
        if (word.community() != act.community) {
            revert NotTheAccreditor(organisationId, act.community);
        }
        uint256 today = currentDay();
        bool isOver = today >= word.untilDay();
        uint256 least = isOver ? today + 1 : word.untilDay();
        ServicesBounds.checkTerm(kinds, untilDay, least, today + parameter(ACCREDITATION_DAYS));
        if (!isOver && word.kinds() & ~kinds != 0) revert KindsKept(organisationId, word.kinds());
        renewed.word = word.renewed(kinds, untilDay);
        emit AccreditationRenewed(organisationId, kinds, untilDay);
    }

    // -------------------------------------------------- acts of organisations

    /// @inheritdoc IServices
    function offerKey(uint256 organisationId, address newKey) external {
        Organisation storage acting = ofSender(organisationId);
        requireFreeKey(newKey);
        acting.offeredKey = newKey;
        emit KeyOffered(organisationId, newKey);
    }

    /// @inheritdoc IServices
    function acceptKey(uint256 organisationId) external {
        Organisation storage accepting = known(organisationId);
        if (accepting.offeredKey != msg.sender) {
            revert NotTheOrganisation(organisationId, msg.sender);
        }
        requireFreeKey(msg.sender);
        delete organisationOf[accepting.word.key()];
        delete accepting.offeredKey;
        accepting.word = accepting.word.withKey(msg.sender);
        organisationOf[msg.sender] = organisationId;
        emit KeyChanged(organisationId, msg.sender);
    }

    /// @inheritdoc IServices
    function openOffer(OfferText calldata text) external {
        OrganisationWord provider = ofSender(text.organisation).word;
        uint256 today = currentDay();
        uint256 accreditedUntil = provider.untilDay();
        if (today >= accreditedUntil) {
            revert AccreditationOver(0, text.organisation, accreditedUntil);
        }
        ServicesBounds.check(text, today + parameter(PRICE_NOTICE_DAYS), accreditedUntil);
        if (!provider.serves(text.kind)) revert KindNotAccredited(text.organisation, text.kind);
        uint256 number = ++offerCount;
        requireBasis(number, text);
        _offers[number] = Offer(OfferWordLibrary.pack(text, today), text.textHash);
        emit OfferOpened(
            number,
            text.organisation,
            text.kind,
            text.tier,
            text.price,
            text.basis,
            today,
            text.untilDay,
            text.textHash
        );
    }

    /// @inheritdoc IServices
    function announcePrice(uint256 offerId, uint256 price, uint256 fromDay) external {
        Offer storage announced = offeredBySender(offerId);
        OfferWord word = announced.word;
        uint256 today = currentDay();
        ServicesBounds.checkPrice(price);
        uint256 least = today + parameter(PRICE_NOTICE_DAYS);
        ServicesBounds.withinOffer("fromDay", fromDay, least, word.untilDay() - 1);
        uint256 waitingFor = word.nextPriceDay();
        if (today < waitingFor) revert PriceWaiting(offerId, waitingFor);
        announced.word = word.announcing(price, fromDay, today);
        emit PriceAnnounced(offerId, price, fromDay);
    }

    /// @inheritdoc IServices
    function closeOffer(uint256 offerId, uint256 untilDay) external {
        Offer storage closing = offeredBySender(offerId);
        OfferWord word = closing.word;
        uint256 least = currentDay() + parameter(PRICE_NOTICE_DAYS);
        ServicesBounds.withinOffer("untilDay", untilDay, least, word.untilDay());
        closing.word = word.endingOn(untilDay);
        emit OfferClosing(offerId, untilDay);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IServices
    function charter() external view returns (ServicesCharter memory) {
        CharterWord present = _charter.inForce();
        return ServicesCharter({
            accreditationDays: present.parameter(ACCREDITATION_DAYS),
            priceNoticeDays: present.parameter(PRICE_NOTICE_DAYS),
            refundDays: present.parameter(REFUND_DAYS)
        });
    }

    /// @inheritdoc IServices
    function organisation(uint256 number) external view returns (OrganisationView memory) {
        Organisation memory stored = known(number);
        OrganisationWord word = stored.word;
        return OrganisationView({
            key: word.key(),
            form: word.form(),
            kinds: word.kinds(),
            community: word.community(),
            untilDay: word.untilDay(),
            suspendedUntil: word.suspendedUntil(),
            offeredKey: stored.offeredKey,
            textHash: stored.textHash
        });
    }

    /// @inheritdoc IServices
    function offer(uint256 number) external view returns (OfferView memory) {
        OfferWord word = knownOffer(0, number);
        return OfferView({
            organisation: word.organisation(),
            kind: word.kind(),
            tier: word.tier(),
            price: word.price(),
            nextPrice: word.nextPrice(),
            nextPriceDay: word.nextPriceDay(),
            fromDay: word.fromDay(),
            untilDay: word.untilDay(),
            basis: word.basis(),
            textHash: _offers[number].textHash
        });
    }

    /// @inheritdoc IServices
    function priceOf(uint256 number) external view returns (uint256) {
        return knownOffer(0, number).priceOn(currentDay());
    }

    // -------------------------------------------------------------- internal

    function known(uint256 number) internal view returns (Organisation storage stored) {
        stored = _organisations[number];
        if (stored.word.key() == address(0)) revert OrganisationUnknown(number);
    }

    /// @notice An offer's slot; reverts when there is none.
    /// @param index of the order that names the offer; 0 outside batches
    function knownOffer(uint256 index, uint256 number) internal view returns (OfferWord word) {
        word = _offers[number].word;
        if (word.organisation() == 0) revert OfferUnknown(index, number);
    }

    function parameter(uint256 index) internal view returns (uint256) {
        return _charter.inForce().parameter(index);
    }

    function currentDay() internal view returns (uint256) {
        return Calendar.dayOf(block.timestamp);
    }

    // --------------------------------------------------------------- private

    function ofSender(uint256 number) private view returns (Organisation storage stored) {
        stored = known(number);
        if (stored.word.key() != msg.sender) revert NotTheOrganisation(number, msg.sender);
    }

    function offeredBySender(uint256 number) private view returns (Offer storage stored) {
        ofSender(knownOffer(0, number).organisation());
        return _offers[number];
    }

    function requireFreeKey(address key) private view {
        if (key == address(0)) revert KeyMissing();
        uint256 holder = organisationOf[key];
        if (holder != 0) revert KeyTaken(key, holder);
    }

    /// @dev What is above Essential rests on an Essential offer that is open for as long.
    function requireBasis(uint256 number, OfferText calldata text) private view {
        bool rests = text.basis == 0;
        if (text.tier != OfferWordLibrary.ESSENTIAL) {
            OfferWord basis = _offers[text.basis].word;
            rests = basis.organisation() == text.organisation && basis.kind() == text.kind
                && basis.tier() == OfferWordLibrary.ESSENTIAL
                && basis.untilDay() >= text.untilDay;
        }
        if (!rests) revert EssentialOfferMissing(0, number, text.basis);
    }
}
