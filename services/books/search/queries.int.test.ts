// What readers type, and what they mean by it: a shelf of well-known books, and query after query with the book that must come first.

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type Room, startRoom } from '#tests/support/room';
import { books } from '../index.ts';
import { loadBooks } from '../repository/load.ts';
import { slugOf } from '../slug.ts';

/** title | author | series | ISBN */
const shelf = `
It | Stephen King | | 9780450411434
The Stand | Stephen King | | 9780307743688
The Hunger Games | Suzanne Collins | The Hunger Games | 9780439023481
Catching Fire | Suzanne Collins | The Hunger Games | 9780439023498
Mockingjay | Suzanne Collins | The Hunger Games | 9780439023511
Harry Potter and the Philosopher’s Stone | J.K. Rowling, Mary GrandPré | Harry Potter | 9780439554930
Harry Potter and the Chamber of Secrets | J.K. Rowling, Mary GrandPré | Harry Potter | 9780439064866
The Casual Vacancy | J.K. Rowling | | 9780316228534
To Kill a Mockingbird | Harper Lee | | 9780061120084
The Great Gatsby | F. Scott Fitzgerald | | 9780743273565
The Fault in Our Stars | John Green | | 9780525478812
The Hobbit | J.R.R. Tolkien | | 9780618260300
The Fellowship of the Ring | J.R.R. Tolkien | The Lord of the Rings | 9780618346257
The Two Towers | J.R.R. Tolkien | The Lord of the Rings | 9780618346264
The Catcher in the Rye | J.D. Salinger | | 9780316769174
Pride and Prejudice | Jane Austen | | 9780679783268
Pride and Prejudice and Zombies | Seth Grahame-Smith, Jane Austen | | 9781594743344
1984 | George Orwell | | 9780451524935
Animal Farm | George Orwell | | 9780452284241
One Hundred Years of Solitude | Gabriel García Márquez | | 9780060883287
Love in the Time of Cholera | Gabriel García Márquez | | 9780307389732
Les Misérables | Victor Hugo | | 9780451525260
Wuthering Heights | Emily Brontë | | 9780393978896
Jane Eyre | Charlotte Brontë | | 9780142437209
The Little Prince | Antoine de Saint-Exupéry | | 9780156012195
The Handmaid’s Tale | Margaret Atwood | | 9780385490818
The Unbearable Lightness of Being | Milan Kundera | | 9780571224388
Crime and Punishment | Fyodor Dostoyevsky | | 9780143058144
The Brothers Karamazov | Fyodor Dostoyevsky | | 9780374528379
Catch-22 | Joseph Heller | | 9780684833392
Slaughterhouse-Five | Kurt Vonnegut Jr. | | 9780385333849
Fahrenheit 451 | Ray Bradbury | | 9780307347978
The Girl with the Dragon Tattoo | Stieg Larsson, Reg Keeland | Millennium | 9780307269751
Gone Girl | Gillian Flynn | | 9780297859383
The Da Vinci Code | Dan Brown | Robert Langdon | 9780307277671
Angels & Demons | Dan Brown | Robert Langdon | 9780671027360
Memoirs of a Geisha | Arthur Golden | | 9780739326220
The Curious Incident of the Dog in the Night-Time | Mark Haddon | | 9781400032716
Where the Wild Things Are | Maurice Sendak | | 9780060254926
Charlotte’s Web | E.B. White, Garth Williams | | 9780064410939
A Room of One’s Own | Virginia Woolf | | 9780156787338
The No. 1 Ladies’ Detective Agency | Alexander McCall Smith | | 9781400034772
Norwegian Wood | Haruki Murakami | | 9780375704024
Smilla’s Sense of Snow | Peter Høeg | | 9780385315142
The Shadow of the Wind | Carlos Ruiz Zafón | | 9780143034902
She | H. Rider Haggard | | 9780140437638
We | Yevgeny Zamyatin | | 9780140185850
War and Peace | Leo Tolstoy | | 9780192833983
Война и мир | Лев Толстой | | 9785170878895
Ὀδύσσεια | Ὅμηρος | | 9780198145318
紅樓夢 | 曹雪芹 | | 9787020002207
Eine kurze Geschichte des Fußballs | Jörg Müller | | 9783499626005
`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));

let room: Room;
beforeAll(async () => {
  room = await startRoom(books);
  const list = shelf.map(([title = '', author = '', series = '', isbn = '']) => ({
    title,
    subtitle: null,
    author,
    isbn,
    slug: slugOf(title),
    description: title === 'Memoirs of a Geisha' ? 'A girl is sold; it is a story of the stars and of snow.' : '',
    priceMinor: 999,
    currency: 'USD',
    series: series || null,
    seriesPosition: null,
    publisher: null,
    publishedOn: null,
    firstPublished: null,
    language: 'en',
    pageCount: null,
    format: 'paperback' as const,
    coverUrl: null,
    received: title === 'Mockingjay' ? 0 : 3,
    categoryIds: [],
  }));
  await room.deps.db.transaction((query) => loadBooks(query, list, { reason: 'Delivery', actorId: null }));
}, 60_000);
afterAll(() => room.stop());

/** `first` is the title that must come first; `meant` what a mistyped query is read as. */
const queries: [kind: string, q: string, first: string, meant?: string][] = [
  ['stop words', 'it', 'It'],
  ['stop words', 'It', 'It'],
  ['stop words', 'we', 'We'],
  ['stop words', 'she', 'She'],
  ['stop words', 'it stephen king', 'It'],
  ['stop words', 'the stand', 'The Stand'],
  ['stop words', 'to kill a', 'To Kill a Mockingbird'],
  ['stop words', 'where the', 'Where the Wild Things Are'],
  ['whole titles', 'pride and prejudice', 'Pride and Prejudice'],
  ['whole titles', 'the hobbit', 'The Hobbit'],
  ['whole titles', 'hobbit', 'The Hobbit'],
  ['whole titles', '1984', '1984'],
  ['whole titles', 'fahrenheit 451', 'Fahrenheit 451'],
  ['whole titles', 'great gatsby', 'The Great Gatsby'],
  ['whole titles', 'one hundred years of solitude', 'One Hundred Years of Solitude'],
  ['case', 'THE GREAT GATSBY', 'The Great Gatsby'],
  ['case', 'gOnE gIrL', 'Gone Girl'],
  ['accents', 'garcia marquez solitude', 'One Hundred Years of Solitude'],
  ['accents', 'les miserables', 'Les Misérables'],
  ['accents', 'emily bronte', 'Wuthering Heights'],
  ['accents', 'saint-exupery', 'The Little Prince'],
  ['accents', 'zafon', 'The Shadow of the Wind'],
  ['accents', 'hoeg', 'Smilla’s Sense of Snow'],
  ['accents', 'geschichte fussballs', 'Eine kurze Geschichte des Fußballs'],
  ['accents', 'jorg muller', 'Eine kurze Geschichte des Fußballs'],
  ['accents nobody wrote', 'thé hóbbit', 'The Hobbit'],
  ['marks left out', 'handmaids tale', 'The Handmaid’s Tale'],
  ['marks left out', 'charlottes web', 'Charlotte’s Web'],
  ['marks left out', 'catch 22', 'Catch-22'],
  ['marks left out', 'slaughterhouse five', 'Slaughterhouse-Five'],
  ['marks left out', 'angels demons', 'Angels & Demons'],
  ['marks left out', 'a room of ones own', 'A Room of One’s Own'],
  ['marks', "the handmaid's tale", 'The Handmaid’s Tale'],
  ['marks', 'angels & demons', 'Angels & Demons'],
  ['initials', 'j.r.r. tolkien hobbit', 'The Hobbit'],
  ['initials', 'jrr tolkien hobbit', 'The Hobbit', 'j r r tolkien hobbit'],
  ['initials', 'j k rowling casual', 'The Casual Vacancy'],
  ['initials', 'jk rowling casual', 'The Casual Vacancy', 'j k rowling casual'],
  ['unfinished words', 'mockingb', 'To Kill a Mockingbird'],
  ['unfinished words', 'the curious inc', 'The Curious Incident of the Dog in the Night-Time'],
  ['unfinished words', 'crime dosto', 'Crime and Punishment'],
  ['author and title mixed', 'austen pride', 'Pride and Prejudice'],
  ['author and title mixed', 'orwell farm', 'Animal Farm'],
  ['author and title mixed', 'flynn gone', 'Gone Girl'],
  ['author and title mixed', 'murakami wood norwegian', 'Norwegian Wood'],
  ['an author’s name', 'harper lee', 'To Kill a Mockingbird'],
  ['an author’s name', 'woolf', 'A Room of One’s Own'],
  ['a series', 'lord of the rings towers', 'The Two Towers'],
  ['a series', 'millennium', 'The Girl with the Dragon Tattoo'],
  ['a title before its series', 'the hunger games', 'The Hunger Games'],
  ['a title that begins so before others', 'harry potter chamber', 'Harry Potter and the Chamber of Secrets'],
  ['a phrase', '"of the rings" towers', 'The Two Towers'],
  ['a phrase', '“time of cholera”', 'Love in the Time of Cholera'],
  ['not wanted', 'pride and prejudice -zombies', 'Pride and Prejudice'],
  ['not wanted', 'rowling -potter', 'The Casual Vacancy'],
  ['one letter wrong', 'gatsbi', 'The Great Gatsby', 'gatsby'],
  ['one letter too many', 'hobbit tolkienn', 'The Hobbit', 'hobbit tolkien'],
  ['one letter missing', 'hobit', 'The Hobbit', 'hobbit'],
  ['two letters wrong', 'dostoievski crime', 'Crime and Punishment', 'dostoyevsky crime'],
  ['three letters missing', 'slauterhous five', 'Slaughterhouse-Five', 'Slaughterhouse-Five'],
  ['a letter missing and two that changed places', 'farenhiet 451', 'Fahrenheit 451', 'fahrenheit 451'],
  ['letters that changed places', 'mocikngjay', 'Mockingjay', 'mockingjay'],
  ['two words mistyped', 'wuthring hights', 'Wuthering Heights', 'wuthering heights'],
  ['words run together', 'gonegirl', 'Gone Girl', 'Gone Girl'],
  ['words run together', 'animalfarm', 'Animal Farm', 'Animal Farm'],
  ['words taken apart', 'mocking jay', 'Mockingjay', 'Mockingjay'],
  ['an ISBN', '9780743273565', 'The Great Gatsby'],
  ['an ISBN with hyphens', '978-0-7432-7356-5', 'The Great Gatsby'],
  ['an ISBN with its name', 'ISBN: 978 0 7432 7356 5', 'The Great Gatsby'],
  ['an old ISBN', '0743273567', 'The Great Gatsby'],
  ['an old ISBN with hyphens', '0-7432-7356-7', 'The Great Gatsby'],
  ['an old ISBN that ends with X', '0-385-49081-X', 'The Handmaid’s Tale'],
  ['an old ISBN that ends with x', '038549081x', 'The Handmaid’s Tale'],
  ['an unfinished ISBN', '97807432735', 'The Great Gatsby'],
  ['Cyrillic', 'война и мир', 'Война и мир'],
  ['Cyrillic', 'толстой', 'Война и мир'],
  ['Greek without its accents', 'οδυσσεια', 'Ὀδύσσεια'],
  ['Chinese', '紅樓夢', '紅樓夢'],
  ['Chinese, the beginning', '紅樓', '紅樓夢'],
];

const ask = async (q: string, more = '') =>
  (await room.get(`/api/books/search/?q=${encodeURIComponent(q)}${more}`)).json as {
    results: { title: string; author: string; available: number }[];
    count: number;
    did_you_mean: string | null;
  };

describe('a reader who types', () => {
  for (const [kind, q, first, meant = null] of queries)
    test(`${kind}: ${q}`, async () => {
      const { results, did_you_mean } = await ask(q);
      expect([q, results[0]?.title, did_you_mean]).toEqual([q, first, meant]);
    });
});

describe('order', () => {
  test('the title itself, then a title that begins so, then the rest', async () => {
    const { results } = await ask('pride and prejudice');
    expect(results.map(({ title }) => title)).toEqual(['Pride and Prejudice', 'Pride and Prejudice and Zombies']);
  });
  test('title before author before series before description', async () => {
    const { results } = await ask('stars');
    expect(results.map(({ title }) => title)).toEqual(['The Fault in Our Stars', 'Memoirs of a Geisha']);
    const snow = await ask('snow');
    expect(snow.results.map(({ title }) => title)).toEqual(['Smilla’s Sense of Snow', 'Memoirs of a Geisha']);
  });
  test('of a series the volume of its name, then what is in stock', async () => {
    const { results } = await ask('hunger games');
    expect(results.map(({ title }) => title)).toEqual(['The Hunger Games', 'Catching Fire', 'Mockingjay']);
  });
  test('a filter narrows what is found and leaves the reading alone', async () => {
    const { results, did_you_mean } = await ask('hunger gmaes', '&in_stock=true');
    expect([did_you_mean, results.map(({ title }) => title)]).toEqual([
      'hunger games',
      ['The Hunger Games', 'Catching Fire'],
    ]);
  });
});

describe('nothing is found', () => {
  test.each(['xqzv', '"king stephen the"', '9780306406157', '!!!', 'gatsby -fitzgerald'])('for %s', async (q) => {
    expect(await ask(q)).toMatchObject({ count: 0, results: [], did_you_mean: null });
  });
});
