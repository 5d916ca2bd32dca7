import { beforeEach, expect, test, vi } from 'vitest';
import { chooseOverlay } from '../../../../src/host/training/chooseOverlay';
import { mostOverlaidRuns } from '../../../../src/protocol/trainingPanel';
import { generatedRun } from '../../../support/generatedRun';

interface Item {
  readonly label: string;
  readonly folder: string;
  readonly picked: boolean;
}

/** What the user picks of what is offered. */
const pick = vi.hoisted(() => ({ choose: (items: readonly Item[]): readonly Item[] | undefined => items }));
vi.mock('vscode', () => ({
  window: { showQuickPick: (items: readonly Item[]) => Promise.resolve(pick.choose(items)) },
  workspace: { asRelativePath: (path: string) => path },
}));

const facts = generatedRun({ step: 5 });
const parts = (folders: readonly string[]) => ({
  registry: { list: () => Promise.resolve(folders) },
  runs: { of: () => ({ read: () => Promise.resolve({ facts }) }) } as never,
});

beforeEach(() => {
  pick.choose = (items) => items;
});

test('offers the other runs, those that are shown picked, and reads what is chosen', async () => {
  pick.choose = (items) => {
    expect(items.map(({ folder, picked }) => [folder, picked])).toEqual([
      ['/runs/a', true],
      ['/runs/b', false],
    ]);
    return items.slice(0, 1);
  };
  const chosen = await chooseOverlay('/runs/own', ['/runs/a'], parts(['/runs/a', '/runs/b', '/runs/own']));
  expect(chosen).toEqual([
    {
      folder: '/runs/a',
      name: 'a',
      facts: { log: facts.log, probes: facts.probes, accuracyOf: facts.accuracyOf },
    },
  ]);
});

test('leaves all as it is where the question is left, and takes all away where nothing is picked', async () => {
  pick.choose = () => undefined;
  expect(await chooseOverlay('/runs/own', [], parts(['/runs/a']))).toBeNull();
  pick.choose = () => [];
  expect(await chooseOverlay('/runs/own', ['/runs/a'], parts(['/runs/a']))).toEqual([]);
});

test('says so where there is no other run, or more than can be told apart', async () => {
  await expect(chooseOverlay('/runs/own', [], parts(['/runs/own']))).rejects.toThrow(/no other training run/);
  const many = Array.from({ length: mostOverlaidRuns + 1 }, (_, i) => `/runs/${i}`);
  await expect(chooseOverlay('/runs/own', [], parts(many))).rejects.toThrow(/can be told apart/);
});
