// Every file of steps, folded: what a step says it looks at, what it leaves, and the digest.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { names, steps } from './files.mjs';
import { State, requireFields, wrongly } from './state.mjs';

for (const name of names()) {
  test(`${name}: each step begins where the one before ended, and has its digest`, () => {
    let state = null;
    steps(name).forEach((step, position) => {
      const where = `${name}.json, line ${position + 2}`;
      if (!('type' in step.action)) state = new State(step.action);
      assert.deepEqual(wrongly(state, step.pre ?? {}), [], where);
      if ('refusal' in step) return;
      Object.values(step.post).forEach(requireFields);
      state.follow(step.post);
      assert.equal(state.digest(), step.digest, where);
    });
  });
}
