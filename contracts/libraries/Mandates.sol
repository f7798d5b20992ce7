// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFindings, MandateText, MandateView } from "../interfaces/IFindings.sol";
import { Approval, CommunityId, RuleId } from "../types/Types.sol";
import { Signatures } from "./Signatures.sol";

/// @notice A mandate as stored; `threshold` is 0 for none.
struct Mandate {
    uint64 organisation;
    uint24 community;
    uint24 untilDay;
    uint8 threshold;
    RuleId standard;
    uint256 limit;
    bytes32 measureHash;
    address[] signers;
}

using Mandates for Mandate global;

/// @title Mandates of sensors
/// @notice Their bounds, and who signed a reading. A mandate names one measure of one organisation,
///         so that its signers count in nothing else.
library Mandates {
    uint256 private constant LEAST_SIGNERS = 2;
    uint256 private constant MOST_SIGNERS = 16;
    uint256 private constant LONGEST = 366;

    /// @notice Stores a mandate that was checked.
    function found(
        Mandate storage stored,
        CommunityId community,
        MandateText calldata text
    )
        internal
    {
        stored.organisation = uint64(text.organisation);
        stored.community = uint24(CommunityId.unwrap(community));
        stored.untilDay = uint24(text.untilDay);
        stored.threshold = uint8(text.threshold);
        stored.standard = text.standard;
        stored.limit = text.limit;
        stored.measureHash = text.measureHash;
        stored.signers = text.signers;
    }

    /// @notice Reverts unless as many signers as the threshold signed a reading.
    /// @dev No signer is there twice, and each has one bit, so that none can be counted twice.
    function requireSigned(
        Mandate storage stored,
        uint256 number,
        bytes32 digest,
        Approval calldata votes
    )
        internal
        view
    {
        address[] memory signers = stored.signers;
        uint256 signed = 0;
        for (uint256 signer = 0; votes.signers >> signer != 0; ++signer) {
            if ((votes.signers >> signer) & 1 == 0) continue;
            if (signer >= signers.length) revert IFindings.NotASigner(number, signer);
            if (votes.signatures.length < (signed + 1) * Signatures.LENGTH) {
                revert IFindings.SignatureMissing(number, signer);
            }
            address key = signers[signer];
            if (!Signatures.isValidAt(votes.signatures, signed, key, address(0), digest)) {
                revert IFindings.InvalidReading(number, signer, key);
            }
            ++signed;
        }
        uint256 needed = stored.threshold;
        if (signed < needed) revert IFindings.TooFewSignatures(number, needed, signed);
    }

    function unpacked(Mandate storage stored) internal view returns (MandateView memory) {
        return MandateView({
            organisation: stored.organisation,
            community: CommunityId.wrap(stored.community),
            standard: stored.standard,
            limit: stored.limit,
            threshold: stored.threshold,
            untilDay: stored.untilDay,
            measureHash: stored.measureHash,
            signers: stored.signers
        });
    }

    /// @dev With two signers at least, two thirds of them are never fewer than two.
    function check(MandateText calldata text, uint256 today) internal pure {
        uint256 count = text.signers.length;
        within("signers", count, LEAST_SIGNERS, MOST_SIGNERS);
        within("threshold", text.threshold, (2 * count + 2) / 3, count);
        within("untilDay", text.untilDay, today + 1, today + LONGEST);
        address former = address(0);
        for (uint256 i = 0; i < count; ++i) {
            if (text.signers[i] <= former) revert IFindings.SignersOutOfOrder(i);
            former = text.signers[i];
        }
    }

    function within(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert IFindings.MandateOutOfBounds(parameter, value, least, most);
        }
    }
}
