/**
 * Drives a headless Chromium for tests: reads one JSON command a line, answers one JSON line each.
 *
 * node browser.mjs KIND VIDEO: KIND is `any`, or `npm` for the Chromium that npm brought; the
 * camera shows VIDEO, a .y4m file.
 */
import { createInterface } from 'node:readline';

import axe from 'axe-core';
import { chromium as launcher } from 'playwright-core';

import { chromium, npmChromium } from '../../tools/web/chromium.mjs';

const [, , kind, video] = process.argv;
const MOST_WAITED_MS = 60_000;
const CAMERA = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${video}`,
];
let browser;
let page;
/** What the page wrote to the console, errors, and the addresses it asked, since it was opened. */
let said = [];
let asked = [];

const commands = {
  async open({ url, width, scheme, language }) {
    // A browser that crashed fails the test it crashed in, and no other.
    if (browser?.isConnected()) await page?.context().close();
    else browser = await launched();
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: language });
    page = await context.newPage();
    page.setDefaultTimeout(MOST_WAITED_MS);
    said = [];
    asked = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`error: ${error.message}`));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url);
  },
  fill: ({ selector, text }) => page.fill(selector, text),
  choose: ({ selector, file }) => page.setInputFiles(selector, file),
  select: ({ selector, value }) => page.selectOption(selector, value),
  press: ({ key }) => page.keyboard.press(key),
  type: ({ text }) => page.keyboard.type(text),
  click: ({ selector }) => page.click(selector),
  // What a reader sees, not what is hidden.
  text: ({ selector }) => page.innerText(selector),
  wait: ({ selector }) => page.waitForSelector(selector).then(() => null),
  idle: () => page.waitForLoadState('networkidle'),
  value: ({ script }) => page.evaluate(script),
  shot: ({ file }) => page.screenshot({ path: file, fullPage: true }).then(() => null),
  said: () => said.splice(0),
  asked: () => asked,
  version: () => browser.version(),

  /** Marks what stands there, so that `wait` with `:not([data-former])` waits for what comes. */
  mark: ({ selector }) =>
    page.evaluate((found) => {
      for (const element of document.querySelectorAll(found)) element.dataset.former = '';
    }, selector),

  async axe() {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((it) => it.html).join(' | ')}`);
  },
};

async function launched() {
  const how = await (kind === 'npm' ? npmChromium() : chromium());
  return launcher.launch({ ...how, args: [...how.args, ...CAMERA] });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...values } = JSON.parse(line);
  let answer;
  try {
    answer = { result: (await commands[command](values)) ?? null };
  } catch (error) {
    answer = { error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser?.close();
