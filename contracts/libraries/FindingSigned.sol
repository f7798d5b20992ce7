// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FindingKey, MandateText, StandardText } from "../interfaces/IFindings.sol";
import { CouncilAct } from "../types/Types.sol";

/// @title EIP-712 structs of findings that councils, organisations and sensors sign
/// @notice One function a struct gives its hash. The domain is the one of the communities; what
///         jurors sign stands in `CaseSigned`.
library FindingSigned {
    bytes32 internal constant STANDARDS = keccak256(
        "Standards(uint256 community,uint256 nonce,uint256 deadline,bytes32 standardsHash,"
        "Standard[] standards)Standard(uint256 standard,uint256 effect,uint256 sunsetDays,"
        "uint256 fromDay,bytes32 textHash)"
    );
    bytes32 internal constant STANDARD = keccak256(
        "Standard(uint256 standard,uint256 effect,uint256 sunsetDays,uint256 fromDay,"
        "bytes32 textHash)"
    );
    bytes32 internal constant FINDING = keccak256(
        "Finding(uint256 community,uint256 nonce,uint256 deadline,uint256 organisation,"
        "uint256 standard,uint256 version,uint256 day,bytes32 evidenceHash)"
    );
    bytes32 internal constant MANDATE = keccak256(
        "Mandate(uint256 community,uint256 nonce,uint256 deadline,uint256 organisation,"
        "uint256 standard,uint256 limit,uint256 threshold,uint256 untilDay,bytes32 measureHash,"
        "address[] signers)"
    );
    bytes32 internal constant READING = keccak256(
        "Reading(uint256 mandate,uint256 version,uint256 value,uint256 day,bytes32 evidenceHash)"
    );
    bytes32 internal constant WITHDRAWAL = keccak256(
        "FindingWithdrawal(uint256 community,uint256 nonce,uint256 deadline,bytes32 finding)"
    );
    bytes32 internal constant REMEDY = keccak256(
        "FindingRemedy(uint256 community,uint256 nonce,uint256 deadline,bytes32 finding,"
        "bytes32 evidenceHash)"
    );
    bytes32 internal constant APPEAL =
        keccak256("FindingAppeal(bytes32 finding,uint256 ground,uint256 deadline)");
    bytes32 internal constant REVIEW =
        keccak256("FindingReview(bytes32 finding,uint256 ground,uint256 deadline)");

    function standards(
        CouncilAct calldata act,
        bytes32 standardsHash,
        StandardText[] calldata texts
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](texts.length);
        for (uint256 i = 0; i < texts.length; ++i) {
            hashes[i] = keccak256(abi.encode(STANDARD, texts[i]));
        }
        return keccak256(
            abi.encode(STANDARDS, act, standardsHash, keccak256(abi.encodePacked(hashes)))
        );
    }

    function finding(
        CouncilAct calldata act,
        FindingKey calldata key,
        uint256 version,
        bytes32 evidenceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                FINDING, act, key.organisation, key.standard, version, key.day, evidenceHash
            )
        );
    }

    function mandate(
        CouncilAct calldata act,
        MandateText calldata text
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                MANDATE,
                act,
                text.organisation,
                text.standard,
                text.limit,
                text.threshold,
                text.untilDay,
                text.measureHash,
                keccak256(abi.encodePacked(text.signers))
            )
        );
    }

    function reading(
        uint256 number,
        uint256 version,
        uint256 value,
        uint256 day,
        bytes32 evidenceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(READING, number, version, value, day, evidenceHash));
    }

    function withdrawal(CouncilAct calldata act, bytes32 id) internal pure returns (bytes32) {
        return keccak256(abi.encode(WITHDRAWAL, act, id));
    }

    function remedy(
        CouncilAct calldata act,
        bytes32 id,
        bytes32 evidenceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(REMEDY, act, id, evidenceHash));
    }

    function appeal(bytes32 id, uint256 ground, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(APPEAL, id, ground, deadline));
    }

    function review(bytes32 id, uint256 ground, uint256 deadline) internal pure returns (bytes32) {
        return keccak256(abi.encode(REVIEW, id, ground, deadline));
    }
}
