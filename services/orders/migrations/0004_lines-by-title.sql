-- Orders are found by the titles of their lines, as people type them. Both extensions are trusted ones, so the owner of the
-- database may add them.
create extension if not exists unaccent;
--> statement-breakpoint
create extension if not exists pg_trgm;
--> statement-breakpoint
-- Text as people compare it: no case, no accents, no punctuation, single spaces. "L’Étranger", "letranger" and "LETRANGER"
-- are one; "J.R.R. Tolkien" is "j r r tolkien". Letters of other scripts stay as they are. Declared immutable although
-- unaccent is only stable: its rules are a file of the server that we never change.
create function fold(p_text text) returns text language plpgsql immutable strict parallel safe as $$
begin
  -- Decomposed, so that accents are characters of their own; combining marks and invisible characters go.
  p_text := regexp_replace(normalize(p_text, NFKD), '[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]', '', 'g');
  -- Composed again for the scripts whose marks are not accents; unaccent spells out what has no accent to lose: ø, ß, æ, ł.
  p_text := replace(lower(public.unaccent('public.unaccent', normalize(p_text, NFKC))), '''', '');
  return btrim(regexp_replace(p_text, '[[:punct:][:space:][:cntrl:]]+', ' ', 'g'));
end $$;
--> statement-breakpoint
CREATE INDEX "items_by_title" ON "order_items" USING gin (fold("title") gin_trgm_ops);
