/** Credits, quality and tiers in closed form, as docs/rules.md has them. */
import { DEDUCTION } from './words.js';

export const DAY = 86_400;
export const YEAR = 31_556_952n;
export const CEILING = 1_000;
export const TIER_STEP = 200;
const HIGHEST_TIER = 4;

export const dayOf = (time) => Math.floor(time / DAY);

export const tierOf = (quality) => Math.min(Math.floor(quality / TIER_STEP), HIGHEST_TIER);

/** What was earned, less a point for each day since it began to fall. */
export function baseQuality({ quality, decayFrom }, day) {
  return Math.max(0, quality - Math.max(0, day - decayFrom));
}

export const inForce = (overlay, day) => overlay.fromDay <= day && day < overlay.untilDay;

/** Base quality less the deductions on the whole balance. */
export function balanceQuality(base, overlays, day) {
  return overlays
    .filter((one) => one.kind === DEDUCTION && one.amount === 0 && inForce(one, day))
    .reduce((quality, one) => Math.max(0, quality - one.points), base);
}

/** Quality of the portion of the balance under an overlay. */
export function portionQuality({ kind, points }, quality) {
  return kind === DEDUCTION ? Math.max(0, quality - points) : Math.min(CEILING, quality + points);
}

/** Millicredits accrued from the month of birth until a time, under the steps of the rate. */
export function entitlement(steps, birthMonth, time) {
  const birth = Date.UTC(Math.floor(birthMonth / 12), birthMonth % 12, 1) / 1000;
  const genesis = steps[0].startsAt;
  const total =
    birth < genesis
      ? accrued(steps, time) + steps[0].rate * BigInt(genesis - birth)
      : accrued(steps, time) - accrued(steps, birth);
  return total / YEAR;
}

function accrued(steps, time) {
  const step = steps.findLast(({ startsAt }) => startsAt <= time);
  return step.accrued + step.rate * BigInt(time - step.startsAt);
}
