import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { offersOf, recordedOffers } from '../../../../src/host/training/runOffers';
import { runFile, type TrainingStatus } from '../../../../src/protocol/training';
import { generatedRun } from '../../../support/generatedRun';
import { scratchFolder } from '../../../support/scratch';

const scratch = scratchFolder();
let folders = 0;

function folderWith(record: object | null, ...checkpoints: string[]): string {
  const folder = join(scratch, String(folders++));
  mkdirSync(folder);
  for (const name of checkpoints) mkdirSync(join(folder, name));
  if (record !== null) writeFileSync(join(folder, runFile), JSON.stringify(record));
  return folder;
}

const offered = (offers: object): string[] =>
  Object.entries(offers).flatMap(([name, there]) => (there === true ? [name] : []));

describe('what can be done to a run', () => {
  const facts = { ...generatedRun({ step: 10 }), checkpoints: [] };

  it.each<[TrainingStatus, string[]]>([
    ['running', ['pause', 'save', 'stop']],
    ['paused', ['continue', 'save', 'stop']],
    ['interrupted', ['resume']],
    ['stopped', ['resume']],
    ['halted', ['resume']],
    ['failed', ['resume']],
    ['finished', []],
  ])('follows from its status: %s', (status, offers) => {
    expect(offered(offersOf({ ...facts, status }))).toEqual(offers);
  });

  it('is a comparison where a checkpoint is saved', () => {
    expect(offersOf(generatedRun({ step: 60 })).compare).toBe(true);
  });

  it('is to be stopped, and no more, where it runs on a cluster', () => {
    const submitted = { id: 'x', target: 'lab', configPath: '/x', submittedAt: '', end: null };
    const onCluster = { ...facts, foreign: true, status: 'running', job: submitted } as const;
    expect(offered(offersOf(onCluster))).toEqual(['stop']);
    expect(offered(offersOf({ ...onCluster, job: null }))).toEqual([]);
  });

  it('is never to resume what another program wrote', () => {
    expect(offered(offersOf({ ...facts, status: 'stopped', foreign: true }))).toEqual([]);
  });
});

describe('what can be done to a run that nobody has looked at', () => {
  const record = (status: string): object => ({
    format: 'guardrail-lens/training-run/1',
    status,
    configPath: '/x.train.json',
    startedAt: '2026-01-01',
  });

  it('follows from its record', async () => {
    expect(offered(await recordedOffers(folderWith(record('stopped'))))).toEqual(['resume']);
    expect(offered(await recordedOffers(folderWith(record('finished'))))).toEqual([]);
    // Whether its process is there, only the engine can say.
    expect(offered(await recordedOffers(folderWith(record('running'))))).toEqual([]);
  });

  it('is a comparison where a checkpoint is saved, whoever wrote it', async () => {
    expect(offered(await recordedOffers(folderWith(null, 'checkpoint-20')))).toEqual(['compare']);
    expect(offered(await recordedOffers(folderWith(null, 'checkpoints')))).toEqual([]);
    expect(offered(await recordedOffers(join(scratch, 'gone')))).toEqual([]);
  });
});
