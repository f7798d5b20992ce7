// Raw logs: decoded by the page's tables, cut into acts, and read as actions.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keccak256, encodeAbiParameters } from 'viem';

import { Reader } from './actions.mjs';
import { Cutter } from './acts.mjs';
import { Earlier } from './earlier.mjs';
import { load, steps } from './files.mjs';
import { decode, requireTopics } from './logs.mjs';
import { State } from './state.mjs';
import { same } from './values.mjs';

const { addresses, transactions } = load('logs/transactions.json');
const names = new Map(Object.entries(addresses).map(([name, address]) => [address, name]));

const eventsOf = (told) => told.logs.map((log) => decode(names.get(log.address), log));

function amendmentOf({ target, values, from_day }) {
  const types = ['uint256', 'uint256[]', 'uint256'].map((type) => ({ type }));
  return keccak256(encodeAbiParameters(types, [target, values, from_day]));
}

/** Returns state and earlier acts right before a step of a file. */
function before(file, step) {
  const [founding, ...rest] = steps(file).slice(0, Number(step));
  const state = new State(founding.action);
  const earlier = new Earlier();
  state.follow(founding.post);
  for (const { action, events, post, now } of rest) {
    if (!post) continue;
    state.follow(post);
    earlier.follow(action, events, now, state);
  }
  return { state, earlier };
}

test('topics are hashes of what the page declares', requireTopics);

for (const told of transactions.filter(({ acts }) => acts.length === 0)) {
  test(`${told.file}: the founding's logs are its events`, () => {
    assert.equal(same(eventsOf(told)), same(steps(told.file)[0].events));
  });
}

for (const told of transactions.filter(({ acts }) => acts.length > 0)) {
  const kinds = told.acts.map(({ action }) => action.type).join(', ');
  test(`${told.file}, step ${told.step}: ${kinds}`, () => {
    const { state, earlier } = before(told.file, told.step);
    if (told.proposal) earlier.proposals.set(amendmentOf(told.proposal), told.proposal);
    const events = eventsOf(told);
    const cutter = new Cutter(state, events, told.now);
    const sent = steps(told.file).slice(Number(told.step), Number(told.step + told.steps));
    told.acts.forEach(({ logs, action }, position) => {
      const act = cutter.next();
      assert.equal(BigInt(act.length), logs);
      assert.equal(same(act), same(sent[position].events));
      assert.equal(same(new Reader(state, earlier).action(act, told.now)), same(action));
      state.follow(sent[position].post);
      earlier.follow(action, act, told.now, state);
    });
    assert.ok(cutter.done);
  });
}
