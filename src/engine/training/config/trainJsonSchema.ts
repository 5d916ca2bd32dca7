// media/schemas/train.schema.json, made from the same schema that validates.
import { z } from 'zod';
import { trainConfigSchema } from './trainConfig';

/** What an editor completes and checks with: keys with defaults are optional in it. */
export function trainJsonSchema(): object {
  const schema = z.toJSONSchema(trainConfigSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  });
  return { ...schema, title: 'Guardrail Lens training run' };
}
