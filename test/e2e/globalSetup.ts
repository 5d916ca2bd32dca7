// Sets up the workbench and the browser; where they cannot be had, the tests learn why, and skip.
import { writeFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../workbench/findChromium';
import { installedServer } from '../workbench/installedServer';
import { WorkbenchUnavailable } from '../workbench/unavailable';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty where the workbench is there. */
    unavailable: string;
    vsix: string;
  }
}

export default function setup(project: TestProject): void {
  let unavailable = '';
  try {
    findChromium();
    installedServer('current');
  } catch (error) {
    if (!(error instanceof WorkbenchUnavailable)) throw error;
    unavailable = error.message;
    console.log(`skipped: the workbench cannot be had here. ${unavailable}`);
  }
  const { GLENS_TEST_VSIX: vsix = '', GLENS_TEST_UNAVAILABLE: tellPath } = process.env;
  if (tellPath !== undefined && unavailable !== '') writeFileSync(tellPath, unavailable);
  project.provide('unavailable', unavailable);
  project.provide('vsix', vsix);
}
