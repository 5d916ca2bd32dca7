// A TensorBoard event file: TFRecords of `Event` messages (tensorflow/core/util/event.proto), one scalar summary per value.
import { doubleField, floatField, integerField, message, messageField, textField } from '../protobuf';
import { maskedCrc32c } from './crc32c';
import type { CurvePoint } from './trainingCurves';

/** Field numbers of `Event`, `Summary` and `Summary.Value`. */
const event = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 };
const summaryValue = 1;
const value = { tag: 1, simpleValue: 2 };

/** TensorBoard takes a file for an event file by `tfevents` in its name, and reads those of a folder in the order of names. */
export function eventFileName(startedAt: number): string {
  return `events.out.tfevents.${Math.floor(startedAt)}.guardrail-lens`;
}

/** `startedAt`: seconds since 1970. Values become float32. */
export function tensorBoardEvents(points: readonly CurvePoint[], startedAt: number): Uint8Array[] {
  const version = message([
    doubleField(event.wallTime, startedAt),
    textField(event.fileVersion, 'brain.Event:2'),
  ]);
  return [version, ...points.map(eventOf)].map(record);
}

function eventOf({ step, time, values }: CurvePoint): Uint8Array {
  const scalars = Object.entries(values).map(([name, number]) =>
    messageField(summaryValue, [textField(value.tag, name), floatField(value.simpleValue, number)]),
  );
  return message([
    doubleField(event.wallTime, time),
    integerField(event.step, step),
    messageField(event.summary, scalars),
  ]);
}

/** Length (uint64), its checksum, the data, their checksum; numbers are little-endian. */
function record(data: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigUint64(0, BigInt(data.length), true);
  const bytes = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  view.setUint32(8, maskedCrc32c(head), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc32c(data), true);
  return bytes;
}
