// Which prompt is selected, where it stands in the list, and its row. Sends the choice to the host, and follows the choices of other views.
import type { ComparisonRow, RowPage, RowQuery } from '../../../src/protocol/comparison';
import type { HostConnection } from '../../shared/hostConnection';
import { findPosition } from './findPosition';
import { initialListState, type ListState } from './listState';
import type { RowPages } from './rowPages';

export interface SelectionOptions {
  readonly host: Pick<HostConnection, 'request'>;
  readonly onChange: () => void;
  /** The selected row got a place in the list that should be in view. */
  readonly onPlaced: (index: number) => void;
  readonly onError: (error: unknown) => void;
}

export class Selection {
  id: number | null = null;
  /** In the current list; -1 where it is not in it, or not known. */
  index = -1;
  row: ComparisonRow | null = null;
  /** The selected prompt is not among the rows that the filter leaves. */
  outside = false;
  private list: ListState = initialListState;
  private pages: RowPages | null = null;
  /** Selections sent to the host whose echo has not come back. */
  private readonly echoes: number[] = [];
  /** Answers about an older selection are dropped. */
  private turn = 0;

  constructor(private readonly options: SelectionOptions) {}

  /**
   * Another list of rows is shown. `follow`: where the selected prompt is not in it, the first row is taken.
   * `stay`: the list stays where it is scrolled to.
   */
  async enter(
    list: ListState,
    pages: RowPages,
    { follow, stay = false }: { readonly follow: boolean; readonly stay?: boolean },
  ): Promise<void> {
    this.list = list;
    this.pages = pages;
    this.index = -1;
    if (this.id === null) {
      if ((pages.total ?? 0) > 0) await this.take(0, false);
      return;
    }
    await this.attempt(async (isCurrent) => {
      const { id } = this;
      if (id === null) return;
      await this.locate(id, isCurrent, stay);
      if (this.outside && follow && (pages.total ?? 0) > 0 && isCurrent()) await this.take(0, true);
      else if (this.row === null && isCurrent()) await this.loadRow(id, isCurrent);
    });
  }

  /** Selects the row at an index of the list. */
  async take(index: number, tell = true): Promise<void> {
    const { pages } = this;
    if (pages === null) return;
    this.index = index;
    this.options.onPlaced(index);
    this.options.onChange();
    await this.attempt(async (isCurrent) => {
      const row = await pages.fetch(index);
      if (!isCurrent() || row === null) return;
      this.id = row.id;
      this.row = row;
      this.outside = false;
      if (tell) this.tell(row.id);
    });
  }

  /** Selects a prompt wherever it is. */
  async jump(promptId: number, tell: boolean): Promise<void> {
    if (promptId === this.id) return;
    this.id = promptId;
    if (tell) this.tell(promptId);
    const index = this.pages?.indexOf(promptId) ?? null;
    if (index !== null) {
      await this.take(index, false);
      return;
    }
    this.index = -1;
    await this.attempt(async (isCurrent) => {
      await this.loadRow(promptId, isCurrent);
      if (isCurrent()) await this.locate(promptId, isCurrent);
    });
  }

  /** The host says what is selected: news, or the echo of what this view sent. */
  async received(promptId: number): Promise<void> {
    const at = this.echoes.indexOf(promptId);
    if (at >= 0) this.echoes.splice(0, at + 1);
    else await this.jump(promptId, false);
  }

  /** The rows have changed. */
  async refresh(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    await this.attempt((isCurrent) => this.loadRow(id, isCurrent));
  }

  private async loadRow(promptId: number, isCurrent: () => boolean): Promise<void> {
    const page = await this.ask({
      filter: { promptId },
      sort: 'runOrder',
      descending: false,
      offset: 0,
      limit: 1,
    });
    if (!isCurrent()) return;
    this.row = page.rows[0] ?? null;
    this.options.onChange();
  }

  private async locate(promptId: number, isCurrent: () => boolean, stay = false): Promise<void> {
    const { list, pages } = this;
    const { filter, sort, descending } = list;
    const within = await this.ask({ ...list, filter: { ...filter, promptId }, offset: 0, limit: 1 });
    if (!isCurrent() || pages === null) return;
    this.outside = within.total === 0;
    this.options.onChange();
    // In any other order there is no way to know the position without reading the list.
    const held = pages.indexOf(promptId);
    if (held === null && (this.outside || sort !== 'runOrder')) return;
    const idAt = async (offset: number): Promise<number | null> =>
      pages.row(offset)?.id ?? (await this.ask({ ...list, offset, limit: 1 })).rows[0]?.id ?? null;
    // Without a filter the number says it.
    const likely = descending ? (pages.total ?? 0) - promptId : promptId - 1;
    const index =
      held ??
      ((await idAt(Math.max(0, likely))) === promptId
        ? likely
        : await findPosition(promptId, pages.total ?? 0, descending, idAt));
    if (index === null || !isCurrent()) return;
    this.index = index;
    if (!stay) this.options.onPlaced(index);
  }

  private ask(query: RowQuery): Promise<RowPage> {
    return this.options.host.request('rows', { query });
  }

  private tell(promptId: number): void {
    this.echoes.push(promptId);
    const forget = (): void => {
      const at = this.echoes.indexOf(promptId);
      if (at >= 0) this.echoes.splice(at, 1);
    };
    this.options.host.request('select', { promptId }).then(forget, forget);
  }

  private async attempt(action: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const turn = ++this.turn;
    const isCurrent = (): boolean => turn === this.turn;
    try {
      await action(isCurrent);
    } catch (error) {
      if (isCurrent()) this.options.onError(error);
    }
    this.options.onChange();
  }
}
