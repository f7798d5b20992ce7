// Storage: where each thing lies by the page's formulas, what it holds, and the root of all of it.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

import { load, stateAfter } from './files.mjs';
import { fieldsOf, slotsOf, unpack } from './slots.mjs';
import { storageRoot } from './tries.mjs';

const FOLDER = new URL('../../vectors/storage/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name) => name.slice(0, -'.json'.length));

/** What holds fields -> the record of the state they are those of, given the keys. */
const RECORDS = {
  'Ledger._people': (state, { identity }) => person(state.get('people', identity)),
  'Ledger._rules': (state, { rule, version }) => nth(state.get('rules', rule), version - 1n),
  'Ledger._overlays': (state, { identity, index }) => nth(state.get('overlays', identity), index),
  'Ledger._credits.steps': (state, { i }) => state.values.rate_steps[Number(i)],
  'Communities._councils': (state, { community }) => state.get('councils', community),
  'Communities._councils.seat': (state, { community, i }) => state.get('seats', [community, i]),
  'Communities._signatories': (state, { identity }) => state.get('signatories', identity) ?? {},
  'Pool._account': (state) => state.values.pool,
  'Pool._rounds': (state, { round }) => state.get('rounds', round),
  'Panels._panels': (state, { panel }) => state.get('panels', panel),
  'Cases._cases': (state, keys) => state.get('cases', keys.case),
  'Cases._catalogue.words': (state, { rule, version }) =>
    nth(state.get('infractions', rule), version - 1n),
  'Assembly._renewals': (state, { renewal }) => state.get('renewals', renewal),
  'Services._organisations': (state, keys) => state.get('organisations', keys.organisation),
  'Services._offers': (state, { offer }) => state.get('offers', offer),
  'Services._ratings': (state, { batch, index }) => state.get('ratings', [batch, index]),
  'Services._statements': (state, { offer, quarter }) => state.get('statements', [offer, quarter]),
  'Findings._catalogue.words': (state, { standard, version }) =>
    nth(state.get('standards', standard), version - 1n),
  'Findings._findings': (state, { finding }) => found(state.get('findings', finding)),
  'Findings._effects.words': (state, { organisation, i }) =>
    nth(state.get('effects', organisation), i),
  'Findings._mandates': (state, { mandate }) => state.get('mandates', mandate),
};

const nth = (list, index) => list[Number(index)];
const found = (finding) => ({ ...finding, detail: finding.version, overlay: finding.place });

function person(record) {
  const tallies = record.tallies.map((points, index) => [`tally_${index + 1}`, points]);
  return { ...record, ...Object.fromEntries(tallies) };
}

/** Returns the fields of a word that a record has, as numbers. */
function expected(record, fields) {
  const there = fields.filter(({ name }) => name in record && record[name] !== null);
  return Object.fromEntries(there.map(({ name }) => [name, BigInt(record[name])]));
}

let checked = 0;

for (const name of FILES) {
  test(`${name}: every slot lies where the page says and holds what the state gives`, async () => {
    const state = stateAfter(name);
    for (const [contract, { root, slots }] of Object.entries(load(`storage/${name}.json`))) {
      const words = slots.map(([, slot, word]) => [slot, BigInt(word)]);
      assert.equal(await storageRoot(words), root, contract);
      for (const [what, slot, told] of slots) {
        const places = slotsOf(contract, what);
        const place = places.find((one) => one.slot === slot);
        assert.ok(place, `${contract}.${what} does not lie at ${slot}`);
        const record = RECORDS[`${contract}.${what.split(' + ')[0].replaceAll(/\[[^\]]*\]/g, '')}`];
        const fields = record && fieldsOf(place.holds);
        if (!fields) continue;
        const values = expected(record(state, place.keys), fields);
        const read = unpack(BigInt(told), fields);
        for (const [field, value] of Object.entries(values)) {
          assert.equal(read[field], value, `${contract}.${what}, ${field}`);
          checked += 1;
        }
      }
    }
  });
}

test('fields of words were compared with the state', () => assert.ok(checked > 1000));
