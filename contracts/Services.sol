// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { BitMaps } from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import { IAmendable } from "./interfaces/IAmendable.sol";
import { ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IServices, ServicesCharter, Statement } from "./interfaces/IServices.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CharterBounds } from "./libraries/CharterBounds.sol";
import { Lists } from "./libraries/Lists.sol";
import { MerkleTree } from "./libraries/MerkleTree.sol";
import { OfferWord, OfferWordLibrary } from "./libraries/OfferWord.sol";
import { OrganisationWord } from "./libraries/OrganisationWord.sol";
import { PendingCharter, PendingCharters } from "./libraries/PendingCharters.sol";
import { ServicesBounds } from "./libraries/ServicesBounds.sol";
import { ServicesSigned } from "./libraries/ServicesSigned.sol";
import { Providers } from "./services/Providers.sol";
import { IdentityHash, Order, Redemption } from "./types/Types.sol";

/// @title The services
/// @notice Their manual is `IServices`.
/// @dev Here is what people redeem; who serves them stands in `Providers`. Calls go to two
///      contracts fixed at deployment. Neither calls back: the ledger calls no contract, and the
///      communities ask wallets by `staticcall`.
contract Services is Providers {
    using BitMaps for BitMaps.BitMap;
    using Lists for Order[];
    using Lists for bytes32[];
    using Lists for uint256[];
    using MerkleProof for bytes32[];
    using MerkleTree for bytes32[];
    using MerkleTree for Redemption;
    using PendingCharters for PendingCharter;

    /// @dev One slot: nobody redeems 2**48 times, or 2**80 millicredits, in a quarter.
    struct Quarter {
        uint48 redemptions;
        uint80 redeemed;
        uint48 refunds;
        uint80 refunded;
    }

    /// @dev One slot, written when somebody rates.
    struct Rating {
        uint8 stars;
        uint8 times;
    }

    /// @dev What orders of one offer have in common.
    struct Terms {
        uint256 offer;
        uint256 tier;
        uint256 price;
    }

    /// @dev What the ledger is asked to take, line by line.
    struct Spending {
        bytes32[] identities;
        uint256[] amounts;
        uint256[] portions;
        uint256[] tiers;
    }

    uint256 private constant SELECTOR_BYTES = 4;
    uint256 private constant QUARTER = Calendar.YEAR / 4;
    /// @dev As much as an order can be of; nobody has nearly as many credits.
    uint256 private constant MOST_AMOUNT = type(uint40).max;
    uint256 private constant MOST_STARS = 5;
    uint256 private constant MOST_RATINGS = 2;

    /// @inheritdoc IServices
    address public immutable ASSEMBLY;
    /// @inheritdoc IServices
    address public immutable FINDINGS;
    uint256 private immutable GENESIS;

    // Slot 6.
    /// @inheritdoc IServices
    uint256 public batchCount;
    // Slot 7: all that stands on chain of the redemptions of one call.
    /// @inheritdoc IServices
    mapping(uint256 batch => bytes32 root) public rootOf;
    // Slot 8: one bit per redemption.
    mapping(uint256 batch => BitMaps.BitMap indexes) private _refunded;
    // Slot 9.
    mapping(uint256 batch => mapping(uint256 index => Rating)) private _ratings;
    // Slot 10: one slot per offer.
    mapping(uint256 offer => uint48[MOST_STARS] counts) private _counts;
    // Slot 11.
    mapping(uint256 offer => mapping(uint256 quarter => Quarter)) private _statements;

    constructor(
        ILedger ledger,
        ICommunities communities,
        ServicesCharter memory charter_
    )
        Providers(ledger, communities, charter_)
    {
        ASSEMBLY = ledger.ASSEMBLY();
        FINDINGS = ledger.FINDINGS();
        GENESIS = ledger.GENESIS();
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc IServices
    function rate(
        Redemption calldata redemption,
        bytes32[] calldata proof,
        uint256 stars,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        requireRedeemed(redemption, proof);
        IdentityHash identity = redemption.identity;
        bytes32 hashed = ServicesSigned.rating(redemption, stars, nonce, deadline);
        COMMUNITIES.consent(identity, nonce, deadline, hashed, signature);
        if (LEDGER.isClosed(identity)) revert IsClosed(identity);
        if (stars == 0 || stars > MOST_STARS) revert StarsOutOfBounds(stars);
        Rating storage stored = _ratings[redemption.batch][redemption.index];
        Rating memory former = stored;
        if (former.times == MOST_RATINGS) revert RatedTwice(redemption.batch, redemption.index);
        if (former.times != 0) --_counts[redemption.offer][former.stars - 1];
        ++_counts[redemption.offer][stars - 1];
        stored.stars = uint8(stars);
        stored.times = former.times + 1;
        emit Rated(redemption.offer, identity, redemption.batch, redemption.index, stars);
    }

    // -------------------------------------------------- acts of organisations

    /// @inheritdoc IServices
    function redeem(
        Order[] calldata orders,
        bytes calldata signatures
    )
        external
        returns (uint256 batch)
    {
        if (orders.length == 0) revert NothingToDo();
        uint256 provider = organisationOf[msg.sender];
        Spending memory spending = spendingOf(orders, provider);
        accept(signatures);
        uint256[] memory sources = spend(spending);
        batch = ++batchCount;
        bytes32 root = record(orders, sources, batch);
        rootOf[batch] = root;
        emit BatchRedeemed(batch, provider, orders.length, root);
    }

    /// @inheritdoc IServices
    function refund(Redemption calldata redemption, bytes32[] calldata proof) external {
        requireRedeemed(redemption, proof);
        uint256 batch = redemption.batch;
        uint256 index = redemption.index;
        uint256 number = redemption.offer;
        if (_offers[number].word.organisation() != organisationOf[msg.sender]) {
            revert NotTheProvider(index, number, msg.sender);
        }
        uint256 until = redemption.time + parameter(REFUND_DAYS) * 1 days;
        if (block.timestamp >= until) revert RefundTooLate(until);
        BitMaps.BitMap storage refunded = _refunded[batch];
        if (refunded.get(index)) revert RefundedAlready(batch, index);
        refunded.set(index);
        LEDGER.restore(redemption.identity, redemption.amount, redemption.source);
        Quarter storage statement = _statements[number][currentQuarter()];
        statement.refunds += 1;
        statement.refunded += uint80(redemption.amount);
        emit Refunded(batch, index, redemption.identity, number, redemption.amount);
    }

    // ---------------------------------------------------- acts of the findings

    /// @inheritdoc IServices
    function setSuspension(uint256 organisationId, uint256 untilDay) external {
        if (msg.sender != FINDINGS) revert Unauthorised(msg.sender);
        Organisation storage stored = _organisations[organisationId];
        stored.word = stored.word.withSuspendedUntil(untilDay);
        emit SuspensionSet(organisationId, untilDay);
    }

    // ---------------------------------------------------- acts of the assembly

    /// @inheritdoc IAmendable
    function amend(uint256[] calldata values, uint256 fromDay) external {
        if (msg.sender != ASSEMBLY) revert Unauthorised(msg.sender);
        _charter.amend(abi.encodePacked(values), fromDay);
        emit CharterAmended(values, fromDay);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IAmendable
    function checkCharter(uint256[] calldata values) external pure {
        CharterBounds.requireCount(values, ServicesBounds.PARAMETERS);
        ServicesBounds.check(abi.decode(abi.encodePacked(values), (ServicesCharter)));
    }

    /// @inheritdoc IAmendable
    function amendmentDay() external view returns (uint256 fromDay) {
        return _charter.waitingDay();
    }

    /// @inheritdoc IServices
    function isRefunded(uint256 batch, uint256 index) external view returns (bool) {
        return _refunded[batch].get(index);
    }

    /// @inheritdoc IServices
    function ratingOf(
        uint256 batch,
        uint256 index
    )
        external
        view
        returns (uint256 stars, uint256 times)
    {
        Rating memory stored = _ratings[batch][index];
        return (stored.stars, stored.times);
    }

    /// @inheritdoc IServices
    function ratingsOf(uint256 number) external view returns (uint256[5] memory counts) {
        for (uint256 i = 0; i < MOST_STARS; ++i) {
            counts[i] = _counts[number][i];
        }
    }

    /// @inheritdoc IServices
    function statementOf(
        uint256 number,
        uint256 quarter
    )
        external
        view
        returns (Statement memory)
    {
        Quarter memory stored = _statements[number][quarter];
        return Statement({
            redemptions: stored.redemptions,
            redeemed: stored.redeemed,
            refunds: stored.refunds,
            refunded: stored.refunded
        });
    }

    /// @inheritdoc IServices
    function currentQuarter() public view returns (uint256) {
        return (block.timestamp - GENESIS) / QUARTER;
    }

    // --------------------------------------------------------------- private

    /// @dev The communities take what `redeem` takes: passing it on, signatures and all, costs a
    ///      fifth of encoding it.
    function accept(bytes calldata) private {
        bytes memory call =
            abi.encodePacked(ICommunities.acceptOrders.selector, msg.data[SELECTOR_BYTES:]);
        // slither-disable-next-line unused-return (nothing is answered)
        Address.functionCall(address(COMMUNITIES), call);
    }

    /// @dev The ledger's answer, read where it lies.
    function spend(Spending memory spending) private returns (uint256[] memory sources) {
        bytes memory call = abi.encodeCall(
            ILedger.spend,
            (spending.identities, spending.amounts, spending.portions, spending.tiers)
        );
        return Lists.within(Address.functionCall(address(LEDGER), call));
    }

    /// @dev Tells what each line did, counts it, and gives the root over all of them. Lines of the
    ///      same offer that follow each other are counted in one go.
    function record(
        Order[] calldata orders,
        uint256[] memory sources,
        uint256 batch
    )
        private
        returns (bytes32 root)
    {
        bytes32[] memory leaves = new bytes32[](orders.length);
        // slither-disable-next-line uninitialized-local (written before it is hashed)
        Redemption memory line;
        line.batch = batch;
        line.time = block.timestamp;
        line.offer = orders.item(0).offer;
        uint256 first = 0;
        uint256 redeemed = 0;
        unchecked {
            for (uint256 i = 0; i < orders.length; ++i) {
                Order calldata order = orders.item(i);
                if (order.offer != line.offer) {
                    count(line.offer, i - first, redeemed);
                    (line.offer, first, redeemed) = (order.offer, i, 0);
                }
                redeemed += order.amount;
                line.index = i;
                line.identity = order.identity;
                line.quantity = order.quantity;
                line.amount = order.amount;
                line.source = sources.get(i);
                leaves.put(i, line.leaf());
                emit Redeemed(
                    order.identity,
                    order.offer,
                    batch,
                    order.quantity,
                    order.amount,
                    line.source,
                    order.nonce
                );
            }
            count(line.offer, orders.length - first, redeemed);
        }
        return leaves.root();
    }

    function count(uint256 number, uint256 redemptions, uint256 redeemed) private {
        Quarter storage statement = _statements[number][currentQuarter()];
        statement.redemptions += uint48(redemptions);
        statement.redeemed += uint80(redeemed);
    }

    /// @dev Refuses the first order that is not on offer today from the sender, at this price.
    function spendingOf(
        Order[] calldata orders,
        uint256 provider
    )
        private
        view
        returns (Spending memory)
    {
        (bytes32[] memory identities, uint256[] memory tiers) =
            (new bytes32[](orders.length), new uint256[](orders.length));
        (uint256[] memory amounts, uint256[] memory portions) =
            (new uint256[](orders.length), new uint256[](orders.length));
        Terms memory terms = termsOf(0, orders.item(0).offer, provider);
        unchecked {
            for (uint256 i = 0; i < orders.length; ++i) {
                Order calldata order = orders.item(i);
                if (order.offer != terms.offer) terms = termsOf(i, order.offer, provider);
                requireOnTerms(i, order, terms);
                identities.put(i, IdentityHash.unwrap(order.identity));
                amounts.put(i, order.amount);
                portions.put(i, order.portion);
                tiers.put(i, terms.tier);
            }
        }
        return Spending(identities, amounts, portions, tiers);
    }

    /// @dev What order `i` can have of an offer today, when the offer is one of the sender's that
    ///      can be redeemed.
    function termsOf(
        uint256 i,
        uint256 number,
        uint256 provider
    )
        private
        view
        returns (Terms memory)
    {
        OfferWord word = knownOffer(i, number);
        if (word.organisation() != provider) revert NotTheProvider(i, number, msg.sender);
        OrganisationWord accredited = _organisations[provider].word;
        uint256 today = currentDay();
        if (today >= accredited.untilDay()) {
            revert AccreditationOver(i, provider, accredited.untilDay());
        }
        if (today >= word.untilDay()) revert OfferClosed(i, number, word.untilDay());
        uint256 tier = word.tier();
        if (tier != OfferWordLibrary.ESSENTIAL) {
            if (today < accredited.suspendedUntil()) {
                revert ProviderSuspended(i, provider, accredited.suspendedUntil());
            }
            uint256 basis = word.basis();
            if (today >= _offers[basis].word.untilDay()) {
                revert EssentialOfferMissing(i, number, basis);
            }
        }
        return Terms(number, tier, word.priceOn(today));
    }

    function requireRedeemed(
        Redemption calldata redemption,
        bytes32[] calldata proof
    )
        private
        view
    {
        uint256 batch = redemption.batch;
        Redemption memory claimed = redemption;
        if (!proof.verifyCalldata(rootOf[batch], claimed.leaf())) {
            revert NotRedeemed(batch, redemption.index);
        }
    }

    function requireOnTerms(uint256 i, Order calldata order, Terms memory terms) private pure {
        if (terms.tier == OfferWordLibrary.ESSENTIAL && order.portion != 0) {
            revert PortionNotNeeded(i, order.portion);
        }
        if (order.quantity == 0) revert NothingOrdered(i);
        uint256 expected = Math.min(Math.saturatingMul(order.quantity, terms.price), MOST_AMOUNT);
        if (order.amount != expected) revert AmountDiffers(i, expected, order.amount);
    }
}
