// What can be asked of the states after the steps of a file, and of the beacon.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load, stateAfter } from './files.mjs';
import { Refusal } from './rules/draft.mjs';
import { OF_THE_BEACON, VIEWS } from './views.mjs';
import { same } from './values.mjs';

/** Questions that need the map to the curve of RFC 9380. */
const NOT_COVERED = ['hash_to_curve'];

const questions = load('views/answers.json');
const states = new Map();

function answer({ file, view, arguments: given }) {
  try {
    if (file === null) return { answer: OF_THE_BEACON[view](...given) };
    if (!states.has(file)) states.set(file, stateAfter(file));
    return { answer: VIEWS[view](states.get(file), ...given) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.values };
    throw error;
  }
}

test('the reader answers every question but those it names', () => {
  const asked = new Set(questions.map(({ view }) => view));
  const known = [...Object.keys(VIEWS), ...Object.keys(OF_THE_BEACON), ...NOT_COVERED];
  assert.deepEqual([...asked].sort(), known.sort());
});

for (const name of new Set(questions.map(({ view }) => view))) {
  if (NOT_COVERED.includes(name)) continue;
  test(`${name}: every question has the answer of the vectors`, () => {
    for (const question of questions.filter(({ view }) => view === name)) {
      const { file, view, arguments: given, ...expected } = question;
      assert.equal(same(answer(question)), same(expected), `${file}: ${view}(${same(given)})`);
    }
  });
}
