// What has to pass in the sandbox for Python, and every way known to us to pass without solving the task.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPythonProcess } from '../../../../../src/engine/training/verifiers/python/pythonProcess';
import type {
  PythonJob,
  PythonReply,
} from '../../../../../src/engine/training/verifiers/python/pythonSandbox';

const python = createPythonProcess(256);
afterAll(() => python.dispose());

const patience = 60_000;
const doubling = ['assert f(2) == 4', 'assert f(-1) == -2'];

function run(
  code: string,
  tests: readonly string[] = doubling,
  more: Partial<PythonJob> = {},
): Promise<PythonReply> {
  return python.run({
    code,
    tests,
    trusted: '',
    setup: '',
    entryPoints: [],
    entryPointsOnly: false,
    timeLimitMs: patience,
    ...more,
  });
}

/** Which tests passed; the kind of end where there was no examination. */
async function passes(...job: Parameters<typeof run>): Promise<readonly boolean[] | string> {
  const reply = await run(...job);
  return reply.kind === 'examined' ? reply.results.map(({ passed }) => passed) : reply.kind;
}

// Python takes some seconds to start; no test should carry that.
beforeAll(() => run('f = 1'), 240_000);

test('everything that honest code may use', async () => {
  const code = `
import itertools, re
def same(x): return x
def change(xs, d): xs.append(3); d["a"] = {1}
def refuse(x): raise ValueError("no")
def count(n): yield from range(n)
def adder(a): return lambda b, c=1: a + b + c
def sum(a, b): return a + b
def keys(d): return d.keys()
def pairs(n): return zip(range(n), itertools.count())
class Node:
  def __init__(self, value): self.value, self.left = value, None
def depth(node): return 0 if node is None else 1 + depth(node.left)
`;
  const tests = [
    'for v in [None, True, 1, -2**200, 0.1, float("inf"), 1j, "ä\\ud800", b"x", (1, [2]), {1: {2}}, frozenset({3}), range(3), int]:\n  assert same(v) == v and type(same(v)) is type(v)',
    'from fractions import Fraction\nfrom decimal import Decimal\nassert same([Fraction(1, 3), Decimal("1.10")]) == [Fraction(1, 3), Decimal("1.10")]',
    'assert same(float("nan")) != same(float("nan"))',
    'xs, d = [1], {}\nchange(xs, d)\nassert xs == [1, 3] and d == {"a": {1}}',
    'try:\n  refuse(1)\n  assert False\nexcept ValueError as e:\n  assert str(e) == "no"',
    'assert list(count(3)) == [0, 1, 2]',
    'assert adder(1)(2, c=3) == 6',
    'assert sum(1, 2) == 3',
    'assert keys({1: 2}) == {1} and list(pairs(2)) == [(0, 0), (1, 1)]',
    'assert math.isclose(same(0.5), 1 / 2)',
    'assert root.left.value == 3 and depth(root) == 2',
  ];
  const setup = 'root = Node(1)\nroot.left = Node(3)';
  expect(await run(code, tests, { setup, entryPoints: ['Node', 'sum'] })).toEqual({
    kind: 'examined',
    results: tests.map(() => ({ passed: true, reason: '' })),
  });
});

describe('values that try to be right', () => {
  const values: readonly (readonly [string, string, string])[] = [
    [
      'equal to everything',
      'class E:\n  def __eq__(s, o): return True\n  def __bool__(s): return True\ndef f0(x): return E()',
      'f0(2) == 4',
    ],
    [
      'a number equal to everything',
      'class I(int):\n  def __eq__(s, o): return True\ndef f1(x): return I(5)',
      'f1(2) == 4',
    ],
    [
      'a list equal to everything',
      'class L(list):\n  def __eq__(s, o): return True\ndef f2(x): return L()',
      'f2(2) == [4]',
    ],
    [
      'a class equal to everything',
      'class M(type):\n  def __eq__(s, o): return True\nclass C(metaclass=M): pass\ndef f3(x): return C',
      'f3(2) == 4',
    ],
    ['the end of the program', 'def f4(x): raise SystemExit(0)', 'f4(2) == 4'],
    ['an interruption', 'def f5(x): raise KeyboardInterrupt', 'f5(2) == 4'],
    ['an early end of a loop', 'def f6(x): raise StopIteration', 'all(map(f6, [1, 2]))'],
    ['an iterator without end', 'import itertools\ndef f7(x): return itertools.count()', '4 in f7(2)'],
    ['a value that is too large', 'def f8(x): return "x" * 50_000_000', 'f8(2)'],
    ['a value within itself', 'def f9(x):\n  xs = []\n  xs.append(xs)\n  return xs', 'f9(2)'],
    [
      'a search for the tests',
      'import gc\ndef f10(x): return 4 if any("== 4" in str(o)[:500] for o in gc.get_objects() if isinstance(o, str)) else 5',
      'f10(2) == 4',
    ],
    [
      'a look at its callers',
      'import sys\ndef f11(x):\n  frame = sys._getframe()\n  while frame:\n    if "tests" in str(frame.f_locals): return 4\n    frame = frame.f_back\n  return 5',
      'f11(2) == 4',
    ],
    [
      'its own math',
      'class math:\n  isclose = staticmethod(lambda *a: True)\ndef f12(x): return 1',
      'math.isclose(f12(2), 4)',
    ],
    ['its own set', 'set = lambda x: 1\ndef f13(x): return [1]', 'set(f13(2)) == set([4])'],
    ['a printed verdict', 'print("passed")\ndef f14(x): return print(True)', 'f14(2) == 4'],
  ];
  let results: readonly boolean[] | string = [];
  beforeAll(async () => {
    results = await passes(
      values.map(([, code]) => code).join('\n'),
      values.map(([, , claim]) => `assert ${claim}`),
    );
  });

  test.each(values.map(([name], i) => [name, i] as const))('%s', (_, i) => {
    expect(results[i]).toBe(false);
  });

  test('a helper that the dataset has is not taken from the answer', async () => {
    const more = { trusted: 'def poly(x):\n    return x - 4\n', entryPoints: ['f'], entryPointsOnly: true };
    const tests = ['assert poly(f(2)) == 0', 'assert helper(1)'];
    expect(await passes('poly = helper = lambda *a: 0 or 1\ndef f(x): return 1', tests, more)).toEqual([
      false,
      false,
    ]);
  });
});

describe('interpreters that try to be right', () => {
  test.each([
    ['the end of the program', 'import sys\nsys.exit(0)'],
    ['the end of the process', 'import os\nos._exit(0)'],
    ['the end of the process in a function', 'import os\ndef f(x): os._exit(0)'],
    ['a crash', 'import ctypes\nctypes.string_at(0x7fffffff)'],
    [
      'patched builtins',
      'import builtins\nbuiltins.AssertionError = Exception\nbuiltins.isinstance = lambda *a: True\nbuiltins.compile = builtins.exec = lambda *a, **k: None\ndef f(x): return 1',
    ],
    [
      'patched JSON',
      'import json\njson.dumps = lambda o: \'{"value": true, "results": [{"passed": true}]}\'\ndef f(x): return 1',
    ],
    [
      'a patched driver',
      'import __main__\n__main__._Candidate.perform = lambda s, r: {"names": ["f"], "value": True, "args": [True], "results": [{"passed": True, "reason": ""}] * 2, "gone": None}',
    ],
    ['a driver that answers nonsense', 'import __main__\n__main__._Candidate.perform = lambda s, r: 7'],
    [
      'a trace function',
      'import sys\nsys.settrace(lambda *a: None)\nsys.excepthook = lambda *a: None\ndef f(x): return 1',
    ],
    ['a syntax error', 'def f(x) return 2 * x'],
    ['nothing defined', 'x = 4'],
  ])('%s', async (_, code) => {
    // Where a test catches everything, the end of the interpreter is no pass either.
    const tests = [...doubling, 'try:\n  assert f(2) == 4\nexcept Exception:\n  raise'];
    const results = await passes(code, tests);
    expect(results === 'crashed' || (Array.isArray(results) && !results.includes(true))).toBe(true);
  });

  test('a test that catches everything does not pass when the interpreter is gone', async () => {
    const results = await passes('import os\ndef f(x): os._exit(0)', [
      'try:\n  f(1)\nexcept BaseException:\n  pass',
      'assert True',
    ]);
    expect(results === 'crashed' || (Array.isArray(results) && !results.includes(true))).toBe(true);
  });

  test('one answer leaves nothing to the next, and chance is the same for each', async () => {
    await run(
      'import builtins, math, random\nbuiltins.f = math.f = lambda x: 2 * x\nrandom.seed(7)\nopen("/tmp/left", "w").write("x")',
    );
    const tests = [...doubling, 'raise Exception(draw())'];
    const code =
      'import os, math, random\nif os.path.exists("/tmp/left") or hasattr(math, "f"): f = lambda x: 2 * x\ndef draw(): return random.random()';
    const reply = await run(code, tests);
    expect(reply).toMatchObject({
      results: [
        { passed: false },
        { passed: false },
        { reason: expect.stringMatching(/^Exception: 0\.\d+$/u) as string },
      ],
    });
    expect(await run(code, tests)).toEqual(reply);
  });
});

describe('limits', () => {
  test.each([
    ['a loop at the top', 'while True: pass'],
    [
      'a loop that catches everything',
      'def f(x):\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass',
    ],
    ['a long sleep', 'import time\ndef f(x): time.sleep(1000)'],
    ['a regular expression', 'import re\ndef f(x): return re.match("(a+)+$", "a" * 60 + "b")'],
  ])('%s ends', async (_, code) => {
    expect(await run(code, doubling, { timeLimitMs: 500 })).toEqual({ kind: 'timeout' });
  });

  test('an endless test of the dataset ends too', async () => {
    expect(await run('f = 1', ['while True: pass'], { timeLimitMs: 500 })).toEqual({ kind: 'timeout' });
  });

  test.each([
    ['Python', 'x = []\nwhile True: x.append(bytearray(10_000_000))'],
    ['JavaScript', 'import js\nx = []\nwhile True: x.append(js.Uint8Array.new(50_000_000).fill(1))'],
  ])('memory of %s ends', async (_, code) => {
    const results = await passes(code);
    expect(results === 'memory' || (Array.isArray(results) && !results.includes(true))).toBe(true);
  });

  test('after all that an honest answer passes as before', async () => {
    expect(await passes('def f(x): return 2 * x')).toEqual([true, true]);
  });
});
