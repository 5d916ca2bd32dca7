import { describe, expect, test } from 'vitest';
import type { CheckpointEntry } from '../../../../src/host/checkpoints/checkpointEntry';
import { baseOf, isMadeOf, refOf, type SubjectEntry } from '../../../../src/host/subjects/subjectEntry';

function checkpoint(path: string, kind: CheckpointEntry['kind'], basePath: string | null): SubjectEntry {
  const names = { name: path, baseName: null, run: null, step: null };
  return { kind: 'checkpoint', entry: { path, kind, basePath, added: false, builtIn: false, ...names } };
}

function endpoint(id: string, parent: string | null, url = 'http://localhost:8000/v1'): SubjectEntry {
  return { kind: 'endpoint', url, model: { id, parent, contextLength: null, owner: null } };
}

const model = checkpoint('/m/model', 'model', null);
const adapter = checkpoint('/m/adapter', 'adapter', '/m/named');
const served = endpoint('served', null);
const lora = endpoint('lora', 'served');
const responses: SubjectEntry = { kind: 'responses', path: '/m/answers.jsonl' };

describe('what a subject was made of', () => {
  test('is the listed model of the same server that it names', () => {
    const elsewhere = endpoint('served', null, 'http://localhost:9000/v1');
    expect(baseOf(lora, [model, elsewhere, served, lora])).toBe(served);
    expect(isMadeOf(lora, elsewhere)).toBe(false);
    expect(baseOf(endpoint('self', 'self'), [endpoint('self', 'self')])).toBeUndefined();
    expect(baseOf(responses, [model, served])).toBeUndefined();
  });
});

describe('how a comparison names a subject', () => {
  test('a local adapter runs over the chosen base, else over its own', () => {
    const over = (base: SubjectEntry | null): unknown =>
      refOf(adapter, { base, template: null, precision: null });
    expect(over(model)).toEqual({ kind: 'checkpoint', path: '/m/adapter', basePath: '/m/model' });
    expect(over(served)).toEqual({ kind: 'checkpoint', path: '/m/adapter', basePath: '/m/named' });
    expect(
      refOf(checkpoint('/m/a', 'adapter', null), { base: null, template: null, precision: null }),
    ).toEqual({
      kind: 'checkpoint',
      path: '/m/a',
    });
  });

  test('a template goes along with models of servers alone', () => {
    const named = (subject: SubjectEntry): unknown =>
      refOf(subject, { base: served, template: '/m/model', precision: null });
    expect(named(lora)).toEqual({
      kind: 'endpoint',
      url: 'http://localhost:8000/v1',
      model: 'lora',
      template: '/m/model',
    });
    expect(refOf(lora, { base: served, template: null, precision: null })).not.toHaveProperty('template');
    expect(named(model)).toEqual({ kind: 'checkpoint', path: '/m/model' });
    expect(named(responses)).toEqual({ kind: 'responses', path: '/m/answers.jsonl' });
  });
});
