CREATE INDEX "books_by_series" ON "books" USING btree ("series","id") WHERE series is not null and discontinued_at is null;--> statement-breakpoint
CREATE INDEX "books_by_publisher" ON "books" USING btree ("publisher","id") WHERE publisher is not null and discontinued_at is null;--> statement-breakpoint
-- As before, and in words of eight letters and more also two slips of which one is a pair that changed places: "farenhiet" is
-- three letters from "fahrenheit", but in alphabetical order only one.
create or replace function similar_words(p_word text) returns table (word text, cost real) language sql stable strict as $$
  with near as (
    select w.word, levenshtein_less_equal(w.word, p_word, 3) as distance from words w
    where length(w.word) between length(p_word) - 2 and length(p_word) + 2 and length(p_word) between 3 and 40
      and levenshtein_less_equal(w.word, p_word, case when length(p_word) < 8 then 2 else 3 end) between 1 and 3),
  judged as (
    select word, case
      when distance = 2 and letters_of(word) = letters_of(p_word) then 0.5
      when distance = 3 then case when levenshtein(letters_of(word), letters_of(p_word)) <= 1 then 1.5 else 3 end
      else distance end as distance
    from near)
  select word, (distance + 1 - similarity(word, p_word))::real from judged
  where distance <= case when length(p_word) < 5 then 1 else 2 end
  order by 2, 1 limit 6
$$;
