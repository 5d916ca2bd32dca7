// A CycloneDX bill of materials of the extension's package: the packages that are in it, with the hashes that the lock file
// has of their archives. The same for the same sources. Format: CycloneDX 1.5, JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param folders of the packages, relative to `root` */
export function billOfMaterials(root, folders) {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
  const { name, version } = read('package.json');
  const lock = read('package-lock.json').packages;
  const components = folders.map((folder) =>
    component(read(join(folder, 'package.json')), lock[lockKey(folder)]),
  );
  const byUrl = new Map(components.map((one) => [one.purl, one]));
  const bill = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name, version } },
    components: [...byUrl.keys()].sort().map((url) => byUrl.get(url)),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** As package-lock.json names a folder, wherever node_modules really is. */
function lockKey(folder) {
  return folder.slice(folder.indexOf('node_modules/'));
}

function component({ name, version, license }, locked) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  if (locked === undefined) throw new Error(`${name} is not in package-lock.json.`);
  const [algorithm, hash] = locked.integrity.split('-', 2);
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [{ expression: String(license) }],
    hashes: [
      {
        alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
        content: Buffer.from(hash, 'base64').toString('hex'),
      },
    ],
  };
}
