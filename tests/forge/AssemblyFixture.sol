// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssemblyCharter, IAssembly, RenewalView } from "../../contracts/interfaces/IAssembly.sol";
import { CasesCharter, ICases, InfractionText } from "../../contracts/interfaces/ICases.sol";
import { FoundingCommunity } from "../../contracts/interfaces/ICommunities.sol";
import { IPool, PoolCharter } from "../../contracts/interfaces/IPool.sol";
import { IServices, ServicesCharter } from "../../contracts/interfaces/IServices.sol";
import { CommunityId, CouncilAct, IdentityHash, Offices } from "../../contracts/types/Types.sol";
import { PanelsFixture } from "./PanelsFixture.sol";

/// @title All contracts but the findings, with the four communities of the panels
/// @dev Citizens of the town volunteer; seats of town and nation need two signatures, the others
///      four.
abstract contract AssemblyFixture is PanelsFixture {
    uint256 internal constant FIRST_FOUR = 15;
    uint256 internal constant TERM_DAYS = 730;
    uint256 internal constant VOLUNTEER_DAYS = 30;
    uint256 internal constant STEP = 100;
    uint256 internal constant NOTICE_DAYS = 30;
    uint256 internal constant VERDICT_DAYS = 30;
    uint256 internal constant GENESIS_DAY = GENESIS / 1 days;

    uint256 internal constant TARGET_LEDGER = 1;
    uint256 internal constant TARGET_POOL = 2;
    uint256 internal constant TARGET_CASES = 3;
    uint256 internal constant TARGET_ASSEMBLY = 4;
    uint256 internal constant TARGET_SERVICES = 5;

    /// @dev Key of citizen i is this and i.
    uint256 internal constant CITIZEN_KEYS = 5000;

    IPool internal pool;
    ICases internal cases;
    IAssembly internal assembly_;
    IServices internal services;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        beacon = newBeacon();
        deployAll(fourCommunities());
    }

    function deployAll(FoundingCommunity[] memory founding) internal {
        deployBefore(founding);
        assembly_ = createAssembly(ledger, communities, panels, beacon, pilotAssembly());
        services = createServices(ledger, communities, ServicesCharter(1826, 30, 30));
    }

    /// @dev Everything before the assembly, whose place is the next one.
    function deployBefore(FoundingCommunity[] memory founding) internal {
        Offices memory offices = Offices(
            address(0), upcoming(2), upcoming(4), upcoming(5), upcoming(6), FINDINGS
        );
        (ledger, communities) = deployBoth(founding, offices);
        pool = createPool(ledger, communities, beacon, PoolCharter(200, 400, 500_000, 365, 1));
        panels = createPanels(ledger, communities, beacon);
        cases = createCases(
            ledger, communities, panels, pilotCases(), new InfractionText[](0), "infractions"
        );
    }

    function pilotAssembly() internal pure virtual returns (AssemblyCharter memory) {
        return AssemblyCharter(TERM_DAYS, VOLUNTEER_DAYS, STEP, NOTICE_DAYS);
    }

    function pilotCases() internal pure returns (CasesCharter memory) {
        return CasesCharter(14, 30, VERDICT_DAYS, 30, 4, 4);
    }

    // ----------------------------------------------------------------- people

    function citizen(uint256 index) internal pure returns (IdentityHash) {
        return IdentityHash.wrap(keccak256(abi.encode("citizen", index)));
    }

    function citizenKey(uint256 index) internal pure returns (uint256) {
        return CITIZEN_KEYS + index;
    }

    /// @dev Citizens 0 to count - 1 of the town, each with a key of their own.
    function settle(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) {
            enrolByCouncil(citizen(i), ADULT_MONTH);
            bind(citizen(i), vm.addr(citizenKey(i)));
        }
    }

    function move(uint256 index, CommunityId community) internal {
        bytes32 kind = keccak256(
            "Move(bytes32 identity,uint256 community,uint256 nonce,uint256 deadline)"
        );
        (uint256 nonce, uint256 deadline) = (nonceOf(index), time());
        bytes32 hashed = keccak256(abi.encode(kind, citizen(index), community, nonce, deadline));
        bytes memory signature = sign(citizenKey(index), digestOf(hashed));
        communities.move(citizen(index), community, nonce, deadline, signature);
    }

    function optOut(uint256 index) internal {
        bytes32 kind = keccak256("OptOut(bytes32 identity,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(index), time());
        bytes32 hashed = keccak256(abi.encode(kind, citizen(index), nonce, deadline));
        bytes memory signature = sign(citizenKey(index), digestOf(hashed));
        communities.optOut(citizen(index), nonce, deadline, signature);
    }

    function nonceOf(uint256 index) internal view returns (uint256) {
        return communities.signatory(citizen(index)).nonce;
    }

    // --------------------------------------------------------------- renewals

    /// @dev On the first day on which it can be opened.
    function openRenewal(CommunityId community) internal returns (uint256 renewal) {
        uint256 opensAt = (assembly_.termEndOf(community) - VOLUNTEER_DAYS) * 1 days;
        if (time() < opensAt) vm.warp(opensAt);
        assembly_.openRenewal(community);
        return assembly_.renewalCount();
    }

    function volunteer(uint256 index, uint256 renewal) internal {
        volunteer(citizen(index), citizenKey(index), renewal);
    }

    function volunteer(IdentityHash identity, uint256 key, uint256 renewal) internal {
        bytes32 kind = keccak256(
            "Volunteering(bytes32 identity,uint256 renewal,uint256 nonce,uint256 deadline)"
        );
        uint256 nonce = communities.signatory(identity).nonce;
        uint256 deadline = time();
        bytes32 hashed = keccak256(abi.encode(kind, identity, renewal, nonce, deadline));
        assembly_.volunteer(identity, renewal, nonce, deadline, sign(key, digestOf(hashed)));
    }

    /// @dev To expect refusals of.
    function tryVolunteer(uint256 index, uint256 renewal) external {
        volunteer(index, renewal);
    }

    function tryVolunteer(IdentityHash identity, uint256 key, uint256 renewal) external {
        volunteer(identity, key, renewal);
    }

    function freezeAndSubmit(uint256 renewal) internal {
        vm.warp(assembly_.renewalOf(renewal).entriesUntil);
        assembly_.freezeRenewal(renewal);
        submit(assembly_.renewalOf(renewal).beaconRound);
    }

    /// @dev On whom the lots fall, in order, computed anew; all volunteers are citizens in order.
    function winners(uint256 renewal, uint256 volunteers) internal view returns (bytes32[] memory) {
        RenewalView memory stored = assembly_.renewalOf(renewal);
        bytes32 key = drawKey(stored.beaconRound, address(assembly_), renewal);
        bytes32[] memory drawn = new bytes32[](volunteers);
        for (uint256 lot = 0; lot < volunteers; ++lot) {
            drawn[lot] = IdentityHash.unwrap(citizen(drawAnew(key, lot, volunteers)));
        }
        return drawn;
    }

    /// @dev A renewal of the town for which citizens 0 to count - 1 volunteered, ready to fill.
    function readyRenewal(uint256 count) internal returns (uint256 renewal) {
        settle(count);
        renewal = openRenewal(TOWN);
        for (uint256 i = 0; i < count; ++i) volunteer(i, renewal);
        freezeAndSubmit(renewal);
    }

    // ------------------------------------------------------------- amendments

    function endorsementHash(
        CouncilAct memory head,
        uint256 target,
        uint256[] memory values,
        uint256 fromDay
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Endorsement(uint256 community,uint256 nonce,uint256 deadline,uint256 target,"
            "uint256[] values,uint256 fromDay)"
        );
        bytes32 valuesHash = keccak256(abi.encodePacked(values));
        return keccak256(abi.encode(kind, head, target, valuesHash, fromDay));
    }

    function endorse(
        CommunityId community,
        uint256 target,
        uint256[] memory values,
        uint256 fromDay
    )
        internal
    {
        CouncilAct memory head = act(community);
        bytes32 digest = digestOf(endorsementHash(head, target, values, fromDay));
        uint256 signers = CommunityId.unwrap(community) < 3 ? FIRST_TWO : FIRST_FOUR;
        assembly_.endorse(head, target, values, fromDay, approve(community, digest, signers));
    }

    /// @dev To expect refusals of.
    function tryEndorse(
        CommunityId community,
        uint256 target,
        uint256[] memory values,
        uint256 fromDay
    )
        external
    {
        endorse(community, target, values, fromDay);
    }

    /// @dev By three of the four communities.
    function pass(uint256 target, uint256[] memory values, uint256 fromDay) internal {
        endorse(NATION, target, values, fromDay);
        endorse(TOWN, target, values, fromDay);
        endorse(VALLEY, target, values, fromDay);
    }

    function amendmentOf(
        uint256 target,
        uint256[] memory values,
        uint256 fromDay
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(target, values, fromDay));
    }

    /// @dev The parameters a charter struct holds, from its encoding.
    function valuesOf(bytes memory encoded) internal pure returns (uint256[] memory values) {
        bytes memory array = bytes.concat(abi.encode(32, encoded.length / 32), encoded);
        return abi.decode(array, (uint256[]));
    }
}
