// Reads GGUF's primitive values from bytes in memory, never past their end. Knows nothing of files or models.
import { corruptGguf } from './corruptGguf';

/** More bytes of the header are needed than are in memory. */
export class NeedMoreBytes extends Error {}

/** A metadata value; 64-bit integers become numbers, exact up to 2^53. */
export type GgufValue = number | boolean | string | readonly GgufValue[];

/** Far above any real vocabulary (a few hundred thousand tokens). */
const maxArrayLength = 4_000_000;
/** Far above any real chat template. */
const maxStringBytes = 16 * 1024 * 1024;
const maxArrayDepth = 4;
/** Of all arrays together: each takes far more memory than the byte that it may have in the file. */
const maxElements = 16_000_000;

const scalarBytes: readonly (number | null)[] = [1, 1, 2, 2, 4, 4, 4, 1, null, null, 8, 8, 8];
const stringType = 8;
const arrayType = 9;

export class GgufCursor {
  private readonly view: DataView;
  private position = 0;
  private elements = 0;

  /**
   * @param bytes the first bytes of the file
   * @param fileSize lengths are checked against what the whole file could hold
   */
  constructor(
    private readonly bytes: Buffer,
    private readonly fileSize: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.position;
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** @throws GuardrailError checkpointCorrupt above 2^53 − 1: nothing in a file is that long. */
  size(what: string): number {
    const value = this.view.getBigUint64(this.take(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw corruptGguf(`${what} is ${value.toString()}`);
    return Number(value);
  }

  /** A number of things of at least `minBytes` bytes each that still have to fit in the file. */
  count(what: string, minBytes: number): number {
    const value = this.size(what);
    if (value > (this.fileSize - this.position) / minBytes) {
      throw corruptGguf(`${what} is ${value}, more than the file can hold`);
    }
    return value;
  }

  string(what: string, maxBytes = maxStringBytes): string {
    const length = this.count(`the length of ${what}`, 1);
    if (length > maxBytes) throw corruptGguf(`${what} has ${length} bytes; the limit is ${maxBytes}`);
    const start = this.take(length);
    return this.bytes.toString('utf8', start, start + length);
  }

  value(what: string): GgufValue {
    return this.typedValue(this.uint32(), what, 0);
  }

  private typedValue(type: number, what: string, depth: number): GgufValue {
    if (type === stringType) return this.string(what);
    if (type === arrayType) return this.array(what, depth);
    return this.scalar(type, what);
  }

  private array(what: string, depth: number): GgufValue[] {
    if (depth >= maxArrayDepth) throw corruptGguf(`${what} nests arrays more than ${maxArrayDepth} deep`);
    const elementType = this.uint32();
    // A string or an array takes at least its length field.
    const elementBytes = elementType === arrayType ? 12 : (scalarBytes[elementType] ?? 8);
    const length = this.count(`the length of ${what}`, elementBytes);
    if (length > maxArrayLength) {
      throw corruptGguf(`${what} has ${length} elements; the limit is ${maxArrayLength}`);
    }
    this.elements += length;
    if (this.elements > maxElements) {
      throw corruptGguf(`its metadata have more than ${maxElements} elements in arrays`);
    }
    const values: GgufValue[] = [];
    for (let i = 0; i < length; i++) values.push(this.typedValue(elementType, what, depth + 1));
    return values;
  }

  private scalar(type: number, what: string): number | boolean {
    const bytes = scalarBytes[type];
    if (bytes === undefined || bytes === null)
      throw corruptGguf(`${what} has the unknown value type ${type}`);
    const at = this.take(bytes);
    switch (type) {
      case 0:
        return this.view.getUint8(at);
      case 1:
        return this.view.getInt8(at);
      case 2:
        return this.view.getUint16(at, true);
      case 3:
        return this.view.getInt16(at, true);
      case 4:
        return this.view.getUint32(at, true);
      case 5:
        return this.view.getInt32(at, true);
      case 6:
        return this.view.getFloat32(at, true);
      case 7:
        return this.view.getUint8(at) !== 0;
      case 10:
        return Number(this.view.getBigUint64(at, true));
      case 11:
        return Number(this.view.getBigInt64(at, true));
      default:
        return this.view.getFloat64(at, true);
    }
  }

  private take(length: number): number {
    const start = this.position;
    const end = start + length;
    if (end > this.fileSize) throw corruptGguf('it ends in the middle of its header');
    if (end > this.bytes.byteLength) throw new NeedMoreBytes();
    this.position = end;
    return start;
  }
}
