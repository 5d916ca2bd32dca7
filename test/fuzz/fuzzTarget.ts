// What a parser of outside input is to the fuzzer.
import type { ErrorCode } from '../../src/protocol/errors';
import type { Random } from '../../src/safety/random';

export interface FuzzTarget {
  /** Of letters, digits and dashes. */
  readonly name: string;
  /** What is made of a good input to get a bad one. */
  readonly mutate: (sample: Uint8Array, random: Random) => Uint8Array;
  /** What an error may have as its code; every other error is a finding. */
  readonly codes: readonly ErrorCode[];
  /** Further errors by which this parser refuses. */
  readonly refuses?: (error: unknown) => boolean;
  /** Makes what each case needs, in a folder of its own. */
  readonly open: (folder: string) => Promise<OpenTarget> | OpenTarget;
}

export interface OpenTarget {
  /** Good inputs: each is read without an error before the first case. */
  readonly samples: readonly Uint8Array[];
  /** Inputs that may be refused as they are, to be mutated too. */
  readonly others?: readonly Uint8Array[];
  /**
   * Reads an input as the product does, and returns what it says: no number in that may be other than finite.
   * @throws what the parser throws; Corruption where what it says contradicts the input.
   */
  readonly read: (input: Uint8Array) => unknown;
  readonly close?: () => Promise<void> | void;
}

/** The parser took an input and says something false of it. */
export class Corruption extends Error {}
