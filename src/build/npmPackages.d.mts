export function nativePackage(target: string): string;
export function packNpm(options?: {
  readonly folder?: string;
  readonly of?: readonly string[];
}): Promise<string[]>;
