// The tests in a real VS Code, of the package that was made last: Mocha in the extension host (test/integration) and
// Playwright in the workbench (test/e2e). Each gives its counts, and why it was skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleScripts, root, scriptsFolder } from './bundle.mjs';
import { makeDemo } from './demo.mjs';
import { vsixPath } from './package.mjs';
import { counted, countVitest } from './testCounts.mjs';

const cache = join(root, '.cache');

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
  const resultPath = join(cache, 'integration.json');
  rmSync(resultPath, { force: true });
  const status = node([join(scriptsFolder, 'integrationRun.mjs')], { GLENS_TEST_RESULT: resultPath });
  return counted(
    status,
    readJson(resultPath) ?? { passed: 0, failed: 0, skipped: 0, unavailable: '', failures: [] },
  );
}

/** `paths`: of tests; none: all. */
export function endToEndTests(paths = []) {
  mkdirSync(cache, { recursive: true });
  const resultPath = join(cache, 'e2e.json');
  const unavailablePath = join(cache, 'e2e-unavailable.txt');
  for (const path of [resultPath, unavailablePath]) rmSync(path, { force: true });
  const status = node(
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', 'vitest.e2e.config.ts', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${resultPath}`,
      ...paths,
    ],
    { GLENS_TEST_VSIX: vsixPath(), GLENS_TEST_UNAVAILABLE: unavailablePath },
  );
  return {
    ...countVitest(resultPath, status),
    unavailable: existsSync(unavailablePath)
      ? `Tests in the workbench: ${readFileSync(unavailablePath, 'utf8')}`
      : '',
  };
}

/** Figures of a large comparison in the workbench. */
export async function measureLarge() {
  await bundleScripts({ measureLarge: 'test/browser/large/measureLarge.ts' });
  return node([join(scriptsFolder, 'measureLarge.mjs')], { GLENS_TEST_VSIX: vsixPath() });
}

/** The screenshots of README and walkthroughs. */
export async function takePictures() {
  makeDemo(join(cache, 'demo'));
  await bundleScripts({ pictures: 'test/workbench/pictures.ts' });
  return node([join(scriptsFolder, 'pictures.mjs')], { GLENS_TEST_VSIX: vsixPath() });
}

/** The extension with the demo comparisons. */
export async function openWorkbench() {
  const folder = join(cache, 'demo');
  if (!existsSync(join(folder, 'demo-sft-harmless.glens'))) makeDemo(folder);
  await bundleScripts({ workbench: 'test/workbench/main.ts' });
  return node([join(scriptsFolder, 'workbench.mjs')], { GLENS_TEST_VSIX: vsixPath() });
}

function node(args, env) {
  return (
    spawnSync(process.execPath, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, GLENS_REPOSITORY: root, ...env },
    }).status ?? 1
  );
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
