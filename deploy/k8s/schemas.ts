// Holds manifests against the API's own schemas, offline: what must be there and of which kind, and that nothing is there that
// Kubernetes would not know, such as a member whose name is misspelt, which it drops without a word.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from './manifests.ts';

const root = join(import.meta.dir, '../..');
const nameOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;

/** `autoscaling/v2` and the like; those without a group are at the top. */
const pathOf = ({ apiVersion, kind }: Manifest): string => `kubernetes-models/${apiVersion}/${kind}`;

/** One sentence for each manifest that is wrong. */
export async function faultsIn(manifests: Manifest[]): Promise<string[]> {
  const wrong = await Promise.all(manifests.map(faultOf));
  return [...wrong.filter((fault) => fault !== null), ...unknownMembers(manifests)];
}

type Model = new (data: object) => { validate(): void };

async function faultOf(manifest: Manifest): Promise<string | null> {
  const models = (await import(pathOf(manifest))) as Record<string, Model>;
  const { [manifest.kind]: Kind } = models;
  if (!Kind) return `${nameOf(manifest)}: ${manifest.apiVersion} has no such kind`;
  try {
    new Kind(manifest).validate();
    return null;
  } catch (error) {
    return `${nameOf(manifest)}: ${error instanceof Error ? error.message : error}`;
  }
}

/** The schemas let unknown members pass, types do not: each manifest is written as a literal of its type and type-checked. */
function unknownMembers(manifests: Manifest[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'colophon-manifests-'));
  try {
    const lines = manifests.map(
      (one, at) =>
        `import type { I${one.kind} as Type${at} } from '${pathOf(one)}'; export const manifest${at}: Type${at} = ${JSON.stringify(one)};`,
    );
    writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(compilation));
    const checked = Bun.spawnSync([process.execPath, join(root, 'node_modules/typescript7/bin/tsc'), '-p', folder]);
    const said = checked.stdout.toString().trim();
    if (checked.exitCode !== 0 && said === '') return [`The type check failed: ${checked.stderr}`];
    return said === ''
      ? []
      : said
          .split('\n')
          .filter((line) => line.includes('error'))
          .map((line) => named(line, manifests));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const named = (line: string, manifests: Manifest[]): string => {
  const at = Number(/manifests\.ts\((\d+),/.exec(line)?.[1] ?? 0) - 1;
  const manifest = manifests[at];
  return `${manifest ? nameOf(manifest) : 'manifests'}: ${line.replace(/^.*?error /, '')}`;
};

const compilation = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'esnext',
    types: [],
    paths: { 'kubernetes-models/*': [`${root}/node_modules/kubernetes-models/*`] },
  },
  files: ['manifests.ts'],
};
