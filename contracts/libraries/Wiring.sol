// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../interfaces/ICommunities.sol";
import { ILedger } from "../interfaces/ILedger.sol";

/// @title Contracts of one deployment name each other
/// @notice Deployment is planned by addresses, so a wrong plan must not pass for a deployment.
library Wiring {
    error WrongWiring(address expected, address found);

    function check(address expected, address found) internal pure {
        if (expected != found) revert WrongWiring(expected, found);
    }

    /// @notice Refuses a ledger and communities that do not belong together.
    function check(ILedger ledger, ICommunities communities) internal view {
        check(ledger.COMMUNITIES(), address(communities));
        check(address(communities.LEDGER()), address(ledger));
    }
}
