// Python code against unit tests, in a sandbox.
import { beforeFunction, extractCode } from './python/extractCode';
import { createPythonProcess } from './python/pythonProcess';
import type { PythonJob, PythonReply } from './python/pythonSandbox';
import type { TaskItem, Verifier, VerifierResult } from '../tasks/task';
import { failed, verifyEach } from './verifyEach';
import type { SpecOf } from './verifierSpec';

const maxCodeLength = 100_000;

/**
 * Policy. The answer's code (see extractCode) runs in an interpreter of its own, made afresh; the tests run in another one
 * and see the answer's functions through plain data alone. So an answer can neither read the tests nor touch what
 * decides: `sys.exit`, patched builtins, an `__eq__` of its own and printed verdicts change nothing. All tests have to
 * pass; with `partial` the reward is the share that does. Over the time or memory limit: 0. Code that the token limit
 * cut is run as it is.
 */
export function unitTestVerifier(spec: SpecOf<'unit_tests'>): Verifier {
  const python = createPythonProcess(spec.memory_limit_mb);
  return verifyEach({
    id: 'unit_tests',
    needs: [spec.column],
    checkItem: (item) => void jobOf(item, '', spec),
    checkOne: async ({ item, answer }, signal) => {
      const job = jobOf(item, answer, spec);
      if (job.code.trim() === '') return failed('There is no code.');
      if (job.code.length > maxCodeLength) return failed('The code is too long.');
      return resultOf(await python.run(job, signal), spec);
    },
    dispose: () => python.dispose(),
  });
}

const failures = {
  timeout: 'The code did not finish in time.',
  memory: 'The code used too much memory.',
  crashed: 'The code broke its interpreter.',
} as const;

function resultOf(reply: PythonReply, { partial }: SpecOf<'unit_tests'>): VerifierResult {
  if (reply.kind !== 'examined') return failed(failures[reply.kind]);
  const passedTests = reply.results.filter(({ passed }) => passed).length;
  const total = reply.results.length;
  const firstFailure = reply.results.find(({ passed }) => !passed)?.reason;
  const reason = `${passedTests} of ${total} tests passed${firstFailure === undefined ? '' : `; ${firstFailure}`}.`;
  return { reward: partial ? passedTests / total : Number(passedTests === total), reason };
}

function jobOf(item: TaskItem, answer: string, spec: SpecOf<'unit_tests'>): PythonJob {
  const head = textIn(item, 'code_head');
  const entryPoints = listIn(item, 'entry_point');
  const tests = listIn(item, spec.column);
  if (tests.length === 0) throw new Error(`item ${item.id} has no tests in column "${spec.column}".`);
  return {
    code: extractCode(answer, entryPoints, head),
    trusted: head === '' ? '' : beforeFunction(head, entryPoints),
    setup: textIn(item, 'test_setup'),
    tests,
    entryPoints,
    entryPointsOnly: entryPoints.length > 0,
    timeLimitMs: spec.time_limit_seconds * 1000,
  };
}

function textIn(item: TaskItem, column: string): string {
  const value = Object.hasOwn(item.columns, column) ? item.columns[column] : '';
  if (typeof value === 'string') return value;
  throw new Error(`column "${column}" of item ${item.id} is not text.`);
}

/** A list of strings, or one. */
function listIn(item: TaskItem, column: string): readonly string[] {
  const value = Object.hasOwn(item.columns, column) ? item.columns[column] : [];
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw new Error(`column "${column}" of item ${item.id} is neither text nor a list of texts.`);
}
