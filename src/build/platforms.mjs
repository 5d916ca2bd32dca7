// The platforms that the product is packed for, and which native files of ONNX Runtime belong to each. Its npm package
// carries those of all of them, so that every package can be made on every machine.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** As VS Code and npm name them. */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

/** The platform that this runs on; it may be none of `targets`. */
export const hostTarget = `${process.platform}-${process.arch}`;

/** @returns the operating system and the processor, as Node names them */
export function platformOf(target) {
  const [os, cpu] = target.split('-');
  return { os, cpu };
}

/** Relative to the folder of onnxruntime-node. */
export function nativeFolder(target) {
  const { os, cpu } = platformOf(target);
  return join('bin', 'napi-v6', os, cpu);
}

/**
 * Names of the files in `nativeFolder` that are shipped, sorted.
 * @throws Error where ONNX Runtime has none for this platform
 */
export function nativeFiles(root, target) {
  const folder = join(root, 'node_modules', 'onnxruntime-node', nativeFolder(target));
  if (!existsSync(folder)) {
    throw new Error(`onnxruntime-node has no binaries for ${target}: no package can be made.`);
  }
  return readdirSync(folder).filter(isLoaded).sort();
}

/** On macOS the library lies there twice; the binding loads the one whose name has the major version alone. */
function isLoaded(name) {
  return !/^libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(name);
}
