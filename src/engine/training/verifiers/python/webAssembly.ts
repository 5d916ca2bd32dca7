// The part of WebAssembly that is used here; the types of Node have none of it.

export interface WasmModule {
  readonly [Symbol.toStringTag]?: string;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: object): Promise<object>;
  /** Pages of 64 KiB; the pages there were. */
  readonly Memory: { readonly prototype: { grow: (this: WasmMemory, pages: number) => number } };
}

export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as WebAssemblyApi;
