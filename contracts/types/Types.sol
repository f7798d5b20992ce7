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
struct Offices {
    address communities;
    address pool;
    address cases;
    address assembly_;
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
