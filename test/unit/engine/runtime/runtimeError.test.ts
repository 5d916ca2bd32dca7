// What ONNX Runtime reports becomes an error with advice.
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { GuardrailError } from '../../../../src/protocol/errors';
import { runtimeError } from '../../../../src/engine/runtime/runtimeError';
import { createSession } from '../../../../src/engine/runtime/session';

describe('an error of the runtime', () => {
  it.each([
    ['std::bad_alloc', 'run', 'memoryLimit'],
    ['Failed to allocate memory for requested buffer of size 9', 'load', 'memoryLimit'],
    ['External data path for model file escapes', 'load', 'checkpointCorrupt'],
    // Without a graphics card, and without CUDA's libraries.
    ['webgpu_context.cc:136 Failed to get a WebGPU adapter: No supported adapters', 'load', 'invalidRequest'],
    [
      'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library',
      'load',
      'invalidRequest',
    ],
    ['something else', 'run', 'internal'],
  ] as const)('%s (%s) is %s', (text, during, code) => {
    const error = runtimeError(new Error(text), during);
    expect(error.code).toBe(code);
    expect(error.advice).not.toBe('');
  });

  it('for want of file descriptors blames no provider', () => {
    const text = `const onnxruntime::IExecutionProvider&) SystemError : ${constants.errno.EMFILE}`;
    expect(runtimeError(new Error(text), 'load').advice).toMatch(/ulimit -n/u);
  });

  it('of another provider than the CPU sends back to the CPU, and is no defect', () => {
    const lost = runtimeError(new Error('device lost'), 'run', 'webgpu');
    expect(lost).toMatchObject({
      code: 'invalidRequest',
      message: 'The execution provider webgpu failed: device lost',
    });
    expect(lost.advice).toMatch(/--provider cpu/u);
    const none =
      '/src/webgpu_context.cc:136 Initialize(const X&) status == Success was false. Failed to get a WebGPU adapter';
    expect(runtimeError(new Error(none), 'load', 'webgpu').message).toBe(
      'ONNX Runtime finds no device for webgpu: Failed to get a WebGPU adapter',
    );
  });

  it('stays what it is where it is one of ours', () => {
    const ours = new GuardrailError('cancelled', 'a', 'b');
    expect(runtimeError(ours, 'run')).toBe(ours);
  });

  it('comes from a model that is none', async () => {
    await expect(createSession(Uint8Array.of(1, 2, 3), { executionProvider: 'cpu' })).rejects.toBeInstanceOf(
      GuardrailError,
    );
  });

  it('names the execution provider that cannot be used', async () => {
    await expect(
      createSession(Uint8Array.of(1, 2, 3), { executionProvider: 'nonsense' }),
    ).rejects.toMatchObject({
      code: 'invalidRequest',
    });
  });
});
