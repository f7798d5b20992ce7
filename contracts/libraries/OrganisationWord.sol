// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Accreditation } from "../interfaces/IServices.sol";
import { CommunityId } from "../types/Types.sol";

/// @notice All that a redemption asks of an organisation, in one storage slot.
/// @dev | bits      | field          | meaning                                                    |
///      |-----------|----------------|------------------------------------------------------------|
///      | 0..159    | key            | what it acts by; 0 means no such organisation              |
///      | 160..183  | untilDay       | first day on which it is no longer accredited              |
///      | 184..207  | suspendedUntil | first day on which it is not suspended any more            |
///      | 208..231  | community      | that accredited it                                         |
///      | 232..239  | form           | 1 non-profit, 2 for-profit, 3 public                       |
///      | 240..255  | kinds          | bit `kind - 1` for each kind of service it may offer       |
type OrganisationWord is uint256;

using OrganisationWordLibrary for OrganisationWord global;

/// @title Fields of an organisation's slot
/// @notice Packs and reads them.
library OrganisationWordLibrary {
    uint256 private constant UNTIL_DAY_AT = 160;
    uint256 private constant SUSPENDED_UNTIL_AT = 184;
    uint256 private constant COMMUNITY_AT = 208;
    uint256 private constant FORM_AT = 232;
    uint256 private constant KINDS_AT = 240;

    /// @dev The caller has checked that every value fits.
    function pack(
        Accreditation calldata accreditation,
        CommunityId accreditor
    )
        internal
        pure
        returns (OrganisationWord)
    {
        return OrganisationWord.wrap(
            uint160(accreditation.key) | (accreditation.untilDay << UNTIL_DAY_AT)
                | (CommunityId.unwrap(accreditor) << COMMUNITY_AT)
                | (accreditation.form << FORM_AT) | (accreditation.kinds << KINDS_AT)
        );
    }

    /// @dev The caller has checked that both values fit.
    function renewed(
        OrganisationWord word,
        uint256 newKinds,
        uint256 newUntilDay
    )
        internal
        pure
        returns (OrganisationWord)
    {
        uint256 cleared = OrganisationWord.unwrap(word)
            & ~((uint256(type(uint24).max) << UNTIL_DAY_AT)
                | (uint256(type(uint16).max) << KINDS_AT));
        return OrganisationWord.wrap(
            cleared | (newUntilDay << UNTIL_DAY_AT) | (newKinds << KINDS_AT)
        );
    }

    function withKey(
        OrganisationWord word,
        address newKey
    )
        internal
        pure
        returns (OrganisationWord)
    {
        uint256 cleared = OrganisationWord.unwrap(word) & ~uint256(type(uint160).max);
        return OrganisationWord.wrap(cleared | uint160(newKey));
    }

    /// @dev The caller has checked that the day fits.
    function withSuspendedUntil(
        OrganisationWord word,
        uint256 day
    )
        internal
        pure
        returns (OrganisationWord)
    {
        uint256 cleared =
            OrganisationWord.unwrap(word) & ~(uint256(type(uint24).max) << SUSPENDED_UNTIL_AT);
        return OrganisationWord.wrap(cleared | (day << SUSPENDED_UNTIL_AT));
    }

    function key(OrganisationWord word) internal pure returns (address) {
        return address(uint160(OrganisationWord.unwrap(word)));
    }

    function untilDay(OrganisationWord word) internal pure returns (uint256) {
        return uint24(OrganisationWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function suspendedUntil(OrganisationWord word) internal pure returns (uint256) {
        return uint24(OrganisationWord.unwrap(word) >> SUSPENDED_UNTIL_AT);
    }

    function community(OrganisationWord word) internal pure returns (CommunityId) {
        return CommunityId.wrap(uint24(OrganisationWord.unwrap(word) >> COMMUNITY_AT));
    }

    function form(OrganisationWord word) internal pure returns (uint256) {
        return uint8(OrganisationWord.unwrap(word) >> FORM_AT);
    }

    function kinds(OrganisationWord word) internal pure returns (uint256) {
        return OrganisationWord.unwrap(word) >> KINDS_AT;
    }

    /// @notice Whether the organisation may offer services of a kind, 1 to 12.
    function serves(OrganisationWord word, uint256 kind) internal pure returns (bool) {
        return (word.kinds() >> (kind - 1)) & 1 != 0;
    }
}
