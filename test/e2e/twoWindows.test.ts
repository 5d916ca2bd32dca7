// Two windows on one comparison: one writes, the other follows it, and takes over when the first is gone.
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Frame, Page } from 'playwright-core';
import { cliPath } from '../support/paths';
import { seriousFindings } from './axe';
import { closeSession, startSession, type Session } from './session';
import { stoppedComparison } from './stoppedComparison';
import { until } from './until';
import { notification, openFile, runCommand, showContainer, treeItem, webview } from './workbench';

const runElsewhere = /([\d,]+) of [\d,]+ responses\. Another window or command line runs it/;

/** As a page writes it. */
const numberOf = (text = ''): number => Number(text.replaceAll(',', ''));

describe.skipIf(inject('unavailable') !== '')('two windows on one file', () => {
  let session: Session;
  let other: Page;
  beforeAll(async () => {
    session = await startSession({ comparison: true });
    other = await session.anotherWindow();
    for (const page of [session.page, other]) await showContainer(page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await session.screenshot(`failed-${task.name}`);
    await session.screenshot(`failed-${task.name}-other`, other);
  });
  afterAll(() => closeSession(session));

  /** The file in the comparison editor of each window. */
  async function openInBoth(name: string): Promise<{ readonly here: Frame; readonly there: Frame }> {
    await openFile(session.page, name);
    await openFile(other, name);
    const [here, there] = [
      await webview(session.page, 'glens-comparison'),
      await webview(other, 'glens-comparison'),
    ];
    return { here, there };
  }

  it('a verdict that one overrules is seen in the other', async () => {
    const { here, there } = await openInBoth('demo.glens');
    for (const view of [here, there]) {
      await view.getByRole('tab', { name: 'Responses' }).click();
      await view.getByRole('option').first().click();
      await view.getByRole('article', { name: 'Prompt 1' }).waitFor();
    }
    await there.getByRole('button', { name: 'Overrule the verdict on Tuned' }).click();
    const dialog = there.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Deflected/ }).check();
    await dialog.getByRole('button', { name: 'Overrule' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await here.getByRole('option').first().getByText('Deflected').waitFor();
    for (const page of [session.page, other]) await runCommand(page, 'View: Close All Editors');
  });

  it('both resume a run: one runs it, the other is told by whom, follows it, and takes over when it is gone', async () => {
    const path = session.path('shared.glens');
    await stoppedComparison(path, 60, { samples: 2 });
    const { here, there } = await openInBoth('shared.glens');
    for (const view of [here, there]) await view.getByRole('button', { name: 'Resume' }).waitFor();
    await Promise.all([here, there].map((view) => view.getByRole('button', { name: 'Resume' }).click()));
    const windows = [
      { page: session.page, view: here },
      { page: other, view: there },
    ] as const;

    // Whichever came first writes.
    const [writer, reader] = await until('a window that runs it', async () => {
      const stops = await Promise.all(
        windows.map(({ view }) => view.getByRole('button', { name: 'Stop' }).count()),
      );
      if (stops[0] === stops[1]) return undefined;
      return stops[0] === 1 ? windows : ([windows[1], windows[0]] as const);
    });
    const told = await notification(reader.page, /is being written by/);
    expect(told).toMatch(
      /shared\.glens is being written by .* since .*Wait until that run has ended or stop it/s,
    );
    const running = Number(/by process (\d+) /.exec(told)?.[1]);

    const row = treeItem(reader.page, /^shared/);
    // The other follows, and offers no second run: not on its page, not in its list, not in its palette.
    const counted = async (): Promise<number> =>
      numberOf(runElsewhere.exec(await reader.view.getByText(runElsewhere).innerText())?.[1]);
    const seen = await counted();
    await expect.poll(counted).toBeGreaterThan(seen);
    // What is looked at from here on takes longer than a fast machine needs for the rest.
    process.kill(running, 'SIGSTOP');
    try {
      expect(await reader.view.getByRole('button', { name: 'Resume' }).count()).toBe(0);
      await expect.poll(() => row.innerText()).toMatch(/[1-9]\d* of 1680, run elsewhere/);
      await row.hover();
      expect(await row.getByRole('button', { name: 'Resume Comparison' }).count()).toBe(0);
      expect(await seriousFindings(reader.view, 'a run elsewhere')).toEqual([]);
      await session.screenshot('run-elsewhere', reader.page);

      // Nor does the command line write beside it.
      const resumed = spawnSync(process.execPath, [cliPath, 'resume', path], { encoding: 'utf8' });
      expect(resumed.status).toBe(1);
      expect(resumed.stderr).toMatch(/is being written by .* since /);
    } finally {
      process.kill(running, 'SIGCONT');
    }

    // The window that runs it is closed as a user closes it: with a chance to say goodbye.
    await writer.page.goto('about:blank');
    const resume = reader.view.getByRole('button', { name: 'Resume' });
    await resume.waitFor();
    await expect.poll(() => row.innerText()).toMatch(/stopped/);
    const kept = /not finished: ([\d,]+) of/.exec(await reader.view.getByText(/not finished/).innerText());
    expect(numberOf(kept?.[1])).toBeGreaterThan(seen);
    await resume.click();
    await reader.view.getByRole('button', { name: 'Stop' }).waitFor();
    await notification(reader.page, /Show Result/, 480_000);
    await expect.poll(() => row.innerText()).toMatch(/ pp \[/);
  });
});
