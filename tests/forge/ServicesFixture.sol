// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RuleText } from "../../contracts/interfaces/ILedger.sol";
import {
    Accreditation,
    IServices,
    OfferText,
    ServicesCharter,
    Statement
} from "../../contracts/interfaces/IServices.sol";
import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    Offices,
    Order,
    Redemption
} from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title An organisation accredited by the town, its Essential offer, and a citizen who redeems
/// @dev The ledger obeys the test itself as its pool, and addresses without code as its other
///      offices, so that quality, uplifts and deductions can be given at will.
abstract contract ServicesFixture is CommunitiesFixture {
    uint256 internal constant ACCREDITATION_DAYS = 1826;
    uint256 internal constant NOTICE_DAYS = 30;
    uint256 internal constant REFUND_DAYS = 30;
    uint256 internal constant QUARTER = YEAR / 4;

    uint256 internal constant TRANSIT = 2;
    uint256 internal constant HEALTH = 3;
    uint256 internal constant KINDS = 1 << (TRANSIT - 1);
    uint256 internal constant ESSENTIAL = 0;
    uint256 internal constant ENHANCED = 1;
    uint256 internal constant PRICE = 2500;
    uint256 internal constant ORGANISATION = 1;
    /// @dev The offer of the fixture.
    uint256 internal constant RIDE = 1;
    address internal constant PROVIDER = address(uint160(0x9401));
    address internal constant NEWCOMER = address(uint160(0x9402));
    bytes32 internal constant TEXT = "text";
    uint256 internal constant MOST_AMOUNT = 2 ** 40 - 1;

    IServices internal services;

    function setUp() public virtual override {
        vm.warp(GENESIS);
        deploySuite();
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
        accredit(TOWN, usual());
        open(essential());
    }

    function deploySuite() internal {
        Offices memory offices = Offices(
            address(0), address(this), CASES, ASSEMBLY, upcoming(2), FINDINGS
        );
        (ledger, communities) = deployBoth(tree(), offices);
        services = createServices(ledger, communities, pilotServices());
    }

    function pilotServices() internal pure returns (ServicesCharter memory) {
        return ServicesCharter(ACCREDITATION_DAYS, NOTICE_DAYS, REFUND_DAYS);
    }

    function genesisRules() internal pure override returns (RuleText[] memory rules) {
        rules = new RuleText[](2);
        rules[0] = RuleText(COUNCIL_WORK, 1, 150, 0, 0, "council work");
        rules[1] = RuleText(SCIENCE, 3, 150, 0, 0, "science");
    }

    // ---------------------------------------------------------- organisations

    function usual() internal view returns (Accreditation memory) {
        return Accreditation({
            form: 1,
            kinds: KINDS,
            key: PROVIDER,
            untilDay: today() + ACCREDITATION_DAYS,
            textHash: TEXT,
            name: "Trams of the town"
        });
    }

    function accredit(CommunityId community, Accreditation memory text) internal {
        CouncilAct memory head = act(community);
        services.accredit(head, text, approval(community, head, text));
    }

    /// @dev For the tests that expect a refusal of the whole act.
    function tryAccredit(CommunityId community, Accreditation memory text) external {
        accredit(community, text);
    }

    function approval(
        CommunityId community,
        CouncilAct memory head,
        Accreditation memory text
    )
        internal
        view
        returns (Approval memory)
    {
        bytes32 kind = keccak256(
            "Accreditation(uint256 community,uint256 nonce,uint256 deadline,uint256 form,"
            "uint256 kinds,address key,uint256 untilDay,bytes32 textHash,string name)"
        );
        bytes32 hashed = keccak256(
            abi.encode(
                kind,
                head,
                text.form,
                text.kinds,
                text.key,
                text.untilDay,
                text.textHash,
                keccak256(bytes(text.name))
            )
        );
        return approve(community, digestOf(hashed), FIRST_TWO);
    }

    function renew(
        CommunityId community,
        uint256 organisation,
        uint256 kinds,
        uint256 untilDay
    )
        internal
    {
        CouncilAct memory head = act(community);
        bytes32 kind = keccak256(
            "AccreditationRenewal(uint256 community,uint256 nonce,uint256 deadline,"
            "uint256 organisation,uint256 kinds,uint256 untilDay)"
        );
        bytes32 hashed = keccak256(abi.encode(kind, head, organisation, kinds, untilDay));
        Approval memory approved = approve(community, digestOf(hashed), FIRST_TWO);
        services.renewAccreditation(head, organisation, kinds, untilDay, approved);
    }

    function tryRenew(
        CommunityId community,
        uint256 organisation,
        uint256 kinds,
        uint256 untilDay
    )
        external
    {
        renew(community, organisation, kinds, untilDay);
    }

    function suspend(uint256 untilDay) internal {
        vm.prank(FINDINGS);
        services.setSuspension(ORGANISATION, untilDay);
    }

    // ----------------------------------------------------------------- offers

    function essential() internal view returns (OfferText memory) {
        return OfferText(ORGANISATION, TRANSIT, ESSENTIAL, PRICE, 0, today() + 400, TEXT);
    }

    /// @dev Rests on the offer of the fixture.
    function above(uint256 tier) internal view returns (OfferText memory) {
        return OfferText(ORGANISATION, TRANSIT, tier, PRICE, RIDE, today() + 300, TEXT);
    }

    function open(OfferText memory text) internal returns (uint256 number) {
        vm.prank(PROVIDER);
        services.openOffer(text);
        return services.offerCount();
    }

    // ----------------------------------------------------------------- orders

    function ride(uint256 nonce) internal view returns (Order memory) {
        return Order(CITIZEN, RIDE, 2, 2 * PRICE, 0, nonce, time());
    }

    function orderOf(uint256 number, uint256 portion) internal view returns (Order memory order) {
        order = ride(0);
        (order.offer, order.portion) = (number, portion);
    }

    function signed(Order memory order) internal view returns (bytes memory) {
        return signedBy(OWN_KEY, order);
    }

    function signedBy(uint256 key, Order memory order) internal view returns (bytes memory) {
        bytes32 kind = keccak256(
            "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,"
            "uint256 portion,uint256 nonce,uint256 deadline)"
        );
        return sign(key, digestOf(keccak256(abi.encode(kind, order))));
    }

    function listOf(Order memory order) internal pure returns (Order[] memory orders) {
        orders = new Order[](1);
        orders[0] = order;
    }

    /// @dev Orders of one unit of an offer, with the numbers from `firstNonce` on.
    function rides(
        uint256 count,
        uint256 number,
        uint256 firstNonce
    )
        internal
        view
        returns (Order[] memory orders, bytes memory signatures)
    {
        orders = new Order[](count);
        for (uint256 i = 0; i < count; ++i) {
            orders[i] = Order(CITIZEN, number, 1, PRICE, 0, firstNonce + i, time());
            signatures = bytes.concat(signatures, signed(orders[i]));
        }
    }

    function redeem(Order memory order) internal returns (uint256 batch) {
        return redeem(listOf(order), signed(order));
    }

    function redeem(
        Order[] memory orders,
        bytes memory signatures
    )
        internal
        returns (uint256 batch)
    {
        vm.prank(PROVIDER);
        return services.redeem(orders, signatures);
    }

    function tryRedeem(Order[] memory orders, bytes memory signatures) external {
        redeem(orders, signatures);
    }

    function refuse(Order memory order, bytes memory refusal) internal {
        bytes memory signature = signed(order);
        vm.expectRevert(refusal);
        this.tryRedeem(listOf(order), signature);
    }

    // ------------------------------------------------------------ redemptions

    /// @dev What an order became when it was the only one of its batch.
    function redeemed(Order memory order, uint256 batch) internal view returns (Redemption memory) {
        return Redemption(
            batch, 0, order.identity, order.offer, order.quantity, order.amount, 0, time()
        );
    }

    function leaf(Redemption memory redemption) internal pure returns (bytes32) {
        return keccak256(abi.encode(redemption));
    }

    function statement(uint256 number) internal view returns (Statement memory) {
        return services.statementOf(number, services.currentQuarter());
    }

    // ---------------------------------------------------------------- quality

    /// @dev 300 points, as much as two rules give.
    function earn() internal {
        vm.prank(address(communities));
        ledger.award(one(CITIZEN), one(today()), TOWN, 0, COUNCIL_WORK, 1);
        vm.prank(address(communities));
        ledger.award(one(CITIZEN), one(today()), TOWN, 0, SCIENCE, 1);
    }
}
