// What becomes of each key of a `*.train.json` where a run is handed to another trainer: equals, approximations, and what is
// refused. One table per trainer; the translation computes with it and the documentation is written from it. Knows no trainer.
import { GuardrailError } from '../../protocol/errors';
import type { TrainingSafeguardId } from '../../protocol/safeguards';
import type { RunSettings } from '../training/config/runSettings';
import type { TrainConfigKey } from '../training/config/trainConfig';

const parameterEma: TrainingSafeguardId = 'parameter-ema';

/** `here`: done before the run leaves this machine, in media/python, or when its folder is read. */
export type KeyFate = 'equal' | 'approximated' | 'refused' | 'here';

export interface TranslatedKey<Context, Parts> {
  readonly fate: KeyFate;
  /** Its name there, or what does it. */
  readonly there: string;
  /** What differs and why; empty where nothing does. A sentence for the user. */
  readonly note: string;
  /** Of an approximated or refused key: whether this run asks for what differs. */
  readonly concerns?: (context: Context) => boolean;
  /** What of the key it concerns, for its sentence. */
  readonly named?: (context: Context) => readonly string[];
  /** Values that have no equal, of a key of which others have one. */
  readonly refusal?: { readonly when: (context: Context) => boolean; readonly note: string };
  readonly parts?: (context: Context) => Parts;
}

/** Total: a new key without a line does not compile. */
export type KeyTable<Context, Parts> = Readonly<Record<TrainConfigKey, TranslatedKey<Context, Parts>>>;

export type PlanValue = string | number | boolean | null | readonly PlanValue[] | PlanObject;
export interface PlanObject {
  readonly [field: string]: PlanValue;
}

/**
 * The parts of every key, and what differs where this run asks for it.
 * @throws GuardrailError configInvalid naming every key that the trainer cannot honour
 */
export function translateKeys<Context, Parts>(
  table: KeyTable<Context, Parts>,
  context: Context,
  trainer: string,
): { readonly parts: readonly Parts[]; readonly remarks: readonly string[] } {
  const entries = Object.entries<TranslatedKey<Context, Parts>>(table);
  const asked = entries.filter(([, { concerns }]) => concerns?.(context) === true);
  const sentence = sentenceIn<Context, Parts>(context);
  const problems = [
    ...asked.filter(([, { fate }]) => fate === 'refused').map(sentence),
    ...entries.flatMap(([key, { refusal }]) =>
      refusal?.when(context) === true ? [`${key}: ${refusal.note}`] : [],
    ),
  ];
  if (problems.length > 0) throw cannotRun(trainer, problems);
  return { parts: entries.flatMap(([, { parts }]) => parts?.(context) ?? []), remarks: asked.map(sentence) };
}

function sentenceIn<Context, Parts>(
  context: Context,
): (entry: readonly [string, TranslatedKey<Context, Parts>]) => string {
  return ([key, { note, named }]) => {
    const names = named?.(context).join(', ');
    return `${key}${names === undefined ? '' : ` (${names})`}: ${note}`;
  };
}

/** The keys of safeguards for a trainer that has none. Parameter EMA is told of under its older name, ema_decay. */
export function refusedSafeguards(
  trainer: string,
): Pick<KeyTable<{ readonly settings: Pick<RunSettings, 'safeguards'> }, never>, 'ema_decay' | 'safeguards'> {
  return {
    ema_decay: {
      fate: 'refused',
      there: '—',
      note: `${trainer} keeps no moving average of the parameters. Remove ema_decay, or ${parameterEma} among the safeguards.`,
      concerns: ({ settings }) => settings.safeguards.some(({ id }) => id === parameterEma),
    },
    safeguards: {
      fate: 'refused',
      there: '—',
      note: `${trainer} has none of these safeguards. Train with them here, or remove them.`,
      concerns: ({ settings }) => othersThanEma(settings).length > 0,
      named: ({ settings }) => othersThanEma(settings),
    },
  };
}

function othersThanEma({ safeguards }: Pick<RunSettings, 'safeguards'>): string[] {
  return safeguards.map(({ id }): string => id).filter((id) => id !== parameterEma);
}

/** @param problems each `key: what to do` */
export function cannotRun(trainer: string, problems: readonly string[]): GuardrailError {
  return new GuardrailError(
    'configInvalid',
    `${trainer} cannot run this configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    'Change these keys, or train it here.',
  );
}

const fates: Readonly<Record<KeyFate, string>> = {
  equal: 'equal',
  approximated: 'approximated',
  refused: 'refused',
  here: 'done here',
};

/** Lines of a Markdown table with the columns key, fate, there, what differs. */
export function keyTableRows<Context, Parts>(table: KeyTable<Context, Parts>): string {
  return Object.entries<TranslatedKey<Context, Parts>>(table)
    .filter(([key]) => key !== '$schema')
    .map(([key, { fate, there, note, refusal }]) => {
      const differs = refusal === undefined ? note : `${note} Refused: ${refusal.note}`.trim();
      return `| \`${key}\` | ${fates[fate]} | ${there} | ${differs} |`;
    })
    .join('\n');
}
