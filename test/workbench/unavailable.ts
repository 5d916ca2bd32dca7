// Why the workbench cannot be had on this machine: no failure, but the tests that need it are skipped, and say so.

export class WorkbenchUnavailable extends Error {
  override readonly name = 'WorkbenchUnavailable';
}

/** The same between processes. */
export const unavailableExitCode = 86;
