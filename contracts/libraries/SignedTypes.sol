// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AwardBatch } from "../interfaces/ICommunities.sol";
import { RuleText } from "../interfaces/ILedger.sol";
import { CommunityId, CouncilAct, IdentityHash, Order } from "../types/Types.sol";
import { Lists } from "./Lists.sol";

/// @title EIP-712 structs that councils and people sign
/// @notice One function a struct gives its hash.
/// @dev Arrays are hashed as the 32-byte elements that calldata already holds.
library SignedTypes {
    bytes32 internal constant ENROLMENT = keccak256(
        "Enrolment(uint256 community,uint256 nonce,uint256 deadline,"
        "bytes32[] identities,uint256[] birthMonths)"
    );
    bytes32 internal constant BINDING = keccak256(
        "Binding(uint256 community,uint256 nonce,uint256 deadline,"
        "bytes32[] identities,address[] controllers)"
    );
    bytes32 internal constant RATE = keccak256(
        "Rate(uint256 community,uint256 nonce,uint256 deadline,"
        "uint256 year,uint256 dividendPerHead,bytes32 sourceHash)"
    );
    bytes32 internal constant AWARDS = keccak256(
        "Awards(uint256 community,uint256 nonce,uint256 deadline,uint256 rule,uint256 version,"
        "bytes32 evidenceHash,bytes32[] identities,uint256[] actDays)"
    );
    bytes32 internal constant CATALOGUE = keccak256(
        "Catalogue(uint256 community,uint256 nonce,uint256 deadline,bytes32 catalogueHash,"
        "Rule[] rules)Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,"
        "uint256 fromDay,bytes32 textHash)"
    );
    bytes32 internal constant RULE = keccak256(
        "Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,"
        "uint256 fromDay,bytes32 textHash)"
    );
    bytes32 internal constant CONTROLLER_CHANGE = keccak256(
        "ControllerChange(bytes32 identity,address newController,uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant ABSENCE = keccak256(
        "Leave(bytes32 identity,uint256 daysAway,uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant ABSENCE_END =
        keccak256("LeaveEnd(bytes32 identity,uint256 nonce,uint256 deadline)");
    bytes32 internal constant MOVE = keccak256(
        "Move(bytes32 identity,uint256 community,uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant OPT_OUT =
        keccak256("OptOut(bytes32 identity,uint256 nonce,uint256 deadline)");
    bytes32 internal constant OPT_IN =
        keccak256("OptIn(bytes32 identity,uint256 nonce,uint256 deadline)");
    bytes32 internal constant ORDER = keccak256(
        "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,uint256 portion,"
        "uint256 nonce,uint256 deadline)"
    );
    bytes32 internal constant CANCELLATION = keccak256(
        "Cancellation(bytes32 identity,uint256 orderNonce,uint256 nonce,uint256 deadline)"
    );
    uint256 private constant ORDER_BYTES = 7 * 32;

    function enrolment(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        uint256[] calldata birthMonths
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                ENROLMENT,
                act,
                Lists.hash(identities),
                Lists.hash(birthMonths)
            )
        );
    }

    function binding(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        address[] calldata controllers
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                BINDING,
                act,
                Lists.hash(identities),
                keccak256(abi.encodePacked(controllers))
            )
        );
    }

    function rate(
        CouncilAct calldata act,
        uint256 year,
        uint256 dividendPerHead,
        bytes32 sourceHash
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(RATE, act, year, dividendPerHead, sourceHash));
    }

    /// @dev `version` is the batch's, which every look at it there would check anew; `people` is
    ///      the hash of its identities.
    function awards(
        CouncilAct calldata act,
        AwardBatch calldata batch,
        uint256 version,
        bytes32 people,
        uint256[] calldata actDays
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                AWARDS,
                act,
                batch.rule,
                version,
                batch.evidenceHash,
                people,
                Lists.hash(actDays)
            )
        );
    }

    function catalogue(
        CouncilAct calldata act,
        bytes32 catalogueHash,
        RuleText[] calldata rules
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32[] memory hashes = new bytes32[](rules.length);
        for (uint256 i = 0; i < rules.length; ++i) {
            hashes[i] = keccak256(abi.encode(RULE, rules[i]));
        }
        return keccak256(
            abi.encode(CATALOGUE, act, catalogueHash, keccak256(abi.encodePacked(hashes)))
        );
    }

    function controllerChange(
        IdentityHash identity,
        address newController,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(CONTROLLER_CHANGE, identity, newController, nonce, deadline)
        );
    }

    function absence(
        IdentityHash identity,
        uint256 daysAway,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ABSENCE, identity, daysAway, nonce, deadline));
    }

    function absenceEnd(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ABSENCE_END, identity, nonce, deadline));
    }

    function move(
        IdentityHash identity,
        CommunityId community,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(MOVE, identity, community, nonce, deadline));
    }

    function optOut(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(OPT_OUT, identity, nonce, deadline));
    }

    function optIn(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(OPT_IN, identity, nonce, deadline));
    }

    /// @dev As of `abi.encode`, without leaving a copy of every order of a batch in memory.
    function order(Order calldata signed) internal pure returns (bytes32 found) {
        bytes32 kind = ORDER;
        uint256 size = ORDER_BYTES;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, kind)
            calldatacopy(add(free, 0x20), signed, size)
            found := keccak256(free, add(size, 0x20))
        }
    }

    function cancellation(
        IdentityHash identity,
        uint256 orderNonce,
        uint256 nonce,
        uint256 deadline
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(CANCELLATION, identity, orderNonce, nonce, deadline));
    }
}
