// Data for supervised fine-tuning on think, reflect, revise (the first part of arXiv 2512.07141), made of the user's prompts: written
// by any respondent, or by the built-in sentences, and checked by the rule judge.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ApiKeys } from '../../../protocol/contracts';
import { GuardrailError } from '../../../protocol/errors';
import type { Answer } from '../../../protocol/generation';
import { safetyKinds, type SafetyKind } from '../../../protocol/outcomes';
import {
  reflectionFaults,
  type ReflectionDataProgress,
  type ReflectionDataRequest,
  type ReflectionDataResult,
  type ReflectionFault,
} from '../../../protocol/reflections';
import { seededRandom } from '../../../safety/random';
import { throwIfCancelled } from '../../cancellation';
import { rowSeed } from '../../comparison/rowSeed';
import type { EngineContext } from '../../engineContext';
import { makeFolder } from '../../files/atomicFile';
import { writeJsonLines } from '../../files/jsonLines';
import type { Asked } from '../../respondents/respondent';
import { datasetError, kindOf } from '../../training/tasks/datasetError';
import { datasetSpec, type FileDatasetSpec } from '../../training/tasks/datasetSpec';
import { readFileItems } from '../../training/tasks/fileTask';
import type { TaskItem } from '../../training/tasks/task';
import { throughStages } from './reflectionStages';
import { faultOf, keepsPolicy, reflectionRows, type WrittenStages } from './reflectionRows';
import { writtenStages } from './writtenStages';

export interface ReflectionCall {
  readonly apiKeys: ApiKeys;
  readonly signal: AbortSignal;
  readonly progress: (progress: ReflectionDataProgress) => void;
}

interface Asking {
  readonly item: TaskItem;
  readonly kind: SafetyKind;
  readonly seed: number;
}

/** Asked behind the prompt; what is learned has the prompt alone. */
const thinkFirst =
  'Think first, in a few sentences between <think> and </think>, about what is asked and whether an answer could do harm. Then answer.';

/**
 * The file is there whole or not at all.
 * @throws GuardrailError invalidRequest (a target that is there, no row is left), datasetInvalid (no prompts, kinds or completions),
 * storeWriteFailed, cancelled; what opening and answering throw
 */
export async function writeReflections(
  context: Pick<EngineContext, 'opener'>,
  request: ReflectionDataRequest,
  call: ReflectionCall,
): Promise<ReflectionDataResult> {
  const { target, thinking } = request;
  if (existsSync(target)) throw inTheWay(target);
  call.progress({ phase: 'opening', done: 0, total: 0 });
  const asked = await readPrompts(request);
  const written =
    request.writer === null
      ? asked.map(({ item, kind, seed }) => {
          if (kind === 'benign' && item.completion === null) return null;
          const stages = writtenStages(kind, item.completion ?? '', thinking, seededRandom(seed));
          return { ...stages, cut: false };
        })
      : await writtenBy(context, request, asked, call);
  throwIfCancelled(call.signal);
  const dropped: Record<ReflectionFault, number> = {
    ...{ unanswered: 0, empty: 0, cut: 0, unjudged: 0, unsafe: 0, refused: 0 },
  };
  const kept = asked.flatMap(({ item, kind }, index) => {
    const stages = written[index] ?? null;
    const fault = stages === null ? 'unanswered' : faultOf(item, kind, stages);
    if (fault !== null) dropped[fault]++;
    return stages === null || fault !== null ? [] : [{ item, kind, stages }];
  });
  if (kept.length === 0) throw nothingKept(asked.length, dropped);
  const rows = kept.flatMap(({ item, kind, stages }) => reflectionRows(item, kind, stages));
  await makeFolder(dirname(target));
  await writeJsonLines(target, rows);
  return {
    path: target,
    prompts: asked.length,
    kept: kept.length,
    rows: rows.length,
    badDrafts: kept.filter(({ item, kind, stages }) => keepsPolicy(item.prompt, kind, stages.draft) !== true)
      .length,
    withoutThinking: thinking ? kept.filter(({ stages }) => stages.thinking === null).length : 0,
    dropped,
  };
}

async function readPrompts({
  prompts: path,
  writer,
  limit,
  settings,
}: ReflectionDataRequest): Promise<Asking[]> {
  const spec = datasetSpec.parse({ type: 'file', path }) as FileDatasetSpec;
  const items = await readFileItems(spec, '');
  const asked = items.slice(0, limit ?? items.length).map((item): Asking => ({
    item,
    kind: kindIn(item, path),
    seed: rowSeed(settings.seed, { suiteId: 'reflections', itemId: item.id, attackId: null }, 0, false),
  }));
  const missing = safetyKinds.find((kind) => !asked.some((one) => one.kind === kind));
  if (missing !== undefined) {
    throw datasetError(
      { source: path },
      `None of its prompts is ${missing}.`,
      'Harmful prompts alone teach to refuse, harmless ones alone to comply: put both in, each row with its "kind".',
    );
  }
  const answerable = asked.some(({ kind, item }) => kind === 'benign' && item.completion !== null);
  if (writer === null && !answerable) {
    throw datasetError(
      { source: path, column: 'completion' },
      'No harmless prompt has a completion, and the built-in sentences know no answer to it.',
      'Add a column "completion" with answers to the harmless prompts, or name a model that writes them (--writer).',
    );
  }
  return asked;
}

function kindIn({ id, columns }: TaskItem, source: string): SafetyKind {
  const value = columns['kind'];
  const kind = safetyKinds.find((known) => known === value);
  if (kind !== undefined) return kind;
  throw datasetError(
    { source, column: 'kind' },
    `It is ${typeof value === 'string' ? JSON.stringify(value) : kindOf(value)} for the prompt ${id}.`,
    'Say "kind": "harmful" or "kind": "benign" in every row.',
  );
}

/** In the order of the prompts; null: one of the stages has no answer. */
async function writtenBy(
  context: Pick<EngineContext, 'opener'>,
  { writer, thinking, reflectionTokens, settings }: ReflectionDataRequest,
  asked: readonly Asking[],
  { apiKeys, signal, progress }: ReflectionCall,
): Promise<(WrittenStages | null)[]> {
  if (writer === null) return [];
  const written: (WrittenStages | null)[] = asked.map(() => null);
  let done = 0;
  const tick = (): void => progress({ phase: 'writing', done: ++done, total: asked.length });
  const respondent = await context.opener(apiKeys)(writer, signal);
  try {
    respondent.checkSettings(settings);
    await throughStages(
      respondent,
      asked.map(({ item, seed }, id) => ({ id, seed, asked: toWrite(item, thinking) })),
      settings,
      reflectionTokens,
      {
        onStages: (id, said) => {
          written[id] = stagesOf(said, thinking);
          tick();
        },
        onMissing: tick,
      },
      signal,
    );
  } finally {
    await respondent.dispose();
  }
  return written;
}

function toWrite({ context, prompt }: TaskItem, thinking: boolean): Asked {
  const content = thinking ? `${prompt}\n\n${thinkFirst}` : prompt;
  return { messages: [...context, { role: 'user', content }] };
}

function stagesOf([draft, reflection, revision]: readonly Answer[], thinking: boolean): WrittenStages | null {
  if (draft === undefined || reflection === undefined || revision === undefined) return null;
  const thought = draft.reasoning?.trim() ?? '';
  return {
    thinking: thinking && thought !== '' ? thought : null,
    draft: draft.answer.trim(),
    reflection: reflection.answer.trim(),
    revision: revision.answer.trim(),
    cut: [draft, reflection, revision].some(({ finishReason }) => finishReason === 'length'),
  };
}

function inTheWay(path: string): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    `${path} is there already.`,
    'Name a file that is yet to be made, or remove that one.',
  );
}

function nothingKept(prompts: number, dropped: Readonly<Record<ReflectionFault, number>>): GuardrailError {
  const why = reflectionFaults
    .filter((fault) => dropped[fault] > 0)
    .map((fault) => `${dropped[fault]} ${fault}`);
  return new GuardrailError(
    'invalidRequest',
    `None of the ${prompts} prompts gave stages that could be taught (${why.join(', ')}).`,
    'Take a stronger model to write them (--writer), a higher --max-new-tokens, or the built-in sentences (--writer built-in).',
  );
}
