/**
 * What the page makes of logs, without a chain.
 *
 * quality  earned | faded | lowered, and back when the deduction ends | paused by a leave
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { curve, reasons, replayed } from '../../web/src/ledger/replay.js';
import { DAY, entitlement, YEAR } from '../../web/src/ledger/rules.js';
import { DEDUCTION, personOf, withFields } from '../../web/src/ledger/words.js';

const FIRST = 18_000;
const enrolled = withFields(0n, { birthMonth: 24_000, community: 2 });
const earned = withFields(enrolled, { quality: 100, decayFrom: FIRST + 30 });

const at = (day, name, args) => ({
  name,
  args,
  time: day * DAY + 1,
  block: day,
  transaction: name,
});
const overlay = (points, from, until) =>
  BigInt(DEDUCTION) | (BigInt(points) << 8n) | (BigInt(from) << 24n) | (BigInt(until) << 48n);
const told = (logs, day) =>
  reasons(replayed(logs).steps, new Map(), day * DAY + 1).map(({ kind, change, quality, time }) => [
    kind,
    change,
    quality,
    Math.floor(time / DAY) - FIRST,
  ]);

const BEGINNING = [
  at(FIRST, 'Enrolled', { birthMonth: 24_000n, community: 2n }),
  at(FIRST, 'Awarded', { word: earned }),
];

test('deduction ends while quality fades: both are told apart', () => {
  const lowered = at(FIRST + 10, 'OverlaySet', {
    index: 0n,
    overlay: overlay(60, FIRST + 10, FIRST + 40),
  });
  assert.deepEqual(told([...BEGINNING, lowered], FIRST + 50), [
    ['Enrolled', 0, 0, 0],
    ['Awarded', 100, 100, 0],
    ['Deduction', -60, 40, 10],
    ['Faded', -10, 30, 40],
    ['Lifted', 60, 90, 40],
    ['Faded', -10, 80, 50],
  ]);
});

test('leave pauses fading, and its early end moves the day back', () => {
  const logs = [
    ...BEGINNING,
    at(FIRST + 35, 'LeaveDeclared', { fromDay: FIRST + 35, untilDay: FIRST + 55 }),
    at(FIRST + 45, 'LeaveEnded', { untilDay: FIRST + 45 }),
  ];
  const { quality, decayFrom, leaveUntil } = personOf(replayed(logs).word);
  assert.deepEqual([quality, decayFrom, leaveUntil], [95, FIRST + 45, FIRST + 45]);
});

test('curve bends where quality begins to fade and where nothing is left', () => {
  const line = curve(replayed(BEGINNING).steps, (FIRST + 200) * DAY);
  const values = new Map(
    line.map((point) => [Math.floor(point.time / DAY) - FIRST, point.quality]),
  );
  assert.equal(values.get(0), 100);
  assert.equal(values.get(30), 100);
  assert.equal(values.get(130), 0);
  assert.equal(line.at(-1).quality, 0);
});

test('entitlement follows every step of the rate, before and after genesis', () => {
  const genesis = Date.UTC(2020, 0, 1) / 1000;
  const change = genesis + Number(YEAR);
  const steps = [
    { startsAt: genesis, rate: 1_000_000n, accrued: 0n },
    { startsAt: change, rate: 2_000_000n, accrued: 1_000_000n * YEAR },
  ];
  const until = change + Number(YEAR);
  assert.equal(entitlement(steps, 2020 * 12, until), 3_000_000n);
  assert.equal(entitlement(steps, 2020 * 12, genesis), 0n);
  const yearBefore = (Date.UTC(2020, 0, 1) - Date.UTC(2019, 0, 1)) / 1000;
  const expected = (1_000_000n * (BigInt(yearBefore) + YEAR)) / YEAR;
  assert.equal(entitlement(steps, 2019 * 12, change), expected);
});
