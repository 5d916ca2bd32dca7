import { describe, expect, it } from 'vitest';
import type { ComparisonFacts } from '../../../../src/protocol/comparison';
import type { EndpointFacts, EndpointSubject, ResponsesFacts } from '../../../../src/protocol/subjects';
import type { ComparisonSummary } from '../../../../src/protocol/summary';
import { factsText } from '../../../../src/safety/presentation/factsText';
import { groupText, text, type Entry } from '../../../../src/safety/presentation/provenance/entry';
import {
  settingsGroups,
  sideGroups,
  type ProvenanceOptions,
} from '../../../../src/safety/presentation/provenance/provenance';
import {
  markDifferences,
  subjectEntries,
  unopenedEntries,
} from '../../../../src/safety/presentation/provenance/subjectEntries';
import {
  baseFacts,
  baseRef,
  sampleFacts,
  sampleManifests,
  sampleSummary,
  tunedFacts,
  tunedRef,
} from './sampleReport';

const valueOf = (entries: readonly Entry[], label: string): string | undefined =>
  entries.find((entry) => entry.label === label)?.values.join('\n');

const group = (
  title: string,
  facts: ComparisonFacts = sampleFacts,
  summary: ComparisonSummary | null = sampleSummary,
  options: ProvenanceOptions = {},
): readonly Entry[] =>
  settingsGroups(facts, summary, options).find((one) => one.title === title)?.entries ?? [];

describe('a checkpoint', () => {
  const entries = subjectEntries(tunedFacts, tunedRef);

  it('gives hashes in full, to be copied', () => {
    for (const [label, hash] of [
      ['Fingerprint', tunedFacts.fingerprint],
      ['Tokenizer', tunedFacts.tokenizerHash],
      ['Chat template', tunedFacts.templateHash],
    ] as const) {
      expect(entries.find((entry) => entry.label === label)).toMatchObject({
        values: [hash],
        copyable: true,
      });
    }
  });

  it('says what an adapter is, how it ran, and over what', () => {
    expect(valueOf(entries, 'Adapter')).toBe('LORA, rank 16, alpha 32\n460,800 parameters');
    expect(valueOf(entries, 'Run')).toBe('beside the weights');
    expect(valueOf(entries, 'Base fingerprint')).toBe(baseFacts.fingerprint);
    const merged = subjectEntries(tunedFacts, { ...tunedRef, merge: true });
    expect(valueOf(merged, 'Run')).toBe('merged into the weights');
  });

  it('falls back to the path asked for before it was opened', () => {
    expect(unopenedEntries({ kind: 'checkpoint', path: '/m' }).map(({ values }) => values)).toEqual([
      ['/m'],
      ['not opened yet'],
    ]);
  });

  it('spells out characters that could hide or reorder a name', () => {
    const spoofed = subjectEntries({ ...baseFacts, name: 'safe\u202Egpj' }, baseRef);
    expect(valueOf(spoofed, 'Name')).toBe('safe⟨U+202E⟩gpj');
  });

  it('is the same as text, its tensors below where asked for', () => {
    const tensor = {
      name: 'lm_head\u0007',
      dtype: 'BF16',
      shape: [3, 4],
      bytes: 24,
      fingerprint: 'ab'.repeat(32),
    };
    const lines = factsText({ ...tunedFacts, tensors: [tensor] }, true).split('\n');
    expect(lines.find((line) => line.startsWith('Base fingerprint'))).toContain(baseFacts.fingerprint);
    expect(lines.at(-2)).toMatch(/^lm_head⟨U\+0007⟩ +BF16 +3×4 +abababababababab$/);
    expect(factsText(tunedFacts, false)).not.toContain('Tensor');
  });
});

describe('other subjects', () => {
  const endpoint: EndpointFacts = {
    kind: 'endpoint',
    name: 'my-lora',
    url: 'http://localhost:8000/v1',
    parent: 'Qwen/Qwen3-8B',
    contextLength: 32_768,
    owner: null,
    systemFingerprint: null,
    templateHash: null,
  };
  const ref: EndpointSubject = { kind: 'endpoint', url: endpoint.url, model: endpoint.name };

  it('are an endpoint with what its server says, and what it does not', () => {
    const entries = subjectEntries(endpoint, ref);
    expect(valueOf(entries, 'URL')).toBe('http://localhost:8000/v1');
    expect(valueOf(entries, 'Base')).toBe('Qwen/Qwen3-8B');
    expect(valueOf(entries, 'Context')).toBe('32,768 tokens');
    expect(valueOf(entries, 'System fingerprint')).toBe('not said');
    expect(valueOf(entries, 'Chat template')).toBe('the server’s own');
    expect(valueOf(entries, 'Owner')).toBeUndefined();
    expect(valueOf(unopenedEntries(ref), 'Endpoint')).toBe('endpoint:my-lora@http://localhost:8000/v1');
  });

  it('are a file of responses', () => {
    const facts: ResponsesFacts = {
      kind: 'responses',
      name: 'a.jsonl',
      path: '/d/a.jsonl',
      rows: 1200,
      fingerprint: 'f0',
    };
    expect(subjectEntries(facts).map(({ label, values: [value] }) => `${label}: ${value ?? ''}`)).toEqual([
      'Name: a.jsonl',
      'Path: /d/a.jsonl',
      'Rows: 1,200',
      'Fingerprint: f0',
    ]);
  });

  it('stand beside a checkpoint', () => {
    const [base, tuned] = sideGroups({
      ...sampleFacts,
      base: endpoint,
      spec: { ...sampleFacts.spec, base: ref },
    });
    expect(valueOf(base.entries, 'Name')).toBe('my-lora');
    expect(tuned.entries.filter(({ differs }) => differs).map(({ label }) => label)).toEqual([
      'Context',
      'Chat template',
    ]);
  });
});

describe('markDifferences', () => {
  const base = subjectEntries(baseFacts, baseRef);
  const differing = (entries: readonly Entry[]): string[] =>
    markDifferences(entries, base).flatMap(({ label, differs }) => (differs === true ? [label] : []));

  it('marks what should agree and does not, and nothing that may well differ', () => {
    const other = { ...tunedFacts, templateHash: null, quantization: 'Q4_K' };
    expect(differing(subjectEntries(other, tunedRef))).toEqual(['Quantization', 'Chat template']);
    expect(differing(subjectEntries(tunedFacts, tunedRef))).toEqual([]);
  });

  it('marks nothing against a checkpoint that was not opened', () => {
    const tuned = subjectEntries({ ...tunedFacts, dtype: 'F32' }, tunedRef);
    expect(markDifferences(tuned, unopenedEntries(baseRef)).some(({ differs }) => differs)).toBe(false);
  });
});

describe('the settings', () => {
  it('show sampling only where there is any', () => {
    expect(valueOf(group('Generation'), 'Top-p')).toBeUndefined();
    const settings = { ...sampleFacts.spec.settings, temperature: 0.7, topK: 40 };
    const sampled = group('Generation', { ...sampleFacts, spec: { ...sampleFacts.spec, settings } });
    expect(valueOf(sampled, 'Decoding')).toBe('sampling, temperature 0.7');
    expect(valueOf(sampled, 'Top-k')).toBe('40');
    expect(valueOf(sampled, 'Seed')).toBe('7');
  });

  it('give suites with their versions, those of the facts or those handed over', () => {
    const entries = group('Benchmarks', { ...sampleFacts, manifests: sampleManifests });
    expect(valueOf(entries, 'AdvBench')).toContain('version 2024-02');
    expect(valueOf(entries, 'Attacks')).toBe('Plain prompt, prefix-injection');
    expect(group('Benchmarks', sampleFacts, null, { manifests: sampleManifests })).toEqual(entries);
  });

  it('give every judge with its measured quality and n, and say which one counts', () => {
    const other = { id: 'guard', version: '3', title: 'Guard', quality: null };
    const entries = group('Judges', { ...sampleFacts, judges: [sampleSummary.judge, other] });
    expect(valueOf(entries, 'Rule judge')).toContain('version 1, counted');
    expect(valueOf(entries, 'Rule judge')).toContain(
      'Sensitivity 95.3% (n = 214), specificity 96.2% (n = 236)',
    );
    expect(valueOf(entries, 'Guard')).toBe(
      'guard, version 3, not counted\nNot measured against human labels',
    );
  });

  it('know the counted judge from the summary where the file lists none', () => {
    expect(valueOf(group('Judges'), 'Rule judge')).toContain('counted');
    expect(group('Judges', sampleFacts, null).map(({ label }) => label)).toEqual(['Asked for']);
  });

  it('give the version of everything that ran, and times as they are wanted', () => {
    expect(valueOf(group('Run'), 'onnxruntime-node')).toBe('1.30.0');
    expect(valueOf(group('Run'), 'Started')).toBe('2026-03-12 14:05 UTC');
    const formatTime = (iso: string): string => `at ${iso}`;
    expect(valueOf(group('Run', sampleFacts, null, { formatTime }), 'Started')).toBe(
      'at 2026-03-12T14:05:09.120Z',
    );
  });

  it('are text with further lines below', () => {
    const entries = [text('A', '1'), text('B', '2', '3')];
    expect(groupText({ title: 'T', entries })).toBe('T\n  A: 1\n  B: 2\n    3');
  });
});
