// The steps of people, councils, quality, credits, lottery and services, carried out by the rules.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { names, steps } from './files.mjs';
import { KNOWN, carryOut } from './rules/index.mjs';
import { State } from './state.mjs';
import { same } from './values.mjs';

const COVERED = [
  ...['AcceptKey', 'Accredit', 'AnnouncePrice', 'AnnounceRate', 'BindControllers', 'CancelOrder'],
  ...['ChangeController', 'CloseOffer', 'CloseRound', 'DeclareLeave', 'EndLeave', 'Enrol'],
  ...['EnterRound', 'FileAwards', 'Freeze', 'Give', 'Move', 'Nominate', 'OfferKey', 'OpenOffer'],
  ...['OpenRound', 'OptIn', 'OptOut', 'PublishRules', 'Rate', 'Redeem', 'Refund'],
  ...['RenewAccreditation', 'Settle', 'VerifyRound'],
];

/** Returns tables and sets as sorted rows, so that their order does not matter. */
function sorted(post) {
  const rows = (name, told) => (name === 'rate_steps' ? told : told.map(same).sort());
  return Object.fromEntries(
    Object.entries(post).map(([name, told]) => [
      name,
      Array.isArray(told) ? same(rows(name, told)) : same(told),
    ]),
  );
}

test('the reader covers what it says, no less', () => {
  assert.deepEqual([...KNOWN].sort(), COVERED);
});

const done = new Map();

for (const name of names().filter((one) => one !== 'genesis')) {
  test(`${name}: actions that the reader knows do what the vectors say`, () => {
    const [founding, ...rest] = steps(name);
    const state = new State(founding.action);
    state.follow(founding.post);
    rest.forEach((step, position) => {
      const kind = step.action.type;
      if (KNOWN.has(kind)) {
        const where = `${name}.json, line ${position + 3}: ${kind}`;
        const found = carryOut(state, step.action, step.now);
        if (step.refusal) {
          assert.equal(same(found.refusal ?? found.events), same(step.refusal), where);
        } else {
          assert.equal(same(found.events ?? found.refusal), same(step.events), where);
          assert.deepEqual(sorted(found.post), sorted(step.post), where);
        }
        done.set(kind, (done.get(kind) ?? 0) + 1);
      }
      if (step.post) state.follow(step.post);
    });
  });
}

test('every kind that the reader knows occurs', (context) => {
  assert.deepEqual([...done.keys()].sort(), COVERED);
  const all = names().flatMap((name) => steps(name).map((step) => step.action.type ?? 'genesis'));
  const left = [...new Set(all.filter((kind) => !KNOWN.has(kind)))].sort();
  const carried = [...done.values()].reduce((sum, times) => sum + times, 0);
  context.diagnostic(`carried out ${carried} of ${all.length} steps`);
  context.diagnostic(`not covered: ${left.join(', ')}`);
});
