import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlFile, progressFile, runFile } from '../../../../src/protocol/training';
import {
  liveProgress,
  mayBeLive,
  newestRunOf,
  pendingControl,
  readRecord,
  writeControl,
} from '../../../../src/host/training/runFolder';
import { scratchFolder } from '../../../support/scratch';

const scratch = scratchFolder();
let folders = 0;

function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = join(scratch, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const record = (status: string, configPath = '/x.train.json', startedAt = '2026-01-01'): object => ({
  format: 'guardrail-lens/training-run/1',
  status,
  configPath,
  startedAt,
});

describe('the folder of a run', () => {
  it('takes a request whole, and says what has not been taken up', async () => {
    const folder = folderWith({});
    expect(await pendingControl(folder)).toBeNull();
    await writeControl(folder, 'pause');
    expect(JSON.parse(readFileSync(join(folder, controlFile), 'utf8'))).toEqual({ control: 'pause' });
    expect(await pendingControl(folder)).toBe('pause');
    await writeControl(folder, 'stop');
    expect(await pendingControl(folder)).toBe('stop');
  });

  it.each(['{"control":', '{"control":"format the disk"}', '[]', ''])('is not misled by %j', async (text) => {
    expect(await pendingControl(folderWith({ [controlFile]: text }))).toBeNull();
    expect(await liveProgress(folderWith({ [progressFile]: text }))).toBeNull();
    expect(await readRecord(folderWith({ [runFile]: text }))).toBeNull();
  });

  it('tells what the process is doing', async () => {
    const progress = { phase: 'rollout', step: 3, maxSteps: 9, tokensPerSecond: 12.5, secondsLeft: null };
    expect(await liveProgress(folderWith({ [progressFile]: progress }))).toEqual({
      phase: 'rollout',
      tokensPerSecond: 12.5,
      secondsLeft: null,
    });
  });

  it('is ours by its record, and may be live by what that says', async () => {
    expect(mayBeLive(await readRecord(folderWith({ [runFile]: record('running') })))).toBe(true);
    expect(mayBeLive(await readRecord(folderWith({ [runFile]: record('finished') })))).toBe(false);
    expect(await readRecord(folderWith({ [runFile]: { status: 'running' } }))).toBeNull();
    expect(await readRecord(folderWith({}))).toBeNull();
  });

  it('of several runs of a configuration, the newest is found', async () => {
    const old = folderWith({ [runFile]: record('finished', '/a.train.json', '2026-01-01T10:00:00Z') });
    const young = folderWith({ [runFile]: record('stopped', '/a.train.json', '2026-01-02T10:00:00Z') });
    const other = folderWith({ [runFile]: record('running', '/b.train.json', '2026-01-03T10:00:00Z') });
    const foreign = folderWith({});
    mkdirSync(join(foreign, 'checkpoint-1'));
    expect(await newestRunOf('/a.train.json', [young, old, other, foreign])).toBe(young);
    expect(await newestRunOf('/c.train.json', [young, old, other, foreign])).toBeNull();
  });
});
