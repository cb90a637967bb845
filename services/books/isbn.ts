// International Standard Book Numbers: the shop keeps thirteen digits, people write them in many ways.

// "ISBN-10" may be the whole label, or "ISBN" followed by a number that begins with 10: both readings are tried.
const labels = [/^isbn[\s:]*/i, /^isbn[\s-]*1[03][\s:]*/i];
/** Hyphens and dashes of every kind, spaces and dots that people and typesetters put between the groups. */
const separators = /[\s.\u00ad\u2010-\u2015\u2212-]/g;
const longestSpelling = 60;

/** `0-306-40615-2`, `978-0-306-40615-7`, `ISBN 9780306406157` → `9780306406157`; null where it is no ISBN or its check digit is wrong. */
export function toIsbn13(text: string): string | null {
  if (text.length > longestSpelling) return null;
  for (const label of labels) {
    const isbn = fromDigits(text.trim().replace(label, '').replace(separators, '').toUpperCase());
    if (isbn !== null) return isbn;
  }
  return null;
}

function fromDigits(digits: string): string | null {
  if (/^97[89]\d{10}$/.test(digits)) return checkDigit13(digits.slice(0, 12)) === digits[12] ? digits : null;
  if (!/^\d{9}[\dX]$/.test(digits) || checkDigit10(digits.slice(0, 9)) !== digits[9]) return null;
  const body = `978${digits.slice(0, 9)}`;
  return body + checkDigit13(body);
}

function checkDigit13(twelve: string): string {
  return String((10 - (weighted(twelve, (at) => (at % 2 === 0 ? 1 : 3)) % 10)) % 10);
}

function checkDigit10(nine: string): string {
  const check = (11 - (weighted(nine, (at) => 10 - at) % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

const weighted = (digits: string, weight: (at: number) => number): number =>
  [...digits].reduce((sum, digit, at) => sum + Number(digit) * weight(at), 0);
