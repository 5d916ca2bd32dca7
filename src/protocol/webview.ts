// What crosses between a webview and the extension host. Requests go from the webview to the host and are always
// answered; notifications go from the host to the webview. Every message is plain data.
import type {
  ColumnAnswers,
  ComparisonFacts,
  RowFacets,
  RowFilter,
  RowPage,
  RowQuery,
  RunProgress,
  VerdictRecord,
} from './comparison';
import type { AuditViewNotifications, AuditViewRequests } from './auditPanel';
import type { ErrorData } from './errors';
import type { FigureRequests } from './figures';
import type { GivenLabel, LabelSheet } from './labels';
import type { Outcome, Side } from './outcomes';
import type {
  DriftReading,
  KeptReadings,
  ReadingResult,
  RepresentationReading,
  WeightsReading,
} from './readings';
import type { MatrixSummary } from './matrix';
import type { ComparisonSummary } from './summary';
import type { TheoryAnalysis } from './theory';
import type { ContinuationSpec, ForcedResponse, TokenAnalysis, TokenContinuation } from './tokens';
import type { TrainingViewNotifications, TrainingViewRequests } from './trainingPanel';

/** Settings that change what a webview shows. */
export interface ViewSettings {
  /** Harmful prompts and the responses to them stay covered until revealed. */
  readonly maskHarmful: boolean;
}

/** What the user has asked to see of what is covered; all views of a comparison share it. */
export interface RevealedPrompts {
  readonly all: boolean;
  /** Ids; empty where all are shown. */
  readonly prompts: readonly number[];
}

/** How weights changed, and the name of the checkpoint whose change stands beside it; null: none does. */
export interface ComparedWeights {
  readonly reading: ReadingResult<WeightsReading>;
  readonly other: string | null;
}

/** A comparison as the editor first needs it. */
export interface ComparisonState {
  readonly facts: ComparisonFacts;
  /** null while there are no responses, or while the numbers of a file that was just opened are counted. */
  readonly summary: ComparisonSummary | null;
  /** Of several tuned subjects; null where there is one, and like `summary`. */
  readonly matrix: MatrixSummary | null;
  /** null when no run is under way. */
  readonly progress: RunProgress | null;
  readonly settings: ViewSettings;
  readonly revealed: RevealedPrompts;
  /** The command line that makes this comparison again. */
  readonly command: string;
  /** Opened by a link to a row: its prompt is selected, and shown first. */
  readonly openedAtRow: boolean;
  /** Prompt selected in any view of this comparison; null at first. */
  readonly selectedPromptId: number | null;
  /** A sample is being labelled blind: other views keep to themselves which side answered what. */
  readonly labelling: boolean;
  /** False in an untrusted workspace: viewing only. */
  readonly trusted: boolean;
}

/** Requests of a webview, by name. A request without a handler in the host does not compile. */
export interface WebviewRequests extends FigureRequests {
  state: { params: Record<string, never>; result: ComparisonState };
  rows: { params: { query: RowQuery }; result: RowPage };
  facets: { params: { filter: RowFilter }; result: RowFacets };
  verdictHistory: { params: { responseId: number }; result: readonly VerdictRecord[] };
  overrule: { params: { responseId: number; outcome: Outcome; note: string }; result: ComparisonSummary };
  withdraw: { params: { responseId: number }; result: ComparisonSummary };
  /** Draws answers until the sample has so many; null: reads what is drawn. */
  labelSheet: { params: { answers: number | null }; result: LabelSheet };
  giveLabel: { params: GivenLabel; result: null };
  /** Whether a sample is being labelled now. */
  labelling: { params: { active: boolean }; result: null };
  /** Opens VS Code's diff editor on two responses to one prompt. */
  diff: { params: { promptId: number; sample: number; left: Side; right: Side }; result: null };
  /** Shows or covers a harmful prompt and its responses in all views of this comparison; null: every prompt. */
  reveal: { params: { promptId: number | null; shown: boolean }; result: null };
  /** Tells the other views of this comparison what is selected. */
  select: { params: { promptId: number }; result: null };
  /** The flip after or before a prompt in run order, wrapping around; null where there is none. */
  nextFlip: {
    params: { fromPromptId: number | null; backwards: boolean };
    result: { promptId: number } | null;
  };
  /** An answer read by both models; like the next four, with the host's own progress, where it can be stopped. */
  tokens: { params: { promptId: number; response: ForcedResponse }; result: TokenAnalysis };
  continueTokens: { params: ContinuationSpec; result: TokenContinuation };
  drift: { params: { side: 'base' | 'tuned' }; result: ReadingResult<DriftReading> };
  /** `intervene`: held-out prompts of each kind that are answered with the direction ablated or added. */
  representation: { params: { intervene: number }; result: ReadingResult<RepresentationReading> };
  /** What the file keeps of earlier readings. `check`: whether their checkpoints are still the same is looked at, too. */
  keptReadings: { params: { check: boolean }; result: KeptReadings };
  /** `withOther`: asks for another checkpoint, whose change is compared too; null: none was chosen. */
  weights: { params: { withOther: boolean }; result: ComparedWeights | null };
  /** With the audit that was chosen, or the one beside the run. `measureKl`: both models read all answers of tuned. */
  theory: { params: { measureKl: boolean }; result: TheoryAnalysis };
  /** Asks for the file of an audit, which counts from then on. */
  chooseAudit: { params: Record<string, never>; result: { chosen: boolean } };
  /** Which of several tuned subjects (0-based) all views of this comparison show beside the base. */
  chooseColumn: { params: { column: number }; result: null };
  /** What every tuned subject answered to a prompt. */
  columnAnswers: { params: { promptId: number }; result: ColumnAnswers };
  /** Star of a row; its note stays. */
  star: { params: { promptId: number; starred: boolean }; result: null };
  /** Asks for a row's note; its star stays. */
  note: { params: { promptId: number }; result: null };
  /** Copies an address of the row that others can open: `file.glens#prompt=23`. */
  copyLink: { params: { promptId: number }; result: null };
  /** Of a damaged file: what can still be read. */
  exportReadable: { params: Record<string, never>; result: null };
  exportReport: { params: Record<string, never>; result: null };
  copy: { params: { text: string }; result: null };
  resume: { params: Record<string, never>; result: null };
  stop: { params: Record<string, never>; result: null };
  showLog: { params: Record<string, never>; result: null };
  /** From the side panel: shows the row in the comparison's editor. */
  openInEditor: { params: { promptId: number }; result: null };
}

export type WebviewRequestName = keyof WebviewRequests;

/** What any page may ask; each view's host answers its own part. */
export type PageRequests = WebviewRequests & TrainingViewRequests & AuditViewRequests;
export type PageRequestName = keyof PageRequests;

export interface WebviewRequestMessage<Name extends PageRequestName = PageRequestName> {
  readonly type: 'request';
  readonly id: number;
  readonly name: Name;
  readonly params: PageRequests[Name]['params'];
}

export type WebviewResponseMessage =
  | { readonly type: 'response'; readonly id: number; readonly result: unknown }
  | { readonly type: 'response'; readonly id: number; readonly error: ErrorData };

/** Notifications of the host, by name. */
export interface HostNotifications {
  /** A run's progress; null: no run is under way any more. */
  progress: RunProgress | null;
  /** Rows, verdicts or numbers have changed: ask again for what is shown. */
  changed: Pick<ComparisonState, 'facts' | 'matrix' | 'summary'>;
  /** The selection was changed by another view or a command. */
  selected: { readonly promptId: number };
  /** A link to a row of a comparison that is open already was followed. */
  showRow: { readonly promptId: number };
  settings: ViewSettings;
  revealed: RevealedPrompts;
  labelling: Pick<ComparisonState, 'labelling'>;
  /** The file is gone or unreadable, or the engine failed: what happened and what to do. */
  failed: ErrorData;
  /** The side panel shows another comparison, or none. */
  comparison: ComparisonState | null;
}

/** Notifications that a page may get. */
export type PageNotifications = HostNotifications & TrainingViewNotifications & AuditViewNotifications;

export type HostNotificationMessage = {
  readonly [Name in keyof PageNotifications]: {
    readonly type: 'notification';
    readonly name: Name;
    readonly value: PageNotifications[Name];
  };
}[keyof PageNotifications];
