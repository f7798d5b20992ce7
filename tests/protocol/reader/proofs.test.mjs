// Headers, accounts, slots and receipts, proved to the hash of a block.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toRlp } from 'viem';

import { readProofs } from './files.mjs';
import { decode } from './logs.mjs';
import { slotsOf } from './slots.mjs';
import { account, hashOfHeader, logsIn, proven, receiptsRoot, shortest, word } from './tries.mjs';

const { headers, state, receipts } = readProofs();

/** Returns bytes with their last digit changed. */
const edited = (bytes) => bytes.slice(0, -1) + (Number.parseInt(bytes.at(-1), 16) ^ 1).toString(16);

for (const { hash, header } of [...headers, state, ...receipts]) {
  test(`header ${hash}: its fields hash to it, and no others do`, () => {
    assert.equal(hashOfHeader(header), hash);
    assert.notEqual(hashOfHeader({ ...header, stateRoot: edited(header.stateRoot) }), hash);
  });
}

for (const told of state.accounts) {
  const { address, proof } = told;
  test(`account ${told.contract ?? address}: what is told of it is proved`, async () => {
    const root = state.header.stateRoot;
    if (BigInt(told.code_hash) === 0n || (await proven(root, address, proof)) === null) {
      assert.equal(await proven(root, address, proof), null);
      assert.equal(BigInt(told.balance), 0n);
      return;
    }
    const found = await account(root, address, proof);
    assert.equal(found.nonce, shortest(told.nonce));
    assert.equal(found.balance, shortest(told.balance));
    assert.equal(found.storageRoot, told.storage_root);
    assert.equal(found.codeHash, told.code_hash);
    await assert.rejects(account(root, address, [...proof.slice(0, -1), edited(proof.at(-1))]));
  });
}

for (const { contract, storage_root: root, slots } of state.accounts) {
  for (const told of slots) {
    test(`${contract}.${told.what}: its slot is the page's, its word is proved`, async () => {
      const places = slotsOf(contract, told.what).map(({ slot }) => slot);
      assert.ok(places.includes(told.slot));
      assert.equal(await word(root, told.slot, told.proof), BigInt(told.word));
      const forged = [...told.proof.slice(0, -1), edited(told.proof.at(-1))];
      await assert.rejects(word(root, told.slot, forged));
    });
  }
}

const names = new Map(state.accounts.map(({ address, contract }) => [address, contract]));

for (const { header, receipts: encoded, logs, path } of receipts) {
  const number = BigInt(header.number);
  test(`block ${number}: its receipts are those of the header, and hold its logs`, async () => {
    assert.equal(await receiptsRoot(encoded), header.receiptsRoot);
    assert.notEqual(await receiptsRoot(encoded.map(edited)), header.receiptsRoot);
    const found = encoded.flatMap((receipt, transaction) => {
      return logsIn(receipt).map((log) => ({ transaction, ...log }));
    });
    assert.deepEqual(
      found.map((log, index) => ({ ...log, index })),
      logs.map(({ transaction, address, topics, data, index }) => {
        return { transaction, address, topics, data, index };
      }),
    );
    for (const log of logs) assert.ok(decode(names.get(log.address), log).type);
  });

  test(`block ${number}: one receipt is proved alone`, async () => {
    const key = toRlp(shortest(path.transaction));
    const found = await proven(header.receiptsRoot, key, path.nodes, false);
    assert.equal(found, encoded[path.transaction]);
    const forged = [...path.nodes.slice(0, -1), edited(path.nodes.at(-1))];
    await assert.rejects(proven(header.receiptsRoot, key, forged, false));
  });
}
