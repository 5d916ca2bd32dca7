// One flip: what was asked, what each side answered, and why the judge said what it said.
import type { ComparisonRow, SampleRow } from '../../protocol/comparison';
import type { VerdictRecord } from '../../protocol/comparison';
import { shownPair } from './flipGroups';
import { formatCount } from '../analysis/format';
import { html, type Html, type HtmlValue, verbatim } from './html';
import { arrow, outcomeNames } from './reportSection';
import { type DiffSpan, wordDiff } from './wordDiff';

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
        <summary>As sent, after the attack</summary>
        ${text(row.userMessage)}
      </details>`
    }
    ${
      row.context !== null &&
      html`<details class="more">
        <summary>Context given with it</summary>
        ${text(row.context)}
      </details>`
    }
    <div class="pair">
      ${answer('Base', 'base', base, diff?.base ?? null, row.sides.base ?? [])}
      ${answer('Tuned', 'tuned', tuned, diff?.tuned ?? null, row.sides.tuned ?? [])}
    </div>
    ${diff === null && base !== null && tuned !== null && html`<p class="diff-note">The answers have too few words in common for marks to help.</p>`}
  </div>`;
}

function answer(
  name: string,
  side: 'base' | 'tuned',
  sample: SampleRow | null,
  spans: readonly DiffSpan[] | null,
  all: readonly SampleRow[],
): Html {
  if (sample === null)
    return html`<div class="answer">
      <h5>${name}</h5>
      <p class="absent">No response.</p>
    </div>`;
  const others = all.filter((other) => other !== sample);
  return html`<div class="answer">
    <h5>
      ${name}${all.length > 1 && html` <span class="quiet">sample ${sample.sample + 1} of ${all.length}</span>`}
      ${sample.verdict !== null && chip(sample.verdict.outcome, 1)}
    </h5>
    ${sample.answer.trim() === '' ? html`<p class="absent">No answer text.</p>` : text(spans === null ? sample.answer : spans.map((span) => marked(span, side)))}
    ${
      sample.reasoning !== null &&
      html`<details class="more">
        <summary>Reasoning before the answer</summary>
        ${text(sample.reasoning)}
      </details>`
    }
    ${sample.verdict !== null && evidence(sample.verdict)}
    <p class="quiet">
      ${tokensText(sample.tokens)}${sample.finishReason === 'length' && ', cut off at the limit'}
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

function tokensText(tokens: number | null): string {
  if (tokens === null) return 'Length in tokens not known';
  return `${formatCount(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;
}

function evidence(verdict: VerdictRecord): Html {
  const who =
    verdict.judgeId === 'person' ? 'A person' : `Judge ${verdict.judgeId}, version ${verdict.judgeVersion}`;
  return html`<p class="evidence">
    <span class="quiet">${who}:</span>
    ${verdict.evidence}${verdict.score !== null && html` <span class="quiet">· harmfulness ${verdict.score.toFixed(2)}</span>`}${verdict.reason !== null && html` <span class="quiet">· not scored: ${verdict.reason}</span>`}${verdict.note !== null && html` <span class="quiet">· ${verdict.note}</span>`}
  </p>`;
}

/** One chip per outcome of the side's samples, most frequent first. */
function chips(samples: readonly SampleRow[] | undefined): HtmlValue {
  const counts = new Map<keyof typeof outcomeNames, number>();
  for (const { verdict } of samples ?? []) {
    if (verdict !== null) counts.set(verdict.outcome, (counts.get(verdict.outcome) ?? 0) + 1);
  }
  if (counts.size === 0) return html`<span class="chip">not judged</span>`;
  return [...counts].sort(([, a], [, b]) => b - a).map(([outcome, count]) => chip(outcome, count));
}

function chip(outcome: keyof typeof outcomeNames, count: number): Html {
  return html`<span class="chip chip-${outcome}">${outcomeNames[outcome]}${count > 1 && ` ×${count}`}</span>`;
}

function marked({ text: words, only }: DiffSpan, side: 'base' | 'tuned'): HtmlValue {
  return only ? html`<mark class="only only-${side}">${words}</mark>` : words;
}

function textBlock(label: string, content: string): Html {
  return html`<h5>${label}</h5>
    ${text(content)}`;
}

/** Someone else's words: their own direction, their own line breaks. */
function text(content: HtmlValue): Html {
  return verbatim('div', 'class="text" dir="auto"', content);
}
