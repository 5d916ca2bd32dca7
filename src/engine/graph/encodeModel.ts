// Turns a Graph into the bytes of an ONNX model. The only file that knows ONNX's protobuf messages.
import type { Attribute, ElementType, Graph, Initializer, Shape, Value } from './graph';
import { onnx } from './onnxSchema.js';

/** onnx.TensorProto.DataType */
const dataTypes: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
};

/** onnx.AttributeProto.AttributeType */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

const external = 1;

export interface OperatorSets {
  readonly onnx: number;
  readonly 'com.microsoft': number;
}

const operatorSets: OperatorSets = { onnx: 24, 'com.microsoft': 1 };

/** The bytes of an ONNX ModelProto (IR version 10). */
export function encodeModel(graph: Graph, sets: OperatorSets = operatorSets): Uint8Array {
  return onnx.ModelProto.encode({
    irVersion: 10,
    producerName: 'guardrail-lens',
    opsetImport: [
      { domain: '', version: sets.onnx },
      { domain: 'com.microsoft', version: sets['com.microsoft'] },
    ],
    graph: {
      name: 'model',
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
      initializer: graph.initializers.map(tensor),
      node: graph.nodes.map((node, index) => ({
        name: `${node.op}_${index}`,
        opType: node.op,
        domain: node.domain,
        input: node.inputs.map((value) => value?.name ?? ''),
        output: node.outputs.map((value) => value?.name ?? ''),
        attribute: Object.entries(node.attributes).map(([name, value]) => attribute(name, value)),
      })),
    },
  }).finish();
}

function valueInfo(value: Value): onnx.ValueInfoProto.$Properties {
  return {
    name: value.name,
    type: { tensorType: { elemType: dataTypes[value.type], shape: { dim: dimensions(value.shape) } } },
  };
}

function dimensions(shape: Shape): onnx.DimensionProto.$Properties[] {
  return shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
}

function tensor({ value, data }: Initializer): onnx.TensorProto.$Properties {
  const dims = value.shape.map((size) => {
    if (typeof size === 'number') return size;
    throw new TypeError(`Initialiser ${value.name} has an unknown size ${size}.`);
  });
  const head = { name: value.name, dims, dataType: dataTypes[value.type] };
  if (data.kind === 'inline') return { ...head, rawData: data.bytes };
  return {
    ...head,
    dataLocation: external,
    externalData: [
      { key: 'location', value: data.location },
      { key: 'offset', value: String(data.offset) },
      { key: 'length', value: String(data.byteLength) },
    ],
  };
}

function attribute(name: string, value: Attribute): onnx.AttributeProto.$Properties {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value };
  if (typeof value === 'string') {
    return { name, type: attributeTypes.string, s: new TextEncoder().encode(value) };
  }
  if ('float' in value) return { name, type: attributeTypes.float, f: value.float };
  return { name, type: attributeTypes.ints, ints: [...value] };
}
