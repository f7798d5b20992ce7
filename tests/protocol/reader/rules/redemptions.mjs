// Orders, redemptions, refunds and ratings.

import { join, keccak, pad } from '../values.mjs';
import { approvePerson, hasLapsed, useNonce } from './approvals.mjs';
import { creditsLeft } from './credits.mjs';
import { DAY, Refusal, count, least, most, require } from './draft.mjs';
import { isOpen, priceOn } from './organisations.mjs';
import {
  DEDUCTION,
  UPLIFT,
  balanceQuality,
  inForce,
  portionQuality,
  setOverlay,
} from './quality.mjs';

const ESSENTIAL = 0n;
const MOST_AMOUNT = 2n ** 40n - 1n;
const STARS = 5;

/** Returns the leaf of a redemption. */
export function leafOf({ batch, index, identity, offer, quantity, amount, source, time }) {
  return keccak(join(...[batch, index, identity, offer, quantity, amount, source, time].map(pad)));
}

const pair = (one, other) => keccak(one < other ? join(one, other) : join(other, one));

/** Returns the rows of the tree over leaves, of which there is one at least, up to the root. */
export function rowsOf(leaves) {
  const rows = [leaves];
  while (rows.at(-1).length > 1) {
    const row = rows.at(-1);
    const next = [];
    for (let at = 0; at < row.length; at += 2) {
      next.push(at + 1 < row.length ? pair(row[at], row[at + 1]) : row[at]);
    }
    rows.push(next);
  }
  return rows;
}

export const rootOf = (leaves) => rowsOf(leaves).at(-1)[0];

export const rootWith = (leaf, proof) => proof.reduce(pair, leaf);

export function CancelOrder(draft, act) {
  const { identity, order_nonce } = act;
  approvePerson(draft, identity, act);
  useNonce(draft, 0n, identity, order_nonce);
  draft.emit('OrderCancelled', { identity, order_nonce });
}

export function Redeem(draft, { orders, sender }) {
  require(orders.length > 0, 'NothingToDo');
  for (const [index, order] of orders.entries()) requireSold(draft, BigInt(index), order, sender);
  for (const [index, order] of orders.entries()) approveOrder(draft, BigInt(index), order);
  const batch = draft.size('batches') + 1n;
  const sources = orders.map((order, index) => spend(draft, BigInt(index), order));
  const time = draft.now;
  const redeemed = orders.map((order, position) => {
    const { identity, offer, quantity, amount, nonce } = order;
    const source = sources[position];
    state(draft, offer, { redemptions: 1n, redeemed: amount });
    draft.emit('Redeemed', { identity, offer, batch, quantity, amount, source, nonce });
    return leafOf({ batch, index: BigInt(position), ...order, source, time });
  });
  const root = rootOf(redeemed);
  draft.set('batches', batch, root);
  const { organisation } = draft.get('offers', orders[0].offer);
  draft.emit('BatchRedeemed', { batch, organisation, redemptions: count(orders), root });
}

/** Refuses an order that its offer does not allow today. */
function requireSold(draft, index, order, sender) {
  const { today } = draft;
  const offer = draft.get('offers', order.offer);
  require(offer, 'OfferUnknown', index, order.offer);
  const { organisation } = offer;
  const provider = draft.get('organisations', organisation);
  require(provider.key === sender, 'NotTheProvider', index, order.offer, sender);
  const { until_day, suspended_until } = provider;
  require(today < until_day, 'AccreditationOver', index, organisation, until_day);
  require(today < offer.until_day, 'OfferClosed', index, order.offer, offer.until_day);
  if (offer.tier > ESSENTIAL) {
    const suspended = today < suspended_until;
    require(!suspended, 'ProviderSuspended', index, organisation, suspended_until);
    const hasBasis = isOpen(draft.get('offers', offer.basis), today);
    require(hasBasis, 'EssentialOfferMissing', index, order.offer, offer.basis);
  } else {
    require(order.portion === 0n, 'PortionNotNeeded', index, order.portion);
  }
  require(order.quantity > 0n, 'NothingOrdered', index);
  const expected = least(order.quantity * priceOn(offer, today), MOST_AMOUNT);
  require(order.amount === expected, 'AmountDiffers', index, expected, order.amount);
}

function approveOrder(draft, index, order) {
  const { identity, deadline, nonce, signer } = order;
  const signatory = draft.get('signatories', identity);
  require(signatory, 'OrderWithoutKey', index, identity);
  require(draft.now <= deadline, 'OrderExpired', index, deadline, draft.now);
  useNonce(draft, index, identity, nonce);
  const { lapse_day, controller } = signatory;
  const lapsed = hasLapsed(signatory, draft.today);
  require(!lapsed, 'OrderKeyLapsed', index, identity, lapse_day);
  require(signer === controller, 'OrderNotSigned', index, identity, controller);
}

/** Spends what an order costs; returns where it came from. */
function spend(draft, index, { identity, offer, amount, portion }) {
  const person = draft.get('people', identity);
  require(!person.closed, 'SpenderClosed', index, identity);
  const overlays = draft.get('overlays', identity) ?? [];
  const { tier } = draft.get('offers', offer);
  const uplift = upliftOf(draft, index, identity, portion, tier);
  const available = availableTo(draft, person, overlays, tier, uplift);
  require(amount <= available, 'CreditsTooFew', index, identity, available, amount);
  draft.update('people', identity, { spent: person.spent + amount });
  if (!uplift) return 0n;
  const rest = { ...uplift, amount: uplift.amount - amount };
  setOverlay(draft, identity, Number(portion) - 1, rest);
  return portion | (uplift.cause << 8n);
}

/** Returns the uplift an order names, null for the base; its quality must suffice for the tier. */
export function upliftOf(draft, index, identity, portion, tier) {
  const overlays = draft.get('overlays', identity) ?? [];
  const uplift = portion === 0n ? null : overlays[Number(portion) - 1];
  if (portion > 0n) {
    const isThere = uplift?.kind === UPLIFT && inForce(uplift, draft.today) && uplift.amount > 0n;
    require(isThere, 'PortionNotInForce', index, identity, portion);
  }
  if (tier > ESSENTIAL) {
    const balance = balanceQuality(draft.get('people', identity), overlays, draft.today);
    const quality = uplift ? portionQuality(balance, uplift) : balance;
    require(quality >= 200n * tier, 'QualityTooLow', index, identity, quality, 200n * tier);
  }
  return uplift;
}

/** Returns the millicredits that an order can take. */
export function availableTo(draft, person, overlays, tier, uplift) {
  const all = most(0n, creditsLeft(draft, person));
  if (uplift) return least(uplift.amount, all);
  if (tier === ESSENTIAL) return all;
  const balance = balanceQuality(person, overlays, draft.today);
  const kept = overlays
    .filter((one) => one.kind === DEDUCTION && one.amount > 0n && inForce(one, draft.today))
    .filter((one) => portionQuality(balance, one) < 200n * tier)
    .reduce((sum, one) => sum + one.amount, 0n);
  return most(0n, all - kept);
}

/** Adds to the statement of an offer and the quarter. */
function state(draft, offer, added) {
  const nothing = { type: 'Statement', redemptions: 0n, redeemed: 0n, refunds: 0n, refunded: 0n };
  const former = draft.get('statements', [offer, draft.quarter]) ?? nothing;
  const sums = Object.entries(added).map(([name, value]) => [name, former[name] + value]);
  draft.set('statements', [offer, draft.quarter], { ...former, ...Object.fromEntries(sums) });
}

function requireRedeemed(draft, redemption, proof) {
  const { batch, index } = redemption;
  const isIn = rootWith(leafOf(redemption), proof) === draft.get('batches', batch);
  require(isIn, 'NotRedeemed', batch, index);
}

export function Refund(draft, { redemption, proof, sender }) {
  requireRedeemed(draft, redemption, proof);
  const { batch, index, identity, offer, amount, source, time } = redemption;
  const { organisation } = draft.get('offers', offer);
  const { key } = draft.get('organisations', organisation);
  require(sender === key, 'NotTheProvider', index, offer, sender);
  const until = time + draft.charter.refund_days * DAY;
  require(draft.now < until, 'RefundTooLate', until);
  if (draft.get('refunded', [batch, index])) throw new Refusal('RefundedAlready', batch, index);
  draft.set('refunded', [batch, index], true);
  const { spent } = draft.get('people', identity);
  draft.update('people', identity, { spent: spent - amount });
  giveBack(draft, identity, source, amount);
  state(draft, offer, { refunds: 1n, refunded: amount });
  draft.emit('Refunded', { batch, index, identity, offer, amount });
}

/** Gives an uplift back what was taken from it, if it is still the one. */
function giveBack(draft, identity, source, amount) {
  if (source === 0n) return;
  const at = Number(source & 255n) - 1;
  const overlay = (draft.get('overlays', identity) ?? [])[at];
  const isIt = overlay?.kind === UPLIFT && overlay.cause === source >> 8n;
  if (!isIt || !inForce(overlay, draft.today)) return;
  setOverlay(draft, identity, at, { ...overlay, amount: overlay.amount + amount });
}

export function Rate(draft, act) {
  const { redemption, proof, stars } = act;
  const { batch, index, identity, offer } = redemption;
  requireRedeemed(draft, redemption, proof);
  approvePerson(draft, identity, act);
  require(!draft.get('people', identity).closed, 'IsClosed', identity);
  require(1n <= stars && stars <= BigInt(STARS), 'StarsOutOfBounds', stars);
  const former = draft.get('ratings', [batch, index]);
  const times = former?.times ?? 0n;
  require(times < 2n, 'RatedTwice', batch, index);
  const counts = [...(draft.get('rating_counts', offer) ?? Array(STARS).fill(0n))];
  if (former) counts[Number(former.stars) - 1] -= 1n;
  counts[Number(stars) - 1] += 1n;
  draft.set('rating_counts', offer, counts);
  draft.set('ratings', [batch, index], { type: 'Rating', stars, times: times + 1n });
  draft.emit('Rated', { offer, identity, batch, index, stars });
}
