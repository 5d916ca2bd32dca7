// What ONNX Runtime reports, as an error for the user.
import { constants } from 'node:os';
import { GuardrailError, tooManyFiles } from '../../protocol/errors';

/** A build without it, no device (WebGPU: no adapter), or a library that is not installed (CUDA). */
const providerProblem =
  /execution ?provider|not supported in this build|backend not found|no available backend|webgpu adapter|no supported adapters|no devices? (?:found|available)|failed to load (?:shared )?library|AppendExecutionProvider/i;

/** Where in its own source ONNX Runtime saw it, and what it checked there. */
const sourcePlace = /^\/\S+\.cc:\d+ .*? was false\. /u;

/** @param executionProvider ONNX Runtime's short name */
export function runtimeError(
  cause: unknown,
  during: 'load' | 'run',
  executionProvider = 'cpu',
): GuardrailError {
  if (cause instanceof GuardrailError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_NATIVE_RUNTIME') {
    return new GuardrailError(
      'invalidRequest',
      `Models cannot be run on ${process.platform}-${process.arch} by this installation: ${text}.`,
      'Install guardrail-lens again without leaving optional dependencies out; where there is no package for this platform, compare models on a server or answers made elsewhere.',
      { cause },
    );
  }
  // ONNX Runtime quotes errno, and with it the names of classes that have nothing to do with it.
  const errno = /SystemError ?: ?(\d+)/u.exec(text)?.[1];
  if (errno === String(constants.errno.EMFILE) || errno === String(constants.errno.ENFILE)) {
    return tooManyFiles(cause);
  }
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
  if (providerProblem.test(text)) {
    return new GuardrailError(
      'invalidRequest',
      `ONNX Runtime finds no device for ${executionProvider}: ${text.replace(sourcePlace, '')}`,
      'Set the execution provider to cpu (`--provider cpu`), or install what this one needs: a graphics card, its driver and libraries.',
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
  if (executionProvider !== 'cpu') {
    return new GuardrailError(
      'invalidRequest',
      `The execution provider ${executionProvider} failed: ${text}`,
      'Set the execution provider to cpu (`--provider cpu`); what was finished is saved, and a run can be resumed with it.',
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
