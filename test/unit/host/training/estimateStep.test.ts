// The last question before a training starts.
import { QuickPickItemKind, type QuickPickItem } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PickStep } from '../../../../src/host/commands/multiStep';
import { askToStart } from '../../../../src/host/training/estimateStep';
import { GuardrailError } from '../../../../src/protocol/errors';
import type { TrainingPlan } from '../../../../src/protocol/training';
import { generatedPlan } from '../../../support/generatedPlan';

const user = vi.hoisted(() => ({
  /** A part of a label, or null for Escape. */
  answers: [] as (string | null)[],
  /** Whether the user waits for the figures. */
  waits: true,
  seen: [] as (readonly QuickPickItem[])[],
  signals: [] as AbortSignal[],
}));

vi.mock('vscode', () => ({ QuickPickItemKind: { Separator: -1, Default: 0 } }));
vi.mock('../../../../src/host/commands/multiStep', () => ({
  pick: async ({ items: first, whileShown }: PickStep<QuickPickItem>): Promise<unknown> => {
    const left = new AbortController();
    user.signals.push(left.signal);
    let items = first;
    const shown = whileShown?.((next) => (items = next), left.signal);
    if (user.waits) await shown;
    user.seen.push(items);
    const wanted = user.answers.shift() ?? null;
    left.abort();
    await shown;
    if (wanted === null) return 'cancelled';
    const chosen = items
      .filter(({ label, kind }) => kind !== QuickPickItemKind.Separator && label.includes(wanted))
      .slice(0, 1);
    if (chosen.length === 0) throw new Error(`There is no ${wanted}.`);
    return { answer: chosen };
  },
}));

beforeEach(() => Object.assign(user, { answers: [], waits: true, seen: [], signals: [] }));

const read = vi.fn(() => Promise.resolve());
const ask = (measure: (signal: AbortSignal) => Promise<TrainingPlan>): Promise<boolean> => {
  read.mockClear();
  return askToStart({ configPath: '/w/sums.train.json', measure, read });
};
const measured = vi.fn(() => Promise.resolve(generatedPlan));

describe('before a start', () => {
  it('the figures stand under Start, each again by itself, with what is left out of the data', async () => {
    user.answers = ['Start Training'];
    expect(await ask(measured)).toBe(true);
    const [items = []] = user.seen;
    expect(items[0]?.detail).toBe(
      'about 1 h 30 min · up to about 1.3 GB of memory · up to about 40 MB of disk',
    );
    const described = Object.fromEntries(items.map(({ label, description }) => [label, description]));
    expect(described).toMatchObject({
      Data: '1,000 prompts to train on, 50 held out and answered.',
      Time: 'about 1 h 30 min with completions as long as those seen now (10 min of it evaluations and probes), 6 h 0 min where all reach the limit.',
      'Tokens of completions': 'about 512,000, at most 3,276,800.',
      Disk: 'up to about 40 MB of 200.0 GB free.',
    });
    expect(items.find(({ label }) => label.includes('Note'))?.detail).toMatch(/^3 of 1,003 prompts/);
    expect(items.some(({ label }) => label.includes('Warning'))).toBe(false);
  });

  it('what does not fit is a warning that names keys', async () => {
    const { disk } = generatedPlan;
    await ask(() => Promise.resolve({ ...generatedPlan, disk: { ...disk, free: 1e6 } }));
    const warning = user.seen[0]?.find(({ label }) => label.includes('Warning'));
    expect(warning?.detail).toContain('save.total_limit');
  });

  it('an answer is read, and the question stands again without measuring anew', async () => {
    measured.mockClear();
    user.answers = ['Read a Prompt', 'Start Training'];
    expect(await ask(measured)).toBe(true);
    expect(read).toHaveBeenCalledExactlyOnceWith(generatedPlan);
    expect(measured).toHaveBeenCalledTimes(1);
  });

  it('Escape and the settings start nothing', async () => {
    expect(await ask(measured)).toBe(false);
    user.answers = ['Change the Settings'];
    expect(await ask(measured)).toBe(false);
  });

  it('a start does not wait for the figures, and ends measuring', async () => {
    user.waits = false;
    user.answers = ['Start Training'];
    const cancelled = vi.fn();
    const started = await ask(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            cancelled();
            reject(new GuardrailError('cancelled', 'Cancelled.', ''));
          });
        }),
    );
    expect([started, cancelled.mock.calls.length]).toEqual([true, 1]);
  });

  it('what is wrong with the configuration stands where the figures would', async () => {
    await ask(() => Promise.reject(new GuardrailError('configInvalid', 'No model.', 'Name one.')));
    expect(user.seen[0]?.[0]?.detail).toBe('No model. Name one.');
    expect(user.seen[0]).toHaveLength(2);
  });
});
