// What the engine loads as packages of their own, copied beside it: ONNX Runtime's JavaScript, its native files of one
// platform, and Pyodide (Python for unit tests). No types, no source maps.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nativeFiles, nativeFolder } from './platforms.mjs';

export const runtimePackages = ['onnxruntime-node', 'onnxruntime-common', 'pyodide'];

const pyodideFiles = [
  'package.json',
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];

/** Everything but the native files, into the folder `node_modules` beside the bundles. */
export function stageRuntime(root, folder) {
  const copy = (name, path) => {
    const to = join(folder, name, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, 'node_modules', name, path), to, { recursive: true, filter: isRun });
  };
  for (const path of ['package.json', 'dist']) copy('onnxruntime-node', path);
  for (const path of ['package.json', join('dist', 'cjs')]) copy('onnxruntime-common', path);
  for (const path of pyodideFiles) copy('pyodide', path);
}

/** The native files of one platform, in the place of those that were there. */
export function stageNative(root, folder, target) {
  const within = nativeFolder(target);
  const to = join(folder, 'onnxruntime-node', within);
  rmSync(join(folder, 'onnxruntime-node', 'bin'), { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of nativeFiles(root, target)) {
    cpSync(join(root, 'node_modules', 'onnxruntime-node', within, name), join(to, name));
  }
}

function isRun(path) {
  return !/\.(map|d\.ts|ts)$/.test(path);
}
