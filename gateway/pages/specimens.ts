// Every view in every state, in development.

import { Elysia } from 'elysia';
import { notFound } from '#kit/problem';
import { SpecimensPage } from '#views/specimens/index.tsx';
import type { Deps } from '../deps.ts';
import { checkSitsHere, isHomeGround } from '../home-ground.ts';
import { themeOf } from '../preferences.ts';
import { renderFramed, renderPage } from '../render.ts';
import type { Doors, Visit } from '../visit.ts';

export function specimens(deps: Deps, { page }: Doors) {
  const pages = new Elysia({ name: 'pages/specimens' });
  if (!isHomeGround(deps)) return pages;
  return pages
    .get(
      '/dev/views',
      page((visit) => index(deps, visit)),
    )
    .get(
      '/dev/views/:name',
      page((visit) => show(deps, visit)),
    );
}

/** Loaded when they are asked for: a shop in production holds none. */
async function collection() {
  const [{ specimens: all }, { data }, { draw }] = await Promise.all([
    import('#views/specimens/all.ts'),
    import('#views/specimens/data.ts'),
    import('#views/specimens/specimen.ts'),
  ]);
  return { all: all(data), data, draw };
}

async function index(deps: Deps, visit: Visit): Promise<Response> {
  checkSitsHere(visit);
  const { all } = await collection();
  const content = SpecimensPage({ names: all.map(({ name }) => name) });
  return renderPage(deps, visit, { title: 'Views', content, noindex: true });
}

async function show(deps: Deps, visit: Visit): Promise<Response> {
  checkSitsHere(visit);
  const { all, data, draw } = await collection();
  const found = all.find(({ name }) => name === decodeURIComponent(visit.params.name ?? ''));
  if (!found) throw notFound('view');
  const theme = themeOf(visit.query.get('theme'));
  const light = found.frame?.assets?.js === null;
  const assets = light ? deps.assets.light : deps.assets.addresses;
  return renderFramed(deps, visit, draw({ ...found, frame: { ...found.frame, theme, assets } }, data), assets);
}
