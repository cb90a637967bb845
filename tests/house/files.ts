// The project's files as the house rules see them: what git tracks or would track.

import { join } from 'node:path';

export const root = join(import.meta.dir, '../..');
export type Source = { path: string; text: string };

const listed = Bun.spawnSync({ cmd: ['git', 'ls-files', '--cached', '--others', '--exclude-standard'], cwd: root });
const walked = () =>
  [...new Bun.Glob('**/*').scanSync({ cwd: root, dot: true })].filter(
    (path) => !/^(node_modules|\.git|\.data)\//.test(path),
  );

/** Every file's path. Outside a git checkout (an unpacked archive) the folder is walked instead. */
export const paths: string[] = (listed.success ? listed.stdout.toString().trim().split('\n') : walked()).sort();

export const read = (path: string): Promise<string> => Bun.file(join(root, path)).text();

export const sources: Source[] = await Promise.all(
  paths.filter((path) => /\.tsx?$/.test(path)).map(async (path) => ({ path, text: await read(path).catch(() => '') })),
);

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('tests/');
export const room = (path: string): string => path.split('/')[0] ?? '';

/** `path:line` of each match, for a failure that can be clicked. */
export function places(source: Source, pattern: RegExp): string[] {
  return source.text
    .split('\n')
    .flatMap((line, at) =>
      pattern.test(withoutComment(line)) ? [`${source.path}:${at + 1}  ${line.trim().slice(0, 100)}`] : [],
    );
}

const withoutComment = (line: string): string => line.replace(/(^|\s)\/\/.*$/, '').replace(/^\s*\/?\*.*$/, '');
