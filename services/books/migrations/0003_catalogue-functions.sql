-- Keeps what is derived from books in step, whoever writes; and the parts of search that are easier said in SQL.

create function fill_shelf_keys() returns trigger language plpgsql as $$
begin
  -- The lock lets no change of the book slip in between reading its keys here and the commit.
  select b.title_key, b.author_key, b.price_minor, b.published_key, b.created_at
    into new.title_key, new.author_key, new.price_minor, new.published_key, new.created_at
    from books b where b.id = new.book_id for share;
  select f.rating, f.units_sold into new.rating, new.units_sold
    from book_figures f where f.book_id = new.book_id for share;
  return new;
end $$;
--> statement-breakpoint
create trigger fill_shelf_keys before insert on book_categories for each row execute function fill_shelf_keys();
--> statement-breakpoint
create function follow_book() returns trigger language plpgsql as $$
begin
  update book_categories set title_key = new.title_key, author_key = new.author_key, price_minor = new.price_minor,
    published_key = new.published_key, created_at = new.created_at where book_id = new.id;
  return null;
end $$;
--> statement-breakpoint
create trigger follow_book after update on books for each row
  when ((old.title_key, old.author_key, old.price_minor, old.published_key, old.created_at)
    is distinct from (new.title_key, new.author_key, new.price_minor, new.published_key, new.created_at))
  execute function follow_book();
--> statement-breakpoint
create function follow_figures() returns trigger language plpgsql as $$
begin
  update book_categories set rating = new.rating, units_sold = new.units_sold where book_id = new.book_id;
  return null;
end $$;
--> statement-breakpoint
create trigger follow_figures after update on book_figures for each row
  when ((old.rating, old.units_sold) is distinct from (new.rating, new.units_sold))
  execute function follow_figures();
--> statement-breakpoint
create function learn_words() returns trigger language plpgsql as $$
begin
  insert into words (word)
    select distinct word from unnest(string_to_array(new.title_key || ' ' || new.author_key, ' ')) word
    where length(word) between 3 and 40 and word !~ '[0-9]'
    order by 1
    on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger learn_words_of_new after insert on books for each row execute function learn_words();
--> statement-breakpoint
create trigger learn_words_of_changed after update on books for each row
  when ((old.title_key, old.author_key) is distinct from (new.title_key, new.author_key))
  execute function learn_words();
--> statement-breakpoint
-- Patterns for "the author's name contains this". A single letter or two are taken as the beginning of a word: shorter than
-- a trigram, they would have the whole index read. Folded text holds no character that LIKE treats specially.
create function author_patterns(p_text text) returns text[] language sql immutable strict parallel safe as $$
  select case when fold(p_text) = '' then array[]::text[]
    when length(fold(p_text)) < 3 then array[fold(p_text) || '%', '% ' || fold(p_text) || '%']
    else array['%' || fold(p_text) || '%'] end
$$;
--> statement-breakpoint
-- What was asked for (see search/parse.ts) as a text search query; null where nothing is wanted. Whatever stands in the
-- words, the parser of Postgres reads it as text and never as an operator.
create function search_query(p_asked jsonb) returns tsquery language plpgsql immutable strict parallel safe as $$
declare
  v_query tsquery;
  v_part tsquery;
  v_text text;
begin
  for v_text in select jsonb_array_elements_text((p_asked -> 'words') || (p_asked -> 'phrases')) loop
    v_part := phraseto_tsquery('simple', fold(v_text));
    if numnode(v_part) > 0 then v_query := coalesce(v_query && v_part, v_part); end if;
  end loop;
  -- The mark of a prefix goes behind the last word, also where the word fell into several.
  v_text := phraseto_tsquery('simple', fold(p_asked ->> 'prefix'))::text;
  if v_text <> '' then
    v_part := (v_text || ':*')::tsquery;
    v_query := coalesce(v_query && v_part, v_part);
  end if;
  if v_query is null then return null; end if;
  for v_text in select jsonb_array_elements_text(p_asked -> 'without') loop
    v_part := phraseto_tsquery('simple', fold(v_text));
    if numnode(v_part) > 0 then v_query := v_query && !! v_part; end if;
  end loop;
  return v_query;
end $$;
--> statement-breakpoint
-- The letters of a word in alphabetical order: equal for words that differ only by letters that changed places.
create function letters_of(p_word text) returns text language sql immutable strict parallel safe as $$
  select string_agg(letter, '' order by letter) from string_to_table(p_word, null) letter
$$;
--> statement-breakpoint
-- What a folded word may have meant: up to six words of titles and authors at most two letters away (one for short words;
-- neighbours that changed places are the likeliest slip), the likeliest first. Every word is looked at: comparing letters stops at the
-- third difference, and goes through some five thousand words in a millisecond, where a trigram index would miss some.
create function similar_words(p_word text) returns table (word text, cost real) language sql stable strict as $$
  with near as (
    select w.word, levenshtein_less_equal(w.word, p_word, 2) as distance from words w
    where length(w.word) between length(p_word) - 2 and length(p_word) + 2 and length(p_word) between 3 and 40
      and levenshtein_less_equal(w.word, p_word, 2) between 1 and 2),
  judged as (
    select word, case when distance = 2 and letters_of(word) = letters_of(p_word) then 0.5 else distance end as distance
    from near)
  select word, (distance + 1 - similarity(word, p_word))::real from judged
  where distance <= case when length(p_word) < 5 then 1 else 2 end
  order by 2, 1 limit 6
$$;
--> statement-breakpoint
-- Books whose title and author resemble a folded text as a whole, for what cannot be mended word by word ("harrypotter").
create function nearest_books(p_text text, p_limit integer) returns table (id bigint, score integer)
language plpgsql stable strict set pg_trgm.word_similarity_threshold = 0.6 as $$
begin
  return query select b.id, round(1000 * word_similarity(p_text, b.title_key || ' ' || b.author_key))::int
    from books b
    where b.discontinued_at is null and p_text <% (b.title_key || ' ' || b.author_key)
    order by 2 desc, 1 limit p_limit;
end $$;
