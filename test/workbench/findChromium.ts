// A Chromium: one that is named or found, else the distribution's, else the one that Playwright downloads.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { WorkbenchUnavailable } from './unavailable';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** @throws WorkbenchUnavailable where none can be had. */
export function findChromium(): string {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new WorkbenchUnavailable(`CHROME_PATH names ${named}, which is not there.`);
  }
  const found = inPath() ?? usualPlaces.find((path) => existsSync(path)) ?? downloaded();
  if (found !== undefined) return found;
  installFromDebian();
  const installed = inPath();
  if (installed !== undefined) return installed;
  download();
  const own = downloaded();
  if (own !== undefined) return own;
  throw new WorkbenchUnavailable(
    'no Chromium is here, apt-get could not install one, and Playwright could not download one. Install Chromium, or set CHROME_PATH.',
  );
}

function inPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name + suffix)))
    .find((path) => existsSync(path));
}

function downloaded(): string | undefined {
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

/** Only as root: nobody is asked for a password by a test. */
function installFromDebian(): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('Installing Chromium with apt-get …');
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      timeout: 300_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const install = (): boolean => apt('install', '-y', '--no-install-recommends', 'chromium');
  if (!install() && apt('update')) install();
}

function download(): void {
  console.log('Downloading Chromium with Playwright …');
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
}
