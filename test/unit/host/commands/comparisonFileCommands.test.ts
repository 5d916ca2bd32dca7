import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { comparisonFileCommands, nameProblem } from '../../../../src/host/commands/comparisonFileCommands';

/** Questions that wait for an answer, and what was deleted. */
const [questions, deleted] = vi.hoisted(() => [
  [] as ((choice: string | undefined) => void)[],
  [] as string[],
]);
vi.mock('vscode', () => ({
  env: { remoteName: undefined },
  Uri: { file: (path: string) => path },
  window: { showWarningMessage: () => new Promise((answer) => questions.push(answer)) },
  workspace: { fs: { delete: (path: string) => Promise.resolve(deleted.push(path)) } },
}));

test('a comparison whose deletion is asked about is not asked about twice', async () => {
  const { deleteComparison } = comparisonFileCommands({
    actions: { shown: (act) => act(), openComparison: () => Promise.resolve() },
    comparisons: { add: () => Promise.resolve() },
    runs: { running: () => [] },
    select: () => undefined,
  });
  const ask = (path: string): Promise<void> => deleteComparison({ path });
  const [first, again, other] = [ask('mine.glens'), ask('mine.glens'), ask('other.glens')];
  expect(questions).toHaveLength(2);
  questions[0]?.('Delete');
  questions[1]?.(undefined);
  await Promise.all([first, again, other]);
  expect(deleted).toEqual(['mine.glens']);
  const later = ask('mine.glens');
  expect(questions).toHaveLength(3);
  questions[2]?.(undefined);
  await later;
  expect(deleted).toEqual(['mine.glens']);
});

test('a new name is one, leaves the folder alone, and is free', () => {
  const folder = mkdtempSync(join(tmpdir(), 'glens-names-'));
  try {
    const path = join(folder, 'mine.glens');
    writeFileSync(join(folder, 'taken.glens'), '');
    writeFileSync(path, '');
    expect(nameProblem('other', path)).toBeNull();
    expect(nameProblem('mine', path)).toBeNull();
    expect(nameProblem(' ', path)).toMatch(/needed/);
    expect(nameProblem('../up', path)).toMatch(/none of/);
    expect(nameProblem('taken', path)).toMatch(/already/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
