// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPool, PoolCharter, RoundTerms } from "../interfaces/IPool.sol";
import { CharterBounds } from "./CharterBounds.sol";

/// @title Hard bounds of the pool's charter, and the charter's bounds of a round
/// @notice No jurisdiction can deploy or open anything outside these.
library PoolBounds {
    /// @notice Parameters of the charter.
    uint256 internal constant PARAMETERS = 5;

    uint256 private constant MOST_PRIZES = 10_000;
    uint256 private constant LEAST_AMOUNT = 1000;
    uint256 private constant SHORTEST_ENTRY = 1 days;
    uint256 private constant LONGEST_ENTRY = 90 days;

    function check(PoolCharter memory charter) internal pure {
        CharterBounds.within("secondChanceBelow", charter.secondChanceBelow, 100, 400);
        CharterBounds.within("prizePoints", charter.prizePoints, 1, 400);
        CharterBounds.within("prizeAmount", charter.prizeAmount, LEAST_AMOUNT, 500_000);
        CharterBounds.within("prizeDays", charter.prizeDays, 1, 365);
        CharterBounds.within("membersPerNomination", charter.membersPerNomination, 1, 10_000);
    }

    /// @dev Kinds are counted from 1 to `lastKind`.
    function check(
        RoundTerms calldata terms,
        PoolCharter memory charter,
        uint256 lastKind
    )
        internal
        view
    {
        withinRound("kind", terms.kind, 1, lastKind);
        withinRound("prizes", terms.prizes, 1, MOST_PRIZES);
        withinRound("points", terms.points, 1, charter.prizePoints);
        withinRound("amount", terms.amount, LEAST_AMOUNT, charter.prizeAmount);
        withinRound("daysLong", terms.daysLong, 1, charter.prizeDays);
        withinRound(
            "entriesUntil",
            terms.entriesUntil,
            block.timestamp + SHORTEST_ENTRY,
            block.timestamp + LONGEST_ENTRY
        );
    }

    function withinRound(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert IPool.RoundOutOfBounds(parameter, value, least, most);
        }
    }
}
