// Inspect's log of one evaluation (inspect_ai.log.EvalLog, version 2): `.eval`, a ZIP archive of JSON files, or one JSON file.
import { z } from 'zod';
import { quoted } from '../../../../safety/suites/suiteError';
import { BrokenZip, openZip, type ZipArchive } from '../../../interchange/zip/readZip';
import {
  chatSchema,
  conversationKey,
  finishReasonOf,
  invalidResponses,
  lastOfUser,
  promptKey,
  type LoggedResponses,
  type ResponseRow,
} from '../responseRow';
import { placeIn } from './linePlace';
import { parseLogged } from './parseLogged';
import { filteredReason } from './plainRow';

const logVersion = 2;
/** Far above what a log of questions and answers has; agents' logs may be larger. */
const limits = { entries: 500_000, entryBytes: 128_000_000, bytes: 2_000_000_000 };

const headerSchema = z.looseObject({
  version: z.number(),
  eval: z.looseObject({ model: z.string(), task: z.string() }),
});

const partSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  reasoning: z.string().optional(),
});
const messageSchema = z.looseObject({ content: z.union([z.string(), z.array(partSchema)]) });

const sampleSchema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  epoch: z.int().positive(),
  input: z.union([z.string(), chatSchema]),
  output: z
    .looseObject({
      choices: z
        .array(z.looseObject({ message: messageSchema, stop_reason: z.string().nullish() }))
        .optional(),
    })
    .optional(),
  error: z.looseObject({ message: z.string() }).nullish(),
  attachments: z.record(z.string(), z.string()).optional(),
});

const documentSchema = z.looseObject({
  eval: z.looseObject({}),
  samples: z.array(z.unknown()).nullish(),
});

export function isInspectArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

export function isInspectDocument(data: unknown): boolean {
  return documentSchema.safeParse(data).success;
}

/** @throws GuardrailError datasetInvalid: broken, cut off, of another version, or larger than is read */
export function inspectArchive(bytes: Buffer, file: string): LoggedResponses {
  try {
    const archive = openZip(bytes, limits);
    const header = headerOf(archive, file);
    const names = archive.names.filter((name) => /^samples\/.+\.json$/u.test(name));
    return logged(
      header,
      names.map((name) => ({ name, data: jsonOf(archive, name, file) })),
      file,
    );
  } catch (cause) {
    if (!(cause instanceof BrokenZip)) throw cause;
    throw invalidResponses(`${file} ${cause.message}.`, cause);
  }
}

/** @throws GuardrailError datasetInvalid */
export function inspectDocument(data: unknown, file: string): LoggedResponses {
  const { samples } = documentSchema.parse(data);
  const all = (samples ?? []).map((sample, index) => ({ name: `sample ${index + 1}`, data: sample }));
  return logged(data, all, file);
}

/** A log whose run did not come to its end has its beginning alone. */
function headerOf(archive: ZipArchive, file: string): unknown {
  const header = jsonOf(archive, 'header.json', file) ?? jsonOf(archive, '_journal/start.json', file);
  if (header !== null) return header;
  throw invalidResponses(`${file} is an archive without header.json, so no log of Inspect.`);
}

function jsonOf(archive: ZipArchive, name: string, file: string): unknown {
  const content = archive.read(name);
  if (content === null) return null;
  try {
    return parseLogged(content.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalidResponses(`${file}: ${quoted(name)} is not JSON (${quoted(why)}).`, cause);
  }
}

function logged(
  head: unknown,
  samples: readonly { readonly name: string; readonly data: unknown }[],
  file: string,
): LoggedResponses {
  const { version, eval: evaluation } = placeIn(file, 'the header').shaped(headerSchema, head);
  if (version !== logVersion) {
    throw invalidResponses(
      `${file} is a log of Inspect’s version ${version}; version ${logVersion} is read.`,
    );
  }
  if (samples.length === 0)
    throw invalidResponses(`${file} has no samples: Inspect keeps them unless it is told not to.`);
  return {
    rows: samples.map(({ name, data }) => rowOf(data, name, evaluation.model, file)),
    task: evaluation.task,
  };
}

function rowOf(data: unknown, name: string, model: string, file: string): ResponseRow {
  const at = placeIn(file, quoted(name));
  const { id, epoch, input, output, error, attachments = {} } = at.shaped(sampleSchema, data);
  const whole = (text: string): string => attachmentOf(text, attachments);
  const asked = typeof input === 'string' ? input : lastOfUser(input);
  if (asked === undefined) throw at.malformed('has no message of a user in its input');
  const choice = output?.choices?.[0];
  const stop = choice?.stop_reason ?? null;
  return {
    ...{ file, place: `sample ${quoted(String(id))}, epoch ${epoch}`, model, inner: null },
    conversation:
      typeof input === 'string'
        ? null
        : conversationKey(input.map(({ role, content }) => ({ role, content: whole(content) }))),
    ...{ prompt: promptKey(whole(asked)), sample: epoch - 1 },
    response: whole(textOf(choice?.message.content ?? '', 'text')),
    reasoning: choice === undefined ? null : reasoningOf(choice.message.content, whole),
    finishReason: finishReasonOf(stop),
    missing: missingOf(choice !== undefined, stop, error?.message ?? null),
  };
}

type Content = z.infer<typeof messageSchema>['content'];

function textOf(content: Content, type: 'text' | 'reasoning'): string {
  if (typeof content === 'string') return type === 'text' ? content : '';
  return content
    .filter((part) => part.type === type)
    .map((part) => part[type] ?? '')
    .join('\n');
}

function reasoningOf(content: Content, whole: (text: string) => string): string | null {
  const reasoning = textOf(content, 'reasoning');
  return reasoning === '' ? null : whole(reasoning);
}

/** Long texts may stand once for all places that name them. */
function attachmentOf(text: string, attachments: Readonly<Record<string, string>>): string {
  const name = /^attachment:\/\/(\w+)$/u.exec(text)?.[1];
  return name === undefined ? text : (attachments[name] ?? text);
}

function missingOf(answered: boolean, stop: string | null, error: string | null): string | null {
  if (stop === 'content_filter') return filteredReason;
  if (answered) return null;
  return error === null ? 'The log has no answer' : `The log has an error in its place: ${quoted(error)}`;
}
