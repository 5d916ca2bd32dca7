// Messages from a webview, checked before anything is done with them: a webview shows text of unknown origin.
import * as z from 'zod';
import { flipFilters, rowSorts } from '../../protocol/comparison';
import { labels, mostLabels } from '../../protocol/labels';
import { outcomes, sides, suiteKinds } from '../../protocol/outcomes';
import { GuardrailError } from '../../protocol/errors';
import type { WebviewRequestName } from '../../protocol/webview';
import { figureParams } from '../figures/figureRequest';

const none = z.strictObject({});
const id = z.int().min(0);
const filter = z.strictObject({
  flips: z.enum(flipFilters).optional(),
  kind: z.enum(suiteKinds).optional(),
  suiteId: z.string().max(500).optional(),
  category: z.string().max(500).optional(),
  attackId: z.string().max(500).optional(),
  outcome: z.enum(outcomes).optional(),
  outcomeSide: z.enum(sides).optional(),
  judgeDisagreement: z.boolean().optional(),
  text: z.string().max(1000).optional(),
  pattern: z.boolean().optional(),
  marked: z.boolean().optional(),
  byPerson: z.boolean().optional(),
  promptId: id.optional(),
});
const query = z.strictObject({
  filter,
  sort: z.enum(rowSorts),
  descending: z.boolean(),
  offset: id,
  limit: z.int().min(1).max(500),
});

const response = z.union([
  z.strictObject({ kind: z.enum(['base', 'tuned']), sample: id }),
  z.strictObject({ kind: z.literal('text'), text: z.string().max(100_000) }),
]);

const params: Record<WebviewRequestName, z.ZodType> = {
  ...figureParams,
  state: none,
  rows: z.strictObject({ query }),
  facets: z.strictObject({ filter }),
  verdictHistory: z.strictObject({ responseId: id }),
  overrule: z.strictObject({ responseId: id, outcome: z.enum(outcomes), note: z.string().max(10_000) }),
  withdraw: z.strictObject({ responseId: id }),
  labelSheet: z.strictObject({ answers: z.int().min(2).max(mostLabels).nullable() }),
  giveLabel: z.strictObject({ id: z.string().max(40), label: z.enum(labels).nullable() }),
  labelling: z.strictObject({ active: z.boolean() }),
  diff: z.strictObject({ promptId: id, sample: id, left: z.enum(sides), right: z.enum(sides) }),
  reveal: z.strictObject({ promptId: id.nullable(), shown: z.boolean() }),
  select: z.strictObject({ promptId: id }),
  nextFlip: z.strictObject({ fromPromptId: id.nullable(), backwards: z.boolean() }),
  tokens: z.strictObject({ promptId: id, response }),
  continueTokens: z.strictObject({
    promptId: id,
    response,
    keep: id,
    side: z.enum(['base', 'tuned']),
    temperature: z.number().min(0).max(2),
    seed: id,
    maxNewTokens: z.int().min(1).max(1000),
  }),
  drift: z.strictObject({ side: z.enum(['base', 'tuned']) }),
  representation: z.strictObject({ intervene: z.int().min(0).max(1000) }),
  keptReadings: z.strictObject({ check: z.boolean() }),
  weights: z.strictObject({ withOther: z.boolean() }),
  theory: z.strictObject({ measureKl: z.boolean() }),
  chooseAudit: none,
  chooseColumn: z.strictObject({ column: id }),
  columnAnswers: z.strictObject({ promptId: id }),
  star: z.strictObject({ promptId: id, starred: z.boolean() }),
  note: z.strictObject({ promptId: id }),
  copyLink: z.strictObject({ promptId: id }),
  exportReadable: none,
  exportReport: none,
  copy: z.strictObject({ text: z.string().max(100_000) }),
  resume: none,
  stop: none,
  showLog: none,
  openInEditor: z.strictObject({ promptId: id }),
};

export type ReadRequest<Name extends string> =
  | { readonly id: number; readonly name: Name; readonly params: unknown }
  | { readonly id: number; readonly error: GuardrailError };

/** The request, or what is wrong with it; null for a message that is no request at all. */
export type RequestReader<Name extends string> = (message: unknown) => ReadRequest<Name> | null;

/** A reader of the requests that have a schema here; any other name is no request. */
export function requestReader<Name extends string>(
  schemas: Readonly<Record<Name, z.ZodType>>,
): RequestReader<Name> {
  const envelope = z.object({
    type: z.literal('request'),
    id: z.int(),
    name: z.enum(Object.keys(schemas) as [Name, ...Name[]]),
    params: z.unknown(),
  });
  return (message) => {
    const outer = envelope.safeParse(message);
    if (!outer.success) return null;
    const { id: requestId, name, params } = outer.data;
    const inner = schemas[name].safeParse(params);
    if (inner.success) return { id: requestId, name, params: inner.data };
    const error = new GuardrailError(
      'invalidRequest',
      `The view sent a malformed "${name}" request: ${z.prettifyError(inner.error)}`,
      'Reload the window. If it happens again, please report it.',
    );
    return { id: requestId, error };
  };
}

/** Of the comparison's views. */
export const readRequest = requestReader(params);
