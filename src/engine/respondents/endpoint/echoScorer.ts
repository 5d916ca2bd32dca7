// Teacher-forced log-probabilities by a server that echoes a text with them.
import type { ChatTemplate } from '../../checkpoints/tokenizer/chatTemplate';
import { forEachBounded } from '../../network/forEachBounded';
import type { ScoreAnswers, ScoredToken } from '../respondent';
import { failureOf } from './endpointFailed';
import type { ModelServer } from './endpointServer';
import { answerTokens, cannotScore, readEcho, type Echo } from './readEcho';
import { echoBody } from './requestBody';
import { sentPrompts } from './sentPrompts';

/** @throws GuardrailError (from the scorer) endpointFailed where the server cannot do it, templateInvalid, cancelled */
export function echoScorer(
  server: ModelServer,
  model: string,
  template: ChatTemplate,
  atOnce: number,
): ScoreAnswers {
  async function echo(text: string, signal: AbortSignal): Promise<Echo> {
    let newTokens = 0;
    const outcome = await server.post(
      'completions',
      (dialect) => {
        newTokens = dialect.noNewTokens ? 0 : 1;
        return echoBody(model, text, dialect);
      },
      (body) => readEcho(body, newTokens),
      signal,
    );
    if (outcome.kind !== 'value') throw failureOf(server.base, 'The server does not score a text', outcome);
    if (outcome.value === null) throw cannotScore();
    return outcome.value;
  }

  return async (rows, { templateVariables }, signal) => {
    const asked = rows.map((row) => row.asked);
    const prompts = await sentPrompts(template, asked, templateVariables);
    /** Answers to one prompt share its echo. */
    const echoes = new Map<string, Promise<Echo>>();
    const scores: ScoredToken[][] = rows.map(() => []);
    await forEachBounded(
      rows,
      atOnce,
      async ({ answer }, index, stop) => {
        const sent = prompts[index];
        if (answer === '' || sent === undefined || !('prompt' in sent)) return;
        const known = echoes.get(sent.prompt) ?? echo(sent.prompt, stop);
        echoes.set(sent.prompt, known);
        const [prompt, both] = await Promise.all([known, echo(sent.prompt + answer, stop)]);
        scores[index] = answerTokens(prompt, both);
      },
      signal,
    );
    return scores;
  };
}
