// What the Responses tab remembers when it is hidden, moved or reloaded.
import { initialDetailView, type DetailView } from '../../components/detailView';
import { isRecord } from '../../shared/hostConnection';
import { readListState, type ListState } from './listState';

export interface ResponsesMemory {
  readonly list: ListState;
  readonly selectedId: number | null;
  /** Index of the row at the top. */
  readonly topIndex: number;
  /** Share of the list beside the detail, in percent. */
  readonly share: number;
  readonly view: DetailView;
  /** Whether the answers of all checkpoints are shown below the pair's. */
  readonly everyCheckpoint: boolean;
}

/** What was remembered, as far as it makes sense. */
export function readMemory(value: unknown): ResponsesMemory {
  const record = isRecord(value) ? value : {};
  const view = isRecord(record['view']) ? record['view'] : {};
  return {
    list: readListState(record['list']),
    selectedId: wholeNumber(record['selectedId']),
    topIndex: wholeNumber(record['topIndex']) ?? 0,
    share: typeof record['share'] === 'number' ? Math.min(75, Math.max(15, record['share'])) : 35,
    view: {
      differences: view['differences'] !== false && initialDetailView.differences,
      control: view['control'] === true,
      rendered: view['rendered'] === true,
    },
    everyCheckpoint: record['everyCheckpoint'] === true,
  };
}

function wholeNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
