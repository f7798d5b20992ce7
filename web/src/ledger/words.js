/** Packed slots of the ledger; `contracts/libraries` says what their bits mean. */

const PERSON = {
  birthMonth: [0, 16],
  community: [16, 24],
  quality: [40, 10],
  decayFrom: [50, 20],
  leaveUntil: [70, 20],
  tallyYear: [90, 10],
  seatCommunity: [164, 24],
  seatIndex: [188, 8],
  lastActDay: [196, 20],
  overlays: [216, 4],
  optedOut: [220, 1],
  closed: [221, 1],
  spent: [222, 32],
};
const OVERLAY = {
  kind: [0, 8],
  points: [8, 16],
  fromDay: [24, 24],
  untilDay: [48, 24],
  amount: [72, 40],
  cause: [112, 64],
};
const CASE = {
  stage: [0, 4],
  ground: [4, 3],
  reviewed: [7, 1],
  filedAt: [8, 40],
  since: [48, 40],
  panel: [88, 40],
  community: [128, 24],
  noticeDays: [152, 8],
  ripeDays: [160, 8],
  verdictDays: [168, 8],
  detail: [176, 32],
  overlay: [208, 8],
};
const PANEL = {
  community: [0, 24],
  size: [24, 8],
  beaconRound: [32, 64],
  seated: [96, 8],
  isSeated: [104, 8],
};
const ROUND = {
  kind: [0, 8],
  prizes: [8, 16],
  points: [24, 16],
  amount: [40, 24],
  daysLong: [64, 16],
  entriesUntil: [80, 40],
  entrants: [120, 40],
  beaconRound: [160, 64],
  settled: [224, 16],
  closed: [240, 8],
};
const ORGANISATION = {
  untilDay: [160, 24],
  suspendedUntil: [184, 24],
  community: [208, 24],
  form: [232, 8],
  kinds: [240, 16],
};
const OFFER = {
  organisation: [0, 32],
  kind: [32, 8],
  tier: [40, 8],
  price: [48, 32],
  nextPrice: [80, 32],
  nextPriceDay: [112, 24],
  fromDay: [136, 24],
  untilDay: [160, 24],
  basis: [184, 32],
};
const RATINGS = { 1: [0, 48], 2: [48, 48], 3: [96, 48], 4: [144, 48], 5: [192, 48] };
const STEP = { startsAt: [0, 40], rate: [40, 64], accrued: [104, 152] };
const EFFECT = { standard: [0, 32], untilDay: [32, 24], effect: [56, 8], finding: [64, 64] };

export const UPLIFT = 1;
export const DEDUCTION = 2;

export const personOf = (word) => fields(word, PERSON);
export const overlayOf = (word) => fields(word, OVERLAY, ['cause']);
export const caseOf = (word) => fields(word, CASE);
export const panelOf = (word) => fields(word, PANEL, ['beaconRound']);
export const roundOf = (word) => fields(word, ROUND, ['beaconRound']);
export const organisationOf = (word) => fields(word, ORGANISATION);
export const offerOf = (word) => fields(word, OFFER);
/** How often an offer was given 1 to 5 stars. */
export const ratingsOf = (word) => Object.values(fields(word, RATINGS));
export const stepOf = (word) => fields(word, STEP, ['rate', 'accrued']);
export const effectOf = (word) => fields(word, EFFECT, ['finding']);

/** By which an overlay names the case that made it. */
export const causeOf = (caseId) => BigInt.asUintN(64, BigInt(caseId));

/** Returns a person's slot with some fields replaced. */
export function withFields(word, changes) {
  return Object.entries(changes).reduce((changed, [name, value]) => {
    const [at, bits] = PERSON[name].map(BigInt);
    const mask = ((1n << bits) - 1n) << at;
    return (changed & ~mask) | (BigInt(value) << at);
  }, word);
}

function fields(word, layout, large = []) {
  const read = ([name, [at, bits]]) => {
    const value = BigInt.asUintN(bits, BigInt(word) >> BigInt(at));
    return [name, large.includes(name) ? value : Number(value)];
  };
  return Object.fromEntries(Object.entries(layout).map(read));
}
