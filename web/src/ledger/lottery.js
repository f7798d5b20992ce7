/** Rounds of the lottery that a person entered, and what their lots gave. */
import { concat, keccak256, numberToHex } from 'viem';

import { lotOf } from './sortition.js';
import { after, bitIn, bitSlot, entry } from './slots.js';
import { variable } from './storage.js';
import { roundOf } from './words.js';

/** Returns every round a person is in, with their number and what came of it. */
export async function roundsOf(node, identity, logs) {
  const entries = logs.filter((log) => log.name === 'Entered');
  return Promise.all(
    entries.map(async ({ args, time }) => {
      const [round, place] = await Promise.all([
        node.view('Pool', 'roundOf', [args.round]),
        node.view('Pool', 'placeOf', [args.round, identity]),
      ]);
      const lot = logs.find(
        ({ name, args: of }) =>
          (name === 'PrizeWon' || name === 'PrizeForfeited') && of.round === args.round,
      );
      return {
        number: args.round,
        entered: time,
        kind: Number(round.terms.kind),
        prizes: round.terms.prizes,
        points: round.terms.points,
        amount: round.terms.amount,
        days: round.terms.daysLong,
        entriesUntil: Number(round.terms.entriesUntil),
        entrants: round.entrants,
        entrantsHash: round.entrantsHash,
        entrant: place - 1n,
        beaconRound: round.beaconRound,
        closed: round.closed,
        status: statusOf(round, node.block.time),
        outcome: lot?.name ?? (round.closed ? 'NoLot' : 'Undecided'),
        lot: lot?.args.lot,
      };
    }),
  );
}

function statusOf(round, time) {
  if (round.closed) return 'closed';
  if (round.beaconRound > 0n) return 'frozen';
  return time < Number(round.terms.entriesUntil) ? 'open' : 'over';
}

/**
 * Whether rounds are stored as they are shown, and lots fell as the stored randomness decides.
 *
 * Adds to each round the randomness, and the lot that falls on the person: `drawnLot`.
 */
export async function roundsHold(storage, identity, rounds) {
  const held = await Promise.all(rounds.map((round) => roundHolds(storage, identity, round)));
  return !held.includes(false);
}

async function roundHolds(storage, identity, round) {
  const ofRound = entry(variable('Pool', 'rounds'), round.number);
  const [word, entrantsHash, place] = await storage.words('Pool', [
    ofRound,
    after(ofRound, 1),
    entry(variable('Pool', 'places'), round.number, identity),
  ]);
  const isStored =
    place > 0n &&
    place === round.entrant + 1n &&
    BigInt(round.entrantsHash) === entrantsHash &&
    isStoredAs(roundOf(word), round);
  return isStored && (await fellAsShown(storage, round));
}

function isStoredAs(stored, round) {
  const { kind, prizes, points, amount, entriesUntil, entrants, beaconRound, closed } = round;
  const shown = { kind, prizes, points, amount, entriesUntil, entrants, beaconRound, closed };
  return (
    stored.daysLong === Number(round.days) &&
    Object.entries(shown).every(([name, value]) => BigInt(value) === BigInt(stored[name]))
  );
}

/** A lot told is the one that falls on the entrant and is settled; without one, none is. */
async function fellAsShown(storage, round) {
  if (round.beaconRound === 0n) return round.lot === undefined;
  const slot = entry(variable('Beacon', 'randomness'), round.beaconRound);
  const [randomness] = await storage.words('Beacon', [slot]);
  if (randomness === 0n) return round.lot === undefined;
  round.randomness = numberToHex(randomness, { size: 32 });
  const key = keccak256(
    concat([round.randomness, numberToHex(round.number, { size: 32 }), round.entrantsHash]),
  );
  const lot = lotOf(key, round.entrant, round.entrants);
  if (lot >= round.prizes || lot >= round.entrants) return round.lot === undefined;
  round.drawnLot = lot;
  const set = entry(variable('Pool', 'settled'), round.number);
  const [bits] = await storage.words('Pool', [bitSlot(set, lot)]);
  return bitIn(bits, lot) ? round.lot === lot : round.lot === undefined;
}
