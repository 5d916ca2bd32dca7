// Sets up the workbench, the browser and a comparison to look at; where they cannot be had, the tests learn why, and skip.
import { writeFileSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../workbench/findChromium';
import { makeComparison } from '../workbench/fixtureWorkspace';
import { installedServer } from '../workbench/installedServer';
import { WorkbenchUnavailable } from '../workbench/unavailable';
import { repositoryPath } from '../support/paths';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty where the workbench is there. */
    unavailable: string;
    vsix: string;
    /** A comparison of two fixture checkpoints. */
    comparison: string;
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
  const comparison = repositoryPath('.cache/fixtures/demo.glens');
  if (unavailable === '') makeComparison(repositoryPath('.'), comparison);
  project.provide('comparison', comparison);
}
