// One flip: what was asked, what each side answered, and why the judge said what it said.
import type { ComparisonRow, SampleRow, VerdictRecord } from '../../protocol/comparison';
import { isOverruled } from '../outcomes/overruled';
import { shownPair } from './flipGroups';
import { html, type Html, type HtmlValue, verbatim } from '../presentation/html';
import type { Outcome } from '../../protocol/outcomes';
import {
  finishLabel,
  judgedBy,
  notJudged,
  outcomeLabels,
  overruledLabel,
  overruledMark,
  overruledMeaning,
  sideLabels,
  tokensLabel,
} from '../presentation/labels';
import { conversationText } from '../suites/conversation';
import { textPieces, type TextPiece } from '../presentation/textPieces';
import { arrow } from './reportSection';
import { type TextRange, wordDiff } from '../presentation/wordDiff';

export function flipCard(row: ComparisonRow, suiteTitle: string): Html {
  const pair = shownPair(row);
  const place = [row.category, ...(row.attackId === null ? [] : [`+ ${row.attackId}`])]
    .filter(Boolean)
    .join(' ');
  const body = cardBody(row, pair.base, pair.tuned);
  const id = `flip-${row.id}`;
  return html`<li class="flip" id="${id}">
    <header>
      <h4>${suiteTitle} <code>${row.itemId}</code></h4>
      <span class="quiet">${place}</span
      ><span class="turn">${chips(row.sides.base)} ${arrow} ${chips(row.sides.tuned)}</span
      >${row.kind === 'harmful' && html`<button type="button" class="reveal" aria-expanded="false" aria-controls="${id}-text" aria-label="Show text of ${row.itemId}" hidden>Show text</button>`}
    </header>
    ${
      row.kind === 'harmful'
        ? html`<details class="mask" id="${id}-text">
            <summary>Show the prompt and both answers</summary>
            ${body}
          </details>`
        : body
    }
  </li> `;
}

function cardBody(row: ComparisonRow, base: SampleRow | null, tuned: SampleRow | null): Html {
  const diff = base === null || tuned === null ? null : wordDiff(base.answer, tuned.answer);
  return html`<div class="flip-body">
    ${textBlock('Prompt', row.prompt)}
    ${
      row.userMessage !== row.prompt &&
      html`<details class="more">
        <summary>As sent</summary>
        ${text(row.userMessage)}
      </details>`
    }
    ${
      row.history !== undefined &&
      html`<details class="more">
        <summary>The conversation before it</summary>
        ${text(conversationText(row.history))}
      </details>`
    }
    ${
      row.prefill !== undefined &&
      html`<p class="quiet">Both answers were begun: <q dir="auto">${row.prefill}</q></p>`
    }
    ${
      row.context !== null &&
      html`<details class="more">
        <summary>Context given with it</summary>
        ${text(row.context)}
      </details>`
    }
    <div class="pair">
      ${answer('base', base, diff?.base ?? [], row.sides.base ?? [])}
      ${answer('tuned', tuned, diff?.tuned ?? [], row.sides.tuned ?? [])}
    </div>
    ${diff === null && base !== null && tuned !== null && html`<p class="diff-note">The answers differ too much to be marked word by word.</p>`}
  </div>`;
}

function answer(
  side: 'base' | 'tuned',
  sample: SampleRow | null,
  only: readonly TextRange[],
  all: readonly SampleRow[],
): Html {
  if (sample === null)
    return html`<div class="answer">
      <h5>${sideLabels[side]}</h5>
      <p class="absent">No response.</p>
    </div>`;
  const others = all.filter((other) => other !== sample);
  return html`<div class="answer">
    <h5>
      ${sideLabels[side]}${all.length > 1 && html` <span class="quiet">sample ${sample.sample + 1} of ${all.length}</span>`}
      ${sample.verdict !== null && chip(sample.verdict.outcome, 1)}
    </h5>
    ${sample.answer.trim() === '' ? html`<p class="absent">No answer text.</p>` : text(textPieces(sample.answer, only, null).map((piece) => marked(piece, side)))}
    ${
      sample.reasoning !== null &&
      html`<details class="more">
        <summary>Reasoning before the answer</summary>
        ${text(sample.reasoning)}
      </details>`
    }
    ${sample.verdict !== null && evidence(sample.verdict)}
    ${isOverruled(sample) && html`<p class="evidence">${overruledMark} ${overruledLabel}: ${overruledMeaning(sample.judgeOutcome ?? null)}.</p>`}
    <p class="quiet">
      ${tokensLabel(sample.tokens)}${finishLabel(sample.finishReason) !== '' && `, ${finishLabel(sample.finishReason)}`}
    </p>
    ${
      others.length > 0 &&
      html`<details class="more">
        <summary>${others.length === 1 ? 'The other sample' : `The other ${others.length} samples`}</summary>
        ${others.map((other) => html`<div class="other">${other.verdict !== null && chip(other.verdict.outcome, 1)}${text(other.answer)}</div>`)}
      </details>`
    }
  </div>`;
}

function evidence(verdict: VerdictRecord): Html {
  return html`<p class="evidence">
    <span class="quiet">Judged by ${judgedBy(verdict)}:</span>
    ${verdict.evidence}${verdict.score !== null && html` <span class="quiet">· harmfulness ${verdict.score.toFixed(2)}</span>`}${verdict.reason !== null && html` <span class="quiet">· not scored: ${verdict.reason}</span>`}${verdict.note !== null && html` <span class="quiet">· ${verdict.note}</span>`}
  </p>`;
}

/** One chip per outcome of the side's samples, most frequent first. */
function chips(samples: readonly SampleRow[] | undefined): HtmlValue {
  const counts = new Map<Outcome, number>();
  for (const { verdict } of samples ?? []) {
    if (verdict !== null) counts.set(verdict.outcome, (counts.get(verdict.outcome) ?? 0) + 1);
  }
  if (counts.size === 0) return html`<span class="chip">${notJudged}</span>`;
  return [...counts].sort(([, a], [, b]) => b - a).map(([outcome, count]) => chip(outcome, count));
}

function chip(outcome: Outcome, count: number): Html {
  return html`<span class="chip chip-${outcome}"
    >${outcomeLabels[outcome]}${count > 1 && ` ×${count}`}</span
  >`;
}

function marked({ text: words, changed }: TextPiece, side: 'base' | 'tuned'): HtmlValue {
  return changed ? html`<mark class="only only-${side}">${words}</mark>` : words;
}

function textBlock(label: string, content: string): Html {
  return html`<h5>${label}</h5>
    ${text(content)}`;
}

/** Text of models and datasets: its own direction, its own line breaks. */
function text(content: HtmlValue): Html {
  return verbatim('div', 'class="text" dir="auto"', content);
}
