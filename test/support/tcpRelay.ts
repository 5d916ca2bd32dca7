// A way to a server of this machine that a test cuts and joins again.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpRelay {
  /** Of the near end. */
  readonly address: string;
  /** What goes through ends at once, and nothing more is let in. */
  cut(): void;
  join(): void;
  end(): void;
}

/** @param port of the far end */
export async function tcpRelay(port: number): Promise<TcpRelay> {
  const open = new Set<Socket>();
  let joined = true;
  const server = createServer((near) => {
    if (!joined) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      // The other end's fault is told by its closing.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: near } = server.address() as AddressInfo;
  const cut = (): void => {
    joined = false;
    for (const socket of open) socket.destroy();
  };
  return {
    address: `http://127.0.0.1:${near}`,
    cut,
    join: () => {
      joined = true;
    },
    end: () => {
      cut();
      server.close();
    },
  };
}
