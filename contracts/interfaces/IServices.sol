// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    Order,
    Redemption
} from "../types/Types.sol";
import { IAmendable } from "./IAmendable.sol";
import { ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";

/// @notice What a deployment starts with, each within hard bounds of the contract.
/// @param accreditationDays most days an accreditation lasts
/// @param priceNoticeDays days from announcing a price or the end of an offer until it holds
/// @param refundDays days in which a redemption can be refunded
struct ServicesCharter {
    uint256 accreditationDays;
    uint256 priceNoticeDays;
    uint256 refundDays;
}

/// @notice What a council says of an organisation when it accredits it.
/// @param form 1 non-profit, 2 for-profit, 3 public
/// @param kinds bit `kind - 1` for each kind of service it may offer
/// @param key what the organisation acts by
/// @param untilDay first day on which it is no longer accredited; days count from 1970-01-01
/// @param textHash keccak256 of its published description
struct Accreditation {
    uint256 form;
    uint256 kinds;
    address key;
    uint256 untilDay;
    bytes32 textHash;
    string name;
}

/// @notice What an organisation offers.
/// @param kind 1 education, 2 transit, 3 health, 4 communication, 5 housing, 6 recreation,
///        7 energy, 8 water, 9 food, 10 care, 11 legal help, 12 culture
/// @param tier 0 Essential to 4 Exceptional
/// @param price millicredits a unit
/// @param basis the Essential offer of the same kind it rests on; 0 of an Essential offer
/// @param untilDay first day on which it is no longer open
/// @param textHash keccak256 of its published description
struct OfferText {
    uint256 organisation;
    uint256 kind;
    uint256 tier;
    uint256 price;
    uint256 basis;
    uint256 untilDay;
    bytes32 textHash;
}

/// @notice An organisation as it stands.
/// @param key what it acts by
/// @param community that accredited it
/// @param untilDay first day on which it is no longer accredited
/// @param suspendedUntil first day on which it is not suspended any more; 0 when it never was
/// @param offeredKey what it will act by once that key accepts; 0 for none
struct OrganisationView {
    address key;
    uint256 form;
    uint256 kinds;
    CommunityId community;
    uint256 untilDay;
    uint256 suspendedUntil;
    address offeredKey;
    bytes32 textHash;
}

/// @notice An offer as it stands.
/// @param price millicredits a unit before `nextPriceDay`, for ever when that is 0
/// @param nextPrice millicredits a unit from `nextPriceDay` on
/// @param nextPriceDay first day of the price announced last; 0 when none ever was
/// @param fromDay first day on which it was open
/// @param untilDay first day on which it is no longer open
struct OfferView {
    uint256 organisation;
    uint256 kind;
    uint256 tier;
    uint256 price;
    uint256 nextPrice;
    uint256 nextPriceDay;
    uint256 fromDay;
    uint256 untilDay;
    uint256 basis;
    bytes32 textHash;
}

/// @notice What was redeemed of one offer in one quarter, and what was refunded in it.
/// @param redemptions how many
/// @param redeemed millicredits
/// @param refunds how many, of whatever quarter's redemptions
/// @param refunded millicredits
struct Statement {
    uint256 redemptions;
    uint256 redeemed;
    uint256 refunds;
    uint256 refunded;
}

/// @title Services: where credits are spent
/// @notice Councils accredit organisations, these offer services for credits, and people redeem
///         their credits by orders they sign. An Essential service is had by whoever has the
///         credits, whatever their quality. What is redeemed is nobody's to hold: it is counted by
///         offer and quarter.
/// @dev People and councils sign in the domain of the communities contract. Organisations act by
///      sending transactions. Redemptions of a call are kept as one Merkle root; refunds and
///      ratings bring the redemption with its proof.
interface IServices is IAmendable {
    // ---------------------------------------------------------------- events

    /// @notice An organisation may offer these kinds of services.
    event OrganisationAccredited(
        uint256 indexed organisation,
        CommunityId indexed community,
        uint256 form,
        uint256 kinds,
        address key,
        uint256 untilDay,
        bytes32 textHash,
        string name
    );
    /// @notice An accreditation lasts longer, perhaps for other kinds.
    event AccreditationRenewed(uint256 indexed organisation, uint256 kinds, uint256 untilDay);
    /// @notice An organisation will act by this key once the key accepts.
    event KeyOffered(uint256 indexed organisation, address key);
    /// @notice An organisation acts by this key from now on.
    event KeyChanged(uint256 indexed organisation, address key);
    /// @notice A service can be had for credits from today until the day before `untilDay`.
    event OfferOpened(
        uint256 indexed offer,
        uint256 indexed organisation,
        uint256 kind,
        uint256 tier,
        uint256 price,
        uint256 basis,
        uint256 fromDay,
        uint256 untilDay,
        bytes32 textHash
    );
    /// @notice A unit costs `price` millicredits from `fromDay` on.
    event PriceAnnounced(uint256 indexed offer, uint256 price, uint256 fromDay);
    /// @notice An offer ends earlier than it was opened for.
    event OfferClosing(uint256 indexed offer, uint256 untilDay);
    /// @notice The `Redeemed` before it in the same call are this batch, and hash to `root`.
    event BatchRedeemed(
        uint256 indexed batch, uint256 indexed organisation, uint256 redemptions, bytes32 root
    );
    /// @notice A person's order was taken. Its index in the batch is its place among these events.
    /// @param amount millicredits
    /// @param source 0 for the base; else the portion, and its overlay's cause shifted by 8 bits
    /// @param nonce the order's
    /// @dev The offer is indexed in no event about a person: it would be an index of people by what
    ///      they need, and by the tier they reach.
    event Redeemed(
        IdentityHash indexed identity,
        uint256 offer,
        uint256 batch,
        uint256 quantity,
        uint256 amount,
        uint256 source,
        uint256 nonce
    );
    /// @notice A person has the credits of a redemption back.
    event Refunded(
        uint256 indexed batch,
        uint256 index,
        IdentityHash indexed identity,
        uint256 offer,
        uint256 amount
    );
    /// @notice A person's rating of what they redeemed, instead of their first one if there was.
    event Rated(
        uint256 offer,
        IdentityHash indexed identity,
        uint256 batch,
        uint256 index,
        uint256 stars
    );
    /// @notice An organisation's offers above Essential cannot be redeemed before `untilDay`.
    event SuspensionSet(uint256 indexed organisation, uint256 untilDay);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only the assembly amends, only findings suspend.
    error Unauthorised(address caller);
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error LengthMismatch(uint256 expected, uint256 found);
    error OrganisationUnknown(uint256 organisation);
    error OrganisationOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error KeyMissing();
    /// @notice An organisation acts by this key already.
    error KeyTaken(address key, uint256 organisation);
    error NotTheAccreditor(uint256 organisation, CommunityId community);
    /// @notice Kinds are taken away only when the accreditation is over.
    error KindsKept(uint256 organisation, uint256 kinds);
    error NotTheOrganisation(uint256 organisation, address sender);
    error AccreditationOver(uint256 index, uint256 organisation, uint256 untilDay);
    error OfferOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error KindNotAccredited(uint256 organisation, uint256 kind);
    /// @notice No open Essential offer of the same organisation and kind, for as long.
    error EssentialOfferMissing(uint256 index, uint256 offer, uint256 basis);
    error OfferUnknown(uint256 index, uint256 offer);
    /// @notice A price was announced for a day to come.
    error PriceWaiting(uint256 offer, uint256 fromDay);
    error NothingToDo();
    error NotTheProvider(uint256 index, uint256 offer, address sender);
    error OfferClosed(uint256 index, uint256 offer, uint256 untilDay);
    error ProviderSuspended(uint256 index, uint256 organisation, uint256 untilDay);
    /// @notice An uplift's portion is not spent on what needs no quality.
    error PortionNotNeeded(uint256 index, uint256 portion);
    error NothingOrdered(uint256 index);
    error AmountDiffers(uint256 index, uint256 expected, uint256 found);
    /// @notice The batch holds no such redemption, or the proof does not show it.
    error NotRedeemed(uint256 batch, uint256 index);
    /// @notice `until` is the first second at which it was too late.
    error RefundTooLate(uint256 until);
    error RefundedAlready(uint256 batch, uint256 index);
    error IsClosed(IdentityHash identity);
    error StarsOutOfBounds(uint256 stars);
    error RatedTwice(uint256 batch, uint256 index);

    // -------------------------------------------------------- acts of persons

    /// @notice Rates what one redeemed; a second time replaces the first, a third is refused.
    /// @param proof siblings of the redemption's leaf, up to the root of its batch
    /// @param stars 1 to 5
    function rate(
        Redemption calldata redemption,
        bytes32[] calldata proof,
        uint256 stars,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // ------------------------------------------------------- acts of councils

    /// @notice Accredits an organisation, which belongs to the council's community.
    function accredit(
        CouncilAct calldata act,
        Accreditation calldata accreditation,
        Approval calldata approval
    )
        external;

    /// @notice Lets an accreditation last longer, or for more kinds; no earlier end is possible.
    function renewAccreditation(
        CouncilAct calldata act,
        uint256 organisationId,
        uint256 kinds,
        uint256 untilDay,
        Approval calldata approval
    )
        external;

    // -------------------------------------------------- acts of organisations

    /// @notice Names the key by which the organisation will act once that key accepts.
    function offerKey(uint256 organisationId, address newKey) external;

    /// @notice Sent by the key offered, which replaces the former one.
    function acceptKey(uint256 organisationId) external;

    /// @notice Opens an offer today.
    function openOffer(OfferText calldata text) external;

    /// @notice Announces another price, one at a time.
    function announcePrice(uint256 offerId, uint256 price, uint256 fromDay) external;

    /// @notice Lets an offer end earlier.
    function closeOffer(uint256 offerId, uint256 untilDay) external;

    /// @notice Redeems orders people signed, all or none.
    /// @param signatures 65 bytes for each order, in order, laid out as in `Approval`
    /// @return batch number of the batch they make
    function redeem(
        Order[] calldata orders,
        bytes calldata signatures
    )
        external
        returns (uint256 batch);

    /// @notice Gives a person the credits of one redemption back.
    /// @param proof siblings of the redemption's leaf, up to the root of its batch
    function refund(Redemption calldata redemption, bytes32[] calldata proof) external;

    // ----------------------------------------------------- acts of the findings

    /// @notice Says until when an organisation is suspended; 0 for not at all.
    function setSuspension(uint256 organisationId, uint256 untilDay) external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger of credits.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that checks who signed.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The assembly, which amends.
    function ASSEMBLY() external view returns (address);
    /// @notice The findings, which suspend.
    function FINDINGS() external view returns (address);
    /// @notice The parameters in force today.
    function charter() external view returns (ServicesCharter memory);
    /// @notice Organisations accredited; they are numbered from 1 to this.
    function organisationCount() external view returns (uint256);
    /// @notice Offers opened; they are numbered from 1 to this.
    function offerCount() external view returns (uint256);
    /// @notice Batches redeemed; they are numbered from 1 to this.
    function batchCount() external view returns (uint256);
    /// @notice An organisation as it stands; reverts when there is none.
    function organisation(uint256 number) external view returns (OrganisationView memory);
    /// @notice The organisation that acts by a key; 0 when none does.
    function organisationOf(address key) external view returns (uint256);
    /// @notice An offer as it stands; reverts when there is none.
    function offer(uint256 number) external view returns (OfferView memory);
    /// @notice Millicredits a unit today, of an open or a closed offer; reverts when there is none.
    function priceOf(uint256 number) external view returns (uint256);
    /// @notice Merkle root over the redemptions of a batch; 0 when there is none.
    function rootOf(uint256 batch) external view returns (bytes32);
    /// @notice Whether a redemption was refunded.
    function isRefunded(uint256 batch, uint256 index) external view returns (bool);
    /// @notice Stars a redemption has, and how often it was rated; zeros before the first time.
    function ratingOf(
        uint256 batch,
        uint256 index
    )
        external
        view
        returns (uint256 stars, uint256 times);
    /// @notice Ratings of an offer: those of one star first.
    function ratingsOf(uint256 number) external view returns (uint256[5] memory counts);
    /// @notice What was redeemed and refunded of an offer in a quarter.
    function statementOf(
        uint256 number,
        uint256 quarter
    )
        external
        view
        returns (Statement memory);
    /// @notice The quarter of now, counted from genesis.
    function currentQuarter() external view returns (uint256);
}
