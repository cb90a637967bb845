import { expect, test } from 'bun:test';
import { Problem } from '#kit/problem';
import { postedFrom, readPosted } from './posted.ts';

test('fields are read as they were typed; a name given twice counts once', () => {
  const posted = postedFrom('a=1&b=%20x+y%20&a=2&%C3%A9=%C3%BC');
  expect([posted.text('a'), posted.text('b'), posted.trimmed('b'), posted.text('é'), posted.text('none')]).toEqual([
    '2',
    ' x y ',
    'x y',
    'ü',
    '',
  ]);
});

test('what fills a form again holds no secrets', () => {
  const posted = postedFrom('email=a&password=b&password2=c&current_password=d&csrf=e&token=f&payment_token=g');
  expect(posted.typed()).toEqual({ email: 'a' });
});

test('the id of a wish is the form’s own, or a new one where it is missing or odd', () => {
  expect(postedFrom('request_id=0198-abc').requestId()).toBe('0198-abc');
  for (const odd of ['', 'request_id=', 'request_id=a%20b', 'request_id=a%0d%0ab', `request_id=${'a'.repeat(101)}`]) {
    expect(postedFrom(odd).requestId()).toMatch(/^[0-9a-f-]{36}$/);
  }
});

const send = (body: string | null, type?: string) =>
  readPosted(new Request('http://localhost/', { method: 'POST', body, headers: type ? { 'content-type': type } : {} }));

test('only forms of our kind and size are read', async () => {
  const form = 'application/x-www-form-urlencoded';
  expect((await send('a=1', `${form}; charset=utf-8`)).text('a')).toBe('1');
  expect((await send(null)).text('a')).toBe('');
  for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x', '']) {
    expect(send('a=1', type)).rejects.toThrow(Problem);
  }
  expect(send(`a=${'x'.repeat(65_536)}`, form)).rejects.toMatchObject({ status: 413 });
});

test('a form of very many fields is cut, not followed', () => {
  const posted = postedFrom(Array.from({ length: 5000 }, (_, at) => `f${at}=1`).join('&'));
  expect([posted.text('f0'), posted.text('f4999')]).toEqual(['1', '']);
});
