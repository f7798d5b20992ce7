// Rounds of the lottery, and drawing lots.

import { bytesOf, join, keccak, pad } from '../values.mjs';
import {
  approveCouncil,
  approvePerson,
  approveRoot,
  requireMember,
  requireNotSigning,
  requireSameLength,
  requireTakesPart,
} from './approvals.mjs';
import { DAY, NOBODY, count, least, most, require, requireBounds } from './draft.mjs';
import { UPLIFT, baseQuality, place } from './quality.mjs';

const NOMINATED = 1n;
const SECOND_CHANCE = 2n;
const TURNS = 24n;
const MARGIN = 60n;
const SETTLING_DAYS = 60n;

/** Returns the number on which a lot falls among `size` of them. */
export function draw(key, lot, size) {
  let side = 2n;
  while (side * side < size) side *= 2n;
  let number = lot;
  do {
    let [left, right] = [number / side, number % side];
    for (let turn = 0n; turn < TURNS; turn += 1n) {
      const mixed = BigInt(keccak(join(key, bytesOf(turn, 16), bytesOf(right, 16))));
      [left, right] = [right, left ^ (mixed % side)];
    }
    number = left * side + right;
  } while (number >= size);
  return number;
}

function roundOf(draft, number) {
  const round = draft.get('rounds', number);
  require(round, 'RoundUnknown', number);
  return round;
}

export function OpenRound(draft, act) {
  approveRoot(draft, act);
  const { kind, prizes, points, amount, days_long, entries_until } = act;
  const { now, charter } = draft;
  const bounds = [
    ['kind', kind, NOMINATED, SECOND_CHANCE],
    ['prizes', prizes, 1n, 10_000n],
    ['points', points, 1n, charter.prize_points],
    ['amount', amount, 1_000n, charter.prize_amount],
    ['daysLong', days_long, 1n, charter.prize_days],
    ['entriesUntil', entries_until, now + DAY, now + 90n * DAY],
  ];
  requireBounds(bounds, 'RoundOutOfBounds');
  const { pool } = draft.values;
  const needed = prizes * points;
  require(needed <= pool.free, 'PoolTooSmall', needed, pool.free);
  draft.values.pool = { ...pool, free: pool.free - needed, reserved: pool.reserved + needed };
  const terms = { kind, prizes, points, amount, days_long, entries_until };
  const number = draft.size('rounds') + 1n;
  draft.set('rounds', number, {
    type: 'Round',
    ...terms,
    entrants: 0n,
    entrants_hash: NOBODY,
    beacon_round: 0n,
    settled: 0n,
    closed: false,
  });
  draft.emit('RoundOpened', { round: number, ...terms });
}

function requireOpen(draft, number, kind) {
  const round = roundOf(draft, number);
  require(round.kind === kind, 'RoundOfOtherKind', number, round.kind);
  require(draft.now < round.entries_until, 'EntriesClosed', number, round.entries_until);
}

function letIn(draft, index, number, identity) {
  const isNew = draft.get('places', [number, identity]) === null;
  require(isNew, 'AlreadyEntered', index, number, identity);
  const { entrants, entrants_hash } = draft.get('rounds', number);
  draft.set('places', [number, identity], entrants);
  const running = keccak(join(entrants_hash, identity));
  draft.update('rounds', number, { entrants: entrants + 1n, entrants_hash: running });
  draft.emit('Entered', { round: number, identity, entrant: entrants });
}

export function Nominate(draft, act) {
  const { community, round } = act;
  approveCouncil(draft, act);
  requireOpen(draft, round, NOMINATED);
  require(act.identities.length > 0, 'NothingToDo');
  const { members } = draft.get('councils', community);
  const quota = most(1n, members / draft.charter.members_per_nomination);
  const former = draft.get('nominations', [round, community]) ?? 0n;
  const nominated = former + count(act.identities);
  require(nominated <= quota, 'QuotaReached', round, community, quota);
  draft.set('nominations', [round, community], nominated);
  act.identities.forEach((identity, position) => {
    const index = BigInt(position);
    requireMember(draft, act, index, identity);
    requireTakesPart(draft, index, identity);
    requireNotSigning(draft, act, index, identity);
    letIn(draft, index, round, identity);
  });
}

export function EnterRound(draft, act) {
  const { identity, round } = act;
  approvePerson(draft, identity, act);
  requireOpen(draft, round, SECOND_CHANCE);
  requireTakesPart(draft, 0n, identity);
  const quality = baseQuality(draft.get('people', identity), draft.today);
  const limit = draft.charter.second_chance_below;
  require(quality < limit, 'QualityTooHigh', identity, quality, limit);
  require(!draft.get('second_chances', identity), 'SecondChanceUsed', identity);
  letIn(draft, 0n, round, identity);
}

const timeOf = ({ genesis, period }, round) => genesis + (round - 1n) * period;

/** Returns the first beacon round whose time is at least a period and a minute from now. */
export function boundRound(draft) {
  const { genesis, period } = draft.values.beacon;
  const earliest = most(0n, draft.now + period + MARGIN - genesis);
  return (earliest + period - 1n) / period + 1n;
}

export function Freeze(draft, { round: number }) {
  const round = roundOf(draft, number);
  require(draft.now >= round.entries_until, 'EntriesOpen', number, round.entries_until);
  require(round.beacon_round === 0n, 'AlreadyFrozen', number);
  const beacon_round = boundRound(draft);
  draft.update('rounds', number, { beacon_round });
  const { entrants, entrants_hash } = round;
  draft.emit('RoundFrozen', { round: number, entrants, entrants_hash, beacon_round });
}

export function VerifyRound(draft, { round, randomness }) {
  const isOne = 1n <= round && round < 2n ** 64n;
  require(isOne, 'RoundOutOfRange', round);
  require(draft.get('randomness', round) === null, 'RoundAlreadyVerified', round);
  draft.set('randomness', round, randomness);
  draft.emit('RoundVerified', { round, randomness });
}

function running(draft, number) {
  const round = roundOf(draft, number);
  require(round.beacon_round > 0n, 'NotFrozen', number);
  require(!round.closed, 'RoundOver', number);
  return round;
}

/** Returns how many lots a round draws. */
export const lotsOf = (round) => least(round.prizes, round.entrants);

export function Settle(draft, act) {
  const { round: number, lots, winners } = act;
  const round = running(draft, number);
  requireSameLength(lots, winners);
  const randomness = draft.get('randomness', round.beacon_round);
  require(randomness, 'BeaconPending', number, round.beacon_round);
  const key = keccak(join(randomness, pad(number), round.entrants_hash));
  lots.forEach((lot, position) => {
    const index = BigInt(position);
    require(lot < lotsOf(round), 'LotUnknown', index, lot, lotsOf(round));
    const entrant = draw(key, lot, round.entrants);
    const winner = winners[position];
    const isWinner = draft.get('places', [number, winner]) === entrant;
    require(isWinner, 'WrongWinner', index, lot, entrant);
    if (!draft.get('settled_lots', [number, lot])) settleOne(draft, number, lot, winner);
  });
}

function settleOne(draft, number, lot, identity) {
  const round = draft.get('rounds', number);
  const { points, kind, amount, days_long } = round;
  draft.set('settled_lots', [number, lot], true);
  draft.update('rounds', number, { settled: round.settled + 1n });
  const { closed, opted_out } = draft.get('people', identity);
  const hadTheirs = kind === SECOND_CHANCE && draft.get('second_chances', identity);
  const { today: from_day, values } = draft;
  const until_day = from_day + days_long;
  const uplift = { type: 'Overlay', kind: UPLIFT, points, from_day, until_day, amount };
  const takes = !closed && !opted_out && !hadTheirs;
  const won = takes && place(draft, identity, { ...uplift, cause: number });
  const { pool } = values;
  const to = won ? 'granted' : 'free';
  values.pool = { ...pool, reserved: pool.reserved - points, [to]: pool[to] + points };
  if (won && kind === SECOND_CHANCE) draft.set('second_chances', identity, true);
  draft.emit(won ? 'PrizeWon' : 'PrizeForfeited', { round: number, lot, identity });
}

export function CloseRound(draft, { round: number }) {
  const round = running(draft, number);
  const until = timeOf(draft.values.beacon, round.beacon_round) + SETTLING_DAYS * DAY;
  const mayClose = round.settled >= lotsOf(round) || draft.now >= until;
  require(mayClose, 'RoundRunning', number, until);
  const returned = (round.prizes - round.settled) * round.points;
  draft.update('rounds', number, { closed: true });
  const { pool } = draft.values;
  const { free, reserved } = pool;
  draft.values.pool = { ...pool, free: free + returned, reserved: reserved - returned };
  draft.emit('RoundClosed', { round: number, returned });
}
