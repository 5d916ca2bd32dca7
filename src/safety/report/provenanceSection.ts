// Everything needed to judge and to repeat the comparison: both sides beside one another, settings, and the command.
import type { ComparisonFacts } from '../../protocol/comparison';
import type { SuiteManifest } from '../../protocol/suites';
import type { ComparisonSummary } from '../../protocol/summary';
import { html, type Html, type HtmlValue, verbatim } from '../presentation/html';
import type { Entry, EntryGroup } from '../presentation/provenance/entry';
import { settingsGroups, sideGroups } from '../presentation/provenance/provenance';
import { reproduceCommand } from '../presentation/reproduceCommand';
import { scrollBox, section } from './reportSection';

/** `checkpoints`: base and tuned, or the base and all columns. */
export function provenanceSection(
  facts: ComparisonFacts,
  summary: ComparisonSummary,
  manifests: readonly SuiteManifest[],
  checkpoints: readonly EntryGroup[] = sideGroups(facts),
): Html {
  // What the gate found has a section of its own.
  const groups = settingsGroups(facts, summary, { manifests }).filter(({ id }) => id !== 'comparability');
  return section(
    'provenance',
    'Settings and provenance',
    html`<h3>Checkpoints</h3>
      ${checkpointTable(checkpoints)}
      ${groups.map(
        ({ title, entries }) =>
          html`<h3>${title}</h3>
            ${list(entries)}`,
      )}
      <h3>To repeat it</h3>
      ${scrollBox('Command line', verbatim('code', 'class="command"', reproduceCommand(facts)))}`,
  );
}

function list(entries: readonly Entry[]): Html {
  return html`<dl class="entries">
    ${entries.map(
      (entry) =>
        html`<div>
          <dt>${entry.label}</dt>
          <dd>${values(entry)}</dd>
        </div>`,
    )}
  </dl>`;
}

/** White space of a value counts: a system prompt keeps its lines. */
function values({ values: lines, copyable }: Entry): HtmlValue {
  const shown = lines.map((line) => (copyable ? verbatim('code', 'class="value"', line) : html`${line}`));
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) return only;
  return html`<ul class="plain">
    ${shown.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

/** Two beside one another; more below one another, as a table of twenty columns is not read. */
function checkpointTable(groups: readonly EntryGroup[]): Html {
  const [base, tuned, ...more] = groups;
  if (base !== undefined && tuned !== undefined && more.length === 0) return sides([base, tuned]);
  return html`${groups.map(
    ({ title, entries }) =>
      html`<h4>${title}</h4>
        ${list(entries)}`,
  )}`;
}

function sides([base, tuned]: readonly [EntryGroup, EntryGroup]): Html {
  const mark = html` <span class="differs-mark"
    ><span aria-hidden="true">≠</span><span class="vh">differs</span></span
  >`;
  const rows = pairs(base.entries, tuned.entries).map(([label, left, right]) => {
    const differs = right?.differs === true;
    return html`<tr${differs && html` class="differs"`}><th scope="row">${label}${differs && mark}</th><td>${cell(left)}</td><td>${cell(right)}</td></tr>`;
  });
  return scrollBox(
    'Checkpoints',
    html`<table class="sides">
      <thead>
        <tr>
          <td></td>
          <th scope="col">${base.title}</th>
          <th scope="col">${tuned.title}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function cell(entry: Entry | null): HtmlValue {
  return entry === null ? html`<span class="absent">none</span>` : values(entry);
}

/** Entries of one label stand in one row; a label that occurs again gets a row again. What only tuned has comes last. */
function pairs(
  base: readonly Entry[],
  tuned: readonly Entry[],
): (readonly [label: string, base: Entry | null, tuned: Entry | null])[] {
  const rest = [...tuned];
  const rows = base.map((entry) => {
    const place = rest.findIndex(({ label }) => label === entry.label);
    return [entry.label, entry, place === -1 ? null : (rest.splice(place, 1)[0] ?? null)] as const;
  });
  return [...rows, ...rest.map((entry) => [entry.label, null, entry] as const)];
}
