// Takes away what a thread could reach the machine with. Python in Pyodide reaches JavaScript (ctypes alone suffices), so
// the boundary is drawn around JavaScript: no names of Node's are left, no module can be imported any more, and the
// process runs with code generation from strings switched off.
import { registerHooks } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { webAssembly, type WasmMemory, type WasmModule } from './webAssembly';

/** What Pyodide goes on using. */
const kept = [
  'TextDecoder',
  'TextEncoder',
  'setTimeout',
  'clearTimeout',
  'self',
  'location',
  'WorkerGlobalScope',
];

/** Where Pyodide finds its files while it loads. */
export interface Loading {
  /** The bytes of a file, by its name. */
  readonly fileOf: (name: string) => Uint8Array;
  readonly module: WasmModule;
  /** Bytes that the interpreter's memory may grow to. */
  readonly memoryLimit: number;
}

/** The name of Pyodide's WebAssembly, which is compiled once per process and not per thread. */
const wasmFile = 'pyodide.asm.wasm';

/**
 * Makes the thread look like a web worker, so that Pyodide loads none of its code for Node, with files from memory
 * and a limit on its own.
 */
export function enterWorkerWorld(loading: Loading): void {
  const world: Record<string, unknown> = {
    process: undefined,
    self: globalThis,
    // What every object is an instance of.
    WorkerGlobalScope: Object,
    location: { href: 'file:///pyodide/', toString: () => 'file:///pyodide/' },
    fetch: (url: unknown) => Promise.resolve(responseOf(loading, String(url))),
  };
  for (const [name, value] of Object.entries(world)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const instantiate = webAssembly.instantiate.bind(webAssembly);
  Object.assign(webAssembly, {
    instantiateStreaming: async (_: unknown, imports: object) => ({
      module: loading.module,
      instance: await instantiate(loading.module, imports),
    }),
  });
  const memory = webAssembly.Memory.prototype;
  const { grow } = memory;
  memory.grow = function (this: WasmMemory, pages: number): number {
    if (this.buffer.byteLength + pages * 65_536 > loading.memoryLimit)
      throw new RangeError('the memory limit is reached');
    return grow.call(this, pages);
  };
}

function responseOf(loading: Loading, url: string): object {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const bytes = name === wasmFile ? new Uint8Array(8) : loading.fileOf(name);
  return {
    ok: true,
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
    json: () => Promise.resolve(JSON.parse(new TextDecoder().decode(bytes)) as unknown),
  };
}

/** From here on there is no way back: only ECMAScript, WebAssembly and what Pyodide goes on using stay. */
export function sealThread(): void {
  // The names of the language itself are those that a bare context has.
  const language = runInContext(
    'Object.getOwnPropertyNames(globalThis)',
    createContext(),
  ) as readonly string[];
  const clock = performance;
  const random = crypto.getRandomValues.bind(crypto);
  // A bare context has a console too; here it is Node's, and leads to its streams.
  const allowed = new Set([...language, ...kept].filter((name) => name !== 'console'));
  for (const key of Reflect.ownKeys(globalThis)) {
    if (typeof key === 'string' && allowed.has(key)) continue;
    if (!Reflect.deleteProperty(globalThis, key))
      throw new Error(`the global ${String(key)} cannot be removed`);
  }
  Object.assign(globalThis, {
    performance: { now: () => clock.now(), timeOrigin: 0 },
    crypto: { getRandomValues: (array: Uint8Array) => random(array) },
  });
  registerHooks({
    resolve: () => {
      throw new Error('no module can be imported here');
    },
  });
}
