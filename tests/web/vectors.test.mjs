/**
 * The page's proofs, slots, lots and roots, against the vectors that every verifier can use.
 *
 * proofs  headers | slots, full and empty | one digit of a node, a value or a key changed
 * slots   mappings, structs, lists and sets of bits, under the contracts' storage roots
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { headerHash } from '../../web/src/ledger/header.js';
import { rootOver } from '../../web/src/ledger/merkle.js';
import { ProofError, provenWords } from '../../web/src/ledger/proofs.js';
import { after, bitSlot, element, entry, numbered } from '../../web/src/ledger/slots.js';
import { lotOf } from '../../web/src/ledger/sortition.js';

const read = async (name) =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8'));
const { headers, state } = await read('vectors/proofs/proofs.json');
const full = state.accounts.filter(({ slots }) => slots.length > 0);

/** What `eth_getProof` would give. */
const answerOf = ({ proof, slots }) => ({
  accountProof: proof,
  storageProof: slots.map(({ word, proof: nodes }) => ({ value: word, proof: nodes })),
});
const provenOf = (account, answer) =>
  provenWords(
    answer,
    state.header.stateRoot,
    account.address,
    account.slots.map(({ slot }) => slot),
  );

test('headers hash to the hashes of their blocks, and no other header does', () => {
  for (const { hash, header } of headers) {
    assert.equal(headerHash(header), hash);
    assert.notEqual(headerHash({ ...header, timestamp: '0x1' }), hash);
  }
});

test('slots of every account are proven with their values, empty ones as 0', async () => {
  assert.ok(full.some(({ slots }) => slots.some(({ word }) => BigInt(word) === 0n)));
  for (const account of full) {
    const { words, codeHash } = await provenOf(account, answerOf(account));
    assert.deepEqual(
      words,
      account.slots.map(({ word }) => BigInt(word)),
    );
    assert.equal(codeHash, account.code_hash);
  }
});

test('one digit changed anywhere in a proof, or another value, proves nothing', async () => {
  const [account] = full;
  const flipped = (digits, at) =>
    digits.slice(0, at) + (Number.parseInt(digits[at], 16) ^ 1).toString(16) + digits.slice(at + 1);
  const forge = (change) => {
    const answer = structuredClone(answerOf(account));
    change(answer);
    return assert.rejects(provenOf(account, answer), ProofError);
  };
  for (const [index, node] of answerOf(account).accountProof.entries()) {
    for (let at = 2; at < node.length; at += 97) {
      await forge((answer) => {
        answer.accountProof[index] = flipped(node, at);
      });
    }
  }
  for (const [index, { word }] of account.slots.entries()) {
    await forge((answer) => {
      answer.storageProof[index].value = `0x${(BigInt(word) + 1n).toString(16)}`;
    });
    await forge((answer) => answer.storageProof[index].proof.pop());
  }
  await forge((answer) => answer.storageProof.pop());
});

test('slots lie where the contracts keep them', async () => {
  const artifacts = '../build/artifacts';
  for (const [file, contract, name, slotIn] of [
    ['refunds', 'Services', 'rootOf[2]', (base) => entry(base.rootOf, 2)],
    [
      'refunds',
      'Services',
      '_organisations[2] + 2',
      (base) => after(entry(base._organisations, 2), 2),
    ],
    [
      'refunds',
      'Services',
      '_refunded[1]._data[0]',
      (base) => bitSlot(entry(base._refunded, 1), 255),
    ],
    ['refunds', 'Services', '_ratings[1][1]', (base) => entry(base._ratings, 1, 1)],
    ['refunds', 'Ledger', '_credits.steps[0]', (base) => element(base._credits, 0)],
  ]) {
    const { storageLayout } = await read(`${artifacts}/${contract}.json`);
    const base = Object.fromEntries(
      storageLayout.storage.map(({ label, slot }) => [label, numbered(BigInt(slot))]),
    );
    const { slots } = (await read(`vectors/storage/${file}.json`))[contract];
    const [, expected] = slots.find(([label]) => label === name);
    assert.equal(slotIn(base), expected, name);
  }
});

test('the lot of an entrant is the one that the specification draws', async () => {
  const answers = await read('vectors/views/answers.json');
  const keys = answers.filter(({ view, answer }) => view === 'round_key' && answer);
  let compared = 0;
  for (const {
    file,
    arguments: [round],
    answer: key,
  } of keys) {
    const events = (await read(`vectors/${file}.json`)).flatMap((step) => step.events ?? []);
    const frozen = events.find(({ type, round: of }) => type === 'RoundFrozen' && of === round);
    for (const { view, file: of, arguments: asked, answer } of answers) {
      if (view !== 'drawn' || of !== file || asked[0] !== round || answer === undefined) continue;
      assert.equal(lotOf(key, BigInt(answer), BigInt(frozen.entrants)), BigInt(asked[1]));
      compared += 1;
    }
  }
  assert.ok(compared >= 8, String(compared));
});

test('redemptions lead to the roots of their batches', async () => {
  let lines = [];
  let batches = 0;
  for (const { events, now } of await read('vectors/redemptions.json')) {
    for (const event of events ?? []) {
      if (event.type === 'Redeemed') {
        const { batch, identity, offer, quantity, amount, source } = event;
        const line = { batch, index: lines.length, identity, offer, quantity, amount, source };
        lines.push({ ...line, time: now });
      }
      if (event.type !== 'BatchRedeemed') continue;
      assert.equal(rootOver(lines), event.root);
      assert.notEqual(rootOver([{ ...lines[0], amount: 1 }, ...lines.slice(1)]), event.root);
      lines = [];
      batches += 1;
    }
  }
  assert.ok(batches > 3);
});
