// Every step of every file, carried out by the rules of docs/rules.md.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { names, steps } from './files.mjs';
import { actions } from './page.mjs';
import { found } from './rules/founding.mjs';
import { KNOWN, carryOut } from './rules/index.mjs';
import { State } from './state.mjs';
import { same } from './values.mjs';

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

const done = new Map();

/** Compares what the rules give with what a step says. */
function compare(found, step, where) {
  if (step.refusal) {
    assert.equal(same(found.refusal ?? found.events), same(step.refusal), where);
    return;
  }
  assert.equal(same(found.events ?? found.refusal), same(step.events), where);
  assert.deepEqual(sorted(found.post), sorted(step.post), where);
}

for (const name of names()) {
  test(`${name}: every action does what the vectors say`, () => {
    let state = null;
    for (const [position, step] of steps(name).entries()) {
      const kind = step.action.type ?? 'genesis';
      const where = `${name}.json, line ${position + 2}: ${kind}`;
      const isFounding = kind === 'genesis';
      if (isFounding) state = new State(step.action);
      const given = isFounding ? found(step.action) : carryOut(state, step.action, step.now);
      compare(given, step, where);
      if (step.post) state.follow(step.post);
      done.set(kind, (done.get(kind) ?? 0) + 1);
    }
  });
}

test('every kind of action occurs, and nothing else', () => {
  assert.deepEqual([...done.keys()].sort(), [...actions(), 'genesis'].sort());
  assert.deepEqual([...KNOWN].sort(), actions());
});
