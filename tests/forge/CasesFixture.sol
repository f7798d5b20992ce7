// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssemblyCharter, IAssembly } from "../../contracts/interfaces/IAssembly.sol";
import {
    CaseKey,
    CasesCharter,
    ICases,
    InfractionBatch,
    InfractionText
} from "../../contracts/interfaces/ICases.sol";
import { AwardBatch, FoundingCommunity } from "../../contracts/interfaces/ICommunities.sol";
import { IFindings, StandardText } from "../../contracts/interfaces/IFindings.sol";
import { IPool, PoolCharter } from "../../contracts/interfaces/IPool.sol";
import { IServices, ServicesCharter } from "../../contracts/interfaces/IServices.sol";
import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    Offices,
    RuleId
} from "../../contracts/types/Types.sol";
import { PanelsFixture } from "./PanelsFixture.sol";

/// @notice Two more cheat codes: going back to what was.
interface Snapshots {
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool success);
}

/// @title All nine contracts, a citizen of the town, and every act of a case in a word
/// @dev Nation and town have three seats, valley and village eight: a town's case finds 19 jurors.
///      Whoever sits on a council is a member of the town.
abstract contract CasesFixture is PanelsFixture {
    Snapshots internal constant SNAPSHOTS = Snapshots(address(vm));

    uint256 internal constant INFRACTION = 1;
    uint256 internal constant CHALLENGE = 2;
    uint256 internal constant RECOVERY = 3;
    uint256 internal constant CLOSING = 4;

    uint256 internal constant NONE = 0;
    uint256 internal constant NOTICE = 1;
    uint256 internal constant RIPE = 2;
    uint256 internal constant FIRST_PANEL = 3;
    uint256 internal constant UPHELD = 4;
    uint256 internal constant SECOND_PANEL = 5;
    uint256 internal constant DISMISSED = 6;
    uint256 internal constant LAPSED = 7;
    uint256 internal constant WITHDRAWN = 8;
    uint256 internal constant CARRIED_OUT = 9;
    uint256 internal constant REVIEW = 10;
    uint256 internal constant RELEASED = 11;
    uint256 internal constant ENDED = 12;

    uint256 internal constant NOTICE_DAYS = 14;
    uint256 internal constant RIPE_DAYS = 30;
    uint256 internal constant VERDICT_DAYS = 31;
    uint256 internal constant CHALLENGE_DAYS = 32;

    uint256 internal constant FOR_IT = 1;
    uint256 internal constant AGAINST_IT = 2;
    uint256 internal constant THREE_OF_FIVE = 7;
    uint256 internal constant SIX_OF_ELEVEN = 63;

    /// @dev 100 points on the whole balance for two years.
    RuleId internal constant FRAUD = RuleId.wrap(1);
    /// @dev 50 points on 200 credits for a year.
    RuleId internal constant LITTER = RuleId.wrap(2);
    uint256 internal constant FRAUD_POINTS = 100;
    uint256 internal constant FRAUD_DAYS = 730;

    RuleId internal constant EMISSIONS = RuleId.wrap(1);
    RuleId internal constant LEARNING = RuleId.wrap(2);
    uint256 internal constant SUSPENDED_DAYS = 365;

    uint256 internal constant CITIZEN_KEY = 5000;
    uint256 internal constant CHALLENGER_KEY = 5001;
    uint256 internal constant NEW_KEY = 5002;
    IdentityHash internal constant CHALLENGER = IdentityHash.wrap("challenger");

    IPool internal pool;
    ICases internal cases;
    IAssembly internal assembly_;
    IServices internal services;
    IFindings internal findings;
    /// @dev The list of the panel that was seated last, jurors included, and its jurors alone.
    bytes32[] internal seated;
    bytes32[] internal jurors;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        beacon = newBeacon();
        deployAll(manySeats());
        enrolWithKey(CITIZEN, CITIZEN_KEY);
        enrolWithKey(CHALLENGER, CHALLENGER_KEY);
        passDays(10);
    }

    function deployAll(FoundingCommunity[] memory founding) internal {
        Offices memory offices = Offices(
            upcoming(1), upcoming(2), upcoming(4), upcoming(5), upcoming(6), upcoming(7)
        );
        (ledger, communities) = deployBoth(founding, offices);
        pool = createPool(ledger, communities, beacon, PoolCharter(200, 400, 500_000, 365, 1));
        panels = createPanels(ledger, communities, beacon);
        cases = createCases(
            ledger, communities, panels, casesCharter(), genesisInfractions(), "infractions"
        );
        assembly_ =
            createAssembly(ledger, communities, panels, beacon, AssemblyCharter(730, 30, 100, 30));
        services = createServices(ledger, communities, ServicesCharter(1826, 30, 30));
        findings = createFindings(ledger, communities, panels, genesisStandards(), "standards");
    }

    function manySeats() internal pure returns (FoundingCommunity[] memory founding) {
        founding = fourCommunities();
        founding[2].threshold = 6;
        founding[2].seats = seats(VALLEY, 8);
        founding[3].threshold = 6;
        founding[3].seats = seats(VILLAGE, 8);
    }

    function casesCharter() internal pure virtual returns (CasesCharter memory) {
        return CasesCharter(NOTICE_DAYS, RIPE_DAYS, VERDICT_DAYS, CHALLENGE_DAYS, 4, 4);
    }

    function genesisInfractions() internal pure returns (InfractionText[] memory texts) {
        texts = new InfractionText[](2);
        texts[0] = InfractionText(FRAUD, FRAUD_POINTS, 0, FRAUD_DAYS, 0, "fraud");
        texts[1] = InfractionText(LITTER, 50, 200_000, 365, 0, "litter");
    }

    /// @dev Of emissions, which suspend for a year, and of learning, which commends for two.
    function genesisStandards() internal pure returns (StandardText[] memory texts) {
        texts = new StandardText[](2);
        texts[0] = StandardText(EMISSIONS, 1, SUSPENDED_DAYS, 0, "emissions");
        texts[1] = StandardText(LEARNING, 2, 730, 0, "learning");
    }

    function enrolWithKey(IdentityHash identity, uint256 key) internal {
        enrolByCouncil(identity, ADULT_MONTH);
        bind(identity, vm.addr(key));
    }

    // --------------------------------------------------------------- filing

    function infractionsHash(
        CouncilAct memory head,
        InfractionBatch memory batch
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Infractions(uint256 community,uint256 nonce,uint256 deadline,uint256 rule,"
            "uint256 version,bytes32 evidenceHash,bytes32[] identities,uint256[] actDays)"
        );
        return keccak256(
            abi.encode(
                kind,
                head,
                batch.rule,
                batch.version,
                batch.evidenceHash,
                keccak256(abi.encodePacked(batch.identities)),
                keccak256(abi.encodePacked(batch.actDays))
            )
        );
    }

    function accuse(CommunityId community, InfractionBatch memory batch, uint256 signers) internal {
        CouncilAct memory head = act(community);
        bytes32 digest = digestOf(infractionsHash(head, batch));
        cases.fileInfractions(head, batch, approve(community, digest, signers));
    }

    function accuse(InfractionBatch memory batch) internal {
        accuse(TOWN, batch, FIRST_TWO);
    }

    function accusation(
        IdentityHash identity,
        RuleId rule,
        uint256 actDay
    )
        internal
        pure
        returns (InfractionBatch memory)
    {
        return InfractionBatch(rule, 1, "evidence", one(identity), one(actDay));
    }

    /// @dev Of an act of today.
    function accuse(IdentityHash identity, RuleId rule) internal returns (CaseKey memory) {
        accuse(accusation(identity, rule, today()));
        return infractionKey(identity, rule, today());
    }

    function infractionKey(
        IdentityHash identity,
        RuleId rule,
        uint256 actDay
    )
        internal
        pure
        returns (CaseKey memory)
    {
        return CaseKey(INFRACTION, identity, (RuleId.unwrap(rule) << 24) | actDay);
    }

    function recoveryHash(
        CouncilAct memory head,
        IdentityHash identity,
        address newController
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Recovery(uint256 community,uint256 nonce,uint256 deadline,bytes32 identity,"
            "address newController,bytes32 evidenceHash)"
        );
        return keccak256(
            abi.encode(kind, head, identity, newController, bytes32("evidence"))
        );
    }

    function recover(
        CommunityId community,
        IdentityHash identity,
        address newController,
        uint256 signers
    )
        internal
        returns (CaseKey memory)
    {
        CouncilAct memory head = act(community);
        bytes32 digest = digestOf(recoveryHash(head, identity, newController));
        Approval memory approval = approve(community, digest, signers);
        cases.fileRecovery(
            head, identity, newController, "evidence", approval, sign(NEW_KEY, digest)
        );
        uint256 matter = (uint256(uint160(newController)) << 40) | time();
        return CaseKey(RECOVERY, identity, matter);
    }

    function recover(IdentityHash identity) internal returns (CaseKey memory) {
        return recover(TOWN, identity, vm.addr(NEW_KEY), FIRST_TWO);
    }

    function closeBy(
        CommunityId community,
        IdentityHash identity,
        uint256 signers
    )
        internal
        returns (CaseKey memory)
    {
        CouncilAct memory head = act(community);
        bytes32 kind = keccak256(
            "Closing(uint256 community,uint256 nonce,uint256 deadline,bytes32 identity,"
            "bytes32 evidenceHash)"
        );
        bytes32 digest =
            digestOf(keccak256(abi.encode(kind, head, identity, bytes32("evidence"))));
        cases.fileClosing(head, identity, "evidence", approve(community, digest, signers));
        return CaseKey(CLOSING, identity, time());
    }

    function fileClosing(IdentityHash identity) internal returns (CaseKey memory) {
        return closeBy(TOWN, identity, FIRST_TWO);
    }

    // -------------------------------------------------------- acts of persons

    function keyOfPerson(IdentityHash identity) internal view returns (uint256) {
        address controller = communities.signatory(identity).controller;
        if (controller == vm.addr(NEW_KEY)) return NEW_KEY;
        return identity == CHALLENGER ? CHALLENGER_KEY : CITIZEN_KEY;
    }

    function nonceOf(IdentityHash identity) internal view returns (uint256) {
        return communities.signatory(identity).nonce;
    }

    function signedBy(
        IdentityHash identity,
        bytes32 structHash
    )
        internal
        view
        returns (bytes memory)
    {
        return sign(keyOfPerson(identity), digestOf(structHash));
    }

    function appeal(CaseKey memory key, uint256 ground, bytes32[] memory formerPanel) internal {
        bytes32 kind =
            keccak256("Appeal(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(key.identity), time());
        bytes32 hashed =
            keccak256(abi.encode(kind, cases.idOf(key), ground, nonce, deadline));
        cases.appeal(key, ground, formerPanel, nonce, deadline, signedBy(key.identity, hashed));
    }

    function appealFirst(CaseKey memory key) internal {
        appeal(key, 1, nobody());
        seatPanelOf(key, one(key.identity));
    }

    function appealSecond(CaseKey memory key) internal {
        bytes32[] memory barred = seated;
        appeal(key, 2, barred);
        seatPanelOf(key, barred);
    }

    function review(CaseKey memory key, uint256 ground) internal {
        bytes32 kind =
            keccak256("Review(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(key.identity), time());
        bytes32 hashed =
            keccak256(abi.encode(kind, cases.idOf(key), ground, nonce, deadline));
        cases.review(key, ground, nonce, deadline, signedBy(key.identity, hashed));
    }

    function alive(CaseKey memory key) internal {
        bytes32 kind = keccak256("Alive(bytes32 caseId,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(key.identity), time());
        bytes32 hashed = keccak256(abi.encode(kind, cases.idOf(key), nonce, deadline));
        cases.alive(key, nonce, deadline, signedBy(key.identity, hashed));
    }

    function optOut(IdentityHash identity) internal {
        bytes32 kind = keccak256("OptOut(bytes32 identity,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(identity), time());
        bytes32 hashed = keccak256(abi.encode(kind, identity, nonce, deadline));
        communities.optOut(identity, nonce, deadline, signedBy(identity, hashed));
    }

    function optIn(IdentityHash identity) internal {
        bytes32 kind = keccak256("OptIn(bytes32 identity,uint256 nonce,uint256 deadline)");
        (uint256 nonce, uint256 deadline) = (nonceOf(identity), time());
        bytes32 hashed = keccak256(abi.encode(kind, identity, nonce, deadline));
        communities.optIn(identity, nonce, deadline, signedBy(identity, hashed));
    }

    // ------------------------------------------------------- acts of councils

    function withdraw(CommunityId community, CaseKey memory key, uint256 signers) internal {
        CouncilAct memory head = act(community);
        bytes32 kind = keccak256(
            "Withdrawal(uint256 community,uint256 nonce,uint256 deadline,bytes32 caseId)"
        );
        bytes32 digest = digestOf(keccak256(abi.encode(kind, head, cases.idOf(key))));
        cases.withdraw(head, key, approve(community, digest, signers));
    }

    function withdraw(CaseKey memory key) internal {
        withdraw(TOWN, key, FIRST_TWO);
    }

    function certify(
        CommunityId community,
        bytes32[] memory identities,
        uint256[] memory matters,
        uint256 signers
    )
        internal
    {
        CouncilAct memory head = act(community);
        bytes32[] memory ids = new bytes32[](identities.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = keccak256(abi.encode(INFRACTION, identities[i], matters[i]));
        }
        bytes32 kind = keccak256(
            "Remedies(uint256 community,uint256 nonce,uint256 deadline,bytes32 evidenceHash,"
            "bytes32[] cases)"
        );
        bytes32 hashed = keccak256(abi.encode(kind, head, bytes32("done"), hashOf(ids)));
        Approval memory approval = approve(community, digestOf(hashed), signers);
        cases.certifyRemedies(head, "done", identities, matters, approval);
    }

    function certify(CaseKey memory key) internal {
        certify(TOWN, one(key.identity), one(key.matter), FIRST_TWO);
    }

    /// @dev 50 points in category 1, by the council of the town.
    function award(IdentityHash identity) internal {
        award(TOWN, one(identity), FIRST_TWO);
    }

    function award(CommunityId community, bytes32[] memory identities, uint256 signers) internal {
        CouncilAct memory head = act(community);
        uint256[] memory actDays = new uint256[](identities.length);
        for (uint256 i = 0; i < actDays.length; ++i) actDays[i] = today();
        AwardBatch memory batch = AwardBatch(COUNCIL_WORK, 1, "work", identities, actDays);
        communities.fileAwards(
            head, batch, approve(community, awardsDigest(head, batch), signers)
        );
    }

    // ---------------------------------------------------- jurors and everybody

    function seatPanelOf(CaseKey memory key, bytes32[] memory barred) internal {
        uint256 panel = cases.caseOf(cases.idOf(key)).panel;
        jurors = seatPanel(panel, barred);
        seated = joined(barred, jurors);
    }

    function verdictHash(CaseKey memory key, uint256 outcome) internal view returns (bytes32) {
        bytes32 kind = keccak256(
            "Verdict(bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash)"
        );
        bytes32 id = cases.idOf(key);
        uint256 panel = cases.caseOf(id).panel;
        return keccak256(abi.encode(kind, id, panel, outcome, bytes32("reasons")));
    }

    /// @dev By jurors of the panel that was seated last.
    function decide(CaseKey memory key, uint256 outcome, uint256 signers) internal {
        Approval memory given = votes(jurors, verdictHash(key, outcome), signers);
        cases.giveVerdict(key, outcome, "reasons", seated, given);
    }

    /// @dev By a bare majority.
    function decide(CaseKey memory key, uint256 outcome) internal {
        decide(key, outcome, jurors.length == 5 ? THREE_OF_FIVE : SIX_OF_ELEVEN);
    }

    function carryOut(CaseKey memory key) internal {
        CaseKey[] memory keys = new CaseKey[](1);
        keys[0] = key;
        cases.carryOut(keys);
    }

    function stateOf(CaseKey memory key) internal view returns (uint256) {
        return cases.stateOf(key);
    }
}
