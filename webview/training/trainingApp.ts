// The training panel: one run, live, and its three tabs. It only reads; what drives the run goes through the host.
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { TrainingViewState } from '../../src/protocol/trainingPanel';
import { TabbedPage } from '../components/tabbedPage';
import { host, writeUiState } from '../shared/host';
import './checkpoints/checkpointsTab';
import './curves/curvesTab';
import { mergeChange } from './mergeChange';
import './rollouts/rolloutsTab';
import './runHeader';
import './runPlan';

type TabId = 'curves' | 'rollouts' | 'checkpoints';

@customElement('glens-training')
export class TrainingApp extends TabbedPage<TrainingViewState, TabId> {
  /** The step whose rollouts a click on a curve asked for; a new object for every click. */
  @state() private accessor requestedStep: { readonly step: number } | null = null;

  constructor() {
    super(
      [
        { id: 'curves', label: 'Curves' },
        { id: 'rollouts', label: 'Rollouts' },
        { id: 'checkpoints', label: 'Checkpoints' },
      ],
      'Views of the run',
    );
    this.addEventListener('show-rollouts', (event) => {
      this.requestedStep = { step: (event as CustomEvent<number>).detail };
      this.show('rollouts');
    });
  }

  protected override async request(): Promise<TrainingViewState> {
    const run = await host.request('trainingState', {});
    // What brings the panel back after the window is reloaded.
    writeUiState('folder', run.facts.folder);
    return run;
  }

  protected override follow(): (() => void)[] {
    return [
      host.onNotification('trainingChanged', (change) => {
        this.failure = null;
        const merged = this.shown === null ? null : mergeChange(this.shown, change);
        if (merged === null) void this.load();
        else this.shown = merged;
      }),
    ];
  }

  protected override aboveTabs(run: TrainingViewState): TemplateResult {
    return html`<glens-run-header .run=${run}></glens-run-header>`;
  }

  protected override content(tab: TabId, run: TrainingViewState): TemplateResult {
    switch (tab) {
      case 'curves':
        return html`<glens-curves .facts=${run.facts}></glens-curves>
          <glens-run-plan .facts=${run.facts}></glens-run-plan>`;
      case 'rollouts':
        return html`<glens-rollouts .facts=${run.facts} .requested=${this.requestedStep}></glens-rollouts>`;
      case 'checkpoints':
        return html`<glens-run-checkpoints .run=${run}></glens-run-checkpoints>`;
    }
  }
}
