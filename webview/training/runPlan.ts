// What was measured before a run's first step: what it takes, and one prompt with an answer. Open until there are curves.
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrainingRunFacts, TrainingSample } from '../../src/protocol/training';
import { planFigures, planSample, planWarnings } from '../../src/safety/presentation/trainingPlanText';
import { visibleText } from '../../src/safety/presentation/visibleText';
import { common } from '../styles/common';

@customElement('glens-run-plan')
export class RunPlan extends LitElement {
  static override styles = [
    common,
    css`
      :host {
        display: block;
        padding: 0 16px 24px;
        overflow-wrap: anywhere;
      }
      summary {
        margin-bottom: 8px;
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 4px 16px;
        margin-bottom: 12px;
      }
      @media (max-width: 500px) {
        dl {
          display: block;
        }
        dd {
          margin-bottom: 8px;
        }
      }
      h2 {
        font-size: 1em;
      }
      .text {
        max-height: 16em;
        margin: 4px 0 8px;
        padding: 4px 0 4px 12px;
        overflow: auto;
        border-inline-start: 2px solid
          var(--vscode-textBlockQuote-border, var(--vscode-contrastBorder, currentColor));
        white-space: pre-wrap;
      }
    `,
  ];

  @property({ attribute: false }) accessor facts: TrainingRunFacts | null = null;
  /** As the user left it; null: as the run's step has it. */
  @state() private accessor open: boolean | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const plan = this.facts?.plan ?? null;
    if (plan === null) return nothing;
    return html`<details
      ?open=${this.open ?? this.facts?.step === 0}
      @toggle=${(event: Event) => {
        if (event.target instanceof HTMLDetailsElement) this.toggled(event.target.open);
      }}
    >
      <summary>What this run takes, measured before its first step</summary>
      <dl>
        ${planFigures(plan).map(
          ({ label, text }) =>
            html`<dt class="muted">${label}</dt>
              <dd>${text}</dd>`,
        )}
      </dl>
      ${planWarnings(plan).map((warning) => html`<p role="note">Warning: ${warning}</p>`)}
      ${plan.sample === null ? nothing : sampleOf(plan.sample)}
    </details>`;
  }

  /** The element also tells of what this component did itself. */
  private toggled(open: boolean): void {
    if (open !== (this.open ?? this.facts?.step === 0)) this.open = open;
  }
}

function sampleOf(sample: TrainingSample): TemplateResult {
  const { promptTitle, prompt, answerTitle, answer, rewards } = planSample(sample);
  return html`<h2>${promptTitle}</h2>
    <div class="text" tabindex="0" role="region" aria-label="Prompt">${visibleText(prompt)}</div>
    <h2>${answerTitle}</h2>
    <div class="text" tabindex="0" role="region" aria-label="Answer">${visibleText(answer)}</div>
    <p>${rewards}</p>`;
}
