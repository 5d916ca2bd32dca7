// npm, through the JavaScript that runs this script where npm started it, so that no shell is needed. Nothing has to be
// installed.
import { spawnSync } from 'node:child_process';

/** @returns what spawnSync does */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  return cli === undefined
    ? spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
    : spawnSync(process.execPath, [cli, ...args], options);
}
