// Values of the vectors, their canonical form and hashes, as docs/protocol.md describes them.
//
// Numbers become BigInt, bytes stay lower-case text that begins with 0x, records stay objects with
// their `type`, lists stay arrays.

import { keccak256 as hashOf } from 'viem';

export const WORD = 32;
/** Fields that hold text, which may look like a number. */
const TEXTS = new Set(['name', 'type']);

/** Returns the keccak256 of bytes written as 0x... */
export const keccak = (bytes) => hashOf(bytes);

/** Joins bytes. */
export const join = (...parts) => `0x${parts.map((part) => part.slice(2)).join('')}`;

/** Returns a number as so many bytes. */
export const bytesOf = (number, length) => `0x${number.toString(16).padStart(2 * length, '0')}`;

/** Returns a value as 32 bytes: numbers and short bytes are padded on the left. */
export function pad(value) {
  if (typeof value === 'bigint') return bytesOf(value, WORD);
  return `0x${value.slice(2).padStart(2 * WORD, '0')}`;
}

export const lengthOf = (bytes) => (bytes.length - 2) / 2;

/** Reads the JSON of a vector. */
export function revive(value, name = '') {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value === 'string') {
    return !TEXTS.has(name) && /^-?[0-9]+$/.test(value) ? BigInt(value) : value;
  }
  if (Array.isArray(value)) return value.map((entry) => revive(entry));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, revive(entry, key)]),
    );
  }
  return value;
}

/** Returns text that is the same for equal values, whatever the order of a record's fields. */
export function same(value) {
  return JSON.stringify(value, (_key, entry) => {
    if (typeof entry === 'bigint') return `${entry}n`;
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return entry;
    return Object.fromEntries(
      Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}

const encoder = new TextEncoder();
const text = (content) => encoder.encode(content);

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const fromHex = (bytes) => Uint8Array.from(Buffer.from(bytes.slice(2), 'hex'));

const ordered = (forms) => forms.sort((one, other) => Buffer.compare(one, other));

const textForm = (content) => {
  const bytes = text(content);
  return joined([text(`sb${bytes.length}:`), bytes]);
};

/** Returns the canonical form of a number, bytes, null, list or record. */
export function form(value) {
  if (value === null) return text('n');
  if (typeof value === 'bigint') return text(`i${value};`);
  if (typeof value === 'boolean') return text(value ? 'i1;' : 'i0;');
  if (typeof value === 'string') {
    const bytes = fromHex(value);
    return joined([text(`b${bytes.length}:`), bytes]);
  }
  if (Array.isArray(value)) return joined([text(`t${value.length}:`), ...value.map(form)]);
  const { type, ...fields } = value;
  return joined([text('r'), textForm(type), ...Object.values(fields).map(form)]);
}

/** Returns the canonical form of a set, given its entries. */
export function setForm(entries) {
  return joined([text(`e${entries.length}:`), ...ordered(entries.map(form))]);
}

/** Returns the canonical form of a dictionary, given keys and the forms of their values. */
export function dictForm(entries) {
  const lines = entries.map(([key, row]) => joined([form(key), row]));
  return joined([text(`d${lines.length}:`), ...ordered(lines)]);
}

/** Returns the canonical form of a record whose fields are given as forms. */
export function recordForm(type, forms) {
  return joined([text('r'), textForm(type), ...forms]);
}
