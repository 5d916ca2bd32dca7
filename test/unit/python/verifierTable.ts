// The cases of the verifiers' tests as requests of `guardrail-lens verify`, each with the reward that it has to get.
import { rightBoxes, wrongBoxes } from '../engine/training/verifiers/boxedCases';
import { missed, puzzle, reached } from '../engine/training/verifiers/countdownCases';
import { formCases, lengthCases } from '../engine/training/verifiers/formAndLengthCases';
import { cutNumbers, rightNumbers, wrongNumbers } from '../engine/training/verifiers/numberCases';

export interface TableCase {
  readonly request: {
    readonly rewards: readonly object[];
    readonly completion: string;
    readonly columns: Readonly<Record<string, unknown>>;
    readonly truncated: boolean;
    readonly tokens: number;
  };
  readonly reward: number;
}

/** Without those that end in a space: splitting reasoning from the answer trims it, in a run as in `verify`. */
export function verifierTable(): TableCase[] {
  const number = { verifier: 'number' };
  const boxed = { verifier: 'boxed', time_limit_seconds: 20 };
  const countdown = { verifier: 'countdown' };
  const against = (answer: string): TableCase['request']['columns'] => ({ answer });
  return [
    ...rightNumbers.map(([text, reference]) => tableCase(number, text, 1, against(reference))),
    ...wrongNumbers.map(([text, reference]) => tableCase(number, text, 0, against(reference))),
    ...cutNumbers
      .filter(([text]) => text === text.trim())
      .map(([text, reward]) => tableCase(number, text, reward, against('18'), true)),
    ...rightBoxes.map(([text, reference]) => tableCase(boxed, text, 1, against(reference))),
    ...wrongBoxes.map(([text, reference]) => tableCase(boxed, text, 0, against(reference))),
    ...reached.map((text) => tableCase(countdown, text, 1, puzzle)),
    ...missed.map((text) => tableCase(countdown, text, 0, puzzle)),
    ...formCases.map(([template, text, reward]) => tableCase({ verifier: 'format', template }, text, reward)),
    ...lengthCases.map(([spec, text, reward]) => tableCase({ verifier: 'length', ...spec }, text, reward)),
  ];
}

function tableCase(
  spec: object,
  completion: string,
  reward: number,
  columns: TableCase['request']['columns'] = {},
  truncated = false,
): TableCase {
  return {
    request: { rewards: [spec], completion, columns, truncated, tokens: completion.length },
    reward,
  };
}
