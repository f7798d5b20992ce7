/** Rounds of the lottery that a person entered, and what their lots gave. */

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
        entrant: place - 1n,
        beaconRound: round.beaconRound,
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
