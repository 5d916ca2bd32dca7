export const takenSources: readonly {
  readonly title: string;
  readonly files: readonly string[];
  readonly from: string;
  readonly licence: string;
  readonly holder: string;
}[];
