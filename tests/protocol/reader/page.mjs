// The tables of docs/protocol.md: what a program can take from the page itself.

import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const BITS = /`(\w+)` (\d+)(?:-(\d+))?/g;

function part(name) {
  const begin = `<!-- begin: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  if (!PAGE.includes(begin)) throw new Error(`docs/protocol.md has no part ${name}`);
  return PAGE.slice(PAGE.indexOf(begin) + begin.length, PAGE.indexOf(end));
}

/** Returns the cells of every line of a table, without its head. */
function rows(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('|--'));
  return lines.slice(1).map((line) => line.slice(2, -2).split(/(?<!\\) \| /));
}

/** Returns the tables under the headings of a part, by heading. */
function tables(name) {
  const found = new Map();
  for (const section of part(name).split('### ').slice(1)) {
    found.set(section.split('\n')[0], rows(section));
  }
  return found;
}

const code = (cell) => cell.replaceAll('`', '');

const snakeCase = (name) => name.replace(/(?<=[a-z0-9])([A-Z])/g, '_$1').toLowerCase();

function eventIn(declaration, topic) {
  const [, name, inside] = /^(\w+)\((.*)\)$/.exec(declaration);
  const fields = inside.split(', ').map((field) => {
    const words = field.split(' ');
    return { type: words[0], indexed: words.length === 3, name: snakeCase(words.at(-1)) };
  });
  return {
    name,
    topic,
    fields,
    signature: `${name}(${fields.map((field) => field.type).join(',')})`,
  };
}

/** Returns contract -> topic 0 -> event. */
export function events() {
  const found = new Map();
  for (const [contract, lines] of tables('events')) {
    const declared = lines.map(([declaration, topic]) => eventIn(code(declaration), code(topic)));
    found.set(contract, new Map(declared.map((event) => [event.topic, event])));
  }
  return found;
}

/** Returns word -> its fields as name, first bit and number of bits. */
export function words() {
  return new Map(rows(part('words')).map(([word, fields]) => [word, bitsIn(fields)]));
}

/** Returns name, first bit and number of bits of every field that a cell tells of. */
export function bitsIn(cell) {
  return [...cell.matchAll(BITS)].map(([, name, first, last]) => ({
    name: snakeCase(name),
    first: BigInt(first),
    bits: BigInt(last ?? first) - BigInt(first) + 1n,
  }));
}

/** Returns the parts of a state as name and type, in their order. */
export function stateParts() {
  return rows(part('state')).map(([name, type]) => ({ name: code(name), type: code(type) }));
}

/** Returns record -> names of its fields, in their order. */
export function records() {
  return new Map(
    rows(part('records')).map(([record]) => {
      const [, name, inside] = /^(\w+)\((.*)\)$/.exec(code(record));
      return [name, inside.split(', ')];
    }),
  );
}

/** Returns contract -> what -> slot and what it holds; a thing of several slots has several. */
export function storage() {
  const found = new Map();
  for (const [heading, lines] of tables('storage')) {
    const slots = lines.map(([what, slot, holds]) => ({
      what: code(what),
      slot: code(slot),
      holds,
    }));
    found.set(heading.replace('Storage of ', ''), slots);
  }
  return found;
}

/** Parts of actions, which the page lists below them. */
const PARTS_OF_ACTIONS = new Set([
  ...['AwardProof', 'CaseKey', 'FindingKey', 'InfractionText', 'Order', 'Redemption', 'RuleText'],
  'StandardText',
]);

/** Returns the kinds of action, in order. */
export function actions() {
  const kinds = rows(part('actions')).map(([action]) => code(action).split('(')[0]);
  return kinds.filter((kind) => !PARTS_OF_ACTIONS.has(kind)).sort();
}
