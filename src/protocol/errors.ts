// The closed set of errors that may cross a process boundary. Every error says what happened and what to do.

export const errorCodes = [
  'cancelled',
  'checkpointCorrupt',
  'checkpointNotFound',
  'checkpointUnsupported',
  'conditionInvalid',
  'configInvalid',
  'datasetInvalid',
  'endpointFailed',
  'engineGone',
  'hubFailed',
  'incomparable',
  'internal',
  'invalidRequest',
  'judgeFailed',
  'memoryLimit',
  'protocolMismatch',
  'storeBusy',
  'storeInvalid',
  'storeWriteFailed',
  'suiteInvalid',
  'templateInvalid',
  'tokenizerInvalid',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Ends the advice where a comparison file is damaged; views then offer the export. */
export const rowsCanBeExported = 'Rows that can still be read can be exported.';

/** An error for the user: `message` says what happened, `advice` what to do about it. */
export class GuardrailError extends Error {
  override readonly name = 'GuardrailError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly advice: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** What an error becomes on the wire. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: string;
}

/**
 * What the system or the language says, as an error for the user; null where it is not known here. A lack that lies behind
 * another error comes first: a file that could not be opened for want of descriptors is not a damaged file.
 */
export function asGuardrailError(error: unknown): GuardrailError | null {
  const known = error instanceof GuardrailError ? error : null;
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    const code = 'code' in cause ? cause.code : null;
    if (code === 'EMFILE' || code === 'ENFILE') {
      return tooManyFiles(error);
    }
    if ((code === 'EAGAIN' || code === 'ENOMEM') && 'syscall' in cause && isStart(cause.syscall)) {
      return new GuardrailError(
        'invalidRequest',
        'The system does not let another process start.',
        'Close other programs, or raise the limit of processes (`ulimit -u`), then try again.',
        { cause: error },
      );
    }
    if (known === null && (code === 'ENOSPC' || code === 'EDQUOT')) {
      return new GuardrailError(
        'storeWriteFailed',
        'The disk is full.',
        'Nothing that was saved before is lost. Make room, then try again; a run resumes where it was.',
        { cause: error },
      );
    }
    if (cause instanceof RangeError && /call stack/iu.test(cause.message)) {
      return new GuardrailError(
        known?.code ?? 'invalidRequest',
        known === null
          ? 'What was given is nested too deeply to be read.'
          : `${known.message} (It is nested too deeply.)`,
        known?.advice ?? 'Look for brackets within brackets in the files that were given.',
        { cause: error },
      );
    }
  }
  return known;
}

export function tooManyFiles(cause: unknown): GuardrailError {
  return new GuardrailError(
    'invalidRequest',
    'The system does not let this process open more files.',
    'Raise the limit (`ulimit -n 4096`), or close other programs, then try again.',
    { cause },
  );
}

function isStart(syscall: unknown): boolean {
  return typeof syscall === 'string' && /^(?:spawn|fork)/u.test(syscall);
}

/** Any thrown value as wire data; what is not known becomes `internal`. */
export function toErrorData(error: unknown): ErrorData {
  const known = asGuardrailError(error);
  if (known !== null) return { code: known.code, message: known.message, advice: known.advice };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, advice: 'This is a defect. Please report it with the engine log.' };
}

/** Wire data as a throwable error. */
export function fromErrorData(data: ErrorData): GuardrailError {
  return new GuardrailError(data.code, data.message, data.advice);
}
