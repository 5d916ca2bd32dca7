// What is known of a safeguard before it is used. Must not know how it is computed.
import { z } from 'zod';
import { GuardrailError } from '../../protocol/errors';
import type { SafeguardPlace } from '../../protocol/safeguards';

export interface Safeguard<Options = unknown> {
  readonly id: string;
  readonly title: string;
  readonly place: SafeguardPlace;
  /** One sentence: what it does. */
  readonly description: string;
  readonly paper: { readonly title: string; readonly arxiv: string };
  /** What differs from what the paper does, so that its results and guarantees are not claimed; null: nothing of weight. */
  readonly adapted: string | null;
  /** Where it does not help, and what it does not do. */
  readonly limits: readonly string[];
  /** An object; each key has a description, and a default where it may be left out. */
  readonly options: z.ZodType<Options>;
  /** Its page: `media/docs/safeguards/<page>.md`. */
  readonly page: string;
}

/** One whose options are the keys of an object, so that they can stand beside others. */
export type ObjectSafeguard<Options extends z.ZodObject> = Safeguard<z.infer<Options>> & {
  readonly options: Options;
};

export interface OptionFacts {
  readonly name: string;
  readonly description: string;
  /** As JSON; null: it has to be given. */
  readonly byDefault: string | null;
}

/** For help and pages: the schema is the one place that describes options. */
export function optionsOf({ options }: Pick<Safeguard, 'options'>): OptionFacts[] {
  const { properties = {} } = z.toJSONSchema(options, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', default: byDefault } = typeof property === 'boolean' ? {} : property;
    return { name, description, byDefault: byDefault === undefined ? null : JSON.stringify(byDefault) };
  });
}

/** @throws GuardrailError configInvalid naming the option and what it may be */
export function parseOptions<Options>({ id, options }: Safeguard<Options>, given: unknown): Options {
  const parsed = options.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  const known = optionsOf({ options }).map(({ name }) => name);
  throw new GuardrailError(
    'configInvalid',
    `The options of the safeguard ${id} are wrong: ${problems.join('; ')}.`,
    known.length === 0 ? 'It has no options.' : `Its options are: ${known.join(', ')}.`,
  );
}
