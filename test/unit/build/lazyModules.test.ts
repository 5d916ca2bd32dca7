// A module that is bundled to be evaluated late is evaluated at its first use, once.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { repositoryPath } from '../../support/paths';
import { scratchFolder } from '../../support/scratch';

const folder = scratchFolder();

test('a module that is evaluated late', () => {
  const heavy = join(folder, 'node_modules', 'heavy');
  mkdirSync(heavy, { recursive: true });
  // Without an entry for `require`, as packages of ES modules are.
  const manifest = { name: 'heavy', type: 'module', exports: { '.': { import: './index.js' } } };
  writeFileSync(join(heavy, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    join(heavy, 'index.js'),
    `console.log('evaluated'); let calls = 0; export const tool = { count: () => ++calls };`,
  );
  writeFileSync(
    join(folder, 'entry.js'),
    `import { tool } from 'heavy'; console.log('start'); console.log(tool.count(), tool.count());`,
  );
  const url = (path: string): string => JSON.stringify(pathToFileURL(path).href);
  writeFileSync(
    join(folder, 'build.mjs'),
    `import { build } from ${url(repositoryPath('node_modules/esbuild/lib/main.js'))};
     import { lazyModules } from ${url(repositoryPath('src/build/lazyModules.mjs'))};
     await build({ entryPoints: ['entry.js'], bundle: true, format: 'esm', outfile: 'out.mjs', logLevel: 'warning',
       plugins: [lazyModules({ heavy: ['tool'] })] });`,
  );
  const run = (file: string): string =>
    execFileSync(process.execPath, [join(folder, file)], { cwd: folder, encoding: 'utf8' });
  run('build.mjs');
  expect(run('out.mjs')).toBe('start\nevaluated\n1 2\n');
});
