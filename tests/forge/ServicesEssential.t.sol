// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Order } from "../../contracts/types/Types.sol";
import { ServicesFixture } from "./ServicesFixture.sol";

/// @title Essential is had by whoever has the credits, whatever else is the case
contract ServicesEssentialTest is ServicesFixture {
    uint256 private constant MOST_OVERLAYS = 8;

    /// @dev Whatever quality the person earned, lost, was lent or left; the organisation may be
    ///      suspended, and all credits there are may be ordered.
    function testFuzz_redeem__essential_whatever_happened__accepted(
        uint256 history,
        uint256 price,
        uint256 share
    )
        external
    {
        happen(history);
        uint256 credits = ledger.creditsOf(CITIZEN);
        price = between(price, 1, credits);
        vm.prank(PROVIDER);
        services.announcePrice(RIDE, price, today() + NOTICE_DAYS);
        passDays(NOTICE_DAYS);
        uint256 quantity = between(share, 1, ledger.creditsOf(CITIZEN) / price);
        Order memory order = Order(CITIZEN, RIDE, quantity, quantity * price, 0, 0, time());
        uint256 before = ledger.creditsOf(CITIZEN);
        bytes32 rest = keccak256(abi.encode(ledger.overlaysOf(CITIZEN)));
        uint256 quality = ledger.qualityOf(CITIZEN);
        redeem(order);
        assertEq(ledger.creditsOf(CITIZEN), before - quantity * price);
        assertEq(ledger.qualityOf(CITIZEN), quality);
        assertTrue(keccak256(abi.encode(ledger.overlaysOf(CITIZEN))) == rest);
    }

    function testFuzz_redeem__essential_with_all_credits__to_the_last(uint256 history) external {
        happen(history);
        vm.prank(PROVIDER);
        services.announcePrice(RIDE, 1, today() + NOTICE_DAYS);
        passDays(NOTICE_DAYS);
        uint256 all = ledger.creditsOf(CITIZEN);
        redeem(Order(CITIZEN, RIDE, all, all, 0, 0, time()));
        assertEq(ledger.creditsOf(CITIZEN), 0);
    }

    /// @dev Eight things that happen, by three bits each, and a suspension.
    function happen(uint256 history) private {
        for (uint256 i = 0; i < MOST_OVERLAYS; ++i) {
            happenOnce(history >> (8 * i));
        }
        if (history >> 255 != 0) suspend(today() + 365);
    }

    function happenOnce(uint256 what) private {
        uint256 kind = what % 7;
        uint256 points = between(what >> 3, 1, 300);
        if (kind == 0) tryLedger(abi.encodeCall(ledger.optOut, (CITIZEN)));
        if (kind == 1) tryLedger(abi.encodeCall(ledger.optIn, (CITIZEN)));
        if (kind == 2) deduct(points, 0);
        if (kind == 3) deduct(points, 1000 * points);
        if (kind == 4) ledger.uplift(CITIZEN, points, 1000 * points, 100, what);
        if (kind == 5) {
            bytes memory call = abi.encodeCall(
                ledger.award, (one(CITIZEN), one(today()), TOWN, 0, COUNCIL_WORK, 1)
            );
            tryLedger(call);
        }
        if (kind == 6) passDays(points / 30);
    }

    function deduct(uint256 points, uint256 amount) private {
        vm.prank(CASES);
        // There may be no room for one more.
        ledger.deduct(CITIZEN, points, amount, today() + 365, 7);
    }

    /// @dev Some of it cannot happen twice; then it does not.
    function tryLedger(bytes memory call) private returns (bool happened) {
        vm.prank(address(communities));
        (happened,) = address(ledger).call(call);
    }
}
