// Genesis: what the constructors do, from the arguments of a founding.

import { State } from '../state.mjs';
import { OF_COMMUNITIES, OF_TARGET, charterBounds } from './charters.mjs';
import { DAY, Draft, NO_KEY, Refusal, ROOT, count, require, requireBounds } from './draft.mjs';
import { publishAllInfractions, publishAllStandards } from './findings.mjs';
import { bind, enrolOne } from './people.mjs';
import { publishAllRules } from './quality.mjs';

const MOST_SEATS = 255n;
const NO_CHAIN = `0x${'00'.repeat(14)}`;
const NO_HASH = `0x${'00'.repeat(32)}`;
/** The beacon of all vectors. */
const DEVELOPMENT = { type: 'BeaconClock', genesis: 0n, period: 3n };
const EMPTY_POOL = { type: 'PoolAccount', given: 0n, free: 0n, reserved: 0n, granted: 0n };
const [LEDGER, POOL, CASES, ASSEMBLY, SERVICES] = [1, 2, 3, 4, 5];

function requireTarget(charter, [begin, end]) {
  requireBounds(charterBounds(charter).slice(begin, end), 'CharterOutOfBounds');
}

const fromToday = (draft, texts) => texts.map((text) => ({ ...text, from_day: draft.today }));

function foundCommunities(draft, communities) {
  let first_seat = 0n;
  for (const [index, { parent, threshold, seats }] of communities.entries()) {
    const community = BigInt(index + 1);
    const isFounded = community === ROOT ? parent === 0n : 1n <= parent && parent < community;
    require(isFounded, 'ParentNotFounded', community, parent);
    const number = count(seats);
    require(number <= MOST_SEATS, 'TooManySeats', community, number);
    const isEnough = threshold >= 2n && 3n * threshold >= 2n * number && threshold <= number;
    require(isEnough, 'ThresholdOutOfBounds', community, threshold, number);
    draft.set('councils', community, {
      type: 'Council',
      ...{ parent, seats: number, threshold, members: 0n, nonce: 0n, chain: NO_CHAIN },
      ...{ quarter: 0n, used: 0n, share_index: 1_000n, full_again: 0n, first_seat },
    });
    draft.emit('CommunityFounded', { community, parent, seats: number, threshold });
    first_seat += number;
  }
}

function fillSeat(draft, community, seat_index, { identity, birth_month, controller, home }) {
  require(draft.get('councils', home), 'UnknownCommunity', home);
  enrolOne(draft, 0n, identity, birth_month, home);
  require(controller !== NO_KEY, 'ZeroController', identity);
  const lapse_day = bind(draft, identity, controller);
  draft.emit('ControllerBound', { identity, controller, lapse_day });
  require(lapse_day === 0n, 'SeatOfMinor', community, identity);
  draft.set('seats', [community, seat_index], { type: 'Seat', identity, controller });
  draft.update('people', identity, { seat_community: community, seat_index });
  draft.emit('SeatTaken', { identity, community, seat_index });
}

function foundLedger(draft, { charter, rules, catalogue_hash }) {
  requireTarget(charter, OF_TARGET[LEDGER]);
  publishAllRules(draft, fromToday(draft, rules), catalogue_hash, draft.today);
}

function foundCouncils(draft, { charter, communities }) {
  requireTarget(charter, OF_COMMUNITIES);
  foundCommunities(draft, communities);
  for (const [index, { seats }] of communities.entries()) {
    for (const [at, seat] of seats.entries()) {
      fillSeat(draft, BigInt(index + 1), BigInt(at), seat);
    }
  }
  requireTarget(charter, OF_TARGET[POOL]);
}

function foundCases(draft, { charter, infractions, infractions_hash }) {
  requireTarget(charter, OF_TARGET[CASES]);
  publishAllInfractions(draft, fromToday(draft, infractions), infractions_hash, draft.today);
  requireTarget(charter, OF_TARGET[ASSEMBLY]);
  requireTarget(charter, OF_TARGET[SERVICES]);
}

function foundFindings(draft, { standards = [], standards_hash = NO_HASH }) {
  publishAllStandards(draft, fromToday(draft, standards), standards_hash, draft.today);
}

/**
 * Returns the first state and the events of a founding, or its refusal.
 *
 * Contracts that come in later blocks have their times in `founded_at`, `cases_at`, `findings_at`.
 */
export function found(founding) {
  const { charter, addresses, now, beacon = DEVELOPMENT } = founding;
  const { founded_at = now, cases_at = founded_at, findings_at = cases_at } = founding;
  const state = new State(founding);
  Object.assign(state.values, {
    ...{ charter, addresses, beacon, pool: EMPTY_POOL },
    rate_steps: [{ type: 'RateStep', starts_at: now, rate: charter.genesis_rate }],
    first_terms_end: now / DAY + charter.term_days,
  });
  const events = [];
  const phases = [
    [foundLedger, now],
    [foundCouncils, founded_at],
    [foundCases, cases_at],
    [foundFindings, findings_at],
  ];
  try {
    for (const [phase, time] of phases) {
      const draft = new Draft(state, time);
      phase(draft, founding);
      events.push(...draft.events);
      state.follow(draft.post());
    }
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.values };
    throw error;
  }
  return { events, state, post: state.whole() };
}
