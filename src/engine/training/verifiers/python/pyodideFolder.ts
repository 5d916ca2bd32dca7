// Where Pyodide lies: beside the bundle in the extension, in node_modules in the repository.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

export function pyodideFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
}
