// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { InfractionBatch, InfractionText } from "../interfaces/ICases.sol";
import { CouncilAct, IdentityHash } from "../types/Types.sol";

/// @title EIP-712 structs of cases that councils, people and jurors sign
/// @notice One function a struct gives its hash. The domain is the one of the communities.
library CaseSigned {
    bytes32 internal constant INFRACTIONS = keccak256(
        "Infractions(uint256 community,uint256 nonce,uint256 deadline,uint256 rule,uint256 version,"
        "bytes32 evidenceHash,bytes32[] identities,uint256[] actDays)"
    );
    bytes32 internal constant INFRACTION_RULES = keccak256(
        "InfractionRules(uint256 community,uint256 nonce,uint256 deadline,bytes32 infractionsHash,"
        "InfractionRule[] rules)InfractionRule(uint256 rule,uint256 points,uint256 amount,"
        "uint256 sunsetDays,uint256 fromDay,bytes32 textHash)"
    );
    bytes32 internal constant INFRACTION_RULE = keccak256(
        "InfractionRule(uint256 rule,uint256 points,uint256 amount,uint256 sunsetDays,"
        "uint256 fromDay,bytes32 textHash)"
    );
    bytes32 internal constant RECOVERY = keccak256(
        "Recovery(uint256 community,uint256 nonce,uint256 deadline,bytes32 identity,"
        "address newController,bytes32 evidenceHash)"
    );
    bytes32 internal constant CLOSING = keccak256(
        "Closing(uint256 community,uint256 nonce,uint256 deadline,bytes32 identity,"
        "bytes32 evidenceHash)"
    );
    bytes32 internal constant WITHDRAWAL = keccak256(
        "Withdrawal(uint256 community,uint256 nonce,uint256 deadline,bytes32 caseId)"
    );
    bytes32 internal constant REMEDIES = keccak256(
        "Remedies(uint256 community,uint256 nonce,uint256 deadline,bytes32 evidenceHash,"
        "bytes32[] cases)"
    );
    bytes32 internal constant CHALLENGE = keccak256(
        "Challenge(bytes32 caseId,bytes32 challenger,uint256 ground,uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant APPEAL =
        keccak256("Appeal(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)");
    bytes32 internal constant REVIEW =
        keccak256("Review(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)");
    bytes32 internal constant ALIVE =
        keccak256("Alive(bytes32 caseId,uint256 nonce,uint256 deadline)");
    bytes32 internal constant VERDICT = keccak256(
        "Verdict(bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash)"
    );

    function infractions(
        CouncilAct calldata act,
        InfractionBatch calldata batch
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                INFRACTIONS,
                act,
                batch.rule,
                batch.version,
                batch.evidenceHash,
                keccak256(abi.encodePacked(batch.identities)),
                keccak256(abi.encodePacked(batch.actDays))
            )
        );
    }

    function infractionRules(
        CouncilAct calldata act,
        bytes32 infractionsHash,
        InfractionText[] calldata rules
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](rules.length);
        for (uint256 i = 0; i < rules.length; ++i) {
            hashes[i] = keccak256(abi.encode(INFRACTION_RULE, rules[i]));
        }
        return keccak256(
            abi.encode(
                INFRACTION_RULES, act, infractionsHash, keccak256(abi.encodePacked(hashes))
            )
        );
    }

    function recovery(
        CouncilAct calldata act,
        IdentityHash identity,
        address newController,
        bytes32 evidenceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(RECOVERY, act, identity, newController, evidenceHash));
    }

    function closing(
        CouncilAct calldata act,
        IdentityHash identity,
        bytes32 evidenceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(CLOSING, act, identity, evidenceHash));
    }

    function withdrawal(CouncilAct calldata act, bytes32 caseId) internal pure returns (bytes32) {
        return keccak256(abi.encode(WITHDRAWAL, act, caseId));
    }

    function remedies(
        CouncilAct calldata act,
        bytes32 evidenceHash,
        bytes32[] memory caseIds
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(REMEDIES, act, evidenceHash, keccak256(abi.encodePacked(caseIds)))
        );
    }

    function challenge(
        bytes32 caseId,
        IdentityHash challenger,
        uint256 ground,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(CHALLENGE, caseId, challenger, ground, nonce, deadline));
    }

    function appeal(
        bytes32 caseId,
        uint256 ground,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(APPEAL, caseId, ground, nonce, deadline));
    }

    function review(
        bytes32 caseId,
        uint256 ground,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(REVIEW, caseId, ground, nonce, deadline));
    }

    function alive(
        bytes32 caseId,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ALIVE, caseId, nonce, deadline));
    }

    function verdict(
        bytes32 caseId,
        uint256 panel,
        uint256 outcome,
        bytes32 reasonsHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(VERDICT, caseId, panel, outcome, reasonsHash));
    }
}
