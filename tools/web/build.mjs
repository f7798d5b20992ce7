/**
 * Bundles the page in `web/` into `build/web/`: one HTML file, one script, one style sheet.
 *
 * Interfaces and storage places come from what `make build` compiled, so that none is copied by
 * hand.
 */
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const WEB = path.join(ROOT, 'web');
const OUT = path.join(ROOT, 'build', 'web');
const READ = ['Ledger', 'Communities', 'Pool', 'Cases', 'Services', 'Findings'];
const PLACES = ['_people', '_overlays', '_credits'];

/** Interfaces of the contracts the page reads: views and events only. */
async function contracts() {
  const entries = READ.map(async (name) => {
    const file = path.join(ROOT, 'build', 'artifacts', `${name}.json`);
    const { abi } = JSON.parse(await readFile(file, 'utf8'));
    const reads = (entry) =>
      entry.type === 'event' || ['view', 'pure'].includes(entry.stateMutability);
    return [name, abi.filter(reads)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Slots of the ledger's variables that are proved. */
async function places() {
  const file = path.join(ROOT, 'build', 'artifacts', 'Ledger.json');
  const { storageLayout } = JSON.parse(await readFile(file, 'utf8'));
  const slotOf = (label) => Number(storageLayout.storage.find((it) => it.label === label).slot);
  return Object.fromEntries(PLACES.map((label) => [label.slice(1), slotOf(label)]));
}

const compiled = {
  name: 'compiled contracts',
  setup(bundler) {
    bundler.onResolve({ filter: /^isonomia:contracts$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'isonomia',
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'isonomia' }, async () => ({
      contents: JSON.stringify({ abis: await contracts(), places: await places() }),
      loader: 'json',
    }));
  },
};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: { page: path.join(WEB, 'src', 'main.jsx'), styles: path.join(WEB, 'styles.css') },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [compiled],
});
await cp(path.join(WEB, 'index.html'), path.join(OUT, 'index.html'));
