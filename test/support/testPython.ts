// The Python that tests run: the one that GLENS_PYTHON names, else one on the path.
import { spawnSync } from 'node:child_process';

export const testPython = process.env['GLENS_PYTHON'] ?? 'python3';

/** Whether this machine has one that ends `source` well. Jobs of a cluster need a POSIX shell besides. */
export function pythonOnCluster(source: string): boolean {
  return process.platform !== 'win32' && spawnSync(testPython, ['-c', source]).status === 0;
}

/** That a Python has these modules; none is imported, which takes seconds. */
export function hasModules(...names: readonly string[]): string {
  return `import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ${JSON.stringify(names)})))`;
}

/** Its full path: a job of Ray has another folder, and its own path. */
export function pythonExecutable(): string {
  return spawnSync(testPython, ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).stdout.trim();
}
