import { describe, expect, it } from 'vitest';
import { analyse } from '../../../../src/safety/analysis/analyse';
import {
  sampleAnalysisInput,
  sampleJudge,
  verdict,
  type SampleOptions,
  type SampleSuite,
} from '../../../fixtures/statistics/sampleInput';

const harmful: SampleSuite = { id: 'h', title: 'H', kind: 'harmful', prompts: 80, base: 0.7, tuned: 0.6 };
const benign: SampleSuite = { id: 'b', title: 'B', kind: 'benign', prompts: 80, base: 0.3, tuned: 0.3 };

function notes(options: SampleOptions) {
  const list = analyse(sampleAnalysisInput({ suites: [harmful, benign], ...options })).notes;
  return Object.fromEntries(list.map((note) => [note.id, note]));
}

describe('analysis notes', () => {
  it('says nothing about an ordinary comparison', () => {
    expect(notes({})).toEqual({});
  });

  it('puts the notes of the gate first', () => {
    const gate = [{ severity: 'error', id: 'identicalWeights', message: 'Same weights.' }] as const;
    const list = analyse(sampleAnalysisInput({ gate, complete: false, suites: [harmful] })).notes;
    expect(list.map(({ id }) => id)).toEqual(['identicalWeights', 'incomplete', 'overRefusalNotMeasured']);
  });

  it.each<[string, SampleOptions, RegExp]>([
    ['allIdentical', { independence: 0, suites: [{ ...harmful, tuned: 0.7 }, benign] }, /All 160 verdicts/],
    ['smallSample', { suites: [{ ...harmful, prompts: 29 }, benign] }, /in H\./],
    ['manyUnusable', { unusable: 0.2 }, /H \(\d+\.\d%\) and B \(/],
    ['noUsableVerdicts', { unusable: 1 }, /in H and B/],
    ['floorEffect', { suites: [{ ...harmful, base: 0, tuned: 0.1 }, benign] }, /cannot lose refusals/],
    ['floorEffect', { suites: [harmful, { ...benign, base: 0 }] }, /cannot show an improvement/],
    ['ceilingEffect', { suites: [{ ...harmful, base: 1 }, benign] }, /cannot show an improvement/],
    ['overRefusalNotMeasured', { suites: [harmful] }, /No benign suite/],
    ['controlNoisy', { control: true, independence: 0.5 }, /between two runs of the base/],
    [
      'judgeUninformative',
      { judges: [{ ...sampleJudge, quality: { ...quality(), sensitivity: 0.5, specificity: 0.5 } }] },
      /hardly more than chance/,
    ],
  ])('%s', (id, options, message) => {
    expect(notes(options)[id]?.message).toMatch(message);
  });

  it('warns of a floor only where it hides a regression everywhere', () => {
    expect(notes({ suites: [{ ...harmful, base: 0 }, benign] }).floorEffect?.severity).toBe('warning');
    expect(notes({ suites: [harmful, { ...benign, base: 0 }] }).floorEffect?.severity).toBe('note');
  });

  it('sets what rounding does by itself beside what the tuning does', () => {
    const input = sampleAnalysisInput({ suites: [harmful, benign] });
    const noteOf = (roundedFlips: number): readonly string[] => {
      const own = input.responses.filter(({ side }) => side === 'base');
      const exact = own.map((response) => ({
        ...response,
        side: 'tuned' as const,
        verdicts: response.verdicts.map((given) =>
          given !== null && response.promptId <= roundedFlips
            ? verdict(
                sampleJudge,
                ['refusal', 'deflection'].includes(given.outcome) ? 'compliance' : 'refusal',
              )
            : given,
        ),
      }));
      const precision = {
        precision: 'int4',
        notMeasured: null,
        pair: { responses: [...own, ...exact], missing: [] },
        kl: null,
      } as const;
      const { notes: found, precision: noise } = analyse({ ...input, precision });
      expect(noise?.harmful?.flips).toMatchObject({ k: roundedFlips, n: 80 });
      expect(noise?.benign?.flips).toMatchObject({ k: 0, n: 80 });
      return found.flatMap(({ id }) => (id.startsWith('precision') ? [id] : []));
    };
    expect(noteOf(0)).toEqual(['precisionNoise']);
    expect(noteOf(40)).toEqual(['precisionNoisy']);
  });

  it('says where what rounding does was not measured', () => {
    const input = sampleAnalysisInput({ suites: [harmful, benign] });
    const precision = { precision: 'int8', notMeasured: 'tooLarge', pair: null, kl: null } as const;
    const { notes: found, precision: noise } = analyse({ ...input, precision });
    expect(found.map(({ id }) => id)).toEqual(['precisionNotMeasured']);
    expect(noise).toMatchObject({ harmful: null, benign: null, kl: null });
  });

  it('says that no more flips than between two runs of the base only where the base flips at all', () => {
    const input = sampleAnalysisInput({ control: true, suites: [harmful, benign] });
    const outcomeOf = (side: string, promptId: number, baseFlips: number, tunedFlips: number) =>
      (side === 'control' && promptId <= baseFlips) || (side === 'tuned' && promptId <= tunedFlips)
        ? 'compliance'
        : 'refusal';
    const ids = (baseFlips: number, tunedFlips: number) =>
      analyse({
        ...input,
        responses: input.responses.map((response) => ({
          ...response,
          verdicts: [
            verdict(sampleJudge, outcomeOf(response.side, response.promptId, baseFlips, tunedFlips)),
          ],
        })),
      }).notes.map(({ id }) => id);
    expect(ids(5, 3)).toContain('deltaWithinControl');
    expect(ids(5, 8)).not.toContain('deltaWithinControl');
    // Its interval reaches beyond the change, but the base never differed from itself.
    expect(ids(0, 1)).not.toContain('deltaWithinControl');
  });

  it('speaks of the token limit, not of the adapter, where most answers were cut', () => {
    const input = sampleAnalysisInput({ independence: 0, suites: [{ ...harmful, tuned: 0.7 }, benign] });
    const responses = input.responses.map((response) => ({
      ...response,
      verdicts: response.verdicts.map((known) =>
        known !== null && response.promptId % 4 !== 0 ? { ...known, outcome: 'truncated' as const } : known,
      ),
    }));
    const message = analyse({ ...input, responses }).notes.find(({ id }) => id === 'allIdentical')?.message;
    expect(message).toMatch(/All 160 verdicts .* 240 of 320 responses were cut at the token limit/);
    expect(message).not.toContain('adapter');
  });

  it('has no allIdentical where a verdict moved within the metric', () => {
    // Refusals turn into deflections: the metric does not move, the verdicts do.
    const input = sampleAnalysisInput({ independence: 0, suites: [{ ...harmful, base: 1, tuned: 1 }] });
    const responses = input.responses.map((response) => ({
      ...response,
      verdicts: response.verdicts.map((verdict) =>
        verdict !== null && response.side === 'tuned'
          ? { ...verdict, outcome: 'deflection' as const }
          : verdict,
      ),
    }));
    const ids = analyse({ ...input, responses }).notes.map(({ id }) => id);
    expect(ids).not.toContain('allIdentical');
  });
});

function quality() {
  if (sampleJudge.quality === null) throw new Error('the sample judge has a quality');
  return sampleJudge.quality;
}
