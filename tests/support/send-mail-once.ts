// One round of sending mail in a process of its own, for tests that kill it: DATABASE_URL, SMTP_URL, PUBLIC_URL.

import { openDatabase } from '#kit/database';
import { silentLog } from '#kit/log';
import { sendDueMail } from '#services/users/actions/send-mail';
import { openPost } from '#services/users/post';

const { DATABASE_URL: database = '', SMTP_URL: url = '', PUBLIC_URL: publicUrl = '' } = process.env;
const deps = { db: openDatabase(database), log: silentLog, settings: { PUBLIC_URL: publicUrl } };
const post = openPost({ url, from: 'Shop <shop@shop.test>', timeoutMs: 60_000 });
await sendDueMail(deps as unknown as Parameters<typeof sendDueMail>[0], post);
process.exit(0);
