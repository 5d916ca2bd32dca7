// What an answer in Python may try to reach: nothing of the machine, by Python's own ways or through JavaScript.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPythonProcess } from '../../../../../src/engine/training/verifiers/python/pythonProcess';

const python = createPythonProcess(256);
afterAll(() => python.dispose());

/** Runs all attempts in one answer: what each came to, its value or the exception, as text. */
async function outcomesOf(bodies: readonly string[]): Promise<readonly string[]> {
  const functions = bodies.map(
    (body, i) =>
      `def f${i}():\n  try:\n${body.replace(/^/gmu, '    ')}\n  except BaseException as error:\n    return "failed: " + type(error).__name__ + ": " + str(error)`,
  );
  const outcome = await python.run({
    code: functions.join('\n'),
    trusted: '',
    setup: '',
    // The reason of a failed test is what the function gave.
    tests: bodies.map((_, i) => `raise Exception(str(f${i}()))`),
    entryPoints: [],
    entryPointsOnly: false,
    timeLimitMs: 100_000,
  });
  return outcome.kind === 'examined' ? outcome.results.map(({ reason }) => reason) : [outcome.kind];
}

const attempts: readonly (readonly [string, string, RegExp])[] = [
  // One that nothing stops, so that a success would be seen.
  ['a folder of its own', 'import os\nreturn os.listdir("/")', /^Exception: \[.*'lib'/u],
  ['a file of the machine', 'return open("/etc/passwd").read()', /^Exception: failed: FileNotFoundError/u],
  ['a command', 'import os\nreturn os.system("echo reached") == 0', /Exception: False/u],
  ['a pipe', 'import os\nreturn os.popen("ls").read()', /^Exception: failed: OSError/u],
  ['a process', 'import subprocess\nreturn subprocess.run(["ls"])', /^Exception: failed: OSError/u],
  ['a fork', 'import os\nreturn os.fork()', /^Exception: failed: /u],
  [
    'a connection',
    'import socket\nreturn socket.create_connection(("127.0.0.1", 80), timeout=5)',
    /^Exception: failed: OSError/u,
  ],
  [
    'a name lookup and a connection',
    'import socket\ns = socket.socket()\ns.connect(("localhost", 80))\nreturn s.recv(9)',
    /^Exception: failed: OSError/u,
  ],
  [
    'a page',
    'import urllib.request\nreturn urllib.request.urlopen("http://127.0.0.1/")',
    /^Exception: failed: URLError/u,
  ],
  [
    'a page by Pyodide',
    'from pyodide.http import open_url\nreturn open_url("http://127.0.0.1/")',
    /^Exception: failed: NameError/u,
  ],
  ['the environment', 'import os\nreturn os.environ.get("PATH")', /^Exception: \/$/u],
  ['the process', 'import js\nreturn js.process', /^Exception: failed: AttributeError/u],
  ['fetch', 'import js\nreturn js.fetch', /^Exception: failed: AttributeError/u],
  ['require', 'import js\nreturn js.require', /^Exception: failed: AttributeError/u],
  ['a WebSocket', 'import js\nreturn js.WebSocket', /^Exception: failed: AttributeError/u],
  ['a Buffer', 'import js\nreturn js.Buffer', /^Exception: failed: AttributeError/u],
  ['a worker', 'import js\nreturn js.Worker', /^Exception: failed: AttributeError/u],
  [
    'hidden globals',
    'import js\nreturn [str(k) for k in js.Object.getOwnPropertySymbols(js.globalThis)]',
    /Exception: \[("Symbol\(Symbol\.toStringTag\)"|'Symbol\(Symbol\.toStringTag\)')?\]/u,
  ],
  ['eval', 'import js\nreturn js.eval("1")', /^Exception: failed: JsException: EvalError/u],
  [
    'Function',
    'import js\nreturn js.Object.constructor("return 1")()',
    /^Exception: failed: JsException: EvalError/u,
  ],
  [
    'an asynchronous function',
    'from pyodide.code import run_js\nreturn run_js("1")',
    /^Exception: failed: JsException: EvalError/u,
  ],
  [
    'the folder of the machine',
    'import pyodide_js as p\np.FS.mkdir("/m")\np.FS.mount(p.FS.filesystems.NODEFS, {"root": "/"}, "/m")\nimport os\nreturn os.listdir("/m")',
    /^Exception: failed: JsException/u,
  ],
  [
    'the folder of the machine, by its own function',
    'import pyodide_js\nreturn pyodide_js.mountNodeFS("/m", "/")',
    /^Exception: failed: JsException/u,
  ],
  [
    'a package',
    'import js, pyodide_js\npyodide_js.loadPackage("numpy")\nimport numpy',
    /^Exception: failed: ModuleNotFoundError/u,
  ],
  [
    'threads',
    'import threading\nthreading.Thread(target=print).start()',
    /^Exception: failed: RuntimeError/u,
  ],
  [
    'any global but the language and what Pyodide goes on using',
    'import js\nreturn sorted(k for k in map(str, js.Object.getOwnPropertyNames(js.globalThis)) if k[0].islower())',
    /^Exception: \['clearTimeout', 'crypto', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'globalThis', 'isFinite', 'isNaN', 'location', 'parseFloat', 'parseInt', 'performance', 'self', 'setTimeout', 'undefined', 'unescape'/u,
  ],
];

describe('what an answer may try', () => {
  let outcomes: readonly string[] = [];
  beforeAll(async () => {
    outcomes = await outcomesOf(attempts.map(([, body]) => body));
  }, 240_000);

  test.each(attempts.map(([name, , outcome], i) => [name, outcome, i] as const))('%s', (_, outcome, i) => {
    expect(outcomes[i]).toMatch(outcome);
  });
});

test('a script by ctypes breaks the interpreter that tries it, no more', async () => {
  const script =
    'import ctypes\nctypes.CDLL(None).emscripten_run_script(b"globalThis.process")\nreturn "ran"';
  expect((await outcomesOf([script])).join()).toMatch(/^(?:crashed|Exception: failed)/u);
  expect(await outcomesOf(['return 1'])).toEqual(['Exception: 1']);
});
