/**
 * Finds the Chromium that tests of the page run in: the system's, else the one that npm brought.
 *
 * Run by itself it unpacks npm's where the system has none, which takes some seconds once.
 */
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const UNPACKED = path.join(ROOT, '.cache', 'chromium');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const ON_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Its own list of fonts names folders that nothing else has. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(UNPACKED, 'fonts')}</dir>
  <cachedir>${path.join(UNPACKED, 'fonts-cache')}</cachedir>
</fontconfig>
`;

/** How playwright launches a Chromium: the path of its executable, arguments and environment. */
export async function chromium() {
  return (await systemChromium()) ?? npmChromium();
}

/** The first one on the PATH, or where macOS has it; undefined when there is none. */
export async function systemChromium() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  for (const executablePath of [...candidates, ON_MACOS]) {
    if (await exists(executablePath)) return { executablePath, args: ARGUMENTS };
  }
  return undefined;
}

/** The one that npm brought, with the libraries that belong to it. */
export async function npmChromium() {
  if (!(await exists(UNPACKED))) await unpack();
  const libraries = path.join(UNPACKED, 'al2023', 'lib');
  return {
    executablePath: path.join(UNPACKED, 'chromium'),
    args: ARGUMENTS,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: libraries,
      FONTCONFIG_PATH: path.join(UNPACKED, 'fonts'),
    },
  };
}

/** Unpacks beside its place and moves there, so that what was broken off is never used. */
async function unpack() {
  await mkdir(path.dirname(UNPACKED), { recursive: true });
  const beside = await mkdtemp(`${UNPACKED}-`);
  const before = { TMPDIR: process.env.TMPDIR, AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV };
  // The package unpacks into the folder for temporary files, its libraries only where they lack.
  Object.assign(process.env, { TMPDIR: beside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' });
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    await writeFile(path.join(beside, 'fonts', 'fonts.conf'), FONTS);
    await rename(beside, UNPACKED);
  } catch (error) {
    // Another run that unpacked at the same time was there first.
    if (!(await exists(UNPACKED))) throw error;
  } finally {
    await rm(beside, { recursive: true, force: true });
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${(await chromium()).executablePath}\n`);
}
