/**
 * Drives a headless Chromium for tests: reads one JSON command a line, answers one JSON line each.
 *
 * Commands: open {url, width, scheme, language}, fill {selector, text}, choose {selector, file},
 * select {selector, value}, press {key}, click {selector}, text {selector}, wait {selector},
 * value {script}, shot {file}, axe {}, said {} (what the page wrote to the console, and errors).
 */
import { createInterface } from 'node:readline';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

const [, , executablePath] = process.argv;
const how = {
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
let browser;
let page;
let said = [];

const commands = {
  async open({ url, width, scheme, language }) {
    // A browser that crashed fails the test it crashed in, and no other.
    if (browser?.isConnected()) await page?.context().close();
    else browser = await chromium.launch(how);
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: language });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    said = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(`error: ${error.message}`));
    await page.goto(url);
  },
  fill: ({ selector, text }) => page.fill(selector, text),
  choose: ({ selector, file }) => page.setInputFiles(selector, file),
  select: ({ selector, value }) => page.selectOption(selector, value),
  press: ({ key }) => page.keyboard.press(key),
  type: ({ text }) => page.keyboard.type(text),
  click: ({ selector }) => page.click(selector),
  text: ({ selector }) => page.innerText(selector),
  wait: ({ selector }) => page.waitForSelector(selector).then(() => null),
  value: ({ script }) => page.evaluate(script),
  shot: ({ file }) => page.screenshot({ path: file, fullPage: true }).then(() => null),
  said: () => said,
  async axe() {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((it) => it.html).join(' | ')}`);
  },
};

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
