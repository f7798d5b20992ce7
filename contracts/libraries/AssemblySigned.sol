// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CommunityId, CouncilAct, IdentityHash } from "../types/Types.sol";

/// @title EIP-712 structs of the assembly that people, councils and jurors sign
/// @notice One function a struct gives its hash. The domain is the one of the communities.
library AssemblySigned {
    bytes32 internal constant VOLUNTEERING = keccak256(
        "Volunteering(bytes32 identity,uint256 renewal,uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant AUDIT = keccak256(
        "Audit(uint256 community,uint256 year,uint256 panel,uint256 shareIndex,bytes32 reportHash)"
    );
    bytes32 internal constant ENDORSEMENT = keccak256(
        "Endorsement(uint256 community,uint256 nonce,uint256 deadline,uint256 target,"
        "uint256[] values,uint256 fromDay)"
    );

    function volunteering(
        IdentityHash identity,
        uint256 renewal,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(VOLUNTEERING, identity, renewal, nonce, deadline));
    }

    function audit(
        CommunityId community,
        uint256 year,
        uint256 panel,
        uint256 shareIndex,
        bytes32 reportHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(AUDIT, community, year, panel, shareIndex, reportHash));
    }

    function endorsement(
        CouncilAct calldata act,
        uint256 target,
        uint256[] calldata values,
        uint256 fromDay
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 valuesHash = keccak256(abi.encodePacked(values));
        return keccak256(abi.encode(ENDORSEMENT, act, target, valuesHash, fromDay));
    }
}
