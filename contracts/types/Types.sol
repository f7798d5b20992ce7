// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The only key of a person on chain: a keyed hash made off chain by the registrar (P1).
/// @dev Lists of them travel as `bytes32[]`, which solc copies and hashes in one go; a list of a
///      user-defined type it copies one by one.
type IdentityHash is bytes32;

/// @notice A node of the tree of communities. 0 means "none", 1 is the root (the nation).
type CommunityId is uint256;

/// @notice One published line of the catalogue, across all its versions.
type RuleId is uint256;

using {sameIdentity as ==, otherIdentity as !=} for IdentityHash global;
using {sameCommunity as ==, otherCommunity as !=} for CommunityId global;

function sameIdentity(IdentityHash a, IdentityHash b) pure returns (bool) {
    return IdentityHash.unwrap(a) == IdentityHash.unwrap(b);
}

function otherIdentity(IdentityHash a, IdentityHash b) pure returns (bool) {
    return IdentityHash.unwrap(a) != IdentityHash.unwrap(b);
}

function sameCommunity(CommunityId a, CommunityId b) pure returns (bool) {
    return CommunityId.unwrap(a) == CommunityId.unwrap(b);
}

function otherCommunity(CommunityId a, CommunityId b) pure returns (bool) {
    return CommunityId.unwrap(a) != CommunityId.unwrap(b);
}

/// @notice The contracts a ledger obeys, each in what is its own; fixed at deployment.
/// @param communities acts of councils and of persons about themselves
/// @param pool gifts of quality, and its prizes
/// @param cases decisions about one person
/// @param assembly_ amendments, and what the communities hold each other to
/// @param services redemptions of credits, and their refunds
/// @param findings decisions about one organisation; nothing on the ledger is theirs to change
struct Offices {
    address communities;
    address pool;
    address cases;
    address assembly_;
    address services;
    address findings;
}

/// @notice What every act of a council carries.
/// @param nonce the council's next number, so that an act counts once and in order
/// @param deadline last second at which the act is accepted
struct CouncilAct {
    CommunityId community;
    uint256 nonce;
    uint256 deadline;
}

/// @notice Who on a council signed an act, and their signatures.
/// @dev The bytes are laid out as Safe wallets do it. For a wallet (ERC-1271) its 65 bytes hold 32
///      that are ignored, the position of its signature in the whole, and a zero for v; at that
///      position stand the length (32 bytes) and the signature. A seat that sends the transaction
///      itself need not sign: its 65 bytes are zeros with a one for v.
/// @param signers bit i is set when seat i signed
/// @param signatures 65 bytes (r, s, v) for each bit, lowest seat first
struct Approval {
    uint256 signers;
    bytes signatures;
}

/// @notice What a person signs to redeem credits for a service.
/// @param quantity units of the offer
/// @param amount millicredits for all of them
/// @param portion 0 for the base; 1 to 8 for the uplift at index `portion - 1`
/// @param nonce a number among those of the person's orders, which need not be used in order
/// @param deadline last second at which the order is accepted
struct Order {
    IdentityHash identity;
    uint256 offer;
    uint256 quantity;
    uint256 amount;
    uint256 portion;
    uint256 nonce;
    uint256 deadline;
}

/// @notice One redemption as its batch's root holds it.
/// @param batch counted from 1 over all organisations
/// @param index among the batch's redemptions, from 0
/// @param quantity units of the offer
/// @param amount millicredits for all of them
/// @param source 0 for the base; else the portion of the order, and the cause of its uplift from
///        bit 8 on
/// @param time of the block, in seconds since 1970
struct Redemption {
    uint256 batch;
    uint256 index;
    IdentityHash identity;
    uint256 offer;
    uint256 quantity;
    uint256 amount;
    uint256 source;
    uint256 time;
}
