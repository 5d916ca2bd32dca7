// The steps of the walkthroughs that are done, as context keys: a step ticks when its work is done, not when its command is
// opened.
import { commands } from 'vscode';

export const walkthroughSteps = [
  'triedBuiltIn',
  'compared',
  'read',
  'diffed',
  'shared',
  'configured',
  'trained',
  'watched',
  'comparedTrained',
] as const;
export type WalkthroughStep = (typeof walkthroughSteps)[number];

/** VS Code keeps the tick; the key is of this window. */
export function stepDone(step: WalkthroughStep): void {
  void commands.executeCommand('setContext', `guardrailLens.done.${step}`, true);
}
