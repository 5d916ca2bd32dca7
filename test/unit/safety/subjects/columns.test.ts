import { describe, expect, it } from 'vitest';
import type { SubjectRef } from '../../../../src/protocol/subjects';
import {
  checkColumns,
  columnNames,
  everyNth,
  makeColumns,
  runOf,
  stepOf,
} from '../../../../src/safety/subjects/columns';

const commit = '0123456789abcdef0123456789abcdef01234567';

function at(path: string): SubjectRef {
  return { kind: 'checkpoint', path };
}

const served: SubjectRef = { kind: 'endpoint', url: 'http://localhost:8000/v1', model: 'org/model' };

describe('the names of columns', () => {
  it.each([
    [
      ['/m/grpo', '/m/sft'],
      ['grpo', 'sft'],
    ],
    [
      ['/a/checkpoint-50', '/b/checkpoint-50'],
      ['a/checkpoint-50', 'b/checkpoint-50'],
    ],
    [
      [`/hub/models--org--Tiny/snapshots/${commit}`, `/hub/models--other--Tiny/snapshots/${commit}/`],
      ['org/Tiny@0123456', 'other/Tiny@0123456'],
    ],
    [
      ['/x/a/best', '/y/a/best'],
      ['a/best', 'a/best-2'],
    ],
    [
      ['/r/global_step_50/actor/huggingface', '/r/global_step_70/actor/huggingface'],
      ['global_step_50', 'global_step_70'],
    ],
    [
      ['C:\\models\\one', 'C:\\models\\two'],
      ['one', 'two'],
    ],
    [
      ['/m/base', '/m/say "it"'],
      ['base-2', 'say -it-'],
    ],
  ])('%j', (paths, names) => {
    expect(columnNames(paths.map(at))).toEqual(names);
    expect(() => makeColumns(paths.map(at))).not.toThrow();
  });

  it('of a server are its models', () => {
    expect(columnNames([served, at('/m/org')])).toEqual(['org/model', 'org']);
  });

  it.each([['base'], [''], ['a'], ['with "quotes"'], ['two\nlines'], [' spaced ']])(
    '%j beside "a" is refused',
    (name) => {
      const columns = ['a', name].map((one) => ({ name: one, tuned: at('/m') }));
      expect(() => checkColumns({ columns })).toThrow("can't be used");
    },
  );

  it('are of 2 to 100', () => {
    const columns = Array.from({ length: 101 }, (_, i) => ({ name: `c${i}`, tuned: at('/m') }));
    expect(() => checkColumns({ columns })).toThrow('not 101');
    expect(() => checkColumns({ columns: columns.slice(0, 1) })).toThrow('not 1');
    expect(() => checkColumns({ columns: columns.slice(0, 100) })).not.toThrow();
    expect(() => checkColumns({})).not.toThrow();
  });
});

describe('the steps of columns', () => {
  it.each([
    ['/r/checkpoint-50', 50],
    ['/r/global_step_70/actor/lora_adapter', 70],
    ['/checkpoint-50/a/b/c/d/model', null],
    ['/r/checkpoint-best', null],
    ['/r/my-checkpoint-50', null],
  ])('%s: %s', (path, step) => {
    expect(stepOf(at(path))).toBe(step);
  });

  it('order those of one run, and leave others as they were named', () => {
    const steps = (...paths: string[]) => makeColumns(paths.map(at)).map(({ name, step }) => [name, step]);
    expect(steps('/r/checkpoint-100', '/r/checkpoint-50')).toEqual([
      ['checkpoint-50', 50],
      ['checkpoint-100', 100],
    ]);
    expect(steps('/r/checkpoint-100', '/s/checkpoint-50')).toEqual([
      ['checkpoint-100', undefined],
      ['checkpoint-50', undefined],
    ]);
    expect(steps('/r/checkpoint-100', '/r/final')).toEqual([
      ['checkpoint-100', undefined],
      ['final', undefined],
    ]);
  });

  it('say of which run they are, where all are of one', () => {
    const of = (...paths: string[]) => runOf({ columns: makeColumns(paths.map(at)) });
    expect(of('/r/checkpoint-100', '/r/global_step_50/actor/huggingface')).toEqual({
      folder: '/r',
      steps: [50, 100],
    });
    expect(of('/r/checkpoint-100', '/s/checkpoint-50')).toBeNull();
    expect(runOf({})).toBeNull();
  });

  it('are thinned out from the last', () => {
    expect(everyNth([1, 2, 3, 4, 5], 2)).toEqual([1, 3, 5]);
    expect(everyNth([1, 2, 3, 4], 3)).toEqual([1, 4]);
    expect(everyNth([1, 2], 1)).toEqual([1, 2]);
  });
});
