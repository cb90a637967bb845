// `bun tests/contract/accept.ts`: writes down the present shape of the API as the one that clients rely on.

import { join } from 'node:path';
import { compare, parse, print, shapeOf } from './shape.ts';
import { mergedDocument, openShop } from './shop.ts';

const file = Bun.file(join(import.meta.dir, 'openapi.snapshot'));
const shop = await openShop();
const after = shapeOf(await mergedDocument(shop));
const before = parse((await file.exists()) ? await file.text() : '');
const { breaks, additions } = compare(before, after);
await file.write(print(after));
const lines = [...breaks.map((line) => `! ${line}`), ...additions.map((line) => `+ ${line}`)];
process.stdout.write(`${lines.join('\n')}\n${breaks.length} breaking, ${additions.length} new: written down.\n`);
await shop.close();
process.exit(0);
