// POST /v1/completions
import { answerChoices } from '../answerChoices';
import { answerHead, atLimit, endingOf, goesOn, usageOf, type Ending } from '../api/answerFields';
import { parseCompletionRequest, type CompletionRequest } from '../api/completionRequest';
import { completionLogprobs, promptLogprobs, type LoggedToken } from '../api/logprobs';
import { checkLength, promptIds } from '../encodePrompt';
import { scorePrompt } from '../scorePrompt';
import type { Exchange, Service } from '../service';
import type { ServedModel } from '../servedModel';
import type { ChoicePart, FinishedChoice } from '../text/choiceInProgress';
import { WrittenTokens } from '../text/writtenTokens';

/** @throws ApiError, or what scoring and generating throw. */
export async function completions(service: Service, body: unknown, exchange: Exchange): Promise<void> {
  const request = parseCompletionRequest(body);
  const { sampling } = request;
  const model = service.models.find(sampling.model);
  const prompts = request.prompts.map((prompt) => promptIds(model, prompt));
  for (const ids of prompts) checkLength(model, ids, request.maxNewTokens === 0 ? 0 : 1, 'prompt');
  const scores = await scorePrompts(service, model, request, prompts, exchange.signal);
  const choices = Array.from({ length: prompts.length * sampling.n }, (_, index) => {
    const at = Math.floor(index / sampling.n);
    return new WrittenChoice(model, request, at, prompts[at] ?? [], scores[at] ?? null);
  });
  const job = { model, prompts, sampling, maxNewTokens: request.maxNewTokens, topLogprobs: request.logprobs };

  if (!sampling.stream) {
    const answers =
      request.maxNewTokens === 0 ? [] : await answerChoices(service.scheduler, job, null, exchange.signal);
    exchange.json({
      ...answerHead('cmpl', 'text_completion', model),
      choices: choices.map((choice, index) => ({ index, ...choice.whole(answers[index] ?? null) })),
      usage: usageOf(prompts, answers),
    });
    return;
  }

  const head = answerHead('cmpl', 'text_completion', model);
  const stream = exchange.events();
  const usageLater = sampling.includeUsage ? { usage: null } : {};
  const send = (index: number, part: object): void =>
    stream.send({ ...head, choices: [{ index, ...part }], ...usageLater });
  const sendPart = (index: number, part: ChoicePart, ending: Ending): void => {
    const choice = choices[index];
    if (choice !== undefined) send(index, choice.part(part, ending));
  };
  choices.forEach((choice, index) => {
    const beginning = choice.beginning();
    if (beginning !== null) send(index, beginning);
    if (request.maxNewTokens === 0) send(index, choice.part({ text: '', tokens: [] }, atLimit));
  });
  const answers =
    request.maxNewTokens === 0
      ? []
      : await answerChoices(
          service.scheduler,
          job,
          {
            onPart: (index, part) => sendPart(index, part, goesOn),
            onFinished: (index, choice) => sendPart(index, choice.rest, endingOf(choice)),
          },
          exchange.signal,
        );
  if (sampling.includeUsage) stream.send({ ...head, choices: [], usage: usageOf(prompts, answers) });
  stream.end();
}

/** By prompt; none where the request does not ask for them. */
function scorePrompts(
  service: Service,
  model: ServedModel,
  request: CompletionRequest,
  prompts: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<readonly (readonly LoggedToken[])[]> {
  const echoed = request.echo ? request.logprobs : null;
  const { promptLogprobs: own } = request.sampling;
  if (echoed === null && own === null) return Promise.resolve([]);
  const count = Math.max(echoed ?? 0, own ?? 0);
  return Promise.all(prompts.map((ids) => scorePrompt(service.scheduler, model, ids, count, signal)));
}

/** Writes one choice, as a whole or in parts; parts must come in their order. */
class WrittenChoice {
  private readonly prompt: string;
  private readonly promptOffsets: readonly number[];
  private readonly answer: WrittenTokens;

  constructor(
    private readonly model: ServedModel,
    private readonly request: CompletionRequest,
    at: number,
    ids: readonly number[],
    private readonly scores: readonly LoggedToken[] | null,
  ) {
    const given = request.prompts[at];
    const written = new WrittenTokens(model.tokenizer);
    this.promptOffsets = request.echo ? ids.map((id) => written.push(id, 'written')) : [];
    this.prompt = !request.echo ? '' : typeof given === 'string' ? given : written.text;
    this.answer = new WrittenTokens(model.tokenizer, this.prompt.length);
  }

  whole(answer: FinishedChoice | null): object {
    const tokens = answer?.tokens ?? [];
    const ending = answer === null ? atLimit : endingOf(answer);
    return this.written(this.prompt + (answer?.generated.text ?? ''), this.echoed(), tokens, {
      ...ending,
      ...this.promptLogprobs(),
    });
  }

  /** What comes before the answer; null: nothing. */
  beginning(): object | null {
    if (!this.request.echo && this.request.sampling.promptLogprobs === null) return null;
    const more = { ...goesOn, ...this.promptLogprobs() };
    return this.written(this.prompt, this.echoed(), [], more);
  }

  part({ text, tokens }: ChoicePart, ending: Ending): object {
    return this.written(text, [], tokens, ending);
  }

  private written(
    text: string,
    echoed: readonly LoggedToken[],
    tokens: FinishedChoice['tokens'],
    more: object,
  ): object {
    if (this.request.logprobs === null) return { text, logprobs: null, ...more };
    const offsets = [
      ...(echoed.length > 0 ? this.promptOffsets : []),
      ...tokens.map(({ id }) => this.answer.push(id, 'leftOut')),
    ];
    const logged = [...echoed.map((token) => this.cut(token)), ...tokens];
    return { text, logprobs: completionLogprobs(logged, offsets, this.model.tokenizer), ...more };
  }

  private echoed(): readonly LoggedToken[] {
    return this.request.echo ? (this.scores ?? []) : [];
  }

  /** Prompts may have been scored with more alternatives than this form asks for. */
  private cut(token: LoggedToken): LoggedToken {
    return { ...token, top: token.top.slice(0, this.request.logprobs ?? 0) };
  }

  private promptLogprobs(): object {
    const count = this.request.sampling.promptLogprobs;
    if (count === null || this.scores === null) return {};
    return { prompt_logprobs: promptLogprobs(this.scores, count, this.model.tokenizer) };
  }
}
