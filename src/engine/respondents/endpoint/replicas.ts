// Several servers that offer the same model, asked as if they were one. Which question goes where changes no question: its
// seed is its own.
import type { EndpointModel } from '../../../protocol/subjects';
import type { Outcome, Reading } from '../../network/httpClient';
import { endpointFailed, wasNotReached } from './endpointFailed';
import type { EndpointServer, ModelServer } from './endpointServer';
import type { Dialect } from './requestBody';

/** One that was lost gets nothing for so long, milliseconds; then one request, to see whether it is back. */
const rest = 30_000;

interface Replica {
  readonly server: ModelServer;
  underWay: number;
  /** Requests that it answered, in whatever way. */
  answered: number;
  /** When it was last lost, in the time of `now`; null: it answers. */
  lostAt: number | null;
  loadedAdapter: boolean;
}

export class Replicas implements ModelServer {
  readonly base: URL;
  private readonly replicas: readonly Replica[];

  /**
   * @param servers at least one; the first is the one that messages name
   * @param now milliseconds since any moment
   */
  constructor(
    servers: readonly [EndpointServer, ...EndpointServer[]],
    private readonly now: () => number,
  ) {
    this.base = servers[0].base;
    this.replicas = servers.map((server) => ({
      ...{ server, underWay: 0, answered: 0 },
      ...{ lostAt: null, loadedAdapter: false },
    }));
  }

  /**
   * Asks the replica with the fewest requests under way, and the others where that one cannot be reached. Lost only where all
   * of them are. @throws GuardrailError cancelled
   */
  async post<T>(
    route: 'chat/completions' | 'completions',
    bodyOf: (dialect: Readonly<Dialect>) => Record<string, unknown>,
    read: (body: string) => Reading<T>,
    signal?: AbortSignal,
  ): Promise<Outcome<T>> {
    const left = new Set(this.replicas);
    for (;;) {
      const replica = this.next(left);
      left.delete(replica);
      const outcome = await this.using(replica, () => replica.server.post(route, bodyOf, read, signal));
      if (outcome.kind !== 'lost') {
        replica.lostAt = null;
        replica.answered++;
        return outcome;
      }
      replica.lostAt = this.now();
      if (left.size === 0) return outcome;
    }
  }

  /**
   * Of all that can be reached. The context is the shortest one; null as EndpointServer says.
   * @throws GuardrailError endpointFailed (none is reached; one has no such model, or one over another base), cancelled
   */
  async findModel(name: string, signal?: AbortSignal): Promise<EndpointModel | null> {
    const listed = await this.onReachable(({ server }) => server.findModel(name, signal));
    const known = listed.filter((model) => model !== null);
    const [first] = known;
    if (first === undefined) return null;
    const other = known.find(({ parent }) => parent !== first.parent);
    if (other !== undefined) {
      throw endpointFailed(
        `The servers do not offer the same model: "${name}" is over ${other.parent ?? 'no other model'} on one of them, and over ${first.parent ?? 'no other model'} on another.`,
        'Name only servers that were started in the same way.',
      );
    }
    const contexts = known.flatMap(({ contextLength }) => contextLength ?? []);
    return { ...first, contextLength: contexts.length === 0 ? null : Math.min(...contexts) };
  }

  /** On all that can be reached. True where one of them loaded it now. @throws as EndpointServer */
  async loadAdapter(name: string, path: string, signal?: AbortSignal): Promise<boolean> {
    const loaded = await this.onReachable(async (replica) => {
      replica.loadedAdapter = await replica.server.loadAdapter(name, path, signal);
      return replica.loadedAdapter;
    });
    return loaded.includes(true);
  }

  /** Where it was loaded by this object. */
  async unloadAdapter(name: string): Promise<void> {
    const loaded = this.replicas.filter(({ loadedAdapter }) => loadedAdapter);
    await Promise.all(
      loaded.map(async (replica) => {
        replica.loadedAdapter = false;
        await replica.server.unloadAdapter(name);
      }),
    );
  }

  /** One that cannot be reached is left out from then on, until it answers again. */
  private async onReachable<T>(ask: (replica: Replica) => Promise<T>): Promise<T[]> {
    const asked = await Promise.allSettled(this.replicas.map(ask));
    const answers: T[] = [];
    const lost: unknown[] = [];
    for (const [index, result] of asked.entries()) {
      if (result.status === 'fulfilled') answers.push(result.value);
      else if (!wasNotReached(result.reason)) throw result.reason;
      else {
        lost.push(result.reason);
        const replica = this.replicas[index];
        if (replica !== undefined) replica.lostAt = this.now();
      }
    }
    if (answers.length === 0) throw lost[0];
    return answers;
  }

  /** Of those left. Where all of them are resting, the one that was lost first is asked all the same. */
  private next(left: ReadonlySet<Replica>): Replica {
    const [best] = [...left].sort((a, b) => {
      const ready = Number(this.isReady(b)) - Number(this.isReady(a));
      if (ready !== 0) return ready;
      if (!this.isReady(a)) return (a.lostAt ?? 0) - (b.lostAt ?? 0);
      return a.underWay - b.underWay || a.answered - b.answered;
    });
    if (best === undefined) throw new RangeError('No replica is left.');
    return best;
  }

  private isReady({ lostAt, underWay }: Replica): boolean {
    return lostAt === null || (underWay === 0 && this.now() - lostAt >= rest);
  }

  private async using<T>(replica: Replica, work: () => Promise<T>): Promise<T> {
    replica.underWay++;
    try {
      return await work();
    } finally {
      replica.underWay--;
    }
  }
}
