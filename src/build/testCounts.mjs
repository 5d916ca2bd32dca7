// What a run of tests came to: counts, and the names of what failed, so that the end of a log tells them.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const messageLength = 300;

/** Of vitest's JSON report at `path`, after vitest ended with `code`. */
export function countVitest(path, code) {
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  const failures = (report?.testResults ?? []).flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return tests.map((test) => `${file}: ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
  return counted(code, {
    passed: report?.numPassedTests ?? 0,
    failed: failures.length,
    skipped: report?.numPendingTests ?? 0,
    unavailable: '',
    failures,
  });
}

/** A crash of the runner, or of a file before its first test, is a failure even if no test failed. */
export function counted(code, counts) {
  if (code === 0 || counts.failed > 0) return counts;
  const failures = counts.failures.length > 0 ? counts.failures : [`the runner ended with exit code ${code}`];
  return { ...counts, failed: 1, failures };
}

function firstLine(message) {
  return (message ?? '').split('\n')[0].slice(0, messageLength);
}
