// Writes one-column Parquet files for tests, false ones included: a page may say anything of what it holds.

type Field = readonly [id: number, value: Value];
type Value =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly list: readonly Value[] }
  | { readonly struct: readonly Field[] };

const types = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const;

export interface WrittenPage {
  /** As it lies in the file. */
  readonly data: Uint8Array;
  /** What the page says. */
  readonly unpacked: number;
  readonly values: number;
  /** Parquet's numbers; 0 is PLAIN. */
  readonly encoding?: number;
  /** 0 is none, 2 gzip, 4 brotli, 6 zstd. */
  readonly codec?: number;
  /** What the footer says. */
  readonly rows: number;
}

/** A required column `a` of 32-bit integers with one page. */
export function parquetBytes({ data, unpacked, values, rows, encoding = 0, codec = 0 }: WrittenPage): Buffer {
  const page = encode({
    struct: [
      [1, { i32: 0 }],
      [2, { i32: unpacked }],
      [3, { i32: data.length }],
      [
        5,
        {
          struct: [
            [1, { i32: values }],
            [2, { i32: encoding }],
            [3, { i32: 3 }],
            [4, { i32: 3 }],
          ],
        },
      ],
    ],
  });
  const length = page.length + data.length;
  const column: Value = {
    struct: [
      [1, { i32: 1 }],
      [2, { list: [{ i32: encoding }] }],
      [3, { list: [{ text: 'a' }] }],
      [4, { i32: codec }],
      [5, { i64: rows }],
      [6, { i64: length }],
      [7, { i64: length }],
      [9, { i64: 4 }],
    ],
  };
  const footer = encode({
    struct: [
      [1, { i32: 1 }],
      [
        2,
        {
          list: [
            {
              struct: [
                [4, { text: 'schema' }],
                [5, { i32: 1 }],
              ],
            },
            {
              struct: [
                [1, { i32: 1 }],
                [3, { i32: 0 }],
                [4, { text: 'a' }],
              ],
            },
          ],
        },
      ],
      [3, { i64: rows }],
      [
        4,
        {
          list: [
            {
              struct: [
                [
                  1,
                  {
                    list: [
                      {
                        struct: [
                          [2, { i64: 4 }],
                          [3, column],
                        ],
                      },
                    ],
                  },
                ],
                [2, { i64: length }],
                [3, { i64: rows }],
              ],
            },
          ],
        },
      ],
    ],
  });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(footer.length);
  return Buffer.concat([Buffer.from('PAR1'), page, data, footer, size, Buffer.from('PAR1')]);
}

/** Thrift's compact protocol. */
function encode(value: Value): Buffer {
  if ('i32' in value) return varint(BigInt(value.i32) << 1n);
  if ('i64' in value) return varint(BigInt(value.i64) << 1n);
  if ('text' in value) return Buffer.concat([varint(BigInt(value.text.length)), Buffer.from(value.text)]);
  if ('list' in value) {
    const [first] = value.list;
    const head = (value.list.length << 4) | (first === undefined ? 0 : typeOf(first));
    return Buffer.concat([Buffer.from([head]), ...value.list.map(encode)]);
  }
  const parts: Buffer[] = [];
  let before = 0;
  for (const [id, field] of value.struct) {
    parts.push(Buffer.from([((id - before) << 4) | typeOf(field)]), encode(field));
    before = id;
  }
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function typeOf(value: Value): number {
  for (const [name, type] of Object.entries(types)) if (name in value) return type;
  return 0;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
