// media/schemas/train.schema.json, made from the same schema that validates.
import { z } from 'zod';
import { trainConfigSchema } from './trainConfig';

/**
 * What an editor completes and checks with: keys with defaults are optional in it. A key that there is not is no error of
 * the schema: the validator says so, once, with the name that was meant.
 */
export function trainJsonSchema(): object {
  const schema = z.toJSONSchema(trainConfigSchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return { ...schema, title: 'Guardrail Lens training run' };
}
