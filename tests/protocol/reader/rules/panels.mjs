// Panels of jurors drawn from the seats of all councils, and standing of communities.

import { join, keccak, pad, same } from '../values.mjs';
import { bitmap, hasLapsed } from './approvals.mjs';
import { NOBODY, least, most, require } from './draft.mjs';
import { boundRound, draw } from './lottery.mjs';

const MOST_LOTS = 64n;
const MOST_DAYS_LOWERED = 800n;

/** Calls a panel; returns its number. */
export function convene(draft, size, community, list) {
  const panel = draft.size('panels') + 1n;
  const beacon_round = boundRound(draft);
  const terms = { community, size, beacon_round };
  draft.set('panels', panel, { type: 'Panel', ...terms, list, seated: null });
  draft.emit('PanelConvened', { panel, ...terms, list_hash: keccak(join(...list)) });
  return panel;
}

export const isTooSmall = (panel) => panel.seated !== null && panel.seated < panel.size;

/** Returns community and index of a seat by its number among all seats. */
function seatNumbered(draft, number) {
  let community = draft.size('councils');
  while (draft.get('councils', community).first_seat > number) community -= 1n;
  return [community, number - draft.get('councils', community).first_seat];
}

export function SeatPanel(draft, { panel: number, identities }) {
  const panel = draft.get('panels', number);
  require(panel, 'PanelUnknown', number);
  require(panel.seated === null, 'AlreadySeated', number);
  require(same(identities) === same(panel.list), 'WrongList', number);
  const randomness = draft.get('randomness', panel.beacon_round);
  require(randomness, 'BeaconPending', number, panel.beacon_round);
  const key = keccak(join(randomness, pad(draft.values.addresses.panels), pad(number)));
  const jurors = walk(draft, key, panel);
  const list = [...panel.list, ...jurors];
  draft.set('panels', number, { ...panel, list, seated: BigInt(jurors.length) });
  draft.emit('PanelSeated', { panel: number, jurors });
}

function walk(draft, key, { community, size, list }) {
  const latest = draft.get('councils', draft.size('councils'));
  const own = draft.get('councils', community);
  const candidates = latest.first_seat + latest.seats - own.seats;
  const jurors = [];
  for (let lot = 0n; lot < least(candidates, MOST_LOTS); lot += 1n) {
    if (BigInt(jurors.length) === size) break;
    const drawn = draw(key, lot, candidates);
    const number = drawn < own.first_seat ? drawn : drawn + own.seats;
    const holder = draft.get('seats', seatNumbered(draft, number))?.identity ?? NOBODY;
    const passed = holder === NOBODY || list.includes(holder);
    if (!passed && !draft.get('people', holder).closed) jurors.push(holder);
  }
  return jurors;
}

/** Checks who signed for a panel; returns the jurors that did as a bitmap. */
export function approveJurors(draft, number, list, votes) {
  const panel = draft.get('panels', number);
  require(panel.seated !== null, 'NotSeated', number);
  require(same(list) === same(panel.list), 'WrongList', number);
  const jurors = list.slice(list.length - Number(panel.seated));
  const keys = new Set();
  for (const [juror, signer] of votes) {
    require(juror < panel.seated, 'NotAJuror', number, juror);
    require(signer !== null, 'SignatureMissing', number, juror);
    const signatory = draft.get('signatories', jurors[Number(juror)]);
    const { controller } = signatory;
    const counts = signer === controller && !hasLapsed(signatory, draft.today);
    require(counts, 'InvalidJurorSignature', number, juror, controller);
    require(!keys.has(controller), 'SharedController', number, juror, controller);
    keys.add(controller);
  }
  const needed = panel.size / 2n + 1n;
  const found = BigInt(keys.size);
  require(found >= needed, 'TooFewSignatures', number, needed, found);
  return bitmap(votes);
}

/** Lowers the standing of a community whose decision was overturned. */
export function lowerStanding(draft, community) {
  const { today } = draft;
  const { full_again } = draft.get('councils', community);
  const longer = most(full_again, today) + draft.charter.standing_loss;
  const full_again_day = least(longer, today + MOST_DAYS_LOWERED);
  draft.update('councils', community, { full_again: full_again_day });
  draft.emit('StandingLowered', { community, full_again_day });
}
