// An error as OpenAI's clients expect it: an HTTP status and `{ error: { message, type, param, code } }`.
import { GuardrailError } from '../../../protocol/errors';

export interface ApiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly code: string | null = null,
    /** The parameter that is at fault. */
    readonly param: string | null = null,
  ) {
    super(message);
  }

  get body(): ApiErrorBody {
    const type = this.status < 500 ? 'invalid_request_error' : 'server_error';
    return { error: { message: this.message, type, param: this.param, code: this.code } };
  }
}

export function badRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): ApiError {
  return new ApiError(400, message, code, param);
}

export function contextExceeded(message: string, param: string): ApiError {
  return badRequest(message, param, 'context_length_exceeded');
}

/** Codes of errors that lie in what a client asked for. */
const ofTheClient: ReadonlySet<string> = new Set(['invalidRequest', 'templateInvalid']);

/** Any thrown value; the client's own mistakes become 400, a server that stops or has no room 503, the rest 500. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof GuardrailError)) {
    return new ApiError(500, 'The server failed; its log says more.', 'internal');
  }
  if (error.code === 'cancelled') return new ApiError(503, 'The server is stopping.', 'stopping');
  const status = ofTheClient.has(error.code) ? 400 : error.code === 'memoryLimit' ? 503 : 500;
  return new ApiError(status, `${error.message} ${error.advice}`, error.code);
}
