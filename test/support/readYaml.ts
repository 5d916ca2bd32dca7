// YAML as plain data, by Prettier's parser: what a workflow file of GitHub has. No anchors, tags or types but text.
import { parsers } from 'prettier/plugins/yaml';

export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly (Node | null)[];
}

/** @throws SyntaxError where it is no YAML, Error at what a workflow does not use. */
export function readYaml(text: string): Yaml {
  return dataOf((parsers.yaml.parse as (text: string, options: object) => Node)(text, {}));
}

function dataOf(node: Node | null | undefined): Yaml {
  // A key without a value.
  if (node == null) return '';
  const { type, children = [], value = '' } = node;
  switch (type) {
    case 'root':
    case 'mappingValue':
    case 'mappingKey':
    case 'sequenceItem':
    case 'flowSequenceItem':
    case 'documentBody':
      return dataOf(children[0]);
    case 'document':
      return dataOf(children.find((child) => child?.type === 'documentBody'));
    case 'sequence':
    case 'flowSequence':
      return children.map(dataOf);
    case 'mapping':
    case 'flowMapping':
      return Object.fromEntries(
        children.map((item) => (item?.children ?? []).map(dataOf)) as [string, Yaml][],
      );
    case 'plain':
    case 'quoteSingle':
    case 'quoteDouble':
    case 'blockLiteral':
    case 'blockFolded':
      return value;
    default:
      throw new Error(`YAML of this kind is not read: ${type}`);
  }
}
