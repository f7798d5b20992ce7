// Slots of storage, by the formulas in the tables of docs/protocol.md.

import { bitsIn, storage, words } from './page.mjs';
import { bytesOf, join, keccak, pad } from './values.mjs';

const ROWS = storage();
const WORDS = words();
const MODULUS = 2n ** 256n;

const H = (key, slot) => BigInt(keccak(join(pad(key), pad(slot))));
const K = (slot) => BigInt(keccak(pad(slot)));

/** Reads a formula such as `K(H(rule, 5)) + 2 * i`, given the values of its names. */
function evaluate(formula, values) {
  const tokens = formula.match(/[A-Za-z]+|\d+|[()+*,]/g);
  const take = (expected) => {
    const token = tokens.shift();
    if (expected !== undefined && token !== expected) throw new Error(`${formula}: no ${expected}`);
    return token;
  };
  const factor = () => {
    const token = take();
    if (/^\d+$/.test(token)) return BigInt(token);
    if (token !== 'H' && token !== 'K') return values[token];
    take('(');
    const first = sum();
    let found = null;
    if (token === 'K') found = K(first);
    else {
      take(',');
      found = H(first, sum());
    }
    take(')');
    return found;
  };
  const product = () => {
    let found = factor();
    while (tokens[0] === '*') {
      take('*');
      found *= factor();
    }
    return found;
  };
  const sum = () => {
    let found = product();
    while (tokens[0] === '+') {
      take('+');
      found += product();
    }
    return found;
  };
  return sum() % MODULUS;
}

const keyIn = (text) => (text.startsWith('0x') ? text : BigInt(text));

/** Returns the rows of the page that a name as in `_people[0x..]` stands for, and its keys. */
export function find(contract, name) {
  const [what] = name.split(' + ');
  const texts = [...what.matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key);
  const shape = what.replaceAll(/\[[^\]]*\]/g, '[]');
  const rows = ROWS.get(contract).filter((row) => {
    return row.what.split(', ').some((one) => one.replaceAll(/\[[^\]]*\]/g, '[]') === shape);
  });
  if (rows.length === 0) throw new Error(`the page has no ${contract}.${name}`);
  const names = [...rows[0].what.matchAll(/\[([^\]]*)\]/g)].map(([, key]) => key);
  return { rows, keys: Object.fromEntries(names.map((key, at) => [key, keyIn(texts[at])])) };
}

/** Returns the slots of a name, one for each row. */
export function slotsOf(contract, name) {
  const { rows, keys } = find(contract, name);
  return rows.map(({ slot, holds }) => ({ slot: bytesOf(evaluate(slot, keys), 32), holds, keys }));
}

/** Returns the fields of a word as what holds it says, or null where that is no word of fields. */
export function fieldsOf(holds) {
  const [, word] = /^words? ([A-Z]+)/.exec(holds) ?? [];
  if (word) return WORDS.get(word) ?? null;
  const fields = bitsIn(holds);
  return fields.length > 0 ? fields : null;
}
