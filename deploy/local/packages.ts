// Where an installed package is. Not asked of Bun: a process that began without node_modules, as the first start of a
// fresh checkout does, goes on finding packages in Bun's download cache, or not at all, after they were installed.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of a package in the nearest node_modules above `from`, or undefined. */
export function packageFolder(name: string, from: string = import.meta.dir): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}
