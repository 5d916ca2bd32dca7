// Tests of processes run the bundles, so these are made from the present sources first.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function setup(): void {
  const build = fileURLToPath(new URL('../../build.mjs', import.meta.url));
  execFileSync(process.execPath, [build, 'bundle'], { stdio: 'inherit' });
}
