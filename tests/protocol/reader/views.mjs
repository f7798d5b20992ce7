// Questions that anybody can ask of a state, by docs/rules.md.

import { sha256 } from 'viem';

import { caseId, caseState } from './rules/cases.mjs';
import { stateAt } from './rules/courses.mjs';
import { entitlement } from './rules/credits.mjs';
import { findingId } from './rules/findings.mjs';
import { DAY, Draft, QUARTER, YEAR, least, most, require } from './rules/draft.mjs';
import { draw, lotsOf } from './rules/lottery.mjs';
import { priceOn } from './rules/organisations.mjs';
import { balanceQuality, baseQuality, inForce, portionQuality } from './rules/quality.mjs';
import { availableTo, upliftOf } from './rules/redemptions.mjs';
import { bytesOf, join, keccak, pad } from './values.mjs';

const MOST_TIER = 4n;
const LARGEST_ROUND = 2n ** 64n - 1n;
const FIELD = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

function person(state, identity) {
  const found = state.get('people', identity);
  require(found, 'NotEnrolled', identity);
  return found;
}

const overlaysOf = (state, identity) => state.get('overlays', identity) ?? [];
const tierOf = (points) => least(points / 200n, MOST_TIER);

function requireSinceGenesis(state, time) {
  const { genesis } = state.values;
  require(time >= genesis, 'TimeBeforeGenesis', time, genesis);
}

function yearAt(state, time) {
  requireSinceGenesis(state, time);
  return (time - state.values.genesis) / YEAR;
}

function quarterAt(state, time) {
  requireSinceGenesis(state, time);
  return (time - state.values.genesis) / QUARTER;
}

function quality(state, identity, time) {
  return balanceQuality(person(state, identity), overlaysOf(state, identity), time / DAY);
}

function overlaysInForce(state, identity, time) {
  person(state, identity);
  const all = overlaysOf(state, identity).map((overlay, index) => [BigInt(index), overlay]);
  return all.filter(([, overlay]) => inForce(overlay, time / DAY));
}

function portion(state, identity, index, time) {
  const found = overlaysInForce(state, identity, time).find(([at]) => at === index)?.[1];
  require(found?.amount > 0n, 'OverlayNotInForce', identity, index);
  const points = portionQuality(quality(state, identity, time), found);
  return [found.amount, points, tierOf(points)];
}

function ofThisYear(state, identity, time) {
  const found = person(state, identity);
  const counts = found.tally_year === yearAt(state, time);
  return counts ? found : { tallies: found.tallies.map(() => 0n), given: 0n };
}

function council(state, community) {
  const found = state.get('councils', community);
  require(found, 'UnknownCommunity', community);
  return found;
}

function standing(state, community, time) {
  return 1_000n - most(0n, council(state, community).full_again - time / DAY);
}

function budget(state, community, time) {
  const quarter = quarterAt(state, time);
  const { members, share_index, ...found } = council(state, community);
  const { charter } = new Draft(state, time);
  const full = charter.budget_per_member * members * share_index * standing(state, community, time);
  const points = least(full / 1_000_000n, 2n ** 31n - 1n);
  const used = found.quarter === quarter ? found.used : 0n;
  return [points, most(0n, points - used)];
}

function frozenRound(state, number) {
  const round = state.get('rounds', number);
  require(round, 'RoundUnknown', number);
  require(round.beacon_round > 0n, 'NotFrozen', number);
  return round;
}

function roundKey(state, number) {
  const { beacon_round, entrants_hash } = frozenRound(state, number);
  const randomness = state.get('randomness', beacon_round);
  require(randomness, 'BeaconPending', number, beacon_round);
  return keccak(join(randomness, pad(number), entrants_hash));
}

function drawn(state, number, lot) {
  const key = roundKey(state, number);
  const round = frozenRound(state, number);
  require(lot < lotsOf(round), 'LotUnknown', 0n, lot, lotsOf(round));
  return draw(key, lot, round.entrants);
}

function volunteerOn(state, number, lot) {
  const renewal = state.get('renewals', number);
  require(renewal, 'RenewalUnknown', number);
  const { beacon_round, entrants } = renewal;
  require(beacon_round > 0n, 'NotFrozen', number);
  const randomness = state.get('randomness', beacon_round);
  require(randomness, 'BeaconPending', number, beacon_round);
  require(lot < entrants, 'LotUnknown', 0n, lot, entrants);
  const key = keccak(join(randomness, pad(state.values.addresses.assembly), pad(number)));
  return draw(key, lot, entrants);
}

function available(state, identity, tier, from, time) {
  const found = person(state, identity);
  requireSinceGenesis(state, time);
  require(tier > 0n || from === 0n, 'PortionNotNeeded', 0n, from);
  require(!found.closed, 'SpenderClosed', 0n, identity);
  const draft = new Draft(state, time);
  const uplift = upliftOf(draft, 0n, identity, from, tier);
  return availableTo(draft, found, overlaysOf(state, identity), tier, uplift);
}

function credits(state, identity, time) {
  const found = person(state, identity);
  requireSinceGenesis(state, time);
  const all = entitlement(state.values.rate_steps, found.birth_month, time);
  return found.closed ? 0n : most(0n, all - found.spent);
}

function rateAt(state, time) {
  requireSinceGenesis(state, time);
  return state.values.rate_steps.findLast(({ starts_at }) => starts_at <= time).rate;
}

function entitled(state, month, time) {
  requireSinceGenesis(state, time);
  return entitlement(state.values.rate_steps, month, time);
}

function panelJurors(state, number) {
  const panel = state.get('panels', number);
  require(panel, 'PanelUnknown', number);
  return panel.list.slice(panel.list.length - Number(panel.seated ?? 0n));
}

function organisation(state, number) {
  const found = state.get('organisations', number);
  require(found, 'OrganisationUnknown', number);
  return found;
}

function price(state, number, day) {
  const offer = state.get('offers', number);
  require(offer, 'OfferUnknown', 0n, number);
  return priceOn(offer, day);
}

function statement(state, number, quarter) {
  organisation(state, number);
  const sums = new Map();
  const rows = [...state.tables.get('statements').values()];
  const ours = rows.filter(({ key: [offer, when] }) => {
    return when === quarter && state.get('offers', offer).organisation === number;
  });
  ours.sort(({ key: [one] }, { key: [other] }) => (one < other ? -1 : 1));
  for (const { key, row } of ours) {
    const { kind, tier } = state.get('offers', key[0]);
    const service = `${kind}/${tier}`;
    const [, former] = sums.get(service) ?? [];
    const sum = ([name, value]) => [name, name === 'type' ? value : value + (former?.[name] ?? 0n)];
    sums.set(service, [[kind, tier], Object.fromEntries(Object.entries(row).map(sum))]);
  }
  return [...sums.values()];
}

function findingsThisYear(state, number, community, time) {
  const counted = state.get('finding_counts', [number, community]);
  return counted?.year === yearAt(state, time) ? counted.times : 0n;
}

function commended(state, number, day) {
  const effects = state.get('effects', number) ?? [];
  return effects.some(({ effect, until_day }) => effect === 2n && day < until_day);
}

function termEndsOn(state, community) {
  council(state, community);
  return state.get('terms', community) ?? state.values.first_terms_end;
}

/** Question -> answer, given the state and the arguments. */
export const VIEWS = {
  available,
  base_quality: (state, identity, time) => baseQuality(person(state, identity), time / DAY),
  budget,
  case_state: (state, kind, identity, matter, time) => {
    const found = state.get('cases', caseId({ kind, identity, matter }));
    return found === null ? 0n : caseState(state, found, time);
  },
  commended,
  credits,
  drawn,
  earned: (state, identity, category, time) => {
    const { tallies } = ofThisYear(state, identity, time);
    return [tallies[Number(category) - 1], tallies.reduce((sum, one) => sum + one, 0n)];
  },
  entitlement: entitled,
  finding_state: (state, organisation, standard, day, time) => {
    const found = state.get('findings', findingId({ organisation, standard, day }));
    return found === null ? 0n : stateAt(state, found, time);
  },
  findings_this_year: findingsThisYear,
  given: (state, identity, time) => ofThisYear(state, identity, time).given,
  organisation_suspended_until: (state, number) => organisation(state, number).suspended_until,
  overlays_in_force: overlaysInForce,
  panel_jurors: panelJurors,
  portion,
  price,
  quality,
  quarter_at: quarterAt,
  rate_at: rateAt,
  round_key: roundKey,
  standing,
  statement,
  term_ends_on: termEndsOn,
  tier: (state, identity, time) => tierOf(quality(state, identity, time)),
  volunteer_on: volunteerOn,
  year_at: yearAt,
};

function requireRound(round) {
  require(1n <= round && round <= LARGEST_ROUND, 'RoundOutOfRange', round);
  return round;
}

function roundAt(time, genesis, period) {
  require(time >= genesis, 'TimeBeforeFirstRound', time, genesis);
  return requireRound((time - genesis) / period + 1n);
}

function requirePoint(x, y) {
  const written = x < FIELD && y < FIELD && (x > 0n || y > 0n);
  require(written, 'SignatureNotCanonical', x, y);
  require((y * y - x * x * x - 3n) % FIELD === 0n, 'SignatureNotOnCurve', x, y);
  return null;
}

/** Question about the beacon -> answer, given the arguments. */
export const OF_THE_BEACON = {
  first_round_from: (time, genesis, period) =>
    time <= genesis ? 1n : roundAt(time - 1n, genesis, period) + 1n,
  message: (round) => keccak(bytesOf(round, 8)),
  randomness: (x, y) => sha256(join(pad(x), pad(y))),
  require_point: requirePoint,
  round_at: roundAt,
  time_of: (round, genesis, period) => genesis + (requireRound(round) - 1n) * period,
};
