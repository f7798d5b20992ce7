// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId } from "../types/Types.sol";
import { IBeacon } from "./IBeacon.sol";
import { ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";

/// @notice A panel as it stands.
/// @param community whose seats give no juror
/// @param size jurors it needs
/// @param beaconRound bound when it was convened
/// @param seated jurors it has
/// @param listHash keccak256 of the identities one after the other: who may not sit, and once it
///        was seated the jurors after them
/// @param isSeated whether the draw took place
struct PanelView {
    CommunityId community;
    uint256 size;
    uint256 beaconRound;
    uint256 seated;
    bytes32 listHash;
    bool isSeated;
}

/// @title Panels: jurors drawn by lot from the councils of other communities
/// @notice Nobody chooses a juror: the beacon round that decides is bound when a panel is convened,
///         before its randomness exists, and the draw runs over every seat of every council but
///         the community's own. Anybody can seat a panel; jurors sign off chain, and anybody can
///         bring their votes.
/// @dev Jurors sign in the domain of the communities contract. Lists of people stand in the
///      transactions; only their hash is kept.
interface IPanels {
    // ---------------------------------------------------------------- events

    /// @notice A panel of `size` is to be drawn by the beacon round; `listHash` is over those who
    ///         may not sit.
    event PanelConvened(
        uint256 indexed panel,
        CommunityId indexed community,
        uint256 size,
        uint256 beaconRound,
        bytes32 listHash
    );
    /// @notice The lots fell on these jurors, in this order; too few of them decide nothing.
    event PanelSeated(uint256 indexed panel, bytes32[] jurors);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only the cases, the assembly and the findings convene panels.
    error Unauthorised(address caller);
    error PanelUnknown(uint256 panel);
    error AlreadySeated(uint256 panel);
    error NotSeated(uint256 panel);
    /// @notice The identities are not those, in their order, whose hash the panel keeps.
    error WrongList(uint256 panel);
    error BeaconPending(uint256 panel, uint256 beaconRound);
    /// @notice The bit of a juror is set whom the panel has not got.
    error NotAJuror(uint256 panel, uint256 juror);
    /// @notice The bit of a juror is set, but the signatures end before it.
    error SignatureMissing(uint256 panel, uint256 juror);
    /// @notice The juror's key in force did not sign; `controller` is zero when there is none.
    error InvalidJurorSignature(uint256 panel, uint256 juror, address controller);
    /// @notice Two jurors answer to one key; no single key counts twice.
    error SharedController(uint256 panel, uint256 juror, address controller);
    error TooFewSignatures(uint256 panel, uint256 needed, uint256 found);

    // ----------------------------- acts, only by the cases, the assembly and the findings

    /// @notice Binds a panel to the first beacon round that nobody can know yet.
    /// @param size jurors it needs
    /// @param community whose seats give no juror
    /// @param identities who may not sit
    /// @return panel its number, counted from 1
    function convene(
        uint256 size,
        CommunityId community,
        bytes32[] calldata identities
    )
        external
        returns (uint256 panel);

    // -------------------------------------------------------- acts of anybody

    /// @notice Draws the jurors of a panel.
    /// @param identities the list it was convened with
    function seat(uint256 panel, bytes32[] calldata identities) external;

    // ----------------------------------------------------------------- views

    /// @notice Reverts unless more than half of the panel signed.
    /// @dev Jurors always sign, also when they send the transaction themselves.
    /// @param identities the panel's list, with its jurors
    /// @param structHash EIP-712 hash of what they decide, which the communities' domain completes
    /// @param votes bit i for juror i, in the order of `PanelSeated`
    function requireMajority(
        uint256 panel,
        bytes32[] calldata identities,
        bytes32 structHash,
        Approval calldata votes
    )
        external
        view;

    /// @notice The ledger that knows who is closed.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that knows who holds which seat, and whose key is in force.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The source of the randomness of every draw.
    function BEACON() external view returns (IBeacon);
    /// @notice One of the three contracts that convene panels.
    function CASES() external view returns (address);
    /// @notice One of the three contracts that convene panels.
    function ASSEMBLY() external view returns (address);
    /// @notice One of the three contracts that convene panels.
    function FINDINGS() external view returns (address);
    /// @notice Panels convened; they are numbered from 1 to this.
    function panelCount() external view returns (uint256);
    /// @notice A panel as it stands; reverts when there is none.
    function panelOf(uint256 panel) external view returns (PanelView memory);
    /// @notice Whether the draw found fewer jurors than the panel needs; no before the draw.
    function isTooSmall(uint256 panel) external view returns (bool);
}
