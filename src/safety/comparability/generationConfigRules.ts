// Gate rules about generation_config.json: what it asks for and is not applied, or is applied to one side alone.
import type { CheckpointFacts, GenerationDefaults } from '../../protocol/checkpoints';
import type { Side } from '../../protocol/outcomes';
import { beyondApplicable, defaultsText, generationDefaultsOf } from '../settings/generationDefaults';
import type { Finding, SubjectPair } from './gateRule';

type Compared = Exclude<Side, 'control'>;

export function generationConfigNotApplied(pair: SubjectPair): Finding | null {
  if (pair.spec.settings.generationConfig !== undefined) return null;
  const asked = askedFor(pair, generationDefaultsOf);
  if (asked === null) return null;
  return {
    severity: 'note',
    message:
      `${asked}, which was not applied: what the settings say counts, for both sides alike. --generation-config applies ` +
      'it, as transformers’ generate does.',
  };
}

export function generationConfigInPart(pair: SubjectPair): Finding | null {
  if (pair.spec.settings.generationConfig === undefined) return null;
  const asked = askedFor(pair, (facts) => beyondApplicable(generationDefaultsOf(facts)));
  if (asked === null) return null;
  return {
    severity: 'warning',
    message: `${asked}, which cannot be applied here. The rest of the file is; transformers’ answers may differ.`,
  };
}

/** Each side is asked as its own file says: a change of the file shows as a change of the weights. */
export function differentGenerationConfig({ base, tuned, spec }: SubjectPair): Finding | null {
  if (spec.settings.generationConfig === undefined) return null;
  const [before, after] = [base, tuned].map((facts) =>
    facts.kind === 'checkpoint' ? defaultsText(generationDefaultsOf(facts)) : '',
  );
  if (before === undefined || after === undefined || before === after) return null;
  return {
    severity: 'warning',
    message:
      `The two generation_config.json differ, and each is applied to its own side (base: ${before || 'nothing set'}; ` +
      `tuned: ${after || 'nothing set'}): the change may come from these settings instead of the weights.`,
  };
}

/** "generation_config.json of the tuned checkpoint asks for repetition_penalty 1.1"; null: none asks for anything. */
function askedFor(
  { base, tuned }: SubjectPair,
  wanted: (facts: CheckpointFacts) => GenerationDefaults,
): string | null {
  const asked = (['base', 'tuned'] as const).flatMap((side): { side: Compared; text: string }[] => {
    const facts = side === 'base' ? base : tuned;
    const text = facts.kind === 'checkpoint' ? defaultsText(wanted(facts)) : '';
    return text === '' ? [] : [{ side, text }];
  });
  const [first, second] = asked;
  if (first === undefined) return null;
  if (first.text === second?.text) return `generation_config.json of both checkpoints asks for ${first.text}`;
  const others = second === undefined ? '' : `, that of the ${second.side} checkpoint for ${second.text}`;
  return `generation_config.json of the ${first.side} checkpoint asks for ${first.text}${others}`;
}
