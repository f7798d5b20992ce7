// Everything that the contracts must store, from a state, by the tables of docs/protocol.md.

import { OF_TARGET } from './rules/charters.mjs';
import { fieldsOf, slotsOf } from './slots.mjs';
import { join, keccak } from './values.mjs';

const BITS_OF_PARAMETER = 19n;
const BITS_OF_CHARTER = 114n;
const BITS_OF_COUNT = 48n;
const WORD_BITS = 256n;
const NUMBER_BITS = 128n;
const TARGETS = { Pool: 2, Cases: 3, Assembly: 4, Services: 5 };

/** Puts values side by side as fields say; those that are not there stay 0. */
function packed(fields, values) {
  return fields.reduce((word, { name, first }) => {
    const value = values[name] ?? 0n;
    return word | (BigInt(value) << first);
  }, 0n);
}

const rowsOf = (state, table) => [...state.tables.get(table).values()];

/** Collects the words of slots that are not 0, by contract. */
class Stored {
  constructor() {
    this.contracts = new Map();
  }

  /** Lets something hold a number or bytes, or the fields of a record. */
  put(contract, name, value) {
    const isRecord = value !== null && typeof value === 'object';
    for (const { slot, holds } of slotsOf(contract, name)) {
      const word = isRecord ? packed(fieldsOf(holds) ?? [], value) : BigInt(value);
      if (word > 0n) this.#slots(contract).set(slot, word);
    }
  }

  /** Lets a list hold values, its length first. */
  list(contract, name, values) {
    this.put(contract, name, values.length);
    for (const [index, value] of values.entries()) this.put(contract, `${name}[${index}]`, value);
  }

  #slots(contract) {
    if (!this.contracts.has(contract)) this.contracts.set(contract, new Map());
    return this.contracts.get(contract);
  }
}

const tallied = (person) => ({
  ...person,
  ...Object.fromEntries(person.tallies.map((points, index) => [`tally_${index + 1}`, points])),
});

function parameters(state, target) {
  const { type: _, ...charter } = state.values.charter;
  return Object.values(charter).slice(...OF_TARGET[target]);
}

const sideBySide = (values) =>
  values.reduce((word, value, index) => word | (value << (BigInt(index) * BITS_OF_PARAMETER)), 0n);

/** Returns the word in which a contract other than the ledger keeps its charter. */
function charterWord(state, target) {
  const deployed = sideBySide(parameters(state, target));
  const waiting = state.get('waiting', target);
  if (waiting === null) return deployed << BITS_OF_CHARTER;
  const latest = sideBySide(waiting.values) << BITS_OF_CHARTER;
  return deployed | latest | (waiting.from_day << (2n * BITS_OF_CHARTER));
}

function ledger(state, stored, number) {
  const put = (name, value) => stored.put('Ledger', name, value);
  const names = Object.keys(state.values.charter).filter((name) => name !== 'type');
  const named = (values) =>
    Object.fromEntries(names.slice(...OF_TARGET[1]).map((name, index) => [name, values[index]]));
  const waiting = state.get('waiting', 1n);
  put('_latest', number | ((waiting?.from_day ?? 0n) << NUMBER_BITS));
  if (waiting) put(`_charters[${number}]`, named(waiting.values));
  put(`_charters[${waiting ? number - 1n : number}]`, named(parameters(state, 1)));
  let accrued = 0n;
  const steps = state.values.rate_steps.map((step, index, all) => {
    const former = all[Math.max(0, index - 1)];
    accrued += former.rate * (step.starts_at - former.starts_at);
    return { ...step, accrued };
  });
  stored.list('Ledger', '_credits.steps', steps);
  put('catalogueHash', state.values.catalogue_hash);
  for (const { key: rule, row: versions } of rowsOf(state, 'rules')) {
    put(`versionsOf[${rule}]`, versions.length);
    versions.forEach((version, index) => {
      put(`_rules[${rule}][${index + 1}]`, version);
      put(`_ruleTexts[${rule}][${index + 1}]`, version.text_hash);
    });
  }
  people(state, put);
}

function people(state, put) {
  for (const { key, row } of rowsOf(state, 'people')) put(`_people[${key}]`, tallied(row));
  for (const { key, row } of rowsOf(state, 'leaves')) {
    put(
      `_leaves[${key}]`,
      row.slice(-8).reduce((word, leave) => (word << 32n) | (leave.start << 12n) | leave.days, 0n),
    );
  }
  for (const { key, row } of rowsOf(state, 'rule_times')) {
    put(`_ruleTimes[${key[0]}][${key[1]}]`, (row.year << 16n) | row.times);
  }
  for (const { key, row } of rowsOf(state, 'overlays')) {
    for (const [index, overlay] of row.entries()) put(`_overlays[${key}][${index}]`, overlay);
  }
  for (const { key, row } of rowsOf(state, 'left_at')) put(`leftAt[${key}]`, row);
}

function communities(state, stored) {
  const put = (name, value) => stored.put('Communities', name, value);
  put('communityCount', state.size('councils'));
  for (const { key, row } of rowsOf(state, 'councils')) put(`_councils[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'seats'))
    put(`_councils[${key[0]}].seat[${key[1]}]`, row);
  for (const { key, row } of rowsOf(state, 'signatories')) put(`_signatories[${key}]`, row);
}

/** Returns word -> bits, for entries of a number and an index. */
function bitmaps(entries) {
  const found = new Map();
  for (const [number, index] of entries) {
    const place = `${number}]._data[${index / WORD_BITS}`;
    found.set(place, (found.get(place) ?? 0n) | (1n << (index % WORD_BITS)));
  }
  return found;
}

const keysOf = (state, table) => rowsOf(state, table).map(({ key }) => key);

function pool(state, stored) {
  const put = (name, value) => stored.put('Pool', name, value);
  put('_account', state.values.pool);
  put('roundCount', state.size('rounds'));
  for (const { key, row } of rowsOf(state, 'rounds')) put(`_rounds[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'places'))
    put(`_places[${key[0]}][${key[1]}]`, row + 1n);
  for (const { key, row } of rowsOf(state, 'nominations')) {
    put(`_nominations[${key[0]}][${key[1]}]`, row);
  }
  for (const [place, bits] of bitmaps(keysOf(state, 'settled_lots')))
    put(`_settled[${place}]`, bits);
  for (const key of keysOf(state, 'second_chances')) put(`secondChanceUsed[${key}]`, 1n);
  for (const { key, row } of rowsOf(state, 'randomness')) {
    stored.put('Beacon', `_randomness[${key}]`, row);
  }
}

function panels(state, stored) {
  stored.put('Panels', 'panelCount', state.size('panels'));
  for (const { key, row } of rowsOf(state, 'panels')) {
    const is_seated = row.seated !== null;
    const list_hash = keccak(join(...row.list));
    stored.put('Panels', `_panels[${key}]`, { ...row, is_seated, list_hash });
  }
}

function catalogue(stored, contract, hash, rules) {
  stored.put(contract, '_catalogue.hash', hash);
  for (const { key: rule, row: versions } of rules) {
    stored.put(contract, `_catalogue.versions[${rule}]`, versions.length);
    versions.forEach((version, index) => {
      stored.put(contract, `_catalogue.words[${rule}][${index + 1}]`, version);
      stored.put(contract, `_catalogue.texts[${rule}][${index + 1}]`, version.text_hash);
    });
  }
}

const counted = ({ year, times }) => (year << 8n) | times;

function cases(state, stored) {
  const put = (name, value) => stored.put('Cases', name, value);
  catalogue(stored, 'Cases', state.values.infractions_hash, rowsOf(state, 'infractions'));
  for (const { key, row } of rowsOf(state, 'cases')) put(`_cases[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'accusations')) put(`_records[1][${key}]`, counted(row));
  for (const { key, row } of rowsOf(state, 'challenges')) put(`_records[2][${key}]`, counted(row));
  for (const { key, row } of rowsOf(state, 'last_filed'))
    put(`_records[${key[0]}][${key[1]}]`, row);
}

function assembly(state, stored) {
  const put = (name, value) => stored.put('Assembly', name, value);
  put('renewalCount', state.size('renewals'));
  for (const { key, row } of rowsOf(state, 'audits')) {
    put(`_audits[${key}]`, { ...row, is_recorded: row.recorded });
  }
  for (const community of keysOf(state, 'councils')) {
    const renewal = state.get('latest_renewals', community) ?? 0n;
    put(`_terms[${community}]`, { renewal, end_day: state.get('terms', community) ?? 0n });
  }
  for (const { key, row } of rowsOf(state, 'renewals')) {
    put(`_renewals[${key}]`, { ...row, walked: row.next_lot, is_over: row.over });
  }
  for (const { key, row } of rowsOf(state, 'volunteers')) {
    put(`_volunteers[${key[0]}][${key[1]}]`, row + 1n);
  }
  for (const { key, row } of rowsOf(state, 'endorsements')) {
    put(`_endorsements[${key}].count`, row.length);
    for (const community of row) put(`_endorsements[${key}].by[${community}]`, 1n);
  }
}

function services(state, stored) {
  const put = (name, value) => stored.put('Services', name, value);
  put('organisationCount', state.size('organisations'));
  put('offerCount', state.size('offers'));
  put('batchCount', state.size('batches'));
  for (const { key, row } of rowsOf(state, 'organisations')) put(`_organisations[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'organisation_keys')) put(`organisationOf[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'offers')) put(`_offers[${key}]`, row);
  for (const { key, row } of rowsOf(state, 'batches')) put(`rootOf[${key}]`, row);
  for (const [place, bits] of bitmaps(keysOf(state, 'refunded'))) put(`_refunded[${place}]`, bits);
  for (const { key, row } of rowsOf(state, 'ratings')) put(`_ratings[${key[0]}][${key[1]}]`, row);
  for (const { key, row } of rowsOf(state, 'rating_counts')) {
    const word = row.reduce((sum, one, at) => sum | (one << (BigInt(at) * BITS_OF_COUNT)), 0n);
    put(`_counts[${key}]`, word);
  }
  for (const { key, row } of rowsOf(state, 'statements')) {
    put(`_statements[${key[0]}][${key[1]}]`, row);
  }
}

function findings(state, stored) {
  const put = (name, value) => stored.put('Findings', name, value);
  catalogue(stored, 'Findings', state.values.standards_hash, rowsOf(state, 'standards'));
  for (const { key, row } of rowsOf(state, 'findings')) {
    put(`_findings[${key}]`, { ...row, detail: row.version, overlay: row.place });
  }
  for (const { key, row } of rowsOf(state, 'effects')) {
    stored.list('Findings', `_effects[${key}].words`, row);
  }
  for (const { key, row } of rowsOf(state, 'finding_counts')) {
    put(`_records[${key[0]}][${key[1]}]`, counted(row));
  }
  put('mandateCount', state.size('mandates'));
  for (const { key, row } of rowsOf(state, 'mandates')) {
    put(`_mandates[${key}]`, row);
    stored.list('Findings', `_mandates[${key}].signers`, row.signers);
  }
}

/** Returns contract -> slot -> word; `number` is that of the charter that passed last. */
export function storedBy(state, number) {
  const stored = new Stored();
  ledger(state, stored, number);
  for (const put of [communities, pool, panels, cases, assembly, services, findings]) {
    put(state, stored);
  }
  for (const [contract, target] of Object.entries(TARGETS)) {
    stored.put(contract, '_charter', charterWord(state, BigInt(target)));
  }
  return stored.contracts;
}
