// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AwardBatch,
    CommunitiesCharter,
    FoundingCommunity,
    FoundingSeat,
    ICommunities
} from "../../contracts/interfaces/ICommunities.sol";
import { ILedger, RuleText } from "../../contracts/interfaces/ILedger.sol";
import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    Offices,
    RuleId
} from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title A nation and a town with three seats each, two of whom must sign
abstract contract CommunitiesFixture is LedgerFixture {
    CommunityId internal constant NATION = CommunityId.wrap(1);
    CommunityId internal constant TOWN = CommunityId.wrap(2);
    uint256 internal constant FIRST_TWO = 3;
    /// @dev First of the keys of the seats; seat i of community c has key KEYS + 10 * c + i.
    uint256 internal constant KEYS = 1000;
    uint256 internal constant OWN_KEY = 7;
    bytes32 internal constant EVIDENCE = "evidence";

    ICommunities internal communities;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        (ledger, communities) = deployBoth(tree(), address(this));
    }

    /// @param pool one of the contracts that may have approvals checked
    function deployBoth(
        FoundingCommunity[] memory founding,
        address pool
    )
        internal
        returns (ILedger newLedger, ICommunities newCommunities)
    {
        Offices memory offices =
            Offices(address(0), pool, CASES, ASSEMBLY, SERVICES, FINDINGS);
        return deployBoth(founding, offices);
    }

    /// @param offices of which the communities are filled in
    function deployBoth(
        FoundingCommunity[] memory founding,
        Offices memory offices
    )
        internal
        returns (ILedger newLedger, ICommunities newCommunities)
    {
        offices.communities = upcoming(1);
        newLedger = createLedger(pilot(), "charter", offices, genesisRules(), "catalogue");
        newCommunities = createCommunities(newLedger, pilotCommunities(), founding);
    }

    /// @dev With a budget that stands in nobody's way.
    function pilotCommunities() internal pure virtual returns (CommunitiesCharter memory) {
        return CommunitiesCharter({ majorityYears: 18, budgetPerMember: 1000, standingLoss: 100 });
    }

    function genesisRules() internal pure virtual returns (RuleText[] memory) {
        return one(RuleText(COUNCIL_WORK, 1, 50, 0, 0, "council work"));
    }

    /// @dev Where the contract goes that is created after `others` more.
    function upcoming(uint256 others) internal view returns (address) {
        return vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + others);
    }

    function tree() internal pure returns (FoundingCommunity[] memory founding) {
        founding = new FoundingCommunity[](2);
        founding[0] = FoundingCommunity(CommunityId.wrap(0), 2, seats(NATION, 3));
        founding[1] = FoundingCommunity(NATION, 2, seats(TOWN, 3));
    }

    function seats(
        CommunityId community,
        uint256 count
    )
        internal
        pure
        returns (FoundingSeat[] memory founders)
    {
        founders = new FoundingSeat[](count);
        for (uint256 i = 0; i < count; ++i) {
            founders[i] = FoundingSeat(
                seatOwner(community, i), ADULT_MONTH, vm.addr(seatKey(community, i)), TOWN
            );
        }
    }

    function seatKey(CommunityId community, uint256 index) internal pure returns (uint256) {
        return KEYS + CommunityId.unwrap(community) * 10 + index;
    }

    function seatOwner(
        CommunityId community,
        uint256 index
    )
        internal
        pure
        returns (IdentityHash)
    {
        return IdentityHash.wrap(keccak256(abi.encode(community, index)));
    }

    // ------------------------------------------------------------------ acts

    function act(CommunityId community) internal view returns (CouncilAct memory) {
        return CouncilAct(community, communities.council(community).nonce, time() + 1 days);
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function approve(
        CommunityId community,
        bytes32 digest,
        uint256 signers
    )
        internal
        pure
        returns (Approval memory)
    {
        bytes memory signatures;
        for (uint256 i = 0; i < 256; ++i) {
            if (signers & (1 << i) == 0) continue;
            signatures = bytes.concat(signatures, sign(seatKey(community, i), digest));
        }
        return Approval(signers, signatures);
    }

    function hashOf(bytes32[] memory identities) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(identities));
    }

    function digestOf(bytes32 structHash) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,"
                    "address verifyingContract)"
                ),
                keccak256("Isonomia Communities"),
                keccak256("1"),
                block.chainid,
                communities
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function enrolmentDigest(
        CouncilAct memory head,
        IdentityHash identity,
        uint256 birthMonth
    )
        internal
        view
        returns (bytes32)
    {
        return enrolmentDigest(head, one(identity), one(birthMonth));
    }

    function enrolmentDigest(
        CouncilAct memory head,
        bytes32[] memory identities,
        uint256[] memory birthMonths
    )
        internal
        view
        returns (bytes32)
    {
        return digestOf(
            keccak256(
                abi.encode(
                    keccak256(
                        "Enrolment(uint256 community,uint256 nonce,uint256 deadline,"
                        "bytes32[] identities,uint256[] birthMonths)"
                    ),
                    head,
                    hashOf(identities),
                    keccak256(abi.encodePacked(birthMonths))
                )
            )
        );
    }

    function enrolByCouncil(IdentityHash identity, uint256 birthMonth) internal {
        enrolByCouncil(one(identity), one(birthMonth));
    }

    function enrolByCouncil(
        bytes32[] memory identities,
        uint256[] memory birthMonths
    )
        internal
    {
        CouncilAct memory head = act(TOWN);
        bytes32 digest = enrolmentDigest(head, identities, birthMonths);
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        communities.enrol(head, identities, birthMonths, approval);
    }

    function bindingDigest(
        CouncilAct memory head,
        IdentityHash identity,
        address controller
    )
        internal
        view
        returns (bytes32)
    {
        return bindingDigest(head, one(identity), one(controller));
    }

    function bindingDigest(
        CouncilAct memory head,
        bytes32[] memory identities,
        address[] memory controllers
    )
        internal
        view
        returns (bytes32)
    {
        return digestOf(
            keccak256(
                abi.encode(
                    keccak256(
                        "Binding(uint256 community,uint256 nonce,uint256 deadline,"
                        "bytes32[] identities,address[] controllers)"
                    ),
                    head,
                    hashOf(identities),
                    keccak256(abi.encodePacked(controllers))
                )
            )
        );
    }

    function bind(IdentityHash identity, address controller) internal {
        bind(one(identity), one(controller));
    }

    function bind(bytes32[] memory identities, address[] memory controllers) internal {
        CouncilAct memory head = act(TOWN);
        bytes32 digest = bindingDigest(head, identities, controllers);
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        communities.bindControllers(head, identities, controllers, approval);
    }

    function awardsDigest(
        CouncilAct memory head,
        AwardBatch memory batch
    )
        internal
        view
        returns (bytes32)
    {
        return digestOf(
            keccak256(
                abi.encode(
                    keccak256(
                        "Awards(uint256 community,uint256 nonce,uint256 deadline,uint256 rule,"
                        "uint256 version,bytes32 evidenceHash,bytes32[] identities,"
                        "uint256[] actDays)"
                    ),
                    head,
                    batch.rule,
                    batch.version,
                    batch.evidenceHash,
                    keccak256(abi.encodePacked(batch.identities)),
                    keccak256(abi.encodePacked(batch.actDays))
                )
            )
        );
    }

    /// @dev Council work of the citizen, today.
    function ownBatch() internal view returns (AwardBatch memory) {
        return AwardBatch(COUNCIL_WORK, 1, EVIDENCE, one(CITIZEN), one(today()));
    }

    function file(AwardBatch memory batch) internal returns (CouncilAct memory head) {
        Approval memory approval;
        (head, approval) = approvedBatch(batch);
        communities.fileAwards(head, batch, approval);
    }

    function approvedBatch(AwardBatch memory batch)
        internal
        view
        returns (CouncilAct memory head, Approval memory approval)
    {
        head = act(TOWN);
        approval = approve(TOWN, awardsDigest(head, batch), FIRST_TWO);
    }

    function leaveDigest(
        IdentityHash identity,
        uint256 daysAway,
        uint256 nonce,
        uint256 deadline
    )
        internal
        view
        returns (bytes32)
    {
        bytes32 kind =
            keccak256("Leave(bytes32 identity,uint256 daysAway,uint256 nonce,uint256 deadline)");
        return digestOf(keccak256(abi.encode(kind, identity, daysAway, nonce, deadline)));
    }

    function changeDigest(
        IdentityHash identity,
        address controller,
        uint256 nonce,
        uint256 deadline
    )
        internal
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "ControllerChange(bytes32 identity,address newController,uint256 nonce,"
            "uint256 deadline)"
        );
        return digestOf(keccak256(abi.encode(kind, identity, controller, nonce, deadline)));
    }

    function list(IdentityHash first, IdentityHash second)
        internal
        pure
        returns (bytes32[] memory identities)
    {
        identities = new bytes32[](2);
        identities[0] = IdentityHash.unwrap(first);
        identities[1] = IdentityHash.unwrap(second);
    }

    function one(address controller) internal pure returns (address[] memory controllers) {
        controllers = new address[](1);
        controllers[0] = controller;
    }
}
