// What crosses between the audit's page and the extension host. As in `webview.ts`: requests are always answered,
// notifications go from the host to the page, every message is plain data.
import type { AuditPlan, AuditSummary } from './audit';
import type { RunProgress } from './comparison';
import type { ErrorData } from './errors';
import type { FigureRequests } from './figures';

/** How much an audit asks. */
export interface AuditSize {
  /** Answers per prompt. */
  readonly samples: number;
  /** Prompts per benchmark. */
  readonly limit: number;
}

/** Limits of both, for the fields of the page. */
export const largestAuditSamples = 1000;
export const largestAuditLimit = 100_000;

/** An audit as its page first needs it. */
export interface AuditViewState {
  readonly configPath: string;
  readonly size: AuditSize;
  /** null in an untrusted workspace: viewing only. */
  readonly plan: AuditPlan | null;
  /** Answers are there, but of other settings than the configuration has now: they are shown, and not added to. */
  readonly conflict: ErrorData | null;
  /** null: nothing was asked yet. */
  readonly summary: AuditSummary | null;
  /** null: no audit of this configuration is under way in this window. */
  readonly progress: RunProgress | null;
  readonly trusted: boolean;
}

/** Requests of the page, by name. A request without a handler in the host does not compile. */
export interface AuditViewRequests extends FigureRequests {
  auditState: { params: Record<string, never>; result: AuditViewState };
  /** What an audit of this size would ask; with `estimate` a few answers are sampled to tell its time. */
  sizeAudit: { params: { size: AuditSize; estimate: boolean }; result: AuditPlan };
  /** Returns at once. `fresh`: begins the file anew. */
  startAudit: { params: { size: AuditSize; fresh: boolean }; result: null };
  stopAudit: { params: Record<string, never>; result: null };
  /** Asks what and where; of the answers that are there. */
  exportAudit: { params: Record<string, never>; result: null };
  openAuditConfig: { params: Record<string, never>; result: null };
  showLog: { params: Record<string, never>; result: null };
}

export type AuditViewRequestName = keyof AuditViewRequests;

/** Notifications of the host, by name. */
export interface AuditViewNotifications {
  auditProgress: RunProgress;
  /** The audit has begun or ended, or its file has changed. */
  auditChanged: AuditViewState;
}
