// Mocha in the real extension host (test/integration): bundles the tests and runs them; returns the counts.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleScripts, root, scriptsFolder } from './bundle.mjs';

/** Of the package that was made last. */
export async function integrationTests() {
  const tests = globSync('test/integration/*/*.test.ts', { cwd: root });
  rmSync(join(scriptsFolder, 'integration'), { recursive: true, force: true });
  await bundleScripts(
    {
      integrationGuard: 'test/integration/guard.ts',
      ...Object.fromEntries(tests.map((path) => [path.replace(/^test[\\/]|\.ts$/g, ''), path])),
    },
    'cjs',
  );
  await bundleScripts({
    integrationRun: 'test/integration/run.ts',
    codeShim: 'test/workbench/codeShim.ts',
  });
  const resultPath = join(root, '.cache', 'integration.json');
  rmSync(resultPath, { force: true });
  const { status } = spawnSync(process.execPath, [join(scriptsFolder, 'integrationRun.mjs')], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, GLENS_REPOSITORY: root, GLENS_TEST_RESULT: resultPath },
  });
  const counts = existsSync(resultPath)
    ? JSON.parse(readFileSync(resultPath, 'utf8'))
    : { passed: 0, failed: 1, skipped: 0, unavailable: '' };
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
