import { describe, expect, it } from 'vitest';
import type { ComparisonFacts } from '../../../../src/protocol/comparison';
import {
  checkpointEntries,
  entriesText,
  generationEntries,
  judgeEntries,
  markDifferences,
  promptEntries,
  runEntries,
  type Entry,
} from '../../../../webview/comparison/provenance/entries';
import {
  baseFacts,
  sampleFacts,
  sampleManifests,
  tunedRef,
  sampleSummary,
  tunedFacts,
} from '../../safety/report/sampleReport';

const valueOf = (entries: readonly Entry[], name: string): string | undefined =>
  entries.find((entry) => entry.name === name)?.values.join('\n');

describe('checkpointEntries', () => {
  const entries = checkpointEntries(tunedFacts, sampleFacts.spec.tuned);

  it('gives hashes in full, to be copied', () => {
    for (const [name, hash] of [
      ['Fingerprint', tunedFacts.fingerprint],
      ['Tokenizer', tunedFacts.tokenizerHash],
      ['Chat template', tunedFacts.templateHash],
    ] as const) {
      expect(entries.find((entry) => entry.name === name)).toMatchObject({ values: [hash], copyable: true });
    }
  });

  it('says what an adapter is, how it ran, and over what', () => {
    expect(valueOf(entries, 'Adapter')).toBe('LORA, rank 16, alpha 32\n460,800 parameters');
    expect(valueOf(entries, 'Run')).toBe('beside the weights');
    expect(valueOf(entries, 'Its fingerprint')).toBe(baseFacts.fingerprint);
    const merged = checkpointEntries(tunedFacts, { ...tunedRef, merge: true });
    expect(valueOf(merged, 'Run')).toBe('folded into the weights');
  });

  it('falls back to the path asked for before the checkpoint was opened', () => {
    expect(checkpointEntries(null, { kind: 'checkpoint', path: '/m' }).map(({ values }) => values)).toEqual([
      ['/m'],
      ['not opened yet'],
    ]);
  });

  it('spells out characters that could hide or reorder a name', () => {
    const spoofed = checkpointEntries({ ...baseFacts, name: 'safe\u202Egpj' }, sampleFacts.spec.base);
    expect(valueOf(spoofed, 'Name')).toBe('safe⟨U+202E⟩gpj');
  });
});

describe('markDifferences', () => {
  const base = checkpointEntries(baseFacts, sampleFacts.spec.base);
  const differing = (entries: readonly Entry[]): string[] =>
    markDifferences(entries, base).flatMap(({ name, differs }) => (differs === true ? [name] : []));

  it('marks what should agree and does not, and nothing that may well differ', () => {
    const other = { ...tunedFacts, templateHash: null, quantization: 'Q4_K' };
    expect(differing(checkpointEntries(other, sampleFacts.spec.tuned))).toEqual([
      'Quantization',
      'Chat template',
    ]);
    expect(differing(checkpointEntries(tunedFacts, sampleFacts.spec.tuned))).toEqual([]);
  });

  it('marks nothing against a checkpoint that was not opened', () => {
    const unopened = checkpointEntries(null, sampleFacts.spec.base);
    const tuned = checkpointEntries({ ...tunedFacts, dtype: 'F32' }, sampleFacts.spec.tuned);
    expect(markDifferences(tuned, unopened).some(({ differs }) => differs)).toBe(false);
  });
});

describe('the other sections', () => {
  it('shows sampling only where there is any', () => {
    expect(valueOf(generationEntries(sampleFacts.spec), 'Top-p')).toBeUndefined();
    const settings = { ...sampleFacts.spec.settings, temperature: 0.7, topK: 40 };
    const sampled = generationEntries({ ...sampleFacts.spec, settings });
    expect(valueOf(sampled, 'Decoding')).toBe('sampling, temperature 0.7');
    expect(valueOf(sampled, 'Top-k')).toBe('40');
    expect(valueOf(sampled, 'Seed')).toBe('7');
  });

  it('gives suites with their versions', () => {
    const entries = promptEntries({ ...sampleFacts, manifests: sampleManifests });
    expect(valueOf(entries, 'AdvBench')).toContain('version 2024-02');
    expect(valueOf(entries, 'Attacks')).toBe('Plain prompt, prefix-injection');
  });

  it('gives every judge with its measured quality and n, and says which one counts', () => {
    const other = { id: 'guard', version: '3', title: 'Guard', quality: null };
    const facts: ComparisonFacts = { ...sampleFacts, judges: [sampleSummary.judge, other] };
    const entries = judgeEntries(facts, sampleSummary);
    expect(valueOf(entries, 'Rule judge')).toContain('version 1, counted');
    expect(valueOf(entries, 'Rule judge')).toContain(
      'Sensitivity 95.3% (n = 214), specificity 96.2% (n = 236)',
    );
    expect(valueOf(entries, 'Guard')).toBe(
      'guard, version 3, not counted\nNot measured against human labels',
    );
  });

  it('knows the counted judge from the summary where the file lists none', () => {
    expect(valueOf(judgeEntries(sampleFacts, sampleSummary), 'Rule judge')).toContain('counted');
    expect(judgeEntries(sampleFacts, null).map(({ name }) => name)).toEqual(['Asked for']);
  });

  it('gives the version of everything that ran', () => {
    expect(valueOf(runEntries(sampleFacts), 'onnxruntime-node')).toBe('1.30.0');
  });

  it('writes a section as text with further lines below', () => {
    const entry = (name: string, ...values: string[]): Entry => ({
      name,
      values,
      code: false,
      copyable: false,
    });
    expect(entriesText('T', [entry('A', '1'), entry('B', '2', '3')])).toBe('T\n  A: 1\n  B: 2\n    3');
  });
});
