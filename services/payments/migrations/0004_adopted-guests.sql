-- A guest who signs in to an account: what was paid as the guest is the account's from then on.

CREATE TABLE "adopted_guests" (
	"guest_id" bigint PRIMARY KEY NOT NULL,
	"user_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
create trigger money_kept before update or delete on adopted_guests for each row execute function money_kept();
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the version; forgets the token; tells when the resolver must look next.
-- A resolver's claim (wake_at and attempts alone) is no change of the payment. Whose it is changes in one way: from a guest
-- to the account that took the guest over, and that alone.
create or replace function payment_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'initiated' then
      raise exception 'a payment begins as initiated, not as %', new.state;
    end if;
    new.wake_at := coalesce(new.wake_at, now() + interval '5 seconds');
    return new;
  end if;
  if new.user_id <> old.user_id then
    if to_jsonb(new) - 'user_id' <> to_jsonb(old) - 'user_id' or not exists
        (select 1 from adopted_guests where guest_id = old.user_id and user_id = new.user_id) then
      raise exception 'payment % stays the payment of account %', old.id, old.user_id;
    end if;
    return new;
  end if;
  if (new.uid, new.order_id, new.order_uid, new.user_id, new.amount_minor, new.currency, new.method, new.provider)
      is distinct from
     (old.uid, old.order_id, old.order_uid, old.user_id, old.amount_minor, old.currency, old.method, old.provider) then
    raise exception 'what was to be paid stays as it was (payment %)', old.id;
  end if;
  if (new.state, new.refunded_minor, new.ending_reason) is not distinct from
     (old.state, old.refunded_minor, old.ending_reason) then
    return new;
  end if;
  if new.state <> old.state and not exists
      (select 1 from payment_transitions where from_state = old.state and to_state = new.state) then
    raise exception 'payment % may not go from % to %', old.id, old.state, new.state;
  end if;
  if new.refunded_minor < old.refunded_minor then
    raise exception 'payment %: what was given back stays given back', old.id;
  end if;
  new.version := old.version + 1;
  new.updated_at := now();
  new.attempts := 0;
  if new.state not in ('initiated', 'unknown') then
    new.token := null;
  end if;
  new.wake_at := case
    when new.state in ('declined', 'voided', 'refunded') then null
    when new.ending_reason is not null and (new.state <> 'captured' or new.amount_minor > 0) then now()
    when new.state in ('captured', 'partially_refunded')
      and exists (select 1 from refund_demands where payment_id = new.id and met_at is null) then now()
    when new.state = 'unknown' then now() + interval '2 seconds'
    when new.state in ('initiated', 'authorized', 'capturing', 'voiding') then now() + interval '5 seconds'
  end;
  return new;
end $$;
--> statement-breakpoint
-- Writes a payment before anything happens outside. What a guest still pays who was taken over meanwhile is the account's.
-- `resumed`: this request made it before; `taken`: another payment holds the order; `exhausted`: too many were declined
-- within the hour.
create or replace function payment_begin(p_payment jsonb, p_max_declines integer, out outcome text, out payment_id bigint)
language plpgsql as $$
declare
  v_placed_by bigint := (p_payment ->> 'placed_by')::bigint;
  v_order uuid := (p_payment ->> 'order_uid')::uuid;
  v_user bigint := (p_payment ->> 'user_id')::bigint;
begin
  -- Against a guest who is taken over meanwhile: that takes this lock alone.
  perform pg_advisory_xact_lock_shared(1, v_user::integer);
  v_user := coalesce((select user_id from adopted_guests where guest_id = v_user), v_user);
  loop
    select id into payment_id from payments where placed_by = v_placed_by and request_key = p_payment ->> 'request_key';
    if payment_id is not null then
      outcome := 'resumed';
      return;
    end if;
    if p_max_declines <= (select count(*) from payments
        where order_uid = v_order and state = 'declined' and created_at > now() - interval '1 hour') then
      outcome := 'exhausted';
      return;
    end if;
    insert into payments (uid, order_id, order_uid, user_id, placed_by, request_key, request_fingerprint, amount_minor,
        currency, method, provider, token, wake_at)
      values (uuidv7(), (p_payment ->> 'order_id')::bigint, v_order, v_user,
        v_placed_by, p_payment ->> 'request_key', p_payment ->> 'request_fingerprint', (p_payment ->> 'amount_minor')::bigint,
        p_payment ->> 'currency', p_payment ->> 'method', p_payment ->> 'provider', p_payment ->> 'token',
        now() + make_interval(secs => (p_payment ->> 'head_start_seconds')::integer))
      on conflict do nothing returning id into payment_id;
    if payment_id is not null then
      outcome := 'begun';
      return;
    end if;
    select id into payment_id from payments where order_uid = v_order and state not in ('declined', 'voided');
    if payment_id is not null then
      outcome := 'taken';
      return;
    end if;
    -- What stood in the way has gone since: once more.
  end loop;
end $$;
--> statement-breakpoint
-- Gives an account what was paid as this guest, and what still comes. Said again it changes nothing.
create function payment_adopt(p_guest bigint, p_user bigint) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(1, p_guest::integer);
  insert into adopted_guests (guest_id, user_id) values (p_guest, p_user) on conflict do nothing;
  if not exists (select 1 from adopted_guests where guest_id = p_guest and user_id = p_user) then
    raise exception 'guest % was taken over by another account', p_guest;
  end if;
  update payments set user_id = p_user where user_id = p_guest;
end $$;
