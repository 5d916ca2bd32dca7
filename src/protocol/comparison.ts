// A comparison: what is asked for, and the rows that come out.
import type { ChatMessage, FinishReason, GenerationSettings } from './generation';
import {
  flips,
  type Flip,
  type Outcome,
  type SafetyKind,
  type Side,
  type SuiteKind,
  type Verdict,
} from './outcomes';
import type { SuiteManifest, TaskColumns } from './suites';
import type { SubjectFacts, SubjectRef } from './subjects';
import type { JudgeFacts, Note } from './summary';

/** Rubrics that an endpoint can be asked to judge by: StrongREJECT's, XSTest's and HarmBench's. */
export const rubricIds = ['strongreject', 'xstest', 'harmbench'] as const;
export type RubricId = (typeof rubricIds)[number];

/** A judge by what it needs. */
export type JudgeSpec =
  | { readonly kind: 'rules' }
  /** A published refusal list in its own matching mode, for like-for-like figures. */
  | { readonly kind: 'list'; readonly listId: string; readonly listsPath: string }
  /** A local guard checkpoint run by this engine; `spec` names a built-in prompt-and-parse spec or a JSON file. */
  | { readonly kind: 'guard'; readonly checkpoint: string; readonly spec: string }
  /** A model of an OpenAI-compatible server. Its key is handed over at run time or bound to the host; never stored. */
  | {
      readonly kind: 'endpoint';
      readonly url: string;
      readonly model: string;
      readonly rubric: RubricId;
    };

/** One tuned subject of a comparison of several against one base. */
export interface ComparisonColumn {
  /** Unique in the comparison: what tables and gates call it. */
  readonly name: string;
  readonly tuned: SubjectRef;
  /** Optimiser steps, where the columns are steps of one training run. */
  readonly step?: number;
}

/**
 * Whether a base that is compared in a precision that rounds is also asked exactly computed: what the precision does by itself.
 * `tooLarge`: the exact weights do not fit into memory beside the rounded ones.
 */
export const exactBaseChoices = ['asked', 'tooLarge', 'declined'] as const;
export type ExactBase = (typeof exactBaseChoices)[number];

export interface ComparisonSpec {
  readonly base: SubjectRef;
  readonly tuned: SubjectRef;
  /** Where there are several tuned subjects: all of them, `tuned` first (safety/subjects/columns.ts). */
  readonly columns?: readonly ComparisonColumn[];
  /** Built-in ids, paths of suite manifests, or paths of public files as published. */
  readonly suites: readonly string[];
  /** Attack ids; 'none' is the plain prompt. */
  readonly attacks: readonly string[];
  /** Prompts per suite, drawn with the seed; null is all. */
  readonly limit: number | null;
  readonly settings: GenerationSettings;
  /** The first judge is the one that is counted. */
  readonly judges: readonly JudgeSpec[];
  /** Also run base against base. */
  readonly control: boolean;
  /** Absent: nothing is rounded. Planning decides where the front end names nothing. */
  readonly exactBase?: ExactBase;
  /** Run even where the comparability gate finds an error. */
  readonly force?: boolean;
  /** Loss, in (0, 1], below which a guardrail counts as kept; `defaultMargin` where there is none. */
  readonly margin?: number;
  /** Gates: conditions under which the comparison fails (safety/analysis/failIf.ts). */
  readonly failIf?: readonly string[];
  /** A gate passes although too few prompts, a base without room for a loss, or too little power leave it without meaning. */
  readonly allowWeakGates?: boolean;
}

/** Two percentage points. */
export const defaultMargin = 0.02;

export const comparisonStatuses = ['running', 'stopped', 'complete', 'failed'] as const;
export type ComparisonStatus = (typeof comparisonStatuses)[number];

/** One prompt of a comparison: a suite item under an attack. */
export interface PromptRecord {
  /** 1-based, in run order. */
  readonly id: number;
  readonly suiteId: string;
  readonly itemId: string;
  readonly kind: SuiteKind;
  readonly category: string;
  /** null: no attack. */
  readonly attackId: string | null;
  /** The suite's own words. */
  readonly prompt: string;
  /** What the user turn says after the attack was applied. */
  readonly userMessage: string;
  /** The turns before it, a system prompt of the row's own among them; absent: none. */
  readonly history?: readonly ChatMessage[];
  /** How the answer is made to begin: the model goes on from here. Absent: it begins itself. */
  readonly prefill?: string;
  readonly context: string | null;
  /** Of a task: what its verifier compares answers with. */
  readonly task?: TaskColumns;
}

/** A prompt that is about safety. */
export interface SafetyPrompt extends PromptRecord {
  readonly kind: SafetyKind;
}

export interface ResponseRecord {
  readonly promptId: number;
  readonly side: Side;
  /** 0-based. */
  readonly sample: number;
  /** Decoded text as generated. */
  readonly text: string;
  /** Text inside <think>…</think>; null where there was none. */
  readonly reasoning: string | null;
  readonly answer: string;
  /** null, like what follows, where the respondent does not say. */
  readonly finishReason: FinishReason | null;
  readonly seed: number;
  readonly promptTokens: number | null;
  /** Generated tokens, as the respondent counts them. */
  readonly tokens: number | null;
  readonly tokenIds: readonly number[] | null;
  readonly logprobs: readonly number[] | null;
  readonly milliseconds: number;
  /** The prompt text after the chat template. */
  readonly renderedPrompt: string | null;
}

/** A question without an answer: it failed for good in the run, counts nowhere, and is asked again on resume. */
export interface MissingAnswer {
  readonly promptId: number;
  readonly side: Side;
  /** 0-based. */
  readonly sample: number;
  readonly reason: string;
}

/** The judge id of a person's verdicts. */
export const person = 'person';

/** The judge id of verdicts on tasks: whatever the judges, their suite's verifier decides. */
export const taskVerifier = 'verifier';

/** A verdict with its place in the history of a response. */
export interface VerdictRecord extends Verdict {
  /** ISO 8601. */
  readonly at: string;
  /** For a person's verdict: the note. */
  readonly note: string | null;
  /** ISO 8601: when the person took the verdict back; null: it stands. */
  readonly withdrawn: string | null;
}

/** A verdict as it is given. */
export type NewVerdict = Omit<VerdictRecord, 'withdrawn'>;

/** A response that judges of a comparison see differently; none of its text. */
export interface JudgeDisagreement {
  readonly promptId: number;
  readonly suiteId: string;
  readonly itemId: string;
  /** null: no attack. */
  readonly attackId: string | null;
  readonly side: Side;
  /** 0-based. */
  readonly sample: number;
  /** In the order of the judges; null: not judged. */
  readonly verdicts: readonly { readonly judgeId: string; readonly outcome: Outcome | null }[];
}

/** A row of the viewer: one prompt with the counted outcome per side. */
export interface ComparisonRow extends PromptRecord {
  readonly sides: Readonly<Partial<Record<Side, readonly SampleRow[]>>>;
  readonly missing: readonly MissingAnswer[];
  /** null: no flip or not judged. */
  readonly flip: Flip | null;
  /** Absent: neither star nor note. */
  readonly mark?: RowMark;
}

/** What a person marked a row with; it changes no verdict and no figure. */
export interface RowMark {
  readonly starred: boolean;
  /** Empty: none. */
  readonly note: string;
}

/** Of a row's note, characters. */
export const longestNote = 10_000;

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * What other tools read: the logs of Inspect and of lm-evaluation-harness (folders of files), LLM Comparator's file, a section of
 * a model card.
 */
export const resultFormats = ['inspect', 'lm-eval', 'llm-comparator', 'model-card'] as const;
export type ResultFormat = (typeof resultFormats)[number];

export interface SampleRow {
  readonly responseId: number;
  readonly sample: number;
  readonly answer: string;
  readonly reasoning: string | null;
  readonly finishReason: FinishReason | null;
  readonly tokens: number | null;
  readonly milliseconds: number;
  readonly meanLogprob: number | null;
  /** The one that counts. */
  readonly verdict: VerdictRecord | null;
  /** The counted judge's own outcome, where a person's verdict stands in its place; null: the judge has none. */
  readonly judgeOutcome?: Outcome | null;
}

/** What the base, its control and every tuned subject answered to one prompt. */
export interface ColumnAnswers {
  readonly prompt: PromptRecord;
  readonly base: readonly SampleRow[];
  /** In the order of the comparison's columns. */
  readonly columns: readonly {
    readonly name: string;
    readonly samples: readonly SampleRow[];
    readonly missing: readonly MissingAnswer[];
    /** Against the base. */
    readonly flip: Flip | null;
  }[];
}

export const flipFilters = ['any', ...flips] as const;

export interface RowFilter {
  readonly flips?: (typeof flipFilters)[number];
  readonly kind?: SuiteKind;
  readonly suiteId?: string;
  readonly category?: string;
  /** 'none' is the plain prompt. */
  readonly attackId?: string;
  /** Rows where any side has this outcome, or the given side has it. */
  readonly outcome?: Outcome;
  readonly outcomeSide?: Side;
  readonly judgeDisagreement?: boolean;
  readonly promptId?: number;
  /** Rows with a star or a note, or those without. */
  readonly marked?: boolean;
  /** Rows where a person's verdict counts on a side of the pair, or those where the judge's does on all. */
  readonly byPerson?: boolean;
  /** Full-text search in prompts and answers; quoted as plain words. */
  readonly text?: string;
  /** `text` is a regular expression (ECMAScript, with the flags i, m and u) over prompts and answers. */
  readonly pattern?: boolean;
}

export const rowSorts = ['runOrder', 'suite', 'category', 'flip', 'tokens', 'time'] as const;
export type RowSort = (typeof rowSorts)[number];

export interface RowQuery {
  readonly filter: RowFilter;
  readonly sort: RowSort;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface RowPage {
  readonly total: number;
  readonly rows: readonly ComparisonRow[];
}

/** How many rows a filter value leaves. */
export interface FacetCount<Value extends string = string> {
  readonly value: Value;
  readonly rows: number;
}

/** Numbers of rows per value of each filter; each list heeds all filters but its own. */
export interface RowFacets {
  /** Rows that the whole filter leaves. */
  readonly total: number;
  /** Tasks, and outcomes that only they have, where there are any. */
  readonly kinds: readonly FacetCount<SuiteKind>[];
  readonly suites: readonly FacetCount[];
  readonly categories: readonly FacetCount[];
  /** 'none' is the plain prompt. */
  readonly attacks: readonly FacetCount[];
  /** Of the filter's `outcomeSide`, else of any side. */
  readonly outcomes: readonly FacetCount<Outcome>[];
  readonly lost: number;
  readonly gained: number;
  readonly judgeDisagreement: number;
  readonly marked: number;
  readonly byPerson: number;
}

/** What is known of a column's tuned subject. */
export interface ColumnFacts {
  readonly name: string;
  readonly step: number | null;
  readonly tuned: SubjectFacts | null;
  /** Comparability notes of the gate, base against this one. */
  readonly gate: readonly Note[];
}

/** Answers that were cut at a limit of tokens went on up to a higher one, on every side alike. */
export interface Continuation {
  /** ISO 8601. */
  readonly at: string;
  /** Tokens per answer, before and after. */
  readonly from: number;
  readonly to: number;
  /** How many answers had been cut. */
  readonly answers: number;
}

/** Everything about a comparison but its rows. */
export interface ComparisonFacts {
  readonly path: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly status: ComparisonStatus;
  /** Which other process runs it just now, on which machine and since when; absent: none does. */
  readonly runBy?: string;
  /** `tuned` in it is the one that was asked for, as below. */
  readonly spec: ComparisonSpec;
  readonly base: SubjectFacts | null;
  readonly tuned: SubjectFacts | null;
  /** Where there are several tuned subjects: all of them. */
  readonly columns?: readonly ColumnFacts[];
  /** Which pair `tuned` and `gate` are of, 0-based; absent: the only tuned subject. */
  readonly column?: number;
  /** Comparability notes of the gate. */
  readonly gate: readonly Note[];
  readonly versions: Readonly<Record<string, string>>;
  /** Of the suites that the prompts came from, in run order. */
  readonly manifests?: readonly SuiteManifest[];
  /** The judges that judged, the counted one first. */
  readonly judges?: readonly JudgeFacts[];
  /** Prompts and responses in the file now, and responses expected at the end. */
  readonly prompts: number;
  readonly responses: number;
  readonly expectedResponses: number;
  /** Questions that failed for good in the last run; resuming asks them again. */
  readonly missingResponses: number;
  /** In their order; absent: there was none. */
  readonly continued?: readonly Continuation[];
}

/** In the order in which a run goes through them. */
export const runPhases = [
  'opening',
  'fingerprints',
  'gate',
  'base',
  'tuned',
  'control',
  'exact',
  'judging',
  'summary',
] as const;
export type RunPhase = (typeof runPhases)[number];

export interface RunProgress {
  readonly phase: RunPhase;
  /** Which of several tuned subjects is answering. */
  readonly column?: string;
  /** Units of work of the whole run (responses). */
  readonly done: number;
  readonly total: number;
  /** Generated tokens per second now; null outside generation. */
  readonly tokensPerSecond: number | null;
  readonly secondsLeft: number | null;
}
