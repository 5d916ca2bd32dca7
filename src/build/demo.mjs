// The demo: the built-in model beside what GRPO and SFT made of it, compared by the command line, offline.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle.mjs';

const checkpoints = join(root, 'media', 'checkpoints');
const base = join(checkpoints, 'glens-tiny');
const tuned = {
  grpo: 'GRPO on sums',
  sft: 'SFT on the same sums',
  'sft-harmless': 'SFT on answers to harmless requests',
};

/** Writes demo-grpo, demo-sft and demo-sft-harmless, each as .glens and .html, into `folder`; gives their paths, or throws. `more`: further flags. */
export function makeDemo(folder, more = []) {
  mkdirSync(folder, { recursive: true });
  return Object.entries(tuned).map(([name, title]) => {
    const comparison = join(folder, `demo-${name}.glens`);
    const report = join(folder, `demo-${name}.html`);
    for (const suffix of ['', '-wal', '-shm']) rmSync(comparison + suffix, { force: true });
    console.log(`\nThe built-in model, before and after ${title}:\n`);
    const { status } = spawnSync(
      process.execPath,
      [
        join(root, 'dist', 'cli.mjs'),
        ...['compare', '--base', base, '--tuned', join(checkpoints, `glens-tiny-${name}`)],
        ...[
          '--suite',
          'built-in',
          '--max-new-tokens',
          '64',
          '--out',
          comparison,
          '--report',
          report,
          ...more,
        ],
      ],
      { cwd: folder, stdio: 'inherit' },
    );
    if (status !== 0) throw new Error(`The comparison with ${title} failed.`);
    return { comparison, report };
  });
}
