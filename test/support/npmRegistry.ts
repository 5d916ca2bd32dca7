// A registry on loopback with the archives that it is given, and nothing else: what npm's client asks of a real one for an
// installation.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

export interface PublishedPackage {
  /** The manifest in the archive. */
  readonly manifest: { readonly name: string; readonly version: string };
  readonly archive: string;
}

export interface NpmRegistry {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startNpmRegistry(packages: readonly PublishedPackage[]): Promise<NpmRegistry> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    asked.push(path);
    const archive = packages.find((one) => path === `-/${basename(one.archive)}`);
    if (archive !== undefined) {
      response.end(readFileSync(archive.archive));
      return;
    }
    const found = packages.find(({ manifest }) => manifest.name === path);
    response.statusCode = found === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(found === undefined ? { error: 'not found' } : document(found, url())));
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function document({ manifest, archive }: PublishedPackage, url: string): object {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  const dist = { integrity, tarball: `${url}-/${basename(archive)}` };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
