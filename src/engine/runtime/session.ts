// Sessions and tensors of ONNX Runtime behind a small interface. The only importer of onnxruntime-node;
// knows nothing of models.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import { runtimeError } from './runtimeError';

export type RuntimeTensor = Tensor;

export function float32Tensor(data: Float32Array, dims: readonly number[]): RuntimeTensor {
  return new Tensor('float32', data, dims);
}

export function int64Tensor(data: BigInt64Array, dims: readonly number[]): RuntimeTensor {
  return new Tensor('int64', data, dims);
}

export function uint8Tensor(data: Uint8Array, dims: readonly number[]): RuntimeTensor {
  return new Tensor('uint8', data, dims);
}

/** 0 is false. */
export function boolTensor(data: Uint8Array, dims: readonly number[]): RuntimeTensor {
  return new Tensor('bool', data, dims);
}

/** One per core. */
export const defaultThreads = availableParallelism();

export interface RuntimeSessionOptions {
  /** ONNX Runtime's short name: cpu, webgpu, cuda, dml, coreml. */
  readonly executionProvider: string;
  /** The folder that external data is relative to; required where the model has any. */
  readonly externalFolder?: string;
  /** Threads of one operator; `defaultThreads` by default. */
  readonly threads?: number;
  /** Further ONNX Runtime session settings by their own names. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RuntimeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Inputs are read in place, never copied; each output wanted is copied into a new array. */
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, RuntimeTensor>>>;
  dispose(): Promise<void>;
}

/** @throws GuardrailError as runtimeError maps what ONNX Runtime reports. */
export async function createSession(
  model: Uint8Array,
  options: RuntimeSessionOptions,
): Promise<RuntimeSession> {
  const settings = {
    ...(options.externalFolder === undefined
      ? {}
      : { model_external_initializers_file_folder_path: options.externalFolder }),
    ...options.settings,
  };
  try {
    const session = await InferenceSession.create(model, {
      executionProviders: [options.executionProvider],
      intraOpNumThreads: options.threads ?? defaultThreads,
      interOpNumThreads: 1,
      // It would put everything that a run with the same shapes takes into one block beside what the first run took: twice the
      // memory, for no time that could be measured.
      enableMemPattern: false,
      // Errors come back as exceptions; warnings about unused nodes are of no use to anyone here.
      logSeverityLevel: 3,
      extra: { session: settings },
    });
    return {
      inputNames: session.inputNames,
      outputNames: session.outputNames,
      run: async (feeds, outputs) => {
        try {
          return await session.run({ ...feeds }, outputs);
        } catch (error) {
          throw runtimeError(error, 'run', options.executionProvider);
        }
      },
      dispose: () => session.release(),
    };
  } catch (error) {
    throw runtimeError(error, 'load', options.executionProvider);
  }
}

/** The float32 data of an output. */
export function float32Data(outputs: Readonly<Record<string, RuntimeTensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`Output ${name} is no float32 tensor.`);
}

/** The int64 data of an output. */
export function int64Data(outputs: Readonly<Record<string, RuntimeTensor>>, name: string): BigInt64Array {
  const data = outputs[name]?.data;
  if (data instanceof BigInt64Array) return data;
  throw new TypeError(`Output ${name} is no int64 tensor.`);
}
