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
  filedAt: [8, 40],
  since: [48, 40],
  panel: [88, 40],
  community: [128, 24],
  noticeDays: [152, 8],
  ripeDays: [160, 8],
  verdictDays: [168, 8],
};
const STEP = { startsAt: [0, 40], rate: [40, 64], accrued: [104, 152] };
const EFFECT = { standard: [0, 32], untilDay: [32, 24], effect: [56, 8], finding: [64, 64] };

export const UPLIFT = 1;
export const DEDUCTION = 2;

export const personOf = (word) => fields(word, PERSON);
export const overlayOf = (word) => fields(word, OVERLAY, ['cause']);
export const caseOf = (word) => fields(word, CASE);
export const stepOf = (word) => fields(word, STEP, ['rate', 'accrued']);
export const effectOf = (word) => fields(word, EFFECT, ['finding']);

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
