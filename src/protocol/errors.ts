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

/** Any thrown value as wire data; what is not a GuardrailError becomes `internal`. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof GuardrailError) {
    return { code: error.code, message: error.message, advice: error.advice };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, advice: 'This is a defect. Please report it with the engine log.' };
}

/** Wire data as a throwable error. */
export function fromErrorData(data: ErrorData): GuardrailError {
  return new GuardrailError(data.code, data.message, data.advice);
}
