/** Words of the page in the reader's language, and numbers as people there write them. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import en from '../messages/en.json';
import pt from '../messages/pt.json';

export const LANGUAGES = { en, pt };
const CREDIT = 1_000;
const DAY_MS = 86_400_000;
/** An axis longer than this shows months rather than days. */
const LONG_AXIS_S = 300 * 86_400;

/** The language of the browser, when there is a message file for it. */
export function preferredLanguage() {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in LANGUAGES);
  return known ?? 'en';
}

/** Everything that depends on the language. */
export function wordsOf(language) {
  const messages = LANGUAGES[language];
  const numbers = new Intl.NumberFormat(language);
  const credits = new Intl.NumberFormat(language, { minimumFractionDigits: 3 });
  const decimals = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero' });
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  const daysOnAxis = new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  const monthsOnAxis = new Intl.DateTimeFormat(language, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const months = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  return {
    language,
    t: (key, values = {}) =>
      (messages[key] ?? key).replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name])),
    has: (key) => key in messages,
    number: (value) => numbers.format(value),
    decimal: (value) => decimals.format(value),
    change: (value) => (value ? signed.format(value) : ''),
    credits: (milli) => credits.format(Number(milli) / CREDIT),
    date: (time) => dates.format(time * 1000),
    /** A date on an axis over so many seconds. */
    onAxis: (time, span) => {
      const format = span < LONG_AXIS_S ? daysOnAxis : monthsOnAxis;
      return format.format(time * 1000);
    },
    day: (number) => dates.format(number * DAY_MS),
    moment: (time) => `${moments.format(time * 1000)} UTC`,
    month: (number) => months.format(Date.UTC(Math.floor(number / 12), number % 12, 1)),
  };
}

export const Words = createContext(wordsOf('en'));
export const useWords = () => useContext(Words);
