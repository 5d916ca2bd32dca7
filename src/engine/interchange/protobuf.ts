// Writes messages of protocol buffers (proto3, wire format): fields of numbers, texts and further messages. Knows no schema.

/** One field of a message, as bytes. */
export type Field = Uint8Array;

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;

/** int32, int64, uint64 and bool. @throws RangeError for a number that is negative or no safe integer */
export function integerField(number: number, value: number): Field {
  return concatenate([tag(number, varint), varintBytes(value)]);
}

export function doubleField(number: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return concatenate([tag(number, fixed64), bytes]);
}

export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concatenate([tag(number, fixed32), bytes]);
}

export function textField(number: number, value: string): Field {
  return bytesField(number, new TextEncoder().encode(value));
}

export function messageField(number: number, fields: readonly Field[]): Field {
  return bytesField(number, message(fields));
}

export function message(fields: readonly Field[]): Uint8Array {
  return concatenate(fields);
}

function bytesField(number: number, value: Uint8Array): Field {
  return concatenate([tag(number, lengthDelimited), varintBytes(value.length), value]);
}

function tag(number: number, wireType: number): Uint8Array {
  return varintBytes(number * 8 + wireType);
}

function varintBytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be written.`);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
