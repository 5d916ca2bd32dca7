// The tensor types of GGUF by number: their block layout, and which of them this engine reads.
import { GuardrailError } from '../../../protocol/errors';

/** A type this engine reads. `blockSize` elements are stored in `blockBytes` bytes. */
export interface GgmlType {
  readonly name: GgmlTypeName;
  readonly blockSize: number;
  readonly blockBytes: number;
  readonly quantized: boolean;
}

export type QuantizedTypeName =
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'IQ2_XXS'
  | 'IQ2_XS'
  | 'IQ2_S'
  | 'IQ3_XXS'
  | 'IQ3_S'
  | 'IQ4_NL'
  | 'IQ4_XS';
export type GgmlTypeName = 'F32' | 'F16' | 'BF16' | QuantizedTypeName;

function plain(name: GgmlTypeName, blockBytes: number): GgmlType {
  return { name, blockSize: 1, blockBytes, quantized: false };
}

function quantized(name: QuantizedTypeName, blockSize: number, blockBytes: number): GgmlType {
  return { name, blockSize, blockBytes, quantized: true };
}

/** By ggml's number (`enum ggml_type` of ggml.h); sizes from ggml-common.h. */
const supported: ReadonlyMap<number, GgmlType> = new Map([
  [0, plain('F32', 4)],
  [1, plain('F16', 2)],
  [2, quantized('Q4_0', 32, 18)],
  [3, quantized('Q4_1', 32, 20)],
  [6, quantized('Q5_0', 32, 22)],
  [7, quantized('Q5_1', 32, 24)],
  [8, quantized('Q8_0', 32, 34)],
  [10, quantized('Q2_K', 256, 84)],
  [11, quantized('Q3_K', 256, 110)],
  [12, quantized('Q4_K', 256, 144)],
  [13, quantized('Q5_K', 256, 176)],
  [14, quantized('Q6_K', 256, 210)],
  [16, quantized('IQ2_XXS', 256, 66)],
  [17, quantized('IQ2_XS', 256, 74)],
  [18, quantized('IQ3_XXS', 256, 98)],
  [20, quantized('IQ4_NL', 32, 18)],
  [21, quantized('IQ3_S', 256, 110)],
  [22, quantized('IQ2_S', 256, 82)],
  [23, quantized('IQ4_XS', 256, 136)],
  [30, plain('BF16', 2)],
]);

/** The block of a quantised type, as ggml lays it out. */
export function ggmlBlocks(name: QuantizedTypeName): Pick<GgmlType, 'blockSize' | 'blockBytes'> {
  for (const type of supported.values()) if (type.name === name) return type;
  throw new RangeError(name);
}

/** Types that exist and are not read, so that an error can name them. */
const unsupportedNames: ReadonlyMap<number, string> = new Map([
  [9, 'Q8_1'],
  [15, 'Q8_K'],
  [19, 'IQ1_S'],
  [24, 'I8'],
  [25, 'I16'],
  [26, 'I32'],
  [27, 'I64'],
  [28, 'F64'],
  [29, 'IQ1_M'],
  [34, 'TQ1_0'],
  [35, 'TQ2_0'],
  [39, 'MXFP4'],
]);

/**
 * The type with ggml's number `id`.
 * @throws GuardrailError checkpointUnsupported for a type that exists and is not read,
 * checkpointCorrupt for a number that is no type.
 */
export function ggmlType(id: number, tensorName: string): GgmlType {
  const type = supported.get(id);
  if (type !== undefined) return type;
  const known = [...supported.values()].map((t) => t.name).join(', ');
  const name = unsupportedNames.get(id);
  if (name !== undefined) {
    throw new GuardrailError(
      'checkpointUnsupported',
      `Tensor ${tensorName} is stored as ${name}, which is not supported.`,
      `Use a GGUF file with the types ${known}.`,
    );
  }
  throw new GuardrailError(
    'checkpointCorrupt',
    `Tensor ${tensorName} has the type number ${id}, which is no GGUF type known here.`,
    `Download or convert the file again. Supported types: ${known}.`,
  );
}
