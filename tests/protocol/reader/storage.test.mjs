// Storage: what lies where by the page's tables, all of it, and the root of all of it.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { load, stateAfter } from './files.mjs';
import { slotsOf } from './slots.mjs';
import { storedBy } from './stored.mjs';
import { storageRoot } from './tries.mjs';

const FOLDER = new URL('../../vectors/storage/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name) => name.slice(0, -'.json'.length));
const NUMBER = 2n ** 128n - 1n;

for (const name of FILES) {
  test(`${name}: the state gives every slot, and the roots`, async () => {
    const told = load(`storage/${name}.json`);
    const [[, , latest]] = told.Ledger.slots.filter(([what]) => what === '_latest');
    const stored = storedBy(stateAfter(name), BigInt(latest) & NUMBER);
    for (const [contract, { root, slots }] of Object.entries(told)) {
      const found = stored.get(contract) ?? new Map();
      for (const [what, slot, word] of slots) {
        const places = slotsOf(contract, what).map((place) => place.slot);
        assert.ok(places.includes(slot), `${contract}.${what} does not lie at ${slot}`);
        assert.equal(found.get(slot) ?? 0n, BigInt(word), `${contract}.${what}`);
      }
      const filled = slots.filter(([, , word]) => BigInt(word) > 0n);
      assert.equal(found.size, filled.length, contract);
      assert.equal(await storageRoot([...found]), root, contract);
    }
  });
}
