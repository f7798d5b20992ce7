// One action being tried on a state: what it changes stands aside until all of it holds.

import { words } from '../page.mjs';
import { same } from '../values.mjs';
import { OF_TARGET } from './charters.mjs';

export const DAY = 86_400n;
export const YEAR = 31_556_952n;
export const QUARTER = YEAR / 4n;
export const NO_END = 2n ** 24n - 1n;
export const NO_KEY = `0x${'00'.repeat(20)}`;
export const NOBODY = `0x${'00'.repeat(32)}`;
export const ROOT = 1n;

const WORDS = words();

/** What the rules do not allow. */
export class Refusal extends Error {
  constructor(name, ...values) {
    super(name);
    this.values = [name, ...values];
  }
}

/** Refuses unless something holds. */
export function require(holds, name, ...values) {
  if (!holds) throw new Refusal(name, ...values);
}

/** Refuses the first of some parameters that lies outside its bounds. */
export function requireBounds(bounds, name, ...before) {
  for (const [parameter, value, least, most] of bounds) {
    require(least <= value && value <= most, name, ...before, parameter, value, least, most);
  }
}

const inOrder = (values) => values.toSorted((one, other) => (one < other ? -1 : 1));

export const least = (...values) => inOrder(values)[0];
export const most = (...values) => inOrder(values).at(-1);
export const count = (list) => BigInt(list.length);

/** Returns the first second of a month. */
export function firstSecond(month) {
  const date = new Date(0);
  date.setUTCFullYear(Number(month / 12n), Number(month % 12n), 1);
  return BigInt(date.getTime()) / 1000n;
}

/** Returns a word of the page with the values of a record. */
export function pack(word, values) {
  return WORDS.get(word).reduce((sum, { name, first }) => {
    return sum | (BigInt(values[name] ?? 0n) << first);
  }, 0n);
}

/** Returns the word in which the ledger keeps a person. */
export function personWord(person) {
  const tallies = person.tallies.map((points, index) => [`tally_${index + 1}`, points]);
  return pack('PERSON', { ...person, ...Object.fromEntries(tallies) });
}

export const overlayWord = (overlay) => pack('OVERLAY', overlay);

export class Draft {
  constructor(state, now) {
    this.state = state;
    this.now = now;
    this.today = now / DAY;
    this.year = (now - state.values.genesis) / YEAR;
    this.quarter = (now - state.values.genesis) / QUARTER;
    this.events = [];
    this.values = { ...state.values };
    this.changed = new Map();
    this.charter = this.#charterInForce();
  }

  get(table, key) {
    const changed = this.changed.get(table)?.get(same(key));
    return changed === undefined ? this.state.get(table, key) : changed.row;
  }

  set(table, key, row) {
    if (!this.changed.has(table)) this.changed.set(table, new Map());
    this.changed.get(table).set(same(key), { key, row });
  }

  /** Writes some fields of a row anew. */
  update(table, key, fields) {
    this.set(table, key, { ...this.get(table, key), ...fields });
  }

  size(table) {
    const added = [...(this.changed.get(table)?.values() ?? [])];
    const fresh = added.filter(({ key }) => this.state.get(table, key) === null);
    return BigInt(this.state.size(table) + fresh.length);
  }

  emit(type, fields) {
    this.events.push({ type, ...fields });
  }

  /** Returns what is new or different, as a vector's `post` tells it. */
  post() {
    const found = {};
    for (const [name, value] of Object.entries(this.values)) {
      if (same(value) !== same(this.state.values[name])) found[name] = value;
    }
    for (const [name, rows] of this.changed) {
      const different = [...rows.values()].filter(
        ({ key, row }) => same(row) !== same(this.state.get(name, key)),
      );
      if (different.length > 0) found[name] = different.map(({ key, row }) => [key, row]);
    }
    return found;
  }

  #charterInForce() {
    const charter = { ...this.state.values.charter };
    const names = Object.keys(charter).filter((name) => name !== 'type');
    for (const { key, row } of this.state.tables.get('waiting').values()) {
      if (row.from_day > this.today) continue;
      names.slice(...OF_TARGET[key]).forEach((name, index) => {
        charter[name] = row.values[index];
      });
    }
    return charter;
  }
}
