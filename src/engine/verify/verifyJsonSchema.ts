// media/schemas/verify.schema.json: what goes into `guardrail-lens verify` and what comes out, line by line.
import { z } from 'zod';
import { errorCodes } from '../../protocol/errors';
import type { VerifyReply } from '../../protocol/verification';
import { verifyId, verifyRequest } from './verifyRequest';

const line = z.int().min(1).describe('Of the request, counted from 1; empty lines count and get no reply.');

const verified = z.looseObject({
  line,
  id: verifyId.exactOptional(),
  reward: z
    .number()
    .nullable()
    .describe('Weighted sum; null where a function with a weight other than 0 failed.'),
  rewards: z
    .record(z.string(), z.number().nullable())
    .describe('By function, before weighting; null: it failed.'),
  reasons: z.record(z.string(), z.string()).describe('Why, by function.'),
});

const refused = z.looseObject({
  line,
  id: verifyId.exactOptional(),
  error: z.looseObject({ code: z.enum(errorCodes), message: z.string(), advice: z.string() }),
});

const verifyReply: z.ZodType<VerifyReply> = z
  .union([verified, refused])
  .describe('Rewards, or why the line has none. One line per request, in their order.');

/** Requests as they are written (defaults may be left out), replies as they are read. */
export function verifyJsonSchema(): object {
  const convert = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' });
    return rest;
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Guardrail Lens verify: lines in, lines out',
    definitions: { request: convert(verifyRequest, 'input'), reply: convert(verifyReply, 'output') },
  };
}
