// News about runs: nothing where nothing changed, and of the log only what is new.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeRun } from '../../../../../src/engine/training/run/describeRun';
import { RunFollower } from '../../../../../src/engine/training/run/runFollower';
import { writeRollouts } from '../../../../../src/engine/training/run/rolloutRows';
import {
  withNews,
  type TrainingLogEntry,
  type TrainingRunFacts,
  type TrainingRunNews,
} from '../../../../../src/protocol/training';
import { generatedRollouts, generatedRun } from '../../../../support/generatedRun';
import { writeRunFolder } from '../../../../support/runFolder';
import { scratchFolder } from '../../../../support/scratch';

const scratch = scratchFolder();
let number = 0;

function fresh(): string {
  const folder = join(scratch, String(number++));
  mkdirSync(folder);
  return folder;
}

function write(folder: string, step: number, part: Partial<TrainingRunFacts> = {}): Promise<void> {
  return writeRunFolder({ ...generatedRun({ folder, step }), ...part, checkpoints: [] }, scratch);
}

/** What there is; fails where there are no news. */
async function news(follower: RunFollower, folder: string, since: string | null): Promise<TrainingRunNews> {
  const found = await follower.follow(folder, since);
  if (found === null) throw new Error('There are no news.');
  return found;
}

describe('a run that is followed', () => {
  test('has no news while nothing changes', async () => {
    const [folder, follower] = [fresh(), new RunFollower()];
    await write(folder, 5);
    const { mark } = await news(follower, folder, null);
    expect(await follower.follow(folder, mark)).toBeNull();
  });

  test('tells the new part of its log alone, and everything else', async () => {
    const [folder, follower] = [fresh(), new RunFollower()];
    await write(folder, 5);
    const first = await news(follower, folder, null);
    expect([first.logFrom, first.newLog.length]).toEqual([0, 5]);
    await write(folder, 8);
    const second = await news(follower, folder, first.mark);
    expect(second.newLog.map(({ step }) => step)).toEqual([6, 7, 8]);
    expect(withNews(first.newLog, second)).toEqual(await describeRun(folder));
  });

  test('tells from where it went another way after it was taken back to a checkpoint', async () => {
    const [folder, follower] = [fresh(), new RunFollower()];
    await write(folder, 6);
    const first = await news(follower, folder, null);
    const other: TrainingLogEntry = { step: 4, reward: 9 };
    await write(folder, 4, { log: [...first.newLog.slice(0, 3), other] });
    expect(await news(follower, folder, first.mark)).toMatchObject({ logFrom: 3, newLog: [other] });
    await write(folder, 2);
    expect((await news(follower, folder, null)).newLog).toHaveLength(2);
  });

  test('tells everything where it does not know what was told: another engine, or many runs ago', async () => {
    const folder = fresh();
    await write(folder, 5);
    const follower = new RunFollower();
    const { mark } = await news(follower, folder, null);
    await write(folder, 6);
    expect((await news(new RunFollower(), folder, mark)).logFrom).toBe(0);
    for (let others = 0; others < 4; others++) {
      const other = fresh();
      await write(other, 1);
      await news(follower, other, null);
    }
    expect((await news(follower, folder, mark)).logFrom).toBe(0);
  });

  test('tells of new completions, of a checkpoint, and of a process that has gone', async () => {
    const [folder, follower] = [fresh(), new RunFollower()];
    await write(folder, 5, { rolloutSteps: [] });
    const mark = async (since: string | null): Promise<string> => (await news(follower, folder, since)).mark;
    let since = await mark(null);
    await writeRollouts(folder, 5, generatedRollouts(5));
    since = await mark(since);
    mkdirSync(join(folder, 'checkpoint-5'));
    since = await mark(since);
    rmSync(join(folder, 'checkpoint-5'), { recursive: true });
    since = await mark(since);
    // No system gives out this number.
    const gone = { pid: 2 ** 30, host: hostname(), at: Date.now() };
    writeFileSync(join(folder, 'alive.json'), JSON.stringify(gone));
    expect((await news(follower, folder, since)).facts.status).toBe('interrupted');
  });

  test('may be of another program', async () => {
    const [folder, follower] = [fresh(), new RunFollower()];
    const rollout = (step: number): void =>
      writeFileSync(join(folder, `${step}.jsonl`), '{"input": "a", "output": "x", "score": 1, "step": 1}\n');
    rollout(1);
    const { mark } = await news(follower, folder, null);
    expect(await follower.follow(folder, mark)).toBeNull();
    rollout(2);
    expect((await news(follower, folder, mark)).newLog.map(({ step }) => step)).toEqual([2]);
  });

  test('is none where the folder is none', async () => {
    await expect(new RunFollower().follow(fresh(), null)).rejects.toMatchObject({ code: 'storeInvalid' });
  });
});
