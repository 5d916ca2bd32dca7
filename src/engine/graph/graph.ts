// The intermediate form of a computation: values, nodes and initialisers, as plain data.
// It knows neither protobuf nor ONNX Runtime, so that it can be encoded, inspected and differentiated.

export type ElementType = 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'uint8' | 'bool';

/** A number where it is known, else the name of a size that is given at run time. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

export interface Value {
  /** Unique in its graph. */
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** ONNX's own operators that graphs are made of. */
type OnnxOp =
  | 'Abs'
  | 'Add'
  | 'ArgMax'
  | 'Cast'
  | 'Clip'
  | 'Concat'
  | 'ConstantOfShape'
  | 'Div'
  | 'Equal'
  | 'Exp'
  | 'Expand'
  | 'Gather'
  | 'GatherElements'
  | 'Greater'
  | 'Identity'
  | 'Less'
  | 'LessOrEqual'
  | 'Log'
  | 'LogSoftmax'
  | 'MatMul'
  | 'Max'
  | 'Min'
  | 'Mul'
  | 'Neg'
  | 'Not'
  | 'Pad'
  | 'Pow'
  | 'Reciprocal'
  | 'ReduceMax'
  | 'ReduceMean'
  | 'ReduceSum'
  | 'Reshape'
  | 'ScatterElements'
  | 'Shape'
  | 'Sigmoid'
  | 'Sign'
  | 'SimplifiedLayerNormalization'
  | 'Slice'
  | 'Softmax'
  | 'Softplus'
  | 'Split'
  | 'Sqrt'
  | 'Squeeze'
  | 'Sub'
  | 'Sum'
  | 'Tanh'
  | 'Transpose'
  | 'Unsqueeze'
  | 'Where';

/** ONNX Runtime's own, domain com.microsoft. */
type MicrosoftOp =
  | 'FusedMatMul'
  | 'GatherBlockQuantized'
  | 'GroupQueryAttention'
  | 'MatMulNBits'
  | 'RotaryEmbedding'
  | 'SkipSimplifiedLayerNormalization';

/** Closed, so that tables over operators (derivatives) are total: a new operator does not compile without its entry. */
export type OpName = OnnxOp | MicrosoftOp;

/** One ONNX operator. Optional inputs and outputs that are left out are null. */
export interface GraphNode {
  readonly op: OpName;
  /** '' is ONNX's own operator set. */
  readonly domain: string;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly (Value | null)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Where an initialiser's raw little-endian bytes are. */
export type InitializerData =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      /** Relative to the session's folder of external data. */
      readonly location: string;
      readonly offset: number;
      readonly byteLength: number;
    };

export interface Initializer {
  readonly value: Value;
  readonly data: InitializerData;
}

export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
}

/** Bytes of one element. */
export const elementBytes: Readonly<Record<ElementType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
};
