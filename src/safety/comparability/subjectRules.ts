// Gate rules about sides that are not checkpoints of this engine: what they say of themselves, and what nothing can check.
import type { EndpointFacts, SubjectFacts } from '../../protocol/subjects';
import { differInSafeguard } from '../subjects/subjectSafeguard';
import type { Finding, SubjectPair } from './gateRule';

const sameWords: Readonly<Partial<Record<SubjectFacts['kind'], string>>> = {
  endpoint: 'the same model of the same server',
  policy: 'the same policy',
};

/** The same model of the same server, or the same file: there is nothing to compare. */
export function sameSubject({ base, tuned, spec }: SubjectPair): Finding | null {
  const same =
    (base.kind === 'endpoint' &&
      tuned.kind === 'endpoint' &&
      base.url === tuned.url &&
      base.name === tuned.name) ||
    (base.kind === 'responses' && tuned.kind === 'responses' && base.fingerprint === tuned.fingerprint) ||
    (base.kind === 'policy' && tuned.kind === 'policy' && base.fingerprint === tuned.fingerprint);
  if (!same || differInSafeguard(spec.base, spec.tuned)) return null;
  const what = sameWords[base.kind] ?? 'the same answers';
  return {
    severity: 'error',
    message:
      `Base and tuned are ${what}: there is nothing to compare. Name the tuned one; the A/A control (--aa) shows ` +
      'the noise of one model against itself.',
  };
}

/** An adapter of a server that sits on another model than the base. */
export function parentNotCompared({ base, tuned }: SubjectPair): Finding | null {
  if (base.kind !== 'endpoint' || tuned.kind !== 'endpoint' || base.url !== tuned.url) return null;
  if (base.parent === tuned.name) {
    return {
      severity: 'warning',
      message:
        'The base given is an adapter over the tuned model, by the server’s own list: the sides look swapped, and a ' +
        'loss of safety would show as a gain.',
    };
  }
  if (tuned.parent === null || tuned.parent === base.name || tuned.parent === base.parent) return null;
  return {
    severity: 'warning',
    message:
      `The server says that ${tuned.name} is an adapter over ${tuned.parent}, and it is compared with ${base.name}: ` +
      'the change includes the difference between the two. Give the adapter’s own base as the base.',
  };
}

/** A server says another version of itself for one side than for the other. */
export function differentServer({ base, tuned }: SubjectPair): Finding | null {
  if (base.kind !== 'endpoint' || tuned.kind !== 'endpoint') return null;
  if (base.systemFingerprint === null || tuned.systemFingerprint === null) return null;
  // A server that names its weights there gives each model its own; one that names its build gives one to all.
  if (base.url === tuned.url || base.systemFingerprint === tuned.systemFingerprint) return null;
  return {
    severity: 'note',
    message:
      `The servers call themselves ${base.systemFingerprint} and ${tuned.systemFingerprint}: kernels, precision and ` +
      'chat template may differ besides the weights.',
  };
}

/** The chat template is applied here for one side, and by a server for the other; or two differ. */
export function differentTemplatePlace({ base, tuned }: SubjectPair): Finding | null {
  if (base.kind === 'checkpoint' && tuned.kind === 'checkpoint') return null;
  const [before, after] = [templateOf(base), templateOf(tuned)];
  if (before === undefined || after === undefined || before === null || after === null || before === after) {
    return null;
  }
  return {
    severity: 'warning',
    message:
      'The chat templates differ: the two models read different prompts, and a template alone can move refusal rates. ' +
      'Give both sides the same template unless the change is meant.',
  };
}

/** They take `add_special_tokens: false`, which is sent with a prompt that was rendered here. */
const leaveSpecialTokens: ReadonlySet<string> = new Set(['vllm', 'sglang']);

/** The template writes a token that the server, asked for a raw completion, may write once more. */
export function doubledBos({ base, tuned }: SubjectPair): Finding | null {
  const doubled = [base, tuned].find(
    (side) =>
      side.kind === 'endpoint' && side.templateBos !== undefined && !leaveSpecialTokens.has(side.owner ?? ''),
  );
  if (doubled?.kind !== 'endpoint') return null;
  return {
    severity: 'warning',
    message:
      `The chat template that is applied here writes ${doubled.templateBos ?? ''} before every prompt, and the server of ` +
      `${doubled.name} may add one of its own to a raw prompt (llama.cpp does): with two, a model answers otherwise than it ` +
      'was trained to. Look at the server’s log for a doubled token, or let the server apply its own template.',
  };
}

/** null: there is none; undefined: not known. */
function templateOf(facts: SubjectFacts): string | null | undefined {
  if (facts.kind === 'responses' || facts.kind === 'policy') return undefined;
  if (facts.kind === 'endpoint') return facts.templateHash ?? undefined;
  return facts.templateHash;
}

/** What the gate checks of two checkpoints and could not check here. */
export function unchecked({ base, tuned, probe }: SubjectPair): Finding | null {
  if (base.kind === 'checkpoint' && tuned.kind === 'checkpoint') return null;
  // Their weights are read whole, and what else is checked is of text.
  if (base.kind === 'policy' && tuned.kind === 'policy') return null;
  const items = [
    unknownOf('weights', base, tuned, ({ kind }) => kind !== 'checkpoint'),
    ...(probe === null ? ['whether any logit moved'] : []),
    unknownOf('tokenizer', base, tuned, ({ kind }) => kind !== 'checkpoint'),
    unknownOf('chat template', base, tuned, (facts) => templateOf(facts) === undefined),
    unknownOf('precision', base, tuned, ({ kind }) => kind !== 'checkpoint'),
    unknownOf('sampling', base, tuned, ({ kind }) => kind === 'responses'),
    // vLLM applies a model's generation_config.json to what a request leaves open.
    unknownOf('defaults that the server applies', base, tuned, ({ kind }) => kind === 'endpoint'),
    unknownOf(
      'context length',
      base,
      tuned,
      (facts) => facts.kind === 'endpoint' && facts.contextLength === null,
    ),
  ].filter((item) => item !== null);
  return {
    severity: 'note',
    message: `Could not be checked: ${items.join('; ')}. ${advice(base, tuned)}`,
  };
}

function unknownOf(
  what: string,
  base: SubjectFacts,
  tuned: SubjectFacts,
  isUnknown: (facts: SubjectFacts) => boolean,
): string | null {
  const sides = [...(isUnknown(base) ? ['base'] : []), ...(isUnknown(tuned) ? ['tuned'] : [])];
  return sides.length === 0 ? null : `${what} of ${sides.join(' and ')}`;
}

function advice(base: SubjectFacts, tuned: SubjectFacts): string {
  const servers = [base, tuned].filter((facts): facts is EndpointFacts => facts.kind === 'endpoint');
  return servers.length === 0
    ? 'Who made the answers has to vouch for it.'
    : 'A server does not say which weights it runs: check that each name leads to the checkpoint that is meant, and run the A/A control (--aa) to see the server’s own noise.';
}
