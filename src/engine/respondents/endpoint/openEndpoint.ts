// A model or adapter of an OpenAI-compatible server, or of several that share the questions, as a respondent. A request that fails for good leaves its question
// without an answer and says why. Knows nothing of what the answers are for.
import { GuardrailError } from '../../../protocol/errors';
import type { EndpointFacts, EndpointModel, EndpointSubject } from '../../../protocol/subjects';
import { throwIfCancelled } from '../../cancellation';
import type { ChatTemplate } from '../../checkpoints/tokenizer/chatTemplate';
import { forEachBounded } from '../../network/forEachBounded';
import type { HttpClientOptions } from '../../network/httpClient';
import type { Answer } from '../../../protocol/generation';
import { refuseGenerationConfig } from '../refuseGenerationConfig';
import type { AnswerEvents, AnswerSettings, Asked, Question, Respondent, ScoreAnswers } from '../respondent';
import { splitAnswer } from '../splitAnswer';
import { AnswerMeter } from './answerMeter';
import { echoScorer } from './echoScorer';
import { failureOf } from './endpointFailed';
import { EndpointServer, type ModelServer } from './endpointServer';
import { endpointBase } from './serverRoutes';
import { readCompletion } from './readCompletion';
import { Replicas } from './replicas';
import { readPromptTemplate } from './readPromptTemplate';
import { concernsEveryQuestion, reasonOf } from './serverRefusals';
import { answerBody } from './requestBody';
import { sentPrompts } from './sentPrompts';
import { adapterName } from './serverAdapter';

export interface EndpointTools {
  /** The key for a server's origin (see network/hostKeys); null: none. */
  keyFor(url: string): Promise<string | null>;
  /** Time, tries and sizes in place of the client's own. */
  readonly limits?: Omit<HttpClientOptions, 'key'>;
}

/** Requests under way at all servers together, whatever the batch size. */
const mostAtOnce = 64;
/** Of a request, before another server takes it. */
const triesWithOthers = 2;
/** That share the questions. */
const mostServers = 64;

/**
 * Reads the template, where there is one to be applied here; no server is asked yet.
 * @throws GuardrailError invalidRequest for an address that cannot be asked or too many replicas, and as readPromptTemplate
 */
export async function openEndpoint(ref: EndpointSubject, tools: EndpointTools): Promise<Respondent> {
  const servers = await openServers(ref, tools);
  const [first, ...others] = servers;
  const template = ref.template === undefined ? null : await readPromptTemplate(ref.template);
  const server = others.length === 0 ? first : new Replicas(servers, () => performance.now());
  return new EndpointRespondent(ref, server, template);
}

async function openServers(
  ref: EndpointSubject,
  tools: EndpointTools,
): Promise<[EndpointServer, ...EndpointServer[]]> {
  const { url, replicas = [] } = ref;
  const further = new Set(replicas.filter((other) => other !== url));
  const open = async (url: string): Promise<EndpointServer> => {
    const key = await tools.keyFor(url);
    const tries = further.size === 0 ? {} : { attempts: triesWithOthers };
    return new EndpointServer(endpointBase(url, key !== null), { ...tries, ...tools.limits, key });
  };
  if (further.size >= mostServers) {
    throw new GuardrailError(
      'invalidRequest',
      `${further.size + 1} servers are named for ${ref.model}; ${mostServers} is the most.`,
      'Name fewer, or put a load balancer before them.',
    );
  }
  return [await open(url), ...(await Promise.all([...further].map(open)))];
}

class EndpointRespondent implements Respondent {
  readonly local = null;
  readonly score: ScoreAnswers | null;
  /** The name that requests bear. */
  private readonly model: string;
  private readonly server: ModelServer;
  private readonly template: ChatTemplate | null;
  /** undefined: not asked yet; null: the server does not say. */
  private listed: EndpointModel | null | undefined;
  private adapter: 'unknown' | 'loadedHere' | 'wasThere' = 'unknown';
  private systemFingerprint: string | null = null;
  /** undefined: not looked at yet. */
  private templateBos: string | null | undefined;

  constructor(
    readonly ref: EndpointSubject,
    server: ModelServer,
    template: ChatTemplate | null,
  ) {
    this.server = server;
    this.template = template;
    this.model = ref.adapter === undefined ? ref.model : adapterName(ref.model, ref.adapter);
    const score = template === null ? null : echoScorer(server, this.model, template, mostAtOnce);
    this.score =
      score &&
      (async (rows, settings, signal) => {
        await this.prepare(signal);
        return score(rows, settings, signal);
      });
  }

  async facts(signal?: AbortSignal): Promise<EndpointFacts> {
    await this.prepare(signal);
    if (this.listed === undefined) this.listed = await this.server.findModel(this.model, signal);
    if (this.templateBos === undefined) this.templateBos = await bosWritten(this.template);
    const { adapter, model, url } = this.ref;
    return {
      kind: 'endpoint',
      name: this.model,
      url,
      parent: adapter === undefined ? (this.listed?.parent ?? null) : model,
      contextLength: this.listed?.contextLength ?? null,
      owner: this.listed?.owner ?? null,
      systemFingerprint: this.systemFingerprint,
      templateHash: this.template?.hash ?? null,
      ...(this.templateBos === null ? {} : { templateBos: this.templateBos }),
    };
  }

  checkSettings(settings: AnswerSettings): void {
    refuseGenerationConfig(`endpoint:${this.model}@${this.ref.url}`, settings);
  }

  async answer(
    questions: readonly Question[],
    settings: AnswerSettings,
    events: AnswerEvents,
    signal?: AbortSignal,
  ): Promise<void> {
    throwIfCancelled(signal);
    if (questions.length === 0) return;
    await this.prepare(signal);
    const asked = questions.map((question) => question.asked);
    const sent = await sentPrompts(this.template, asked, settings.templateVariables);
    const meter = new AnswerMeter(events, () => performance.now());
    await forEachBounded(
      questions,
      Math.min(settings.batchSize, mostAtOnce),
      async ({ id, asked: original, seed }, index, stop) => {
        const outcome = await this.ask(sent[index] ?? original, seed, settings, stop);
        if ('missing' in outcome) {
          events.onMissing(id, outcome.missing);
          meter.row(0);
        } else {
          events.onAnswer(id, outcome);
          meter.row(outcome.usage?.completionTokens ?? 0);
        }
      },
      signal,
    );
  }

  async dispose(): Promise<void> {
    const loadedHere = this.adapter === 'loadedHere';
    this.adapter = 'unknown';
    if (loadedHere) await this.server.unloadAdapter(this.model);
  }

  private async ask(
    sent: Asked,
    seed: number,
    settings: AnswerSettings,
    signal: AbortSignal,
  ): Promise<Answer | { readonly missing: string }> {
    const began = performance.now();
    const outcome = await this.server.post(
      'messages' in sent ? 'chat/completions' : 'completions',
      (dialect) => answerBody(this.model, sent, settings, seed, dialect),
      readCompletion,
      signal,
    );
    if (outcome.kind === 'lost') return { missing: outcome.reason };
    if (outcome.kind === 'refused') {
      if (!concernsEveryQuestion(outcome)) return { missing: reasonOf(outcome) };
      throw failureOf(this.server.base, `The server does not answer for "${this.model}"`, outcome);
    }
    const { text, reasoning, filtered, systemFingerprint, ...known } = outcome.value;
    this.systemFingerprint = systemFingerprint ?? this.systemFingerprint;
    if (filtered) return { missing: "The server's content filter held the answer back." };
    const prompt = 'prompt' in sent ? sent.prompt : null;
    return {
      prompt,
      ...splitAnswer({ prompt, text, reasoning }),
      ...known,
      milliseconds: performance.now() - began,
    };
  }

  /** An adapter has to be on the server before its name means anything. */
  private async prepare(signal: AbortSignal | undefined): Promise<void> {
    const { adapter } = this.ref;
    if (adapter === undefined || this.adapter !== 'unknown') return;
    const loadedHere = await this.server.loadAdapter(this.model, adapter, signal);
    this.adapter = loadedHere ? 'loadedHere' : 'wasThere';
  }
}

/** The token that stands before a prompt of this template; null also where the template fails, which its answers will say. */
async function bosWritten(template: ChatTemplate | null): Promise<string | null> {
  if (template === null || template.bos === null) return null;
  try {
    const [prompt = ''] = await template.render([[{ role: 'user', content: 'Hello' }]]);
    return prompt.startsWith(template.bos) ? template.bos : null;
  } catch {
    return null;
  }
}
