import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../../src/host/commandLine';
import { scratchFolder } from '../../support/scratch';

test.skipIf(process.platform === 'win32')(
  'the line runs in a shell, with spaces and quotes in its paths',
  () => {
    const folder = join(scratchFolder(), "it's here");
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'cli.mjs'), 'console.log(process.argv.slice(2).join("|"));');
    symlinkSync(process.execPath, join(folder, 'my node'));
    const line = commandLine(folder, join(folder, 'my node'));
    expect(execFileSync('sh', ['-c', `${line} compare --base x`], { encoding: 'utf8' })).toBe(
      'compare|--base|x\n',
    );
  },
);
