// Mocha in the real extension host, by @vscode/test-electron: in the desktop where one can be had, else in the
// server-based workbench behind a script that stands in for VS Code's executable. Tests what the package holds.
// Writes the counts to the file that GLENS_TEST_RESULT names.
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeComparison, makeFixtureWorkspace } from '../workbench/fixtureWorkspace';
import { unavailableExitCode } from '../workbench/unavailable';
import type { Verdict } from './guard';

interface Session {
  readonly suites: 'trusted' | 'untrusted';
  readonly version: 'current' | 'lowest';
}

const sessions: readonly Session[] = [
  { suites: 'trusted', version: 'current' },
  { suites: 'untrusted', version: 'current' },
  { suites: 'trusted', version: 'lowest' },
];
const lowestDesktop = '1.103.0';

const { GLENS_REPOSITORY: repository = process.cwd(), GLENS_TEST_RESULT: resultPath } = process.env;
const scripts = join(repository, '.cache', 'scripts');
const comparison = join(repository, '.cache', 'fixtures', 'demo.glens');
makeComparison(repository, comparison);
const total = { passed: 0, failed: 0, skipped: 0, unavailable: '', failures: new Array<string>() };
for (const session of sessions) await runSession(session);
if (resultPath !== undefined) writeFileSync(resultPath, JSON.stringify(total));
console.log(`integration: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

async function runSession({ suites, version }: Session): Promise<void> {
  const title = `${suites} workspace, ${version} VS Code`;
  console.log(`\n=== Extension host: ${title}`);
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'glens-integration-')));
  try {
    const folder = join(scratch, 'workspace');
    // The workspace itself has no comparison, so that nothing activates the extension.
    makeFixtureWorkspace(repository, folder, null);
    copyFileSync(comparison, join(scratch, 'demo.glens'));
    const verdictPath = join(scratch, 'verdict.json');
    const logPath = join(scratch, 'mocha.log');
    const code = await runIn(suites, version, folder, {
      GLENS_TEST_VERDICT: verdictPath,
      GLENS_TEST_LOG: logPath,
      GLENS_TEST_SUITES: join(scripts, 'integration', suites),
      GLENS_TEST_DATA: scratch,
      GLENS_TEST_VSCODE: version,
      GLENS_TEST_UNTRUSTED: suites === 'untrusted' ? '1' : '0',
    });
    if (code === unavailableExitCode) {
      total.skipped++;
      total.unavailable = `Tests in the extension host (${title}): no VS Code can be had here.`;
      return;
    }
    if (existsSync(logPath)) console.log(readFileSync(logPath, 'utf8'));
    const verdict = existsSync(verdictPath)
      ? (JSON.parse(readFileSync(verdictPath, 'utf8')) as Verdict)
      : null;
    if (verdict === null) console.error('The extension host ended without a verdict of the tests.');
    total.passed += verdict?.passed ?? 0;
    total.skipped += verdict?.skipped ?? 0;
    const failures = [...(verdict?.failures ?? ['ended without a verdict of the tests'])];
    if (failures.length === 0 && code !== 0) failures.push(`ended with exit code ${code}`);
    total.failed += Math.max(verdict?.failed ?? 1, failures.length);
    total.failures.push(...failures.map((failure) => `extension host, ${title}: ${failure}`));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn(
  suites: Session['suites'],
  version: Session['version'],
  folder: string,
  extensionTestsEnv: Record<string, string>,
): Promise<number> {
  // @vscode/test-electron trusts every folder, so that test needs the server in any case.
  const desktop = wantsDesktop() && suites === 'trusted';
  try {
    return await runTests({
      ...(desktop
        ? { version: version === 'lowest' ? lowestDesktop : 'stable' }
        : { vscodeExecutablePath: shim() }),
      extensionDevelopmentPath: join(repository, '.cache', 'package'),
      extensionTestsPath: join(scripts, 'integrationGuard.cjs'),
      extensionTestsEnv,
      launchArgs: [folder],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  }
}

/** Whether the desktop was asked for: its download is large, and a display is needed. */
function wantsDesktop(): boolean {
  return process.env['GLENS_TEST_DESKTOP'] === '1';
}

/** An executable file, as @vscode/test-electron wants it. */
function shim(): string {
  const path = join(scripts, 'code');
  writeFileSync(path, `#!${process.execPath}\nimport(${JSON.stringify(join(scripts, 'codeShim.mjs'))});\n`);
  chmodSync(path, 0o755);
  return path;
}
