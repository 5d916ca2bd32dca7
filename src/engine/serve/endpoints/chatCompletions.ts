// POST /v1/chat/completions
import { answerChoices } from '../answerChoices';
import { answerHead, endingOf, goesOn, usageOf, type Ending } from '../api/answerFields';
import { badRequest } from '../api/apiError';
import { parseChatRequest, type ChatRequest } from '../api/chatRequest';
import { chatLogprobs, promptLogprobs } from '../api/logprobs';
import { checkLength, encodePrompt } from '../encodePrompt';
import { scorePrompt } from '../scorePrompt';
import type { Exchange, Service } from '../service';
import type { ServedModel } from '../servedModel';
import type { FinishedChoice } from '../text/choiceInProgress';

/** @throws ApiError, or what rendering, scoring and generating throw. */
export async function chatCompletions(service: Service, body: unknown, exchange: Exchange): Promise<void> {
  const request = parseChatRequest(body);
  const { sampling, topLogprobs } = request;
  const model = service.models.find(sampling.model);
  const prompt = encodePrompt(model, await renderedPrompt(service, model, request), 'messages');
  checkLength(model, prompt, 1, 'messages');
  const job = {
    model,
    prompts: [prompt],
    sampling,
    maxNewTokens: request.maxNewTokens ?? model.contextLength,
    topLogprobs,
  };
  const ofPrompt =
    sampling.promptLogprobs === null
      ? {}
      : { prompt_logprobs: await promptScores(service, model, prompt, sampling.promptLogprobs, exchange) };
  const logprobsOf = (tokens: FinishedChoice['tokens']): object | null =>
    topLogprobs === null ? null : chatLogprobs(tokens, model.tokenizer);

  if (!sampling.stream) {
    const choices = await answerChoices(service.scheduler, job, null, exchange.signal);
    exchange.json({
      ...answerHead('chatcmpl', 'chat.completion', model),
      choices: choices.map((choice, index) => ({
        index,
        message: { role: 'assistant', content: choice.generated.text, refusal: null },
        logprobs: logprobsOf(choice.tokens),
        ...endingOf(choice),
      })),
      usage: usageOf(job.prompts, choices),
      ...ofPrompt,
    });
    return;
  }

  const head = answerHead('chatcmpl', 'chat.completion.chunk', model);
  const stream = exchange.events();
  const usageLater = sampling.includeUsage ? { usage: null } : {};
  const send = (index: number, delta: object, logprobs: object | null, ending: Ending, more = {}): void =>
    stream.send({ ...head, ...more, choices: [{ index, delta, logprobs, ...ending }], ...usageLater });
  for (let index = 0; index < sampling.n; index++) {
    send(index, { role: 'assistant', content: '' }, null, goesOn, index === 0 ? ofPrompt : {});
  }
  const choices = await answerChoices(
    service.scheduler,
    job,
    {
      onPart: (index, part) => send(index, { content: part.text }, logprobsOf(part.tokens), goesOn),
      onFinished: (index, choice) => {
        const { text, tokens } = choice.rest;
        if (text !== '' || (topLogprobs !== null && tokens.length > 0)) {
          send(index, { content: text }, logprobsOf(tokens), goesOn);
        }
        send(index, {}, null, endingOf(choice));
      },
    },
    exchange.signal,
  );
  if (sampling.includeUsage) stream.send({ ...head, choices: [], usage: usageOf(job.prompts, choices) });
  stream.end();
}

async function renderedPrompt(service: Service, model: ServedModel, request: ChatRequest): Promise<string> {
  const { messages, templateVariables, continueFinalMessage } = request;
  const rendered = await service.chatPrompts(model).render(messages, templateVariables);
  if (!continueFinalMessage) return rendered;
  // As transformers does it: the template's own end of the message is cut.
  const final = messages.at(-1)?.content.trimEnd() ?? '';
  const at = rendered.lastIndexOf(final);
  if (at < 0 || final === '') {
    throw badRequest(
      'The chat template does not write the last message as it stands, so it cannot be continued.',
      'continue_final_message',
    );
  }
  return rendered.slice(0, at + final.length);
}

async function promptScores(
  service: Service,
  model: ServedModel,
  prompt: readonly number[],
  count: number,
  exchange: Exchange,
): Promise<object> {
  const tokens = await scorePrompt(service.scheduler, model, prompt, count, exchange.signal);
  return promptLogprobs(tokens, count, model.tokenizer);
}
