// From a stored comparison to its numbers: of one pair, and of all columns.
import { defaultMargin, type ComparisonFacts, type MissingAnswer } from '../../protocol/comparison';
import { GuardrailError } from '../../protocol/errors';
import type { MatrixSummary } from '../../protocol/matrix';
import type { ComparisonSummary } from '../../protocol/summary';
import { analyse } from '../../safety/analysis/analyse';
import type { AnalysisInput } from '../../safety/analysis/analysisInput';
import { analyseMatrix } from '../../safety/analysis/matrix/analyseMatrix';
import { pairsOnly } from '../../safety/analysis/pairsOnly';
import { checkComparability } from '../../safety/comparability/checkComparability';
import { exactColumn, roundingPrecision } from '../../safety/subjects/exactBase';
import type { ComparisonStore } from '../store/comparisonStore';
import { responsesByColumn, responsesOfContrast } from '../store/judgedResponses';

/** Of the store's pair. */
export function summarize(store: ComparisonStore): ComparisonSummary {
  return analyse(
    inputOf(store, store.describe(), {
      ...sharedOf(store),
      ...precisionOf(store),
      responses: store.judgedResponses(),
      missing: store.missing(),
    }),
  );
}

/** Of all columns, each against the base and against the others. @throws GuardrailError invalidRequest where there is one alone */
export function summarizeMatrix(store: ComparisonStore): MatrixSummary {
  const facts = store.describe();
  const { columns } = facts;
  if (columns === undefined) {
    throw new GuardrailError(
      'invalidRequest',
      'The comparison has one tuned subject, so there is no matrix of several.',
      'Ask for its summary.',
    );
  }
  const responses = responsesByColumn(store.judgedColumns(), columns.length);
  const shared = { ...sharedOf(store), ...precisionOf(store) };
  const matrix = analyseMatrix(
    columns.map(({ name, step, tuned, gate }, index) => {
      const own = store.forColumn(index);
      const answers = { responses: responses[index] ?? [], missing: own.missing() };
      return { name, step, input: inputOf(own, { ...facts, tuned, gate }, { ...shared, ...answers }) };
    }),
    store.runCurve(),
  );
  return { ...matrix, costs: store.costs(columns.length) };
}

/** The store's tuned subject against another one in the place of the base. @throws GuardrailError invalidRequest */
export function summarizeContrast(store: ComparisonStore, against: number): ComparisonSummary {
  const other = store.forColumn(against);
  const facts = store.describe();
  const { column = 0, tuned, spec } = facts;
  const { tuned: first, spec: ofOther } = other.describe();
  const ofFirst = other.missing().filter(({ side }) => side === 'tuned');
  const missing = [
    ...ofFirst.map((one): MissingAnswer => ({ ...one, side: 'base' })),
    ...store.missing().filter(({ side }) => side === 'tuned'),
  ];
  const responses = responsesOfContrast(store.judgedColumns(), against, column);
  const input = inputOf(store, facts, { ...sharedOf(store), responses, missing });
  return analyse({
    ...input,
    // Labels were drawn of pairs with the base.
    labels: [],
    baseName: first?.name ?? 'base',
    gate:
      first === null || tuned === null
        ? []
        : checkComparability(first, tuned, null, { ...spec, base: ofOther.tuned }),
  });
}

/** What every column of a file has in common. */
type Shared = Pick<AnalysisInput, 'judges' | 'manifests' | 'precision' | 'prompts'>;

function sharedOf(store: ComparisonStore): Shared {
  return { manifests: store.manifests(), prompts: store.prompts(), judges: store.judges() };
}

/** Nothing where the base is computed exactly, or where the file is from before this was measured. */
function precisionOf(store: ComparisonStore): Pick<AnalysisInput, 'precision'> {
  const { spec } = store.describe();
  const precision = roundingPrecision(spec.base);
  if (precision === null || spec.exactBase === undefined) return {};
  const column = exactColumn(spec);
  if (column === null) {
    const notMeasured = spec.exactBase === 'declined' ? 'declined' : 'tooLarge';
    return { precision: { precision, notMeasured, pair: null, kl: null } };
  }
  const exact = store.forColumn(column);
  const missing = exact.missing();
  const pair = { responses: pairsOnly(exact.judgedResponses(), missing), missing };
  return { precision: { precision, notMeasured: null, pair, kl: store.precisionKl() } };
}

/** `facts`: of the store's pair, which takes long to read where there are many columns. */
function inputOf(
  store: ComparisonStore,
  facts: ComparisonFacts,
  { responses, missing, ...shared }: Shared & Pick<AnalysisInput, 'missing' | 'responses'>,
): AnalysisInput {
  const complete = facts.status === 'complete';
  return {
    baseName: facts.base?.name ?? 'base',
    tunedName: facts.tuned?.name ?? 'tuned',
    ...shared,
    responses: complete ? responses : pairsOnly(responses, missing),
    labels: store.labels(),
    missing,
    gate: facts.gate,
    margin: facts.spec.margin ?? defaultMargin,
    complete,
    seed: facts.spec.settings.seed,
  };
}
