/**
 * Text from people for an attribute's value. Kita escapes the double quote in attributes but leaves the ampersand, so that
 * a stored `a&quot;b` would come back as `a"b` in an edit form.
 */
export const attribute = (text: string): string => text.replaceAll('&', '&amp;');
