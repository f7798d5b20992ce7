// The rules that this reader knows, by kind of action.

import * as assembly from './assembly.mjs';
import * as cases from './cases.mjs';
import { AnnounceRate } from './credits.mjs';
import { Draft, Refusal } from './draft.mjs';
import * as findings from './findings.mjs';
import * as lottery from './lottery.mjs';
import * as organisations from './organisations.mjs';
import { SeatPanel } from './panels.mjs';
import * as people from './people.mjs';
import * as quality from './quality.mjs';
import * as redemptions from './redemptions.mjs';

const RULES = {
  ...assembly,
  ...cases,
  ...findings,
  ...lottery,
  ...organisations,
  ...people,
  ...quality,
  ...redemptions,
  AnnounceRate,
  SeatPanel,
};

/** Kinds of action that this reader can carry out. */
export const KNOWN = new Set(Object.keys(RULES).filter((name) => /^[A-Z][a-z]/.test(name)));

/** Returns what an action does, as a vector tells it: a refusal, or events and what changed. */
export function carryOut(state, action, now) {
  const draft = new Draft(state, now);
  const { type, ...act } = action;
  try {
    RULES[type](draft, act);
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.values };
    throw error;
  }
  return { events: draft.events, post: draft.post() };
}
