// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { IdentityHash, Order } from "../../contracts/types/Types.sol";
import { TestWallet } from "../contracts/TestWallet.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title Orders: signed by keys and wallets, used once in any order, taken back
contract CommunitiesOrdersTest is CommunitiesFixture {
    bytes32 private constant ORDER = keccak256(
        "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,uint256 portion,"
        "uint256 nonce,uint256 deadline)"
    );
    uint256 private constant OTHER_KEY = 8;
    uint256 private constant LAST = 2 ** 24 - 17;
    uint256 private constant SIGNATORIES = 4;
    bytes32 private constant SECRET = "secret";

    function setUp() public override {
        super.setUp();
        enrolByCouncil(CITIZEN, ADULT_MONTH);
        bind(CITIZEN, vm.addr(OWN_KEY));
    }

    // ---- the approval -------------------------------------------------------------------------

    function test_acceptOrders__signed__are_used_once() external {
        enrolByCouncil(NEWBORN, ADULT_MONTH);
        bind(NEWBORN, vm.addr(OTHER_KEY));
        Order[] memory orders = new Order[](3);
        orders[0] = order(CITIZEN, 1);
        orders[1] = order(NEWBORN, 0);
        orders[2] = order(CITIZEN, 0);
        bytes memory signatures = bytes.concat(
            signed(orders[0], OWN_KEY), signed(orders[1], OTHER_KEY), signed(orders[2], OWN_KEY)
        );
        accept(orders, signatures);
        expectWindow(CITIZEN, 0, 3);
        expectWindow(NEWBORN, 0, 1);
        assertEq(communities.signatory(CITIZEN).nonce, 0);
        expectUsed(0, 1);
        accept(orders, signatures);
    }

    function test_acceptOrders__of_nobody__is_no_matter() external {
        accept(new Order[](0), "");
    }

    function testFuzz_acceptOrders__any_order__is_hashed_as_signed(Order memory any) external {
        any.identity = CITIZEN;
        any.nonce = between(any.nonce, 0, 255);
        any.deadline = between(any.deadline, time(), type(uint256).max - 1);
        accept(any, OWN_KEY);
        any.amount ^= 1;
        any.nonce ^= 1;
        bytes memory good = signed(any, OWN_KEY);
        any.portion ^= 1;
        expectUnsigned(0, CITIZEN, vm.addr(OWN_KEY));
        accept(one(any), good);
    }

    function testFuzz_acceptOrders__by_anybody_but_the_services__refused(address caller) external {
        vm.assume(caller != SERVICES);
        Order[] memory orders = one(order(CITIZEN, 0));
        bytes memory signatures = signed(orders[0], OWN_KEY);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.Unauthorised.selector, caller));
        vm.prank(caller);
        communities.acceptOrders(orders, signatures);
    }

    function test_acceptOrders__without_a_key__refused() external {
        enrolByCouncil(NEWBORN, ADULT_MONTH);
        Order[] memory orders = two(order(CITIZEN, 0), order(NEWBORN, 0));
        vm.expectRevert(abi.encodeWithSelector(ICommunities.OrderWithoutKey.selector, 1, NEWBORN));
        accept(orders, bytes.concat(signed(orders[0], OWN_KEY), new bytes(65)));
        expectWindow(CITIZEN, 0, 0);
    }

    function test_acceptOrders__a_second_late__refused() external {
        Order memory late = order(CITIZEN, 0);
        late.deadline = time() - 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.OrderExpired.selector, 0, late.deadline, late.deadline + 1
            )
        );
        accept(late, OWN_KEY);
        late.deadline += 1;
        accept(late, OWN_KEY);
    }

    function test_acceptOrders__guardian__lapses_on_the_day_of_majority() external {
        uint256 majorityDay = 19_905; // 2024-07-01
        enrolByCouncil(NEWBORN, GENESIS_MONTH + 1 - 18 * 12);
        bind(NEWBORN, vm.addr(OTHER_KEY));
        vm.warp(majorityDay * 1 days - 1);
        accept(order(NEWBORN, 0), OTHER_KEY);
        vm.warp(majorityDay * 1 days);
        Order memory late = order(NEWBORN, 1);
        bytes memory signature = signed(late, OTHER_KEY);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.OrderKeyLapsed.selector, 0, NEWBORN, majorityDay
            )
        );
        accept(one(late), signature);
        bind(NEWBORN, vm.addr(OWN_KEY));
        expectWindow(NEWBORN, 0, 1);
        expectUnsigned(0, NEWBORN, vm.addr(OWN_KEY));
        accept(one(late), signature);
        accept(late, OWN_KEY);
    }

    function test_acceptOrders__not_signed_by_the_key__refused() external {
        address own = vm.addr(OWN_KEY);
        Order[] memory orders = one(order(CITIZEN, 0));
        bytes memory good = signed(orders[0], OWN_KEY);
        expectUnsigned(0, CITIZEN, own);
        accept(orders, signed(orders[0], OTHER_KEY));
        expectUnsigned(0, CITIZEN, own);
        accept(orders, "");
        good[64] ^= 0x01;
        expectUnsigned(0, CITIZEN, own);
        accept(orders, good);
        good[64] ^= 0x01;
        accept(orders, good);
    }

    function test_acceptOrders__signatures_end_early__refused() external {
        Order[] memory orders = two(order(CITIZEN, 0), order(CITIZEN, 1));
        bytes memory good =
            bytes.concat(signed(orders[0], OWN_KEY), signed(orders[1], OWN_KEY));
        bytes memory short = new bytes(129);
        for (uint256 i = 0; i < 129; ++i) {
            short[i] = good[i];
        }
        expectUnsigned(1, CITIZEN, vm.addr(OWN_KEY));
        accept(orders, short);
        accept(orders, good);
    }

    /// @dev A one for v spares the seat of a council that sends; here it spares nobody.
    function test_acceptOrders__the_sender_instead_of_a_signature__refused() external {
        enrolByCouncil(NEWBORN, ADULT_MONTH);
        bind(NEWBORN, SERVICES);
        expectUnsigned(0, NEWBORN, SERVICES);
        accept(one(order(NEWBORN, 0)), bytes.concat(new bytes(64), hex"01"));
    }

    function test_acceptOrders__of_a_wallet_among_keys__found_at_its_place() external {
        address wallet = address(new TestWallet(SECRET, TestWallet.Manner.Correct));
        enrolByCouncil(NEWBORN, ADULT_MONTH);
        bind(NEWBORN, wallet);
        Order[] memory orders = two(order(NEWBORN, 5), order(CITIZEN, 0));
        bytes memory piece = abi.encodePacked(bytes32(0), uint256(130), uint8(0));
        bytes memory keys = bytes.concat(piece, signed(orders[1], OWN_KEY));
        bytes memory other = abi.encode(SECRET, digest(orders[1]));
        expectUnsigned(0, NEWBORN, wallet);
        accept(orders, bytes.concat(keys, bytes32(other.length), other));
        bytes memory own = abi.encode(SECRET, digest(orders[0]));
        accept(orders, bytes.concat(keys, bytes32(own.length), own));
        expectWindow(NEWBORN, 0, 32);
    }

    // ---- the numbers --------------------------------------------------------------------------

    function test_acceptOrders__numbers_in_any_order__each_once() external {
        uint256[6] memory numbers = [uint256(3), 0, 15, 16, 1, 17];
        for (uint256 i = 0; i < 6; ++i) {
            accept(order(CITIZEN, numbers[i]), OWN_KEY);
            expectUsed(0, numbers[i]);
            accept(order(CITIZEN, numbers[i]), OWN_KEY);
        }
        // Of 2 to 17 those used are 3, 15, 16 and 17.
        expectWindow(CITIZEN, 2, (1 << 1) | (1 << 13) | (1 << 14) | (1 << 15));
        expectPassed(1, 2);
        accept(order(CITIZEN, 1), OWN_KEY);
        accept(order(CITIZEN, 2), OWN_KEY);
    }

    function test_acceptOrders__far_ahead__moves_the_window_past_the_rest() external {
        accept(order(CITIZEN, 0), OWN_KEY);
        expectTooHigh(256, 255);
        accept(order(CITIZEN, 256), OWN_KEY);
        accept(order(CITIZEN, 255), OWN_KEY);
        expectWindow(CITIZEN, 240, 1 << 15);
        expectPassed(239, 240);
        accept(order(CITIZEN, 239), OWN_KEY);
        accept(order(CITIZEN, 240), OWN_KEY);
        expectTooHigh(type(uint256).max, 495);
        accept(order(CITIZEN, type(uint256).max), OWN_KEY);
    }

    function test_acceptOrders__last_numbers_of_all__then_none() external {
        setFloor(LAST - 15);
        accept(order(CITIZEN, LAST), OWN_KEY);
        expectWindow(CITIZEN, LAST - 15, 1 << 15);
        expectTooHigh(LAST + 1, LAST);
        accept(order(CITIZEN, LAST + 1), OWN_KEY);
        accept(order(CITIZEN, LAST - 15), OWN_KEY);
        expectUsed(0, LAST);
        accept(order(CITIZEN, LAST), OWN_KEY);
    }

    /// @dev Beside a plain list of what was used, and of the largest number.
    function testFuzz_acceptOrders__any_numbers__as_a_plain_list_has_it(uint8[24] memory steps)
        external
    {
        bool[700] memory used;
        uint256 floor = 0;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 nonce = (floor < 4 ? 0 : floor - 4) + steps[i] % 40;
            if (nonce < floor) expectPassed(nonce, floor);
            else if (used[nonce]) expectUsed(0, nonce);
            accept(order(CITIZEN, nonce), OWN_KEY);
            if (nonce < floor || used[nonce]) continue;
            used[nonce] = true;
            if (nonce >= floor + 16) floor = nonce - 15;
            uint256 seen = 0;
            for (uint256 place = 0; place < 16; ++place) {
                if (used[floor + place]) seen |= 1 << place;
            }
            expectWindow(CITIZEN, floor, seen);
        }
    }

    function test_orders__another_key_is_bound__keep_their_window() external {
        accept(order(CITIZEN, 20), OWN_KEY);
        uint256 deadline = time();
        bytes32 change = changeDigest(CITIZEN, vm.addr(OTHER_KEY), 0, deadline);
        communities.changeController(
            CITIZEN,
            vm.addr(OTHER_KEY),
            0,
            deadline,
            sign(OWN_KEY, change),
            sign(OTHER_KEY, change)
        );
        expectWindow(CITIZEN, 5, 1 << 15);
        assertEq(communities.signatory(CITIZEN).nonce, 1);
        expectUnsigned(0, CITIZEN, vm.addr(OTHER_KEY));
        accept(order(CITIZEN, 6), OWN_KEY);
        accept(order(CITIZEN, 6), OTHER_KEY);
        assertTrue(communities.signatory(CITIZEN).controller == vm.addr(OTHER_KEY));
    }

    // ---- cancelOrder --------------------------------------------------------------------------

    function test_cancelOrder__signed__the_order_is_not_taken_any_more() external {
        uint256 deadline = time();
        bytes memory signature = sign(OWN_KEY, cancellation(2, 0, deadline));
        vm.expectEmit(address(communities));
        emit ICommunities.PersonActed(CITIZEN, 0);
        vm.expectEmit(address(communities));
        emit ICommunities.OrderCancelled(CITIZEN, 2);
        communities.cancelOrder(CITIZEN, 2, 0, deadline, signature);
        expectWindow(CITIZEN, 0, 4);
        assertEq(communities.signatory(CITIZEN).nonce, 1);
        expectUsed(0, 2);
        accept(order(CITIZEN, 2), OWN_KEY);
        accept(order(CITIZEN, 1), OWN_KEY);
    }

    function test_cancelOrder__of_a_used_or_unknown_number__refused() external {
        accept(order(CITIZEN, 16), OWN_KEY);
        uint256 deadline = time();
        expectUsed(0, 16);
        communities.cancelOrder(
            CITIZEN, 16, 0, deadline, sign(OWN_KEY, cancellation(16, 0, deadline))
        );
        bytes memory signature = sign(OWN_KEY, cancellation(0, 0, deadline));
        expectPassed(0, 1);
        communities.cancelOrder(CITIZEN, 0, 0, deadline, signature);
        signature = sign(OWN_KEY, cancellation(257, 0, deadline));
        expectTooHigh(257, 256);
        communities.cancelOrder(CITIZEN, 257, 0, deadline, signature);
        assertEq(communities.signatory(CITIZEN).nonce, 0);
    }

    function test_cancelOrder__not_signed__refused_as_every_act_of_a_person() external {
        uint256 deadline = time();
        bytes memory signature = sign(OTHER_KEY, cancellation(0, 0, deadline));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, vm.addr(OWN_KEY)
            )
        );
        communities.cancelOrder(CITIZEN, 0, 0, deadline, signature);
        vm.expectRevert(abi.encodeWithSelector(ICommunities.NoController.selector, STRANGER));
        communities.cancelOrder(STRANGER, 0, 0, deadline, signature);
    }

    // ---- private ------------------------------------------------------------------------------

    function order(IdentityHash identity, uint256 nonce) private view returns (Order memory) {
        return Order(identity, 3, 2, 2000, 0, nonce, time() + 1 days);
    }

    function digest(Order memory signing) private view returns (bytes32) {
        return digestOf(keccak256(abi.encode(ORDER, signing)));
    }

    function signed(Order memory signing, uint256 key) private view returns (bytes memory) {
        return sign(key, digest(signing));
    }

    function cancellation(
        uint256 orderNonce,
        uint256 nonce,
        uint256 deadline
    )
        private
        view
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Cancellation(bytes32 identity,uint256 orderNonce,uint256 nonce,uint256 deadline)"
        );
        return digestOf(keccak256(abi.encode(kind, CITIZEN, orderNonce, nonce, deadline)));
    }

    function accept(Order memory only, uint256 key) private {
        accept(one(only), signed(only, key));
    }

    function accept(Order[] memory orders, bytes memory signatures) private {
        vm.prank(SERVICES);
        communities.acceptOrders(orders, signatures);
    }

    function one(Order memory only) private pure returns (Order[] memory orders) {
        orders = new Order[](1);
        orders[0] = only;
    }

    function two(
        Order memory first,
        Order memory second
    )
        private
        pure
        returns (Order[] memory orders)
    {
        orders = new Order[](2);
        (orders[0], orders[1]) = (first, second);
    }

    /// @dev As if so many orders had been used already.
    function setFloor(uint256 floor) private {
        bytes32 slot = keccak256(abi.encode(CITIZEN, SIGNATORIES));
        uint256 word = uint256(vm.load(address(communities), slot));
        vm.store(address(communities), slot, bytes32(word | (floor << 216)));
        expectWindow(CITIZEN, floor, 0);
    }

    function expectWindow(IdentityHash identity, uint256 floor, uint256 seen) private view {
        (uint256 foundFloor, uint256 foundSeen) = communities.ordersOf(identity);
        assertEq(foundFloor, floor);
        assertEq(foundSeen, seen);
    }

    function expectUsed(uint256 index, uint256 nonce) private {
        vm.expectRevert(
            abi.encodeWithSelector(ICommunities.OrderUsed.selector, index, CITIZEN, nonce)
        );
    }

    function expectPassed(uint256 nonce, uint256 floor) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.OrderNoncePassed.selector, 0, CITIZEN, nonce, floor
            )
        );
    }

    function expectTooHigh(uint256 nonce, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.OrderNonceTooHigh.selector, 0, CITIZEN, nonce, most
            )
        );
    }

    function expectUnsigned(uint256 index, IdentityHash identity, address controller) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.OrderNotSigned.selector, index, identity, controller
            )
        );
    }
}
