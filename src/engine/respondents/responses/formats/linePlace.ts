// Where a value stands in a file, and what is said of it when it is not what it should be.
import type { z } from 'zod';
import type { GuardrailError } from '../../../../protocol/errors';
import { invalidResponses } from '../responseRow';

export interface LinePlace {
  /** The file's name. */
  readonly file: string;
  /** In words: `line 3`. */
  readonly place: string;
  /** `what`: the end of a sentence that begins with the place. */
  readonly malformed: (what: string) => GuardrailError;
  /** @throws GuardrailError datasetInvalid for another shape */
  readonly shaped: <T>(schema: z.ZodType<T>, value: unknown) => T;
}

export function placeIn(file: string, place: string): LinePlace {
  const malformed = (what: string): GuardrailError => invalidResponses(`${file}: ${place} ${what}.`);
  return {
    file,
    place,
    malformed,
    shaped: (schema, value) => {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const field = issue?.path.map(String).join('.') ?? '';
      throw malformed(`has a wrong ${field === '' ? 'shape' : `"${field}"`}: ${issue?.message ?? ''}`);
    },
  };
}
