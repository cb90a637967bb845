// The dashboard and the alarms ask for figures that there are, by labels that they have.

import { beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { rooms } from '#deploy/local/rooms';
import { type Shop, sharedShop } from '#tests/support/shop';

type Panel = {
  id: number;
  type: string;
  title: string;
  targets?: { expr: string }[];
  gridPos: { x: number; w: number };
};
type Dashboard = { panels: Panel[]; templating: { list: { name: string; definition?: string }[] } };
type Rule = { alert: string; expr: string; annotations: { summary: string }; labels: { severity: string } };

const root = join(import.meta.dir, '../..');
const dashboard = (await Bun.file(join(root, 'deploy/grafana/dashboard.json')).json()) as Dashboard;
const alarms = Bun.YAML.parse(await Bun.file(join(root, 'deploy/grafana/alarms.yaml')).text()) as {
  groups: { rules: Rule[] }[];
};
const rules = alarms.groups.flatMap((group) => group.rules);
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const listed = dashboard.templating.list.flatMap(({ definition }) => definition ?? []);

/** By name, the labels that figure has in some room. */
const figures = new Map<string, Set<string>>();
let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
  // A request of each kind, so that none is missing because nobody came yet.
  await fetch(`${shop.url()}/`);
  await Promise.all(rooms.map(async (room) => note(await (await fetch(`${shop.url(room)}/metrics`)).text())));
}, 90_000);

function note(text: string): void {
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{([^}]*)\})? /gm)) {
    const known = figures.get(name) ?? new Set<string>();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    figures.set(name, known);
  }
}

const words = new Set(
  'sum max min by rate increase histogram_quantile topk count label_values absent or and on le'.split(' '),
);
const bare = (expr: string) => expr.replace(/"[^"]*"/g, '').replace(/\[[^\]]*\]/g, '');
const labelsIn = (expr: string) => [
  ...[...bare(expr).matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => (list ?? '').split(/,\s*/)),
  ...[...bare(expr).matchAll(/(\w+)=/g)].map(([, label]) => label ?? ''),
];
const namesIn = (expr: string) =>
  [
    ...bare(expr)
      .replace(/\{[^}]*\}/g, '')
      .replace(/by \([^)]*\)/g, '')
      .matchAll(/[a-z]\w+/g),
  ]
    .map(([name]) => name)
    .filter((name) => !words.has(name) && name !== 'room');

test('every figure that is asked for is one that a room gives', () => {
  const asked = [...shown, ...listed, ...rules.map(({ expr }) => expr)];
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.flatMap(namesIn).filter((name) => !figures.has(name))).toEqual([]);
});

test('every label it is divided or chosen by is one that the figure has', () => {
  for (const expr of [...shown, ...rules.map((rule) => rule.expr)]) {
    const known = new Set(namesIn(expr).flatMap((name) => [...(figures.get(name) ?? [])]));
    expect({ expr, unknown: labelsIn(expr).filter((label) => !known.has(label)) }).toEqual({ expr, unknown: [] });
  }
});

test('a name that is not there would be seen', () => {
  expect(namesIn('sum by (room) (rate(http_reqests_total{room="x"}[5m]))')).toEqual(['http_reqests_total']);
  expect(labelsIn('sum by (rom) (rate(a_total{stat=~"5.."}[5m]))')).toEqual(['rom', 'stat']);
});

test('requests, NATS, pools, outboxes and the way of orders and money are all on the dashboard', () => {
  const asked = new Set(shown.flatMap(namesIn));
  const ours = [...figures.keys()].filter((name) =>
    /^(bus|pool|outbox|orders|payments|invariant|reconcile|http)_/.test(name),
  );
  expect(ours.length).toBeGreaterThan(20);
  const unseen = ours.filter((name) => !asked.has(name) && !/_(sum|created)$/.test(name));
  expect(unseen).toEqual([]);
});

test('panels fit their rows, each with a number of its own', () => {
  for (const { gridPos, title } of dashboard.panels)
    expect({ title, fits: gridPos.x + gridPos.w <= 24 }).toEqual({ title, fits: true });
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

test('brackets close, and every alarm says what it is about and how bad it is', () => {
  for (const expr of [...shown, ...rules.map((rule) => rule.expr)]) {
    const depth = [...expr].reduce((open, letter) => open + (letter === '(' ? 1 : letter === ')' ? -1 : 0), 0);
    expect({ expr, depth }).toEqual({ expr, depth: 0 });
  }
  for (const { annotations, labels, alert } of rules) {
    expect({ alert, severity: labels.severity }).toEqual({ alert, severity: expect.stringMatching(/^(page|warn)$/) });
    expect(annotations.summary.length).toBeGreaterThan(10);
  }
});
