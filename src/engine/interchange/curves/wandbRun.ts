// A run as W&B keeps it while there is no connection: `wandb sync <folder>` takes it to a server. One record for the run, one
// per logged step, the last values, and the end. (wandb/proto/wandb_internal.proto)
import { createHash } from 'node:crypto';
import { integerField, message, messageField, textField, type Field } from '../protobuf';
import { recordLog } from './recordLog';
import type { CurvePoint } from './trainingCurves';

export interface WandbRun {
  /** What charts and lists call it. */
  readonly name: string;
  readonly project: string;
  /** What tells it from every other run. */
  readonly identity: readonly string[];
  /** Seconds since 1970. */
  readonly startedAt: number;
  readonly config: Readonly<Record<string, string | number>>;
  /** False while it goes on, or where it was stopped: W&B then does not call it finished. */
  readonly finished: boolean;
  readonly points: readonly CurvePoint[];
}

/** Field numbers. */
const record = { number: 1, history: 2, summary: 3, run: 17, exit: 18, header: 21 };
const run = { id: 1, project: 3, config: 4, displayName: 8, startTime: 17 };
const item = { key: 1, nestedKey: 2, valueJson: 16 };
const historyStep = 2;
const update = 1;

export interface WandbFiles {
  /** Beside other runs in a folder `wandb`. */
  readonly folder: string;
  readonly file: string;
  readonly content: readonly Uint8Array[];
}

/** The same run has the same id whenever it is written, so that what was synced once is not there twice. */
export function wandbFiles(given: WandbRun, version: string): WandbFiles {
  const id = runId(given);
  const stamp = new Date(given.startedAt * 1000)
    .toISOString()
    .replace(/[-:]|\..*$/gu, '')
    .replace('T', '_');
  return {
    folder: `offline-run-${stamp}-${id}`,
    file: `run-${id}.wandb`,
    content: recordLog(recordsOf(given, id, version).map(numbered)),
  };
}

/** Eight letters and digits, as W&B's own. */
function runId({ identity }: WandbRun): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return BigInt(`0x${hash}`).toString(36).slice(0, 8);
}

function numbered(body: Field, index: number): Uint8Array {
  return message([integerField(record.number, index + 1), body]);
}

function recordsOf(given: WandbRun, id: string, version: string): Field[] {
  const { points, startedAt } = given;
  const steps = joinSteps(points);
  const last = new Map(steps.flatMap(({ values }) => Object.entries(values)));
  const runtime = Math.max(0, Math.round((points.at(-1)?.time ?? startedAt) - startedAt));
  return [
    messageField(record.header, [messageField(1, [textField(1, `guardrail-lens ${version}`)])]),
    messageField(record.run, [
      textField(run.id, id),
      textField(run.project, given.project),
      messageField(
        run.config,
        Object.entries(given.config).map(([key, value]) =>
          messageField(update, [textField(item.key, key), textField(item.valueJson, JSON.stringify(value))]),
        ),
      ),
      textField(run.displayName, given.name),
      messageField(run.startTime, [integerField(1, Math.floor(startedAt))]),
    ]),
    ...steps.map((point) =>
      messageField(record.history, [
        ...Object.entries({
          ...point.values,
          _step: point.step,
          _timestamp: point.time,
          _runtime: point.time - startedAt,
        }).map(([key, value]) => itemOf(key, value)),
        messageField(historyStep, [integerField(1, point.step)]),
      ]),
    ),
    messageField(
      record.summary,
      [...last].map(([key, value]) => itemOf(key, value)),
    ),
    messageField(record.exit, [integerField(1, given.finished ? 0 : 1), integerField(2, runtime)]),
  ];
}

/** W&B has one row per step: what was logged of one at several times is put together. */
function joinSteps(points: readonly CurvePoint[]): CurvePoint[] {
  const byStep = new Map<number, CurvePoint>();
  for (const point of points) {
    const before = byStep.get(point.step);
    byStep.set(
      point.step,
      before === undefined ? point : { ...point, values: { ...before.values, ...point.values } },
    );
  }
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}

function itemOf(key: string, value: number): Field {
  return messageField(update, [
    textField(item.nestedKey, key),
    textField(item.valueJson, JSON.stringify(value)),
  ]);
}
