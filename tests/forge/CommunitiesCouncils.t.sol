// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CommunitiesCharter,
    FoundingCommunity,
    ICommunities
} from "../../contracts/interfaces/ICommunities.sol";
import { ILedger, RuleText } from "../../contracts/interfaces/ILedger.sol";
import {
    Approval,
    CouncilAct,
    IdentityHash,
    Offices,
    RuleId
} from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Founding, and acts of councils
contract CommunitiesCouncilsTest is CommunitiesFixture {
    function test_enrol__two_of_three__enrols_and_uses_the_nonce() external {
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        assertTrue(ledger.communityOf(CITIZEN) == TOWN);
        assertEq(communities.council(TOWN).nonce, 1);
        assertEq(communities.council(TOWN).members, 7);
        assertEq(communities.communityCount(), 2);
    }

    function test_approval__unknown_community__refused() external {
        refuse(
            CouncilAct(HOME, 0, time()),
            FIRST_TWO,
            abi.encodeWithSelector(ICommunities.UnknownCommunity.selector, HOME)
        );
    }

    function test_approval__a_second_late__refused() external {
        uint256 deadline = time() - 1;
        refuse(
            CouncilAct(TOWN, 0, deadline),
            FIRST_TWO,
            abi.encodeWithSelector(ICommunities.DeadlinePassed.selector, deadline, time())
        );
    }

    function test_approval__another_nonce__refused() external {
        refuse(
            CouncilAct(TOWN, 1, time()),
            FIRST_TWO,
            abi.encodeWithSelector(ICommunities.WrongNonce.selector, 0, 1)
        );
    }

    function test_approval__no_such_seat__refused() external {
        refuse(
            act(TOWN), 9, abi.encodeWithSelector(ICommunities.NotASeat.selector, TOWN, 3)
        );
    }

    function test_approval__one_seat__refused() external {
        refuse(
            act(TOWN), 1, abi.encodeWithSelector(ICommunities.TooFewSignatures.selector, TOWN, 2, 1)
        );
    }

    function test_approval__signatures_end_early__refused() external {
        CouncilAct memory head = act(TOWN);
        bytes32 digest = enrolmentDigest(head, CITIZEN, ADULT_MONTH);
        Approval memory approval = approve(TOWN, digest, 1);
        approval.signers = FIRST_TWO;
        vm.expectRevert(abi.encodeWithSelector(ICommunities.SignatureMissing.selector, TOWN, 1));
        communities.enrol(head, one(CITIZEN), one(ADULT_MONTH), approval);
    }

    function test_approval__signed_by_another__refused() external {
        CouncilAct memory head = act(TOWN);
        Approval memory approval = approve(TOWN, "another digest", FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, TOWN, 0, vm.addr(seatKey(TOWN, 0))
            )
        );
        communities.enrol(head, one(CITIZEN), one(ADULT_MONTH), approval);
    }

    function test_approval__sent_by_a_seat__that_seat_need_not_sign() external {
        CouncilAct memory head = act(TOWN);
        bytes memory other = sign(seatKey(TOWN, 1), enrolmentDigest(head, CITIZEN, ADULT_MONTH));
        Approval memory approval = Approval(FIRST_TWO, bytes.concat(new bytes(64), hex"01", other));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector, TOWN, 0, vm.addr(seatKey(TOWN, 0))
            )
        );
        communities.enrol(head, one(CITIZEN), one(ADULT_MONTH), approval);
        vm.prank(vm.addr(seatKey(TOWN, 0)));
        communities.enrol(head, one(CITIZEN), one(ADULT_MONTH), approval);
        assertTrue(ledger.isEnrolled(CITIZEN));
    }

    function test_seatAt__beyond_the_last_possible_seat__zeros() external view {
        (IdentityHash holder, address controller) = communities.seatAt(TOWN, 255);
        assertTrue(IdentityHash.unwrap(holder) == 0 && controller == address(0));
    }

    function test_bindControllers__a_member__binds_once() external {
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
        assertTrue(communities.signatory(CITIZEN).controller == vm.addr(OWN_KEY));
        assertEq(communities.signatory(CITIZEN).lapseDay, 0);
        CouncilAct memory head = act(TOWN);
        bytes32 digest = bindingDigest(head, CITIZEN, address(this));
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.ControllerAlreadyBound.selector, 0, CITIZEN, vm.addr(OWN_KEY)
            )
        );
        communities.bindControllers(head, one(CITIZEN), one(address(this)), approval);
    }

    function test_bindControllers__a_stranger__refused() external {
        CouncilAct memory head = act(TOWN);
        bytes32 digest = bindingDigest(head, STRANGER, address(this));
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.NotAMember.selector, 0, STRANGER, TOWN)
        );
        communities.bindControllers(head, one(STRANGER), one(address(this)), approval);
    }

    function test_bindControllers__to_zero__refused() external {
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        CouncilAct memory head = act(TOWN);
        bytes32 digest = bindingDigest(head, CITIZEN, address(0));
        Approval memory approval = approve(TOWN, digest, FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.ZeroController.selector, CITIZEN));
        communities.bindControllers(head, one(CITIZEN), one(address(0)), approval);
    }

    function test_bindControllers__lists_differ__refused() external {
        CouncilAct memory head = act(TOWN);
        bytes32 kind = keccak256(
            "Binding(uint256 community,uint256 nonce,uint256 deadline,"
            "bytes32[] identities,address[] controllers)"
        );
        bytes32 hashed =
            keccak256(abi.encode(kind, head, keccak256(abi.encode(CITIZEN)), keccak256("")));
        Approval memory approval = approve(TOWN, digestOf(hashed), FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.LengthMismatch.selector, 1, 0));
        communities.bindControllers(head, one(CITIZEN), new address[](0), approval);
    }

    function test_announceRate__by_the_root__announced() external {
        CouncilAct memory head = act(NATION);
        bytes32 kind = keccak256(
            "Rate(uint256 community,uint256 nonce,uint256 deadline,"
            "uint256 year,uint256 dividendPerHead,bytes32 sourceHash)"
        );
        bytes32 source = "source";
        bytes32 digest = digestOf(keccak256(abi.encode(kind, head, 1, 0, source)));
        communities.announceRate(head, 1, 0, source, approve(NATION, digest, FIRST_TWO));
        assertEq(ledger.rateAt(GENESIS + YEAR), 1_000_000);
    }

    function test_publishRules__by_the_root__published() external {
        CouncilAct memory head = act(NATION);
        RuleText memory text = RuleText(RuleId.wrap(2), 2, 5, 0, today() + 30, "text");
        bytes32 rule = keccak256(
            "Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,"
            "uint256 fromDay,bytes32 textHash)"
        );
        bytes32 kind = keccak256(
            "Catalogue(uint256 community,uint256 nonce,uint256 deadline,bytes32 catalogueHash,"
            "Rule[] rules)Rule(uint256 rule,uint256 category,uint256 points,uint256 yearlyLimit,"
            "uint256 fromDay,bytes32 textHash)"
        );
        bytes32 rules = keccak256(abi.encode(keccak256(abi.encode(rule, text))));
        bytes32 hashed = keccak256(abi.encode(kind, head, bytes32("catalogue"), rules));
        Approval memory approval = approve(NATION, digestOf(hashed), FIRST_TWO);
        communities.publishRules(head, "catalogue", one(text), approval);
        assertEq(ledger.versionsOf(RuleId.wrap(2)), 1);
    }

    function test_root_acts__by_the_town__refused() external {
        bytes memory refusal = abi.encodeWithSelector(ICommunities.NotTheRoot.selector, TOWN);
        CouncilAct memory head = act(TOWN);
        vm.expectRevert(refusal);
        communities.announceRate(head, 1, 0, "source", Approval(0, ""));
        vm.expectRevert(refusal);
        communities.publishRules(head, "catalogue", new RuleText[](0), Approval(0, ""));
    }

    function test_fileAwards__two_of_three__raises_quality() external {
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        file(ownBatch());
        assertEq(ledger.qualityOf(CITIZEN), 50);
        assertEq(communities.council(TOWN).nonce, 2);
    }

    function test_founding__wrong_parent_threshold_or_seats__refused() external {
        FoundingCommunity[] memory founding = tree();
        founding[1].parent = TOWN;
        refuseFounding(
            founding, abi.encodeWithSelector(ICommunities.ParentNotFounded.selector, TOWN, TOWN)
        );
        founding = tree();
        founding[0].threshold = 1;
        refuseFounding(
            founding,
            abi.encodeWithSelector(ICommunities.ThresholdOutOfBounds.selector, NATION, 1, 3)
        );
        founding = tree();
        founding[1].seats = seats(TOWN, 256);
        refuseFounding(
            founding, abi.encodeWithSelector(ICommunities.TooManySeats.selector, TOWN, 256)
        );
    }

    function test_founding__a_minor_or_a_missing_home__refused() external {
        FoundingCommunity[] memory founding = tree();
        founding[0].seats[0].birthMonth = GENESIS_MONTH - 18 * 12 + 1;
        refuseFounding(
            founding,
            abi.encodeWithSelector(
                ICommunities.SeatOfMinor.selector, NATION, seatOwner(NATION, 0)
            )
        );
        founding = tree();
        founding[0].seats[0].home = HOME;
        refuseFounding(
            founding, abi.encodeWithSelector(ICommunities.UnknownCommunity.selector, HOME)
        );
    }

    function test_founding__same_key_twice__that_seat_does_not_count() external {
        FoundingCommunity[] memory founding = tree();
        founding[1].seats[1].controller = founding[1].seats[0].controller;
        (ledger, communities) = deployBoth(founding, address(this));
        CouncilAct memory head = act(TOWN);
        bytes memory signed =
            sign(seatKey(TOWN, 0), enrolmentDigest(head, CITIZEN, ADULT_MONTH));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.SharedController.selector, TOWN, 1, vm.addr(seatKey(TOWN, 0))
            )
        );
        communities.enrol(
            head,
            one(CITIZEN),
            one(ADULT_MONTH),
            Approval(FIRST_TWO, bytes.concat(signed, signed))
        );
    }

    function test_founding__ledger_of_another__refused() external {
        address next = upcoming(0);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.WrongWiring.selector, address(communities), next
            )
        );
        createCommunities(ledger, pilotCommunities(), tree());
    }

    function test_founding__as_planned__knows_its_offices_and_charter() external view {
        assertTrue(address(communities.LEDGER()) == address(ledger));
        assertEq(communities.GENESIS(), GENESIS);
        assertTrue(communities.POOL() == address(this));
        assertTrue(communities.CASES() == CASES);
        assertTrue(communities.ASSEMBLY() == ASSEMBLY);
        assertEq(communities.MAJORITY_YEARS(), 18);
        assertEq(communities.BUDGET_PER_MEMBER(), 1000);
        assertEq(communities.STANDING_LOSS(), 100);
        assertEq(communities.council(NATION).shareIndex, 1000);
        assertEq(communities.council(NATION).threshold, 2);
        assertEq(communities.council(NATION).seats, 3);
    }

    function test_charter__on_its_bounds__founded() external {
        foundWith(CommunitiesCharter(16, 1, 10));
        foundWith(CommunitiesCharter(21, 1000, 300));
        assertEq(communities.STANDING_LOSS(), 300);
    }

    function test_charter__out_of_bounds__refused_in_order() external {
        refuseCharter(CommunitiesCharter(15, 0, 9), "majorityYears", 15, 16, 21);
        refuseCharter(CommunitiesCharter(22, 0, 9), "majorityYears", 22, 16, 21);
        refuseCharter(CommunitiesCharter(18, 0, 9), "budgetPerMember", 0, 1, 1000);
        refuseCharter(CommunitiesCharter(18, 1001, 301), "budgetPerMember", 1001, 1, 1000);
        refuseCharter(CommunitiesCharter(18, 20, 9), "standingLoss", 9, 10, 300);
        refuseCharter(CommunitiesCharter(18, 20, 301), "standingLoss", 301, 10, 300);
    }

    function refuse(CouncilAct memory head, uint256 signers, bytes memory refusal) private {
        bytes32 digest = enrolmentDigest(head, CITIZEN, ADULT_MONTH);
        Approval memory approval = approve(head.community, digest, signers);
        vm.expectRevert(refusal);
        communities.enrol(head, one(CITIZEN), one(ADULT_MONTH), approval);
    }

    function refuseFounding(FoundingCommunity[] memory founding, bytes memory refusal) private {
        try this.found(founding) {
            assertTrue(false);
        } catch (bytes memory answer) {
            assertTrue(keccak256(answer) == keccak256(refusal));
        }
    }

    function foundWith(CommunitiesCharter memory charter) private {
        ILedger fresh = deployLedger();
        communities = createCommunities(fresh, charter, tree());
    }

    function refuseCharter(
        CommunitiesCharter memory charter,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        ILedger fresh = deployLedger();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.CharterOutOfBounds.selector, parameter, value, least, most
            )
        );
        createCommunities(fresh, charter, tree());
    }

    /// @dev One that obeys the contract created next.
    function deployLedger() private returns (ILedger) {
        Offices memory offices =
            Offices(upcoming(1), address(this), CASES, ASSEMBLY, SERVICES, FINDINGS);
        return createLedger(pilot(), "charter", offices, new RuleText[](0), "catalogue");
    }

    function found(FoundingCommunity[] memory founding) external {
        deployBoth(founding, address(this));
    }
}
