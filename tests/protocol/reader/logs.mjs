// Raw logs, decoded by the tables of docs/protocol.md.

import { keccak256, toHex } from 'viem';

import { events } from './page.mjs';

const DIGITS = 64;
const WORD = 32;
const ADDRESS_PADDING = '0'.repeat(24);
const EVENTS = events();

/** Makes sure that topic 0 is what the page says it is made of. */
export function requireTopics() {
  for (const table of EVENTS.values()) {
    for (const { signature, topic } of table.values()) {
      const found = keccak256(toHex(signature));
      if (found !== topic) throw new Error(`topic 0 of ${signature} is ${found}, not ${topic}`);
    }
  }
}

function read(type, word) {
  if (type === 'bytes32') return `0x${word}`;
  if (type === 'uint256') return BigInt(`0x${word}`);
  if (type !== 'address') throw new Error(`no field is of type ${type}`);
  if (!word.startsWith(ADDRESS_PADDING)) throw new Error('an address longer than 20 bytes');
  return `0x${word.slice(ADDRESS_PADDING.length)}`;
}

function readText(words) {
  const length = Number(BigInt(`0x${words[0]}`));
  const size = 1 + Math.ceil(length / WORD);
  const bytes = Buffer.from(words.slice(1, size).join(''), 'hex');
  if (bytes.subarray(length).some((byte) => byte !== 0)) throw new Error('something behind a text');
  return [bytes.subarray(0, length).toString('utf8'), size];
}

function readList(type, words) {
  const size = 1 + Number(BigInt(`0x${words[0]}`));
  return [words.slice(1, size).map((word) => read(type, word)), size];
}

const isTail = (type) => type === 'string' || type.endsWith('[]');

/** Returns an event and its words: those of topics, of the other fields, and of their tails. */
function taken(contract, log) {
  const event = EVENTS.get(contract)?.get(log.topics[0]);
  if (!event) throw new Error(`${contract} has no event ${log.topics[0]}`);
  const topics = log.topics.slice(1).map((topic) => topic.slice(2));
  const words = log.data.slice(2).match(/.{1,64}/g) ?? [];
  if (words.some((word) => word.length !== DIGITS)) throw new Error('no whole number of words');
  const own = event.fields.filter((field) => !field.indexed).length;
  if (topics.length !== event.fields.length - own) throw new Error('another number of topics');
  if (words.length < own) throw new Error('too few words');
  return { event, topics, heads: words.slice(0, own), rest: words.slice(own), all: words.length };
}

/** Returns the event that a log stands for, as the vectors write it. */
export function decode(contract, log) {
  const { event, topics, heads, rest, all } = taken(contract, log);
  const values = { type: event.name };
  for (const { name, type, indexed } of event.fields) {
    const word = indexed ? topics.shift() : heads.shift();
    if (!isTail(type)) {
      values[name] = read(type, word);
      continue;
    }
    const expected = BigInt((all - rest.length) * WORD);
    if (BigInt(`0x${word}`) !== expected) throw new Error('a list that is not in its place');
    const [value, size] = type === 'string' ? readText(rest) : readList(type.slice(0, -2), rest);
    values[name] = value;
    rest.splice(0, size);
  }
  if (rest.length > 0) throw new Error('words behind the last field');
  return values;
}
