// What a page of a list costs: the very statements a list sends, told apart and explained with the pages of memory they touch.

import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Query } from '#kit/database';

type Plan = {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
};
export type Cost = {
  /** Pages of tables and indexes looked at. */
  buffers: number;
  /** The most rows that one sort was given. */
  sorted: number;
};

/** One connection that notes what is sent over it. */
export function openMeter(url: string) {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  let sent: { query: string; params: unknown[] }[] = [];
  const query = drizzle(client, { logger: { logQuery: (text, params) => void sent.push({ query: text, params }) } });
  const explain = async (one: { query: string; params: unknown[] }): Promise<Cost> => {
    const text = `explain (analyze, buffers, timing off, format json) ${one.query}`;
    const [found] = await client.unsafe(text, one.params as never[]);
    const told = found?.['QUERY PLAN'] as string | [{ Plan: Plan }];
    const [{ Plan: plan }] = typeof told === 'string' ? (JSON.parse(told) as [{ Plan: Plan }]) : told;
    return { buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], sorted: mostSorted(plan) };
  };
  return {
    query: query as unknown as Query,
    run: (text: string) => client.unsafe(text),
    /** What the page's own statement costs; the count beside it stops at a fixed figure and is the same for each page. */
    async costOf(list: () => Promise<unknown>): Promise<Cost> {
      sent = [];
      await list();
      const page = sent.find(({ query: text }) => /order by [\s\S]* limit /.test(text));
      if (!page) throw new Error('no statement of a page was sent');
      await explain(page);
      return explain(page);
    },
    close: () => client.end(),
  };
}

/** Sorts below a limit that read what is in order already take a handful of rows, however many there are. */
function mostSorted(plan: Plan): number {
  const below = plan.Plans ?? [];
  const own = plan['Node Type'] === 'Sort' ? Math.max(...below.map((one) => one['Actual Rows'])) : 0;
  return Math.max(own, ...below.map(mostSorted));
}
