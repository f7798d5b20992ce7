// Approvals of councils and of persons, and orders' own nonces.

import { Refusal, ROOT, count, least, require } from './draft.mjs';

/** Returns seats, jurors or signers that signed as a bitmap. */
export const bitmap = (approvals) => approvals.reduce((sum, [index]) => sum | (1n << index), 0n);

/** Checks who signed an act of a council; returns the seats that did as a bitmap. */
export function approveCouncil(draft, act, announce = true) {
  const { community } = act;
  const council = draft.get('councils', community);
  require(council, 'UnknownCommunity', community);
  require(draft.now <= act.deadline, 'DeadlinePassed', act.deadline, draft.now);
  require(act.nonce === council.nonce, 'WrongNonce', council.nonce, act.nonce);
  const keys = new Set();
  for (const [index, signer] of act.approvals) {
    require(index < council.seats, 'NotASeat', community, index);
    require(signer !== null, 'SignatureMissing', community, index);
    const { controller } = draft.get('seats', [community, index]);
    require(signer === controller, 'InvalidSeatSignature', community, index, controller);
    require(!keys.has(controller), 'SharedController', community, index, controller);
    keys.add(controller);
  }
  const found = BigInt(keys.size);
  require(found >= council.threshold, 'TooFewSignatures', community, council.threshold, found);
  draft.update('councils', community, { nonce: council.nonce + 1n });
  const signers = bitmap(act.approvals);
  if (announce) draft.emit('CouncilActed', { community, nonce: act.nonce, signers });
  return signers;
}

/** Checks an act that only the root council can do. */
export function approveRoot(draft, act) {
  require(act.community === ROOT, 'NotTheRoot', act.community);
  approveCouncil(draft, act);
}

export const hasLapsed = (signatory, day) => 0n < signatory.lapse_day && signatory.lapse_day <= day;

/** Checks who signed an act of a person. */
export function approvePerson(draft, identity, act) {
  const signatory = draft.get('signatories', identity);
  require(signatory, 'NoController', identity);
  require(draft.now <= act.deadline, 'DeadlinePassed', act.deadline, draft.now);
  require(act.nonce === signatory.nonce, 'WrongNonce', signatory.nonce, act.nonce);
  const lapsed = hasLapsed(signatory, draft.today);
  require(!lapsed, 'ControllerLapsed', identity, signatory.lapse_day);
  const { controller } = signatory;
  require(act.signer === controller, 'InvalidSignature', identity, controller);
  draft.update('signatories', identity, { nonce: signatory.nonce + 1n });
  draft.emit('PersonActed', { identity, nonce: act.nonce });
}

/** Refuses a person who signs for the council about their own case. */
export function requireNotSigning(draft, act, index, identity) {
  const { seat_community, seat_index } = draft.get('people', identity);
  const signs = act.approvals.some(([seat]) => seat === seat_index);
  const own = seat_community === act.community && signs;
  require(!own, 'SignsOwnCase', index, identity);
}

export function requireMember(draft, act, index, identity) {
  const person = draft.get('people', identity);
  const isMember = person?.community === act.community;
  require(isMember, 'NotAMember', index, identity, act.community);
}

export function requireTakesPart(draft, index, identity) {
  const { closed, opted_out } = draft.get('people', identity);
  require(!closed && !opted_out, 'TakesNoPart', index, identity);
}

export function requireSameLength(one, other) {
  require(one.length === other.length, 'LengthMismatch', count(one), count(other));
}

const WINDOW = 16n;
const AHEAD = 256n;
const LEAST_BEYOND = 2n ** 24n - 16n;

/** Uses the nonce of an order. */
export function useNonce(draft, index, identity, nonce) {
  const { order_floor: floor, orders_seen: seen } = draft.get('signatories', identity);
  require(nonce >= floor, 'OrderNoncePassed', index, identity, nonce, floor);
  const beyond = least(floor + AHEAD, LEAST_BEYOND);
  require(nonce < beyond, 'OrderNonceTooHigh', index, identity, nonce, beyond - 1n);
  const within = nonce < floor + WINDOW;
  if (within && (seen >> (nonce - floor)) & 1n) {
    throw new Refusal('OrderUsed', index, identity, nonce);
  }
  const begin = within ? floor : nonce - (WINDOW - 1n);
  const kept = seen >> (begin - floor);
  const orders_seen = kept | (1n << (nonce - begin));
  draft.update('signatories', identity, { order_floor: begin, orders_seen });
}
