// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RoundTerms } from "../interfaces/IPool.sol";
import { CouncilAct, IdentityHash } from "../types/Types.sol";

/// @title EIP-712 structs of the pool that councils and people sign
/// @notice One function a struct gives its hash. The domain is the one of the communities.
library LotterySigned {
    bytes32 internal constant GIFT =
        keccak256("Gift(bytes32 identity,uint256 points,uint256 nonce,uint256 deadline)");
    bytes32 internal constant ENTRY =
        keccak256("Entry(bytes32 identity,uint256 round,uint256 nonce,uint256 deadline)");
    bytes32 internal constant ROUND_OPENING = keccak256(
        "RoundOpening(uint256 community,uint256 nonce,uint256 deadline,uint256 kind,uint256 prizes,"
        "uint256 points,uint256 amount,uint256 daysLong,uint256 entriesUntil)"
    );
    bytes32 internal constant NOMINATION = keccak256(
        "Nomination(uint256 community,uint256 nonce,uint256 deadline,uint256 round,"
        "bytes32[] identities)"
    );

    function gift(
        IdentityHash identity,
        uint256 points,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(GIFT, identity, points, nonce, deadline));
    }

    function entry(
        IdentityHash identity,
        uint256 round,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ENTRY, identity, round, nonce, deadline));
    }

    function roundOpening(
        CouncilAct calldata act,
        RoundTerms calldata terms
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ROUND_OPENING, act, terms));
    }

    function nomination(
        CouncilAct calldata act,
        uint256 round,
        bytes32[] calldata identities
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(NOMINATION, act, round, keccak256(abi.encodePacked(identities)))
        );
    }
}
