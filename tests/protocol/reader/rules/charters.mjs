// The charter's parameters: whose they are, and their bounds.

/** Target of an amendment -> where its parameters stand among those of the charter. */
export const OF_TARGET = { 1: [0, 14], 2: [17, 22], 3: [22, 28], 4: [28, 32], 5: [32, 35] };
export const OF_COMMUNITIES = [14, 17];

const lower = (one, other) => (one < other ? one : other);

/** Returns name, value, least and most of every parameter, in their order. */
export function charterBounds(charter) {
  const bounds = {
    categoryCap: [10n, 250n],
    annualCap: [charter.category_cap, 1_000n],
    graceDays: [30n, 730n],
    filingDays: [7n, lower(charter.grace_days, 180n)],
    ruleNoticeDays: [30n, 180n],
    leaveDays: [30n, lower(730n, charter.leave_window_days / 2n)],
    leaveWindowDays: [365n, 3_652n],
    genesisRate: [100_000n, 10_000_000n],
    rateBase: [0n, 10_000_000n],
    ratePerDividend: [0n, 1_000_000_000n],
    rateChangeLimit: [0n, 2_500n],
    rateNoticeDays: [30n, 180n],
    giftCap: [0n, 250n],
    usableQuality: [200n, 900n],
    majorityYears: [16n, 21n],
    budgetPerMember: [1n, 1_000n],
    standingLoss: [10n, 300n],
    secondChanceBelow: [100n, 400n],
    prizePoints: [1n, 400n],
    prizeAmount: [1_000n, 500_000n],
    prizeDays: [1n, 365n],
    membersPerNomination: [1n, 10_000n],
    noticeDays: [14n, 60n],
    ripeDays: [7n, 90n],
    verdictDays: [14n, 90n],
    challengeDays: [7n, 90n],
    accusationsPerYear: [1n, 12n],
    challengesPerYear: [1n, 12n],
    termDays: [180n, 1_461n],
    volunteerDays: [7n, 60n],
    shareIndexStep: [10n, 200n],
    amendmentNoticeDays: [30n, 180n],
    accreditationDays: [365n, 3_652n],
    priceNoticeDays: [30n, 180n],
    refundDays: [14n, 90n],
  };
  const values = Object.entries(charter).filter(([name]) => name !== 'type');
  return Object.entries(bounds).map(([name, [least, most]], index) => {
    return [name, values[index][1], least, most];
  });
}
