// One answer may break its own interpreter, and nothing that a later answer or the examiner starts from: the memory
// snapshot, buffers between threads, the language's own objects, timers, and an examiner that has to be started again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPythonProcess } from '../../../../../src/engine/training/verifiers/python/pythonProcess';
import type { PythonReply } from '../../../../../src/engine/training/verifiers/python/pythonSandbox';

const python = createPythonProcess(256);
afterAll(() => python.dispose());

function run(
  code: string,
  tests: readonly string[] = ['assert f(2) == 4'],
  timeLimitMs = 100_000,
): Promise<PythonReply> {
  return python.run({
    code,
    tests,
    trusted: '',
    setup: '',
    entryPoints: [],
    entryPointsOnly: false,
    timeLimitMs,
  });
}

/** What f returned or raised in the answer, as text. */
async function saying(code: string): Promise<string> {
  const reply = await run(code, ['raise Exception(str(f()))']);
  return reply.kind === 'examined' ? (reply.results[0]?.reason ?? '') : reply.kind;
}

async function passes(code: string): Promise<boolean | undefined> {
  const reply = await run(code);
  return reply.kind === 'examined' ? reply.results[0]?.passed : false;
}

/** A wrong answer fails and a right one passes, in fresh interpreters. */
async function judgesAsBefore(): Promise<void> {
  expect(await passes('def f(x): return 5')).toBe(false);
  expect(await passes('def f(x): return 2 * x')).toBe(true);
}

/** Writes over a text wherever the snapshot has it, where it can; gives how often. */
const forge = `
import pyodide_js
def forge(old, new):
  snapshot = pyodide_js._api.config._loadSnapshot
  if snapshot is None: return 0
  data, at, count = snapshot.to_py().tobytes(), -1, 0
  while (at := data.find(old, at + 1)) >= 0:
    for i, byte in enumerate(new): snapshot[at + i] = byte
    count += 1
  return count
`;

// Python takes some seconds to start; no test should carry that.
beforeAll(() => run('f = 1'), 240_000);

describe('what later interpreters start from', () => {
  test('what Pyodide keeps of its start is memory of the thread alone', async () => {
    const code = `
import js, pyodide_js
def f():
  config = pyodide_js._api.config
  kinds = {}
  for key in js.Object.keys(config):
    value = js.Reflect.get(config, key)
    if js.ArrayBuffer.isView(value): kinds[str(key)] = value.buffer.constructor.name
  return kinds
`;
    expect(await saying(code)).toBe("Exception: {'_loadSnapshot': 'ArrayBuffer'}");
  });

  test('a forged snapshot changes no later interpreter', async () => {
    await saying(`${forge}\ndef f(): return forge(b"answer.py", b"forged.py")`);
    const named = 'def f(): return f.__code__.co_filename';
    // The first after it was made ready before.
    for (let i = 0; i < 3; i++) expect(await saying(named)).toBe('Exception: answer.py');
  });

  test('nor the examiner, when it hangs and is started again', async () => {
    const code = `${forge}\ndef f(x): return forge(b"before the tests: ", b"all tests passed: ")`;
    const hanging = ['n = f(2)\nwhile n is not None: pass'];
    expect(await run(code, hanging, 3000)).toEqual({ kind: 'timeout' });
    const reply = await python.run({
      code: 'f = 1',
      trusted: 'raise ValueError(7)',
      setup: '',
      tests: ['assert f(2) == 4'],
      entryPoints: [],
      entryPointsOnly: false,
      timeLimitMs: 100_000,
    });
    expect(reply).toEqual({
      kind: 'examined',
      results: [{ passed: false, reason: 'before the tests: ValueError: 7' }],
    });
    await judgesAsBefore();
  });
});

describe('what the thread itself goes on using', () => {
  test.each([
    [
      'the view through which it is asked',
      `
import js
from pyodide.ffi import create_proxy
original = js.Uint8Array
caught = []
def catch(*args):
  caught.append(args[0])
  return original.new(*args)
js.globalThis.Uint8Array = create_proxy(catch)
def f(x):
  for buffer in caught:
    view = js.Int32Array.new(buffer)
    for i in range(2, 4000): view[i] = 0x34343434
    view[1] = 2**31 - 1
    view[0] = 2
  return 5
`,
    ],
    [
      'prototypes',
      `
import js
from pyodide.ffi import create_proxy
always = create_proxy(lambda *args: True)
for owner, name in ((js.String, "fromCharCode"), (js.Atomics, "load"), (js.Atomics, "wait"), (js.Atomics, "compareExchange"),
                    (js.JSON, "parse"), (js.JSON, "stringify"), (js.Array.prototype, "push"), (js.Object.prototype, "passed"),
                    (js.Object.prototype, "gone"), (js.Object.prototype, "kind")):
  try: js.Reflect.set(owner, name, always)
  except Exception: pass
def f(x): return 5
`,
    ],
    [
      'module objects',
      `
import sys, types, __main__
for module in list(sys.modules.values()):
  try: module.passed = True
  except Exception: pass
__main__._examine = __main__._encode = __main__._decode = lambda *args: '{"gone": null, "results": [{"passed": true, "reason": ""}]}'
sys.modules["json"] = types.SimpleNamespace(dumps=lambda *a: '{"value": true}', loads=lambda *a: {"op": "load", "code": ""})
def f(x): return 5
`,
    ],
    [
      'timers and promises that are left behind',
      `
import js
from pyodide.ffi import create_proxy
def late(*args):
  while True: pass
for wait in (0, 1, 20): js.setTimeout(create_proxy(late), wait)
js.Promise.resolve(1).then(create_proxy(late))
js.Promise.reject(None)
def f(x): return 5
`,
    ],
  ])('%s', async (_, code) => {
    expect(await passes(code)).not.toBe(true);
    await judgesAsBefore();
  });

  test('undefined thrown in place of an error breaks the interpreter that throws it, no more', async () => {
    const code = `
import js
from pyodide.ffi import create_proxy
items = create_proxy([1])
generator = js.Reflect.apply(js.Reflect.get(items, js.Symbol.iterator), items, js.Array.of())
throw = js.Reflect.apply(js.Function.prototype.bind, js.Reflect.get(generator, "throw"), js.Array.of(generator, None))
js.Reflect.set(js.Atomics, "compareExchange", throw)
def f(x): return 4
`;
    expect(await run(code)).toEqual({ kind: 'crashed' });
    await judgesAsBefore();
  });

  test('an examiner that hangs again and again is a fresh one each time', async () => {
    const hanging = ['import random\nrandom.left = 4\nn = f(2)\nwhile n != 4: pass'];
    for (let i = 0; i < 2; i++) {
      expect(await run('def f(x): return 5', hanging, 500)).toEqual({ kind: 'timeout' });
    }
    await judgesAsBefore();
  });
});
