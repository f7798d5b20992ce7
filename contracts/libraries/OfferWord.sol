// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { OfferText } from "../interfaces/IServices.sol";

/// @notice All that a redemption asks of an offer, in one storage slot.
/// @dev | bits      | field        | meaning                                                      |
///      |-----------|--------------|--------------------------------------------------------------|
///      | 0..31     | organisation | whose offer it is; 0 means no such offer                     |
///      | 32..39    | kind         | of service, 1 to 12                                          |
///      | 40..47    | tier         | 0 Essential to 4 Exceptional                                 |
///      | 48..79    | price        | millicredits a unit before `nextPriceDay`                    |
///      | 80..111   | nextPrice    | millicredits a unit from `nextPriceDay` on                   |
///      | 112..135  | nextPriceDay | first day of the price announced last; 0 for none            |
///      | 136..159  | fromDay      | first day on which it was open                               |
///      | 160..183  | untilDay     | first day on which it is no longer open                      |
///      | 184..215  | basis        | the Essential offer it rests on; 0 of an Essential offer     |
///      | 216..255  |              | unused, zero                                                 |
type OfferWord is uint256;

using OfferWordLibrary for OfferWord global;

/// @title Fields of an offer's slot
/// @notice Packs and reads them.
library OfferWordLibrary {
    uint256 internal constant ESSENTIAL = 0;

    uint256 private constant KIND_AT = 32;
    uint256 private constant TIER_AT = 40;
    uint256 private constant PRICE_AT = 48;
    uint256 private constant NEXT_PRICE_AT = 80;
    uint256 private constant NEXT_PRICE_DAY_AT = 112;
    uint256 private constant FROM_DAY_AT = 136;
    uint256 private constant UNTIL_DAY_AT = 160;
    uint256 private constant BASIS_AT = 184;
    /// @dev Both prices and the day of the second.
    uint256 private constant PRICES = ((uint256(1) << (FROM_DAY_AT - PRICE_AT)) - 1) << PRICE_AT;

    /// @dev The caller has checked that every value fits.
    function pack(OfferText calldata text, uint256 firstDay) internal pure returns (OfferWord) {
        return OfferWord.wrap(
            text.organisation | (text.kind << KIND_AT) | (text.tier << TIER_AT)
                | (text.price << PRICE_AT) | (firstDay << FROM_DAY_AT)
                | (text.untilDay << UNTIL_DAY_AT) | (text.basis << BASIS_AT)
        );
    }

    /// @notice The offer at the price of `today` until `day`, and at `newPrice` from then on.
    /// @dev The caller has checked that both values fit.
    function announcing(
        OfferWord word,
        uint256 newPrice,
        uint256 day,
        uint256 today
    )
        internal
        pure
        returns (OfferWord)
    {
        uint256 cleared = OfferWord.unwrap(word) & ~PRICES;
        return OfferWord.wrap(
            cleared | (word.priceOn(today) << PRICE_AT) | (newPrice << NEXT_PRICE_AT)
                | (day << NEXT_PRICE_DAY_AT)
        );
    }

    function endingOn(OfferWord word, uint256 day) internal pure returns (OfferWord) {
        uint256 cleared = OfferWord.unwrap(word) & ~(uint256(type(uint24).max) << UNTIL_DAY_AT);
        return OfferWord.wrap(cleared | (day << UNTIL_DAY_AT));
    }

    function organisation(OfferWord word) internal pure returns (uint256) {
        return uint32(OfferWord.unwrap(word));
    }

    function kind(OfferWord word) internal pure returns (uint256) {
        return uint8(OfferWord.unwrap(word) >> KIND_AT);
    }

    function tier(OfferWord word) internal pure returns (uint256) {
        return uint8(OfferWord.unwrap(word) >> TIER_AT);
    }

    function price(OfferWord word) internal pure returns (uint256) {
        return uint32(OfferWord.unwrap(word) >> PRICE_AT);
    }

    function nextPrice(OfferWord word) internal pure returns (uint256) {
        return uint32(OfferWord.unwrap(word) >> NEXT_PRICE_AT);
    }

    function nextPriceDay(OfferWord word) internal pure returns (uint256) {
        return uint24(OfferWord.unwrap(word) >> NEXT_PRICE_DAY_AT);
    }

    function fromDay(OfferWord word) internal pure returns (uint256) {
        return uint24(OfferWord.unwrap(word) >> FROM_DAY_AT);
    }

    function untilDay(OfferWord word) internal pure returns (uint256) {
        return uint24(OfferWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function basis(OfferWord word) internal pure returns (uint256) {
        return uint32(OfferWord.unwrap(word) >> BASIS_AT);
    }

    /// @notice The price in force on a day: the announced one from its day on.
    function priceOn(OfferWord word, uint256 day) internal pure returns (uint256) {
        uint256 changes = word.nextPriceDay();
        return changes == 0 || day < changes ? word.price() : word.nextPrice();
    }
}
