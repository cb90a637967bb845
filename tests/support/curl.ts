// As much of curl as the README uses, for machines without it: -s, -X, -H, -d and a URL.

const words = process.argv.slice(2);
const headers = new Headers();
let method: string | undefined;
let body: string | undefined;
let url = '';
for (let at = 0; at < words.length; at++) {
  const word = words[at] ?? '';
  if (word === '-X') method = words[++at];
  else if (word === '-d') body = words[++at];
  else if (word === '-H') {
    const [name = '', value = ''] = (words[++at] ?? '').split(/:\s*(.*)/s);
    headers.set(name, value);
  } else if (!word.startsWith('-')) url = word;
}
const answer = await fetch(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body });
process.stdout.write(await answer.text());

export {};
