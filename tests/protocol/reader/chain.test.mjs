// A whole deployment verified: from its logs alone to the storage roots that a block hash proves.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Reader } from './actions.mjs';
import { Cutter } from './acts.mjs';
import { Earlier } from './earlier.mjs';
import { load, readProofs } from './files.mjs';
import { decode } from './logs.mjs';
import { found } from './rules/founding.mjs';
import { carryOut } from './rules/index.mjs';
import { storedBy } from './stored.mjs';
import { account, hashOfHeader, storageRoot } from './tries.mjs';
import { same } from './values.mjs';

const { addresses, founding, blocks } = load('proofs/chain.json');
const names = new Map(Object.entries(addresses).map(([name, address]) => [address, name]));
const LATER = [
  ['InfractionPublished', 'InfractionsPublished'],
  ['StandardPublished', 'StandardsPublished'],
];

/** Returns all transactions: second of the block, and events. */
const decoded = () =>
  blocks.flatMap(({ time, transactions }) =>
    transactions.map((logs) => ({
      time,
      events: logs.map((log) => decode(names.get(log.address), log)),
    })),
  );

const timeOf = (transactions, kind) =>
  transactions.find(({ events }) => events.some(({ type }) => type === kind))?.time;

/** Takes the events of the constructors out of the transactions. */
function takeFounding(transactions, expected) {
  const isLater = ({ type }) => LATER.some((kinds) => kinds.includes(type));
  let first = expected.filter((event) => !isLater(event)).length;
  const left = LATER.map((kinds) => expected.filter(({ type }) => kinds.includes(type)).length);
  const taken = [];
  for (const transaction of transactions) {
    transaction.events = transaction.events.filter((event) => {
      if (event.type === 'RoundVerified') return true;
      const at = LATER.findIndex((kinds) => kinds.includes(event.type));
      const isFounding = at < 0 ? first-- > 0 : left[at]-- > 0;
      if (isFounding) taken.push(event);
      return !isFounding;
    });
  }
  return taken;
}

function replay(tamper = () => {}) {
  const transactions = decoded();
  tamper(transactions);
  const now = transactions.find(({ events }) => events[0].type !== 'RoundVerified').time;
  const times = {
    founded_at: timeOf(transactions, 'CommunityFounded'),
    cases_at: timeOf(transactions, 'InfractionsPublished'),
    findings_at: timeOf(transactions, 'StandardsPublished'),
  };
  const { state, events: expected } = found({ ...founding, now, ...times });
  assert.equal(same(takeFounding(transactions, expected)), same(expected));
  const earlier = new Earlier();
  let acts = 0;
  for (const { time, events } of transactions) {
    const cutter = new Cutter(state, events, time);
    while (!cutter.done) {
      const act = cutter.next();
      const action = new Reader(state, earlier).action(act, time);
      const done = carryOut(state, action, time);
      assert.equal(same(done.events ?? done.refusal), same(act), action.type);
      state.follow(done.post);
      earlier.follow(action, act, time, state);
      acts += 1;
    }
  }
  return { state, acts };
}

test('the state that follows from the logs has the storage that the block hash proves', async () => {
  const { state: block } = readProofs();
  assert.equal(hashOfHeader(block.header), block.hash);
  const { state, acts } = replay();
  assert.ok(acts > 50);
  const stored = storedBy(state, 0n);
  for (const { contract, address, proof } of block.accounts) {
    if (contract === null) continue;
    const proven = await account(block.header.stateRoot, address, proof);
    assert.equal(
      await storageRoot([...(stored.get(contract) ?? [])]),
      proven.storageRoot,
      contract,
    );
  }
});

test('one word otherwise in the state gives another root', async () => {
  const { state: block } = readProofs();
  const { state } = replay();
  const [{ key, row }] = state.tables.get('people').values();
  state.follow({ people: [[key, { ...row, spent: row.spent + 1n }]] });
  const { address, proof } = block.accounts.find(({ contract }) => contract === 'Ledger');
  const proven = await account(block.header.stateRoot, address, proof);
  const root = await storageRoot([...storedBy(state, 0n).get('Ledger')]);
  assert.notEqual(root, proven.storageRoot);
});

/** Returns whether every contract has the storage that the block hash proves. */
async function isProved(state) {
  const { state: block } = readProofs();
  const stored = storedBy(state, 0n);
  const contracts = block.accounts.filter(({ contract }) => contract !== null);
  const same = contracts.map(async ({ contract, storage_root }) => {
    return (await storageRoot([...(stored.get(contract) ?? [])])) === storage_root;
  });
  return (await Promise.all(same)).every(Boolean);
}

const COUNT = decoded().length;

for (const place of [0.3, 0.45, 0.6, 0.75, 0.9].map((part) => Math.floor(part * COUNT))) {
  test(`transaction ${place} left out: the rest does not give what is proved`, async () => {
    let state = null;
    try {
      ({ state } = replay((transactions) => transactions.splice(place, 1)));
    } catch {
      return;
    }
    assert.equal(await isProved(state), false);
  });
}
