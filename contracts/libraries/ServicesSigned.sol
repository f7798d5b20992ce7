// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Accreditation } from "../interfaces/IServices.sol";
import { CouncilAct, Redemption } from "../types/Types.sol";

/// @title EIP-712 structs of the services that councils and people sign
/// @notice One function a struct gives its hash. The domain is the one of the communities, which
///         know orders themselves.
library ServicesSigned {
    bytes32 internal constant ACCREDITATION = keccak256(
        "Accreditation(uint256 community,uint256 nonce,uint256 deadline,uint256 form,uint256 kinds,"
        "address key,uint256 untilDay,bytes32 textHash,string name)"
    );
    bytes32 internal constant ACCREDITATION_RENEWAL = keccak256(
        "AccreditationRenewal(uint256 community,uint256 nonce,uint256 deadline,"
        "uint256 organisation,uint256 kinds,uint256 untilDay)"
    );
    bytes32 internal constant RATING = keccak256(
        "Rating(bytes32 identity,uint256 batch,uint256 index,uint256 stars,uint256 nonce,"
        "uint256 deadline)"
    );

    function accreditation(
        CouncilAct calldata act,
        Accreditation calldata text
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                ACCREDITATION,
                act,
                text.form,
                text.kinds,
                text.key,
                text.untilDay,
                text.textHash,
                keccak256(bytes(text.name))
            )
        );
    }

    function accreditationRenewal(
        CouncilAct calldata act,
        uint256 organisation,
        uint256 kinds,
        uint256 untilDay
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ACCREDITATION_RENEWAL, act, organisation, kinds, untilDay));
    }

    function rating(
        Redemption calldata redemption,
        uint256 stars,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                RATING,
                redemption.identity,
                redemption.batch,
                redemption.index,
                stars,
                nonce,
                deadline
            )
        );
    }
}
