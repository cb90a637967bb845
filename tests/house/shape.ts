// Names, places and lengths.

import { isTest, paths, read, room, sources } from './files.ts';

export const services = ['users', 'books', 'orders', 'payments', 'reviews'];
const fixed = [
  'README.md',
  'index.ts',
  'deps.ts',
  'routes.ts',
  'messages.ts',
  'model.ts',
  'actions.ts',
  'rules.ts',
  'present.ts',
  'repository.ts',
  'schema.ts',
  'seed.ts',
];

/** A part that grew into a folder of the same name still counts. */
export function missingFiles(): string[] {
  return services.flatMap((service) =>
    fixed
      .filter(
        (file) =>
          !paths.includes(`services/${service}/${file}`) &&
          !paths.some((path) => path.startsWith(`services/${service}/${file.replace('.ts', '/')}`)),
      )
      .map((file) => `services/${service}/${file} is missing: five services, one shape`),
  );
}

export async function missingHeadings(): Promise<string[]> {
  const headings = ['Owns', 'Answers', 'Announces', 'Listens to'];
  const found = await Promise.all(
    services.map(async (service) => ({ service, text: await read(`services/${service}/README.md`).catch(() => '') })),
  );
  return found.flatMap(({ service, text }) =>
    headings
      .filter((heading) => !text.includes(heading))
      .map((heading) => `services/${service}/README.md does not say what the room ${heading.toLowerCase()}`),
  );
}

const vague = /(^|\/)(utils?|helpers?|common|misc|shared|types|constants|manager)(\.[a-z]+)*$/;
export const vagueNames = (): string[] =>
  paths.filter((path) => vague.test(path)).map((path) => `${path}: name its subject`);

export const kebab = (): string[] =>
  sources
    .map(({ path }) => path)
    .filter((path) => !/^[a-z0-9./-]+$/.test(path.replace(/\.d\.ts$/, '')) || /[A-Z_]/.test(path));

export const markupOutsideViews = (): string[] =>
  paths.filter((path) => path.endsWith('.tsx') && room(path) !== 'views' && !isTest(path));

export const inlineCode = (): string[] =>
  sources
    .filter(({ path }) => path.startsWith('views/') && path.endsWith('.tsx') && !isTest(path))
    .flatMap(({ path, text }) =>
      [
        [/\sstyle=/, 'an inline style'],
        [/\bawait\b/, 'await in a view'],
        [/\son[a-z]+=|hx-on/, 'an inline handler'],
        [/\bas 'safe'/, 'a cast that switches the escape check off'],
        [/<[a-z][\w-]*(\s[^<>]*)?\{\s*\.\.\.(?!fixed|htmx|hx)/, 'a spread of unknown attributes on a tag'],
      ].flatMap(([pattern, what]) => ((pattern as RegExp).test(text) ? [`${path}: ${what}`] : [])),
    );

/** What exceeds the limits today, with its number; a number may only fall. */
const ratchet: Record<string, number> = {};

export function longFiles(): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    const limit = ratchet[path] ?? (isTest(path) ? 500 : 300);
    return lines > limit ? [`${path} has ${lines} lines, the limit is ${limit}: look for the second subject`] : [];
  });
}

const opening = /^(\s*)(export )?(async )?(function\b|const \w+ = (async )?(\([^)]*\)|\w+)(: [^=]+)? => \{$)/;

/** Functions over 60 lines; the doors' chains of routes are lists, not functions. */
export function longFunctions(): string[] {
  return sources
    .filter(({ path }) => !isTest(path) && !/\/routes(\/[\w-]+)?\.ts$/.test(path) && !path.startsWith('views/'))
    .flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, at) => {
        const indent = opening.exec(line)?.[1];
        if (indent === undefined) return [];
        const end = lines.findIndex(
          (other, below) => below > at && (other === `${indent}}` || other === `${indent}};`),
        );
        return end - at > 60 ? [`${path}:${at + 1} is ${end - at} lines long; the limit is 60`] : [];
      });
    });
}
