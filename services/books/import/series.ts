// The series that many catalogues write into the title: "The Hunger Games (The Hunger Games, #1)".

export type TitleAndSeries = { title: string; series?: string; position?: string };

// The first series only: "Mickey Haller, #1; Harry Bosch Universe, #16". Its number may be a range, a list, a half or a part.
const first =
  /^(?:includes:\s*)?(.+?)[\s,:]*#\s*(\d[\d.]*(?:\s*[-–+&/,]\s*\d[\d.]*)*)(?:\s*[,:;]\s*(part\s+\d+(?:\s+of\s+\d+)?))?/i;
const longestPosition = 20;
// Longer ones are refused anyway, and patterns take their time with them.
const longestTitle = 2000;

/** Takes a series in brackets, with a number sign in them, from the end of a title. A title without one stays as it is. */
export function splitSeries(title: string): TitleAndSeries {
  if (!title.endsWith(')') || title.length > longestTitle) return { title };
  const opens = title.lastIndexOf('(');
  const bare = title.slice(0, Math.max(opens, 0)).trim();
  const [, series, number, part] = first.exec(title.slice(opens + 1, -1)) ?? [];
  if (bare === '' || series === undefined || number === undefined) return { title };
  const position = part && `${number}, ${part}`.length <= longestPosition ? `${number}, ${part}` : number;
  return { title: bare, series, position: position.slice(0, longestPosition) };
}
