import { describe, expect, it } from 'vitest';
import { optionsOfSpec, subjectOfRef } from '../../../../src/host/comparisons/optionsOfSpec';
import type { SubjectEntry } from '../../../../src/host/subjects/subjectEntry';
import type { ComparisonSpec } from '../../../../src/protocol/comparison';
import { defaultGenerationSettings } from '../../../../src/protocol/generation';
import type { SuiteFacts } from '../../../../src/protocol/suites';

function suite(id: string, builtIn: boolean): SuiteFacts {
  return {
    ...{ id, title: id, kind: 'harmful', prompts: 3, version: '1', metric: 'refusal' },
    ...{ licence: 'MIT', citation: '', categories: [], builtIn },
  };
}

const catalog = {
  suites: [suite('a', true), suite('b', true), suite('mine', false)],
  suiteSource: new Map([['mine', '/data/mine.csv#mine']]),
};

const spec: ComparisonSpec = {
  base: { kind: 'checkpoint', path: '/m/base' },
  tuned: { kind: 'checkpoint', path: '/m/tuned', basePath: '/m/base' },
  suites: ['built-in'],
  attacks: [],
  limit: 20,
  settings: { ...defaultGenerationSettings, samples: 3, temperature: 0.7, maxNewTokens: 64 },
  judges: [{ kind: 'rules' }],
  control: true,
  margin: 0.05,
};

describe('optionsOfSpec', () => {
  it('gives what the wizard asks', () => {
    expect(optionsOfSpec(spec, catalog, [])).toEqual({
      ...{ suites: ['a', 'b'], attacks: ['none'], limit: 20, judges: [{ kind: 'rules' }], control: true },
      ...{ samples: 3, temperature: 0.7, systemPrompt: null, maxNewTokens: 64 },
      generationConfig: false,
      precision: null,
      margin: 0.05,
    });
    const rounded = { kind: 'checkpoint', path: '/m/base', precision: 'int4' } as const;
    expect(optionsOfSpec({ ...spec, base: rounded }, catalog, []).precision).toBe('int4');
    // A GGUF file that names nothing was computed exactly; its own way is native.
    const gguf = { kind: 'checkpoint', path: '/m/base.gguf' } as const;
    expect(optionsOfSpec({ ...spec, base: gguf }, catalog, []).precision).toBe('exact');
    const native = { ...gguf, precision: 'native' } as const;
    expect(optionsOfSpec({ ...spec, base: native }, catalog, []).precision).toBeNull();
  });

  it('finds benchmarks by id and by path, and leaves out what is gone', () => {
    const asked = { ...spec, suites: ['b', '/data/mine.csv#mine', '/gone.csv#gone'] };
    expect(optionsOfSpec(asked, catalog, ['a']).suites).toEqual(['b', 'mine']);
    expect(optionsOfSpec({ ...spec, suites: ['/gone.csv'] }, catalog, ['a']).suites).toEqual(['a']);
  });
});

describe('subjectOfRef', () => {
  const listed: SubjectEntry[] = [
    { kind: 'responses', path: '/m/base' },
    {
      kind: 'endpoint',
      url: 'http://h/v1',
      model: { id: 'm', parent: null, contextLength: null, owner: null },
    },
  ];

  it('takes what is the same subject, not what has the same path', () => {
    expect(subjectOfRef(spec.base, listed)).toBeUndefined();
    expect(subjectOfRef({ kind: 'responses', path: '/m/base' }, listed)).toBe(listed[0]);
    expect(subjectOfRef({ kind: 'endpoint', url: 'http://h/v1', model: 'm' }, listed)).toBe(listed[1]);
    expect(subjectOfRef({ kind: 'endpoint', url: 'http://other/v1', model: 'm' }, listed)).toBeUndefined();
  });
});
