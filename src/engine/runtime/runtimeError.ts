// What ONNX Runtime reports, as an error for the user.
import { GuardrailError } from '../../protocol/errors';

export function runtimeError(cause: unknown, during: 'load' | 'run'): GuardrailError {
  if (cause instanceof GuardrailError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/bad_alloc|allocate memory|out of memory|bad allocation|alloc.* failed/i.test(text)) {
    return new GuardrailError(
      'memoryLimit',
      during === 'load'
        ? 'There is not enough memory to load this checkpoint.'
        : 'There is not enough memory for this batch.',
      during === 'load'
        ? 'Close other programs, or take a smaller checkpoint.'
        : 'Use a smaller batch size or fewer new tokens.',
      { cause },
    );
  }
  if (/execution provider|not supported in this build|backend not found|no available backend/i.test(text)) {
    return new GuardrailError(
      'invalidRequest',
      `The execution provider cannot be used: ${text}`,
      'Set the execution provider to cpu.',
      { cause },
    );
  }
  if (during === 'load' && /external|out of bounds|mmap|file/i.test(text)) {
    return new GuardrailError(
      'checkpointCorrupt',
      `The checkpoint's weights cannot be read: ${text}`,
      'Download the checkpoint again, or check that its files are complete.',
      { cause },
    );
  }
  return new GuardrailError(
    'internal',
    `ONNX Runtime failed: ${text}`,
    'This is a defect. Please report it with the engine log.',
    { cause },
  );
}
