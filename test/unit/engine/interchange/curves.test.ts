// Curves of a run as TensorBoard and W&B keep them, read back by the formats' own rules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../../src/engine/interchange/curves/crc32c';
import { exportCurves } from '../../../../src/engine/interchange/curves/exportCurves';
import { recordLog } from '../../../../src/engine/interchange/curves/recordLog';
import { trainingCurves } from '../../../../src/engine/interchange/curves/trainingCurves';
import type { TrainingRunFacts } from '../../../../src/protocol/training';
import { scratchFolder } from '../../../support/scratch';

const folder = scratchFolder();

function runFacts(change: Partial<TrainingRunFacts> = {}): TrainingRunFacts {
  return {
    ...{ folder: join(folder, 'my-run'), foreign: false, configPath: '/x.train.json', algorithm: 'grpo' },
    ...{
      base: null,
      job: null,
      accuracyOf: null,
      penalty: null,
      status: 'finished',
      reason: null,
      remarks: [],
    },
    ...{ startedAt: '2026-01-02T03:04:05.000Z', updatedAt: '2026-01-02T03:05:05.000Z', plan: null },
    ...{ step: 2, maxSteps: 2, checkpoints: [], rolloutSteps: [] },
    log: [
      { step: 1, epoch: 0.5, reward: 0.25, step_time: 3 },
      { step: 2, epoch: 1, reward: 0.5, step_time: 4 },
      { step: 2, epoch: 1, eval_accuracy: 0.75 },
    ],
    probes: [{ step: 2, kind: 'harmful', handledWell: 0.9, n: 10, low: 0.6, high: 1, delta: null }],
    ...change,
  };
}

const start = Date.parse('2026-01-02T03:04:05.000Z') / 1000;

describe('checksums', () => {
  it('are those of RFC 3720, B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });
});

describe('curves', () => {
  it('have transformers’ names, the safety probe, and the times that steps took', () => {
    expect(trainingCurves(runFacts(), { start, end: start + 60 })).toEqual([
      { step: 1, time: start + 3, values: { 'train/reward': 0.25, 'train/step_time': 3 } },
      { step: 2, time: start + 7, values: { 'train/reward': 0.5, 'train/step_time': 4 } },
      { step: 2, time: start + 7, values: { 'eval/accuracy': 0.75 } },
      {
        ...{ step: 2, time: start + 7 },
        values: {
          'probe/harmful_handled_safely': 0.9,
          'probe/harmful_handled_safely_low': 0.6,
          'probe/harmful_handled_safely_high': 1,
        },
      },
    ]);
  });

  it('of a log without times are spread over the run', () => {
    const log = [1, 2, 3, 4].map((step) => ({ step, loss: 1 }));
    const points = trainingCurves({ log, probes: [] }, { start: 100, end: 140 });
    expect(points.map(({ time }) => time)).toEqual([110, 120, 130, 140]);
  });

  it('of a run that has logged nothing are refused', async () => {
    const empty = runFacts({ log: [], probes: [] });
    const written = exportCurves(empty, { target: folder, format: 'wandb', version: '1' });
    await expect(written).rejects.toMatchObject({ code: 'invalidRequest' });
  });
});

describe('a TensorBoard event file', () => {
  it('is records with right checksums: a version, then a scalar per value', async () => {
    const target = join(folder, 'tensorboard');
    const path = await exportCurves(runFacts(), { target, format: 'tensorboard', version: '1' });
    expect(path).toBe(join(target, 'my-run', `events.out.tfevents.${start}.guardrail-lens`));
    const records = tfRecords(readFileSync(path));
    expect(records).toHaveLength(5);
    expect(records[0]?.toString('latin1')).toContain('brain.Event:2');
    // tag 1 (double), tag 2 (varint), tag 5 (summary of one value: tag 1, simple_value 2)
    const value = Buffer.concat([
      Buffer.from([0x0a, 12]),
      Buffer.from('train/reward'),
      Buffer.from([0x15, 0, 0, 0x80, 0x3e]),
    ]);
    expect(records[1]?.includes(value)).toBe(true);
    expect(records[1]?.readDoubleLE(1)).toBe(start + 3);
    expect([...(records[1]?.subarray(9, 11) ?? [])]).toEqual([0x10, 1]);
  });
});

function tfRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(bytes.readUInt32LE(at + 8)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(bytes.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(data));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

describe('W&B’s log', () => {
  it.each([
    [[10, 20]],
    // The head is 7 bytes, so is that of a record: the second record begins where 0 to 8 bytes of a block are left.
    ...[0, 1, 6, 7, 8].map((left) => [[32_768 - 14 - left, 40]]),
    [[100_000, 0, 5]],
    [[32_768 * 3]],
  ])('holds records of %j bytes in blocks of 32 KiB', (sizes) => {
    const records = sizes.map((size, index) => Buffer.alloc(size, index + 65));
    const bytes = Buffer.concat(recordLog(records));
    expect(bytes.subarray(0, 7).toString('latin1')).toBe(':W&B\u00E1\u00BE\0');
    expect(logRecords(bytes).map((one) => one.toString())).toEqual(records.map((one) => one.toString()));
  });

  it('of a run is in a folder of its own that is the same when it is written again', async () => {
    const target = join(folder, 'wandb');
    const write = (): Promise<string> => exportCurves(runFacts(), { target, format: 'wandb', version: '1' });
    const path = await write();
    expect(path).toMatch(/offline-run-20260102_030405-([a-z0-9]{8})[\\/]run-\1\.wandb$/);
    const bytes = readFileSync(path);
    expect(await write()).toBe(path);
    expect(readFileSync(path)).toEqual(bytes);
    const texts = logRecords(bytes).map((one) => one.toString('latin1'));
    // Head, run, two steps, the last values, the end.
    expect(texts).toHaveLength(6);
    // A step is one row: what was logged, evaluated and probed of it.
    for (const name of ['train/reward', 'eval/accuracy', 'probe/harmful_handled_safely']) {
      expect(texts[3]).toContain(name);
      expect(texts[4]).toContain(name);
    }
    expect(texts[2]).not.toContain('eval/accuracy');
  });
});

/** LevelDB's log format: checksum over type and data, length, type; a piece never crosses a block. */
function logRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 7; at < bytes.length;) {
    const left = 32_768 - (at % 32_768);
    if (left < 7) {
      at += left;
      continue;
    }
    const [length, type] = [bytes.readUInt16LE(at + 4), bytes.readUInt8(at + 6)];
    expect(7 + length).toBeLessThanOrEqual(left);
    const data = bytes.subarray(at + 7, at + 7 + length);
    expect(bytes.readUInt32LE(at)).toBe(crc32(data, crc32(Uint8Array.of(type))));
    expect(type === 1 || type === 2).toBe(parts.length === 0);
    parts.push(data);
    if (type === 1 || type === 4) {
      records.push(Buffer.concat(parts));
      parts = [];
    }
    at += 7 + length;
  }
  return records;
}
