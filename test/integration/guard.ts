// What VS Code is given as the tests. VS Code reports success when its extension host ends early, so the verdict is
// written to a file by this guard, and a run without that file has failed.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each with the first line of what it said. */
  readonly failures: readonly string[];
}

export async function run(): Promise<void> {
  const { GLENS_TEST_VERDICT: verdictPath, GLENS_TEST_SUITES: folder, GLENS_TEST_LOG: logPath } = process.env;
  if (verdictPath === undefined || folder === undefined || logPath === undefined)
    throw new Error('Run by test/integration/run.ts only.');
  // Mocha is an ES module, which the extension host of older versions cannot require.
  const { default: Mocha } = await import('mocha');
  // VS Code's console is full of its own lines.
  Mocha.reporters.Base.consoleLog = console.log = (...args: unknown[]) =>
    appendFileSync(logPath, `${format(...args)}\n`);
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 180_000, slow: 5_000, reporter: 'spec' });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test.cjs'))) {
    mocha.addFile(join(folder, file));
  }
  await mocha.loadFilesAsync();
  const verdict = await new Promise<Verdict>((resolve) => {
    const named: string[] = [];
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending, failures: named });
    });
    runner.on('fail', (test, error: Error) => {
      named.push(`${test.fullTitle()}: ${error.message.split('\n')[0] ?? ''}`);
    });
  });
  writeFileSync(verdictPath, JSON.stringify(verdict));
  if (verdict.failed > 0) throw new Error(`${verdict.failed} tests failed.`);
}
