// The files of tests/vectors.

import { readFileSync, readdirSync } from 'node:fs';

import { State } from './state.mjs';
import { revive } from './values.mjs';

const FOLDER = new URL('../../vectors/', import.meta.url);

/** Returns the names of all files of steps. */
export function names() {
  const found = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return found.map((name) => name.slice(0, -'.json'.length)).sort();
}

/** Returns the content of a file. */
export const load = (path) => revive(JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')));

/** Returns the steps of a file; the first is its genesis. */
export const steps = (name) => load(`${name}.json`);

/** Returns the proofs, as a node tells them. */
export const readProofs = () =>
  JSON.parse(readFileSync(new URL('proofs/proofs.json', FOLDER), 'utf8'));

/** Returns the state after all steps of a file. */
export function stateAfter(name) {
  const [founding, ...rest] = steps(name);
  const state = new State(founding.action);
  state.follow(founding.post);
  for (const { post } of rest) if (post) state.follow(post);
  return state;
}
