// First, by its name: the other tests activate the extension.
import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { sep } from 'node:path';
import { processes } from '../../support/processes';
import { theExtension } from '../support';

describe('activation', () => {
  it('does not happen in a workspace without comparisons', () => {
    assert.equal(theExtension().isActive, false);
  });

  // The time is printed, not asserted: it is the machine's as much as the extension's.
  it('starts no process; its time is printed', async () => {
    await quiet();
    const cpu = process.cpuUsage();
    const started = performance.now();
    await theExtension().activate();
    const wall = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    const busy = (user + system) / 1000;
    console.log(
      `      activation: ${busy.toFixed(1)} ms of processor time, ${wall.toFixed(1)} ms by the clock`,
    );
    assert.deepEqual(ownProcesses(), []);
  });

  it('registers every command of the manifest, and no other', async () => {
    const { contributes } = theExtension().packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const contributed = contributes.commands.map(({ command }) => command).sort();
    const registered = (await commands.getCommands(true)).filter(
      (id) => id.startsWith('guardrailLens.') && !isOfVsCode(id),
    );
    assert.deepEqual(registered.sort(), contributed);
  });
  it('has its views, the side panel among them', async () => {
    const all = await commands.getCommands();
    for (const view of ['checkpoints', 'training', 'comparisons', 'benchmarks', 'response']) {
      assert.ok(all.includes(`guardrailLens.${view}.focus`), view);
      await commands.executeCommand(`guardrailLens.${view}.focus`);
    }
  });
});

/** Those that run a file of the extension's: VS Code and other extensions start processes whenever they like. */
function ownProcesses(): readonly string[] {
  const scripts = `${theExtension().extensionPath}${sep}dist${sep}`;
  return processes()
    .map(({ command }) => command)
    .filter((command) => command.includes(scripts));
}

/** Until the extension host has finished starting, which would be counted too. */
async function quiet(): Promise<void> {
  for (let calm = 0; calm < 5;) {
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const { user, system } = process.cpuUsage(before);
    calm = user + system < 10_000 ? calm + 1 : 0;
  }
}

/** VS Code makes commands for views by itself: focus, open, reset and so on. */
function isOfVsCode(id: string): boolean {
  return /\.(focus|open|removeView|resetViewLocation|toggleVisibility)$/.test(id);
}
