// One prompt and what the policy answered to it: a row per completion, a column per reward function.
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RolloutRow } from '../../../src/protocol/training';
import { formatCount } from '../../../src/safety/presentation/numbers';
import { formatValue } from '../../charts/formatValue';
import { common } from '../../styles/common';
import { dataTable } from '../../styles/dataTable';
import type { RolloutGroup } from './groups';
import { rolloutGroupStyles } from './rolloutGroupStyles';
import { visibleText } from '../../../src/safety/presentation/visibleText';

/** Longer completions are folded until asked for. */
const longText = 280;
const manyLines = 4;

const finishLabels: Readonly<Record<NonNullable<RolloutRow['finishReason']>, string>> = {
  stop: 'end token',
  stopString: 'stop string',
  length: 'cut off',
};

@customElement('glens-rollout-group')
export class RolloutGroupView extends LitElement {
  static override styles = [common, dataTable, rolloutGroupStyles];

  @property({ attribute: false }) accessor group: RolloutGroup | null = null;
  @property({ attribute: false }) accessor rewards: readonly string[] = [];
  @state() private accessor unfolded: ReadonlySet<number> = new Set();

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('group')) this.unfolded = new Set();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { group, rewards } = this;
    if (group === null) return nothing;
    // With one reward function its column would say what the reward says.
    const functions = rewards.length === 1 && !hasFailures(group) ? [] : rewards;
    return html`<section aria-label=${`Prompt ${group.group + 1}`}>
      <h2>
        Prompt ${formatCount(group.group + 1)}
        <span class="muted"
          >${
            group.meanReward === null
              ? 'not scored'
              : `mean reward ${formatValue(group.meanReward, 'number')}`
          }${group.uniform ? ', no difference: nothing to learn' : ''}</span
        >
      </h2>
      <div class="prompt">${visibleText(group.prompt)}</div>
      <div class="scroll" tabindex="0" role="region" aria-label=${`Completions of prompt ${group.group + 1}`}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="completion">Completion</th>
              ${functions.map((name) => html`<th scope="col">${name}</th>`)}
              <th scope="col">Reward</th>
              <th scope="col">Advantage</th>
              <th scope="col">Tokens</th>
              <th scope="col" class="word">End</th>
            </tr>
          </thead>
          <tbody>
            ${group.rows.map((row, index) => this.row(row, index, functions))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private row(row: RolloutRow, index: number, functions: readonly string[]): TemplateResult {
    return html`<tr>
      <td class="completion">${this.completion(row.completion, index)}</td>
      ${functions.map((name) => html`<td data-label=${name}>${rewardCell(row.rewards[name])}</td>`)}
      <td data-label="Reward">${rewardCell(totalReward(row))}</td>
      <td data-label="Advantage">${row.advantage === null ? '–' : signed(row.advantage)}</td>
      <td data-label="Tokens">${row.tokens === null ? '–' : formatCount(row.tokens)}</td>
      <td data-label="Ended by" class="word ${row.finishReason === 'length' ? '' : 'muted'}">
        ${row.finishReason === null ? '–' : finishLabels[row.finishReason]}
      </td>
    </tr>`;
  }

  private completion(text: string, index: number): TemplateResult {
    if (text === '') return html`<span class="muted">No text.</span>`;
    const long = text.length > longText || text.split('\n').length > manyLines;
    const folded = long && !this.unfolded.has(index);
    return html`<div class="text ${folded ? 'folded' : ''}">${visibleText(text)}</div>
      ${
        long
          ? html`<button
              class="link"
              aria-expanded=${folded ? 'false' : 'true'}
              @click=${() => this.fold(index)}
            >
              ${folded ? 'Show all' : 'Show less'}
            </button>`
          : nothing
      }`;
  }

  private fold(index: number): void {
    const unfolded = new Set(this.unfolded);
    if (!unfolded.delete(index)) unfolded.add(index);
    this.unfolded = unfolded;
  }
}

function hasFailures({ rows }: RolloutGroup): boolean {
  return rows.some(({ rewards }) => Object.values(rewards).includes(null));
}

/** Unknown, rather than failed, where a run of another program does not say how it weighs its functions. */
function totalReward({ reward, rewards }: RolloutRow): number | null | undefined {
  return reward === null && !Object.values(rewards).includes(null) ? undefined : reward;
}

function rewardCell(reward: number | null | undefined): TemplateResult {
  if (reward === undefined) return html`<span class="muted">–</span>`;
  if (reward === null) return html`<span title="The verifier failed on this completion">failed</span>`;
  return html`${formatValue(reward, 'number')}`;
}

function signed(value: number): string {
  return value > 0 ? `+${formatValue(value, 'number')}` : formatValue(value, 'number');
}
