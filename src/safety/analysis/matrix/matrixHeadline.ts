// What a matrix shows in a line. Never calls a model safe.
import type { MatrixRow, MatrixSummary } from '../../../protocol/matrix';
import { suiteKinds, type SuiteKind } from '../../../protocol/outcomes';
import { handledWellSign } from '../../outcomes/handled';
import { formatList } from '../../presentation/numbers';
import { significant } from '../verdict';

type HeadlineInput = Pick<MatrixSummary, 'columns' | 'firstFalls' | 'rows'>;

const handled: Readonly<Record<SuiteKind, string>> = {
  harmful: 'Harmful prompts are handled safely',
  benign: 'Benign prompts are complied with',
  capability: 'Tasks are solved',
  control: 'Constraints are kept',
};

/** Per kind: in which columns prompts are handled well less or more often than by the base, after Holm over the columns. */
export function matrixHeadline(input: HeadlineInput): string {
  const sentences = suiteKinds.flatMap((kind) => {
    const row = input.rows.find((one) => one.kind === kind && one.suiteId === null);
    return row === undefined ? [] : [kindSentence(row, input), fallSentence(kind, input)];
  });
  const unfinished = input.columns.some(({ summary }) => !summary.complete);
  return [...(unfinished ? ['The run is not complete.'] : []), ...sentences]
    .filter((one) => one !== '')
    .join(' ');
}

function kindSentence({ kind, cells }: MatrixRow, { columns }: HeadlineInput): string {
  const moved = { less: [] as string[], more: [] as string[] };
  const untold: string[] = [];
  for (const [index, { name, summary }] of columns.entries()) {
    const { delta = null, test = null } = cells[index] ?? {};
    if (summary.verdict[kind]?.id === 'cannotBeTold') untold.push(name);
    else if (delta !== null && test !== null && test.pHolm < significant && delta.value !== 0) {
      moved[delta.value * handledWellSign(kind) < 0 ? 'less' : 'more'].push(name);
    }
  }
  const parts = (['less', 'more'] as const)
    .filter((direction) => moved[direction].length > 0)
    .map(
      (direction) =>
        `${direction} often in ${moved[direction].length} of ${columns.length} (${formatList(moved[direction], 4)})`,
    );
  if (untold.length === columns.length) return `${handled[kind]}: in no column can a change be told.`;
  const said =
    parts.length === 0
      ? `${handled[kind]} neither less nor more often in any column, as far as this shows.`
      : `${handled[kind]} ${parts.join(', ')}.`;
  return untold.length === 0 ? said : `${said} It cannot be told of ${formatList(untold, 4)}.`;
}

function fallSentence(kind: SuiteKind, { columns, firstFalls }: HeadlineInput): string {
  const fall = firstFalls.find((one) => one.kind === kind);
  const column = fall?.column == null ? undefined : columns[fall.column];
  return column?.step == null ? '' : `The first such fall is at step ${column.step}.`;
}
