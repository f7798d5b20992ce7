// A state put together from the vectors, and its digest.

import { records, stateParts } from './page.mjs';
import { dictForm, form, keccak, recordForm, same, setForm } from './values.mjs';

const PARTS = stateParts();
const RECORDS = records();
/** Tables whose rows are sets, which the vectors write as lists. */
const ROWS_ARE_SETS = new Set(
  PARTS.filter(({ type }) => type.includes('frozenset')).map(({ name }) => name),
);
const TABLES = PARTS.filter(({ type }) => /^(dict|set)\[/.test(type)).map(({ name }) => name);
const IS_SET = new Set(PARTS.filter(({ type }) => type.startsWith('set[')).map(({ name }) => name));

/** What is known at one moment: tables of rows by key, and single values. */
export class State {
  constructor(founding) {
    this.values = { charter_hash: founding.charter_hash, genesis: founding.now };
    this.tables = new Map(TABLES.map((name) => [name, new Map()]));
    this.kept = new Map();
  }

  get(table, key) {
    return this.tables.get(table).get(same(key))?.row ?? null;
  }

  size(table) {
    return this.tables.get(table).size;
  }

  /** Takes over what a step left. */
  follow(post) {
    for (const [name, told] of Object.entries(post)) {
      const table = this.tables.get(name);
      if (table) for (const [key, row] of told) table.set(same(key), { key, row });
      else this.values[name] = told;
      this.kept.delete(name);
    }
  }

  /** Returns all of it, as the vectors tell it after a founding. */
  whole() {
    const { charter_hash: _hash, genesis: _genesis, ...values } = this.values;
    const filled = [...this.tables].filter(([, table]) => table.size > 0);
    const rows = (table) => [...table.values()].map(({ key, row }) => [key, row]);
    return { ...values, ...Object.fromEntries(filled.map(([name, table]) => [name, rows(table)])) };
  }

  /** Returns the digest of all of it. */
  digest() {
    return keccak(
      recordForm(
        'State',
        PARTS.map(({ name }) => this.#formOf(name)),
      ),
    );
  }

  #formOf(name) {
    if (!this.kept.has(name)) this.kept.set(name, this.#made(name));
    return this.kept.get(name);
  }

  #made(name) {
    const table = this.tables.get(name);
    if (!table) return form(this.values[name]);
    const rows = [...table.values()];
    if (IS_SET.has(name)) return setForm(rows.map(({ key }) => key));
    const rowForm = ROWS_ARE_SETS.has(name) ? setForm : form;
    return dictForm(rows.map(({ key, row }) => [key, rowForm(row)]));
  }
}

function wronglyCounted(state, counts) {
  const wrong = Object.entries(counts).filter(([table, count]) => {
    return BigInt(state.size(table)) !== count;
  });
  return wrong.map(([table]) => ['counts', table]);
}

function wronglyTold(state, name, rows) {
  const nothing = IS_SET.has(name) ? false : null;
  const wrong = rows.filter(([key, row]) => same(state.get(name, key) ?? nothing) !== same(row));
  return wrong.map(([key]) => [name, key]);
}

/** Returns what a step says it looks at that a state has otherwise. */
export function wrongly(state, pre) {
  return Object.entries(pre).flatMap(([name, told]) => {
    if (name === 'counts') return wronglyCounted(state, told);
    if (state.tables.has(name)) return wronglyTold(state, name, told);
    return same(state.values[name]) === same(told) ? [] : [[name]];
  });
}

/** Makes sure that records have the fields of the page, in their order. */
export function requireFields(value) {
  if (Array.isArray(value)) value.forEach(requireFields);
  else if (value !== null && typeof value === 'object') {
    const { type, ...fields } = value;
    const expected = RECORDS.get(type);
    if (expected && same(expected) !== same(Object.keys(fields))) {
      throw new Error(`${type} has the fields ${Object.keys(fields)}, the page says ${expected}`);
    }
    Object.values(fields).forEach(requireFields);
  }
}
