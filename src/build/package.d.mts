export function vsixPath(target?: string): string;
export function stageExtension(stage: string): Promise<void>;
export function packVsix(stage: string, target: string, packagePath: string): Promise<void>;
