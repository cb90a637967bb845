-- The legal steps of a payment, guarded for every writer, the ledger, and the calls that change one: begin, move, end, refund.

insert into ledger_kinds (kind, debit, credit) values
  ('authorise', 'pending', 'customer'),
  ('capture', 'psp', 'pending'),
  ('void', 'customer', 'pending'),
  ('receive', 'till', 'customer'),
  ('refund', 'customer', 'psp'),
  ('refund_by_hand', 'customer', 'till');
--> statement-breakpoint
insert into payment_transitions (from_state, to_state, posts) values
  ('initiated', 'authorized', 'authorise'),
  ('initiated', 'declined', null),
  ('initiated', 'unknown', null),
  ('initiated', 'agreed', null),
  ('initiated', 'voided', null),
  ('unknown', 'authorized', 'authorise'),
  ('unknown', 'declined', null),
  ('unknown', 'voided', null),
  ('authorized', 'capturing', null),
  ('authorized', 'voiding', null),
  ('capturing', 'captured', 'capture'),
  ('capturing', 'voided', 'void'),
  ('voiding', 'voided', 'void'),
  ('agreed', 'captured', 'receive'),
  ('agreed', 'voided', null),
  ('captured', 'partially_refunded', null),
  ('captured', 'refunded', null),
  ('partially_refunded', 'refunded', null);
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the version; forgets the token; tells when the resolver must look next.
-- A resolver's claim (wake_at and attempts alone) is no change of the payment.
create function payment_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'initiated' then
      raise exception 'a payment begins as initiated, not as %', new.state;
    end if;
    new.wake_at := coalesce(new.wake_at, now() + interval '5 seconds');
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
    when new.state = 'unknown' then now() + interval '2 seconds'
    when new.state in ('initiated', 'authorized', 'capturing', 'voiding') then now() + interval '5 seconds'
  end;
  return new;
end $$;
--> statement-breakpoint
create trigger payment_guard before insert or update on payments for each row execute function payment_guard();
--> statement-breakpoint
create function money_kept() returns trigger language plpgsql as $$
begin
  raise exception '% of % is not possible: what happened to money is kept', lower(tg_op), tg_table_name;
end $$;
--> statement-breakpoint
create trigger money_kept before delete on payments for each row execute function money_kept();
--> statement-breakpoint
create trigger money_kept before delete on refunds for each row execute function money_kept();
--> statement-breakpoint
create trigger money_kept before update or delete on ledger_transactions for each row execute function money_kept();
--> statement-breakpoint
create trigger money_kept before update or delete on ledger_entries for each row execute function money_kept();
--> statement-breakpoint
create function refund_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'requested' then
      raise exception 'a refund begins as requested, not as %', new.state;
    end if;
    return new;
  end if;
  if (new.uid, new.payment_id, new.amount_minor) is distinct from (old.uid, old.payment_id, old.amount_minor) then
    raise exception 'what was to be refunded stays as it was (refund %)', old.id;
  end if;
  if new.state <> old.state and old.state in ('succeeded', 'failed') then
    raise exception 'refund % is over: %', old.id, old.state;
  end if;
  new.updated_at := now();
  return new;
end $$;
--> statement-breakpoint
create trigger refund_guard before insert or update on refunds for each row execute function refund_guard();
--> statement-breakpoint
-- Every transaction of the ledger adds up to nothing, looked at when the database transaction ends.
create function ledger_adds_up() returns trigger language plpgsql as $$
declare
  v_sum bigint;
  v_entries integer;
begin
  select coalesce(sum(amount_minor), 0), count(*) into v_sum, v_entries
    from ledger_entries where transaction_id = coalesce((to_jsonb(new) ->> 'transaction_id')::bigint, new.id);
  if v_sum <> 0 or v_entries < 2 then
    raise exception 'the ledger does not add up: % in % entries', v_sum, v_entries;
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger ledger_adds_up after insert on ledger_transactions deferrable initially deferred
  for each row execute function ledger_adds_up();
--> statement-breakpoint
create constraint trigger ledger_adds_up after insert on ledger_entries deferrable initially deferred
  for each row execute function ledger_adds_up();
--> statement-breakpoint
create view ledger_balances as
  select e.account, t.currency, sum(e.amount_minor)::bigint as amount_minor
  from ledger_entries e join ledger_transactions t on t.id = e.transaction_id group by e.account, t.currency;
--> statement-breakpoint
create function ledger_post(p_kind text, p_payment bigint, p_refund bigint, p_currency text, p_amount bigint,
    p_at timestamptz default now()) returns void language sql as $$
  with entered as (
    insert into ledger_transactions (kind, payment_id, refund_id, currency, at)
    values (p_kind, p_payment, p_refund, p_currency, p_at) returning id)
  insert into ledger_entries (transaction_id, account, amount_minor)
    select entered.id, side.account, side.amount from entered, ledger_kinds k,
      lateral (values (k.debit, p_amount), (k.credit, -p_amount)) side(account, amount)
    where k.kind = p_kind;
$$;
--> statement-breakpoint
-- Writes a payment before anything happens outside. `resumed`: this request made it before; `taken`: another payment holds
-- the order; `exhausted`: too many were declined within the hour.
create function payment_begin(p_payment jsonb, p_max_declines integer, out outcome text, out payment_id bigint)
language plpgsql as $$
declare
  v_placed_by bigint := (p_payment ->> 'placed_by')::bigint;
  v_order uuid := (p_payment ->> 'order_uid')::uuid;
begin
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
      values (uuidv7(), (p_payment ->> 'order_id')::bigint, v_order, (p_payment ->> 'user_id')::bigint,
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
-- Applies one step with its posting and its facts, if the payment still is where the step was decided.
-- `p_move`: to, reference, reason, detail, tell [{type, to, body}]. Answers whether it was applied.
create function payment_move(p_uid uuid, p_from text, p_move jsonb) returns boolean language plpgsql as $$
declare
  v_payment payments;
  v_posts text;
  v_fact jsonb;
begin
  select * into v_payment from payments where uid = p_uid for update;
  if not found or v_payment.state <> p_from then
    return false;
  end if;
  update payments set
    state = p_move ->> 'to',
    reference = coalesce(p_move ->> 'reference', reference),
    failure_reason = coalesce(p_move ->> 'reason', failure_reason),
    failure_detail = coalesce(p_move ->> 'detail', failure_detail)
    where id = v_payment.id;
  select posts into v_posts from payment_transitions where from_state = p_from and to_state = p_move ->> 'to';
  if v_posts is not null then
    perform ledger_post(v_posts, v_payment.id, null, v_payment.currency, v_payment.amount_minor);
  end if;
  for v_fact in select jsonb_array_elements(coalesce(p_move -> 'tell', '[]')) loop
    perform announce(v_fact ->> 'type', 'payment', v_payment.id::text, v_fact -> 'body',
      array(select jsonb_array_elements_text(v_fact -> 'to')));
  end loop;
  return true;
end $$;
--> statement-breakpoint
-- The order ended: whatever payment holds it is to be given up or given back. Answers that payment, once.
create function payment_end(p_order uuid, p_reason text) returns bigint language sql as $$
  update payments set ending_reason = p_reason
    where order_uid = p_order and state not in ('declined', 'voided', 'refunded') and ending_reason is null
    returning id;
$$;
--> statement-breakpoint
-- Writes a refund before the provider is asked. No amount: all that is left. `resumed`: this request made it before;
-- `other`: it asked for something else then; `open`: one is under way; `too-much`: more than is left; `not-paid`.
create function refund_begin(p_payment bigint, p_refund jsonb, out outcome text, out refund_id bigint, out left_minor bigint)
language plpgsql as $$
declare
  v_payment payments;
  v_earlier refunds;
  v_amount bigint := (p_refund ->> 'amount_minor')::bigint;
begin
  select * into v_payment from payments where id = p_payment for update;
  left_minor := v_payment.amount_minor - v_payment.refunded_minor;
  select * into v_earlier from refunds
    where placed_by = (p_refund ->> 'placed_by')::bigint and request_key = p_refund ->> 'request_key';
  if found then
    outcome := case when v_earlier.payment_id = p_payment and v_earlier.amount_minor = coalesce(v_amount, v_earlier.amount_minor)
      then 'resumed' else 'other' end;
    refund_id := v_earlier.id;
    return;
  end if;
  if v_payment.state not in ('captured', 'partially_refunded', 'refunded') then
    outcome := 'not-paid';
    return;
  end if;
  if exists (select 1 from refunds where payment_id = p_payment and state in ('requested', 'unknown')) then
    outcome := 'open';
    return;
  end if;
  v_amount := coalesce(v_amount, left_minor);
  if left_minor = 0 or v_amount > left_minor then
    outcome := 'too-much';
    return;
  end if;
  insert into refunds (uid, payment_id, amount_minor, reason, placed_by, request_key)
    values (uuidv7(), p_payment, v_amount, p_refund ->> 'reason', (p_refund ->> 'placed_by')::bigint, p_refund ->> 'request_key')
    returning id into refund_id;
  update payments set wake_at = now() + make_interval(secs => (p_refund ->> 'head_start_seconds')::integer) where id = p_payment;
  outcome := 'begun';
end $$;
--> statement-breakpoint
-- Applies one step of a refund, if it still is open. A success is posted, counted on the payment and told in the same call;
-- a failure of one that must happen is looked at again after a pause that grows to an hour.
create function refund_move(p_uid uuid, p_move jsonb) returns boolean language plpgsql as $$
declare
  v_refund refunds;
  v_payment payments;
  v_refunded bigint;
  v_fact jsonb;
begin
  -- The payment first, as refund_begin does, so that the two cannot wait for each other.
  select p.* into v_payment from payments p join refunds r on r.payment_id = p.id where r.uid = p_uid for update of p;
  select * into v_refund from refunds where uid = p_uid for update;
  if not found or v_refund.state not in ('requested', 'unknown') then
    return false;
  end if;
  update refunds set
    state = p_move ->> 'to',
    reference = coalesce(p_move ->> 'reference', reference),
    failure_reason = coalesce(p_move ->> 'reason', failure_reason)
    where id = v_refund.id;
  if p_move ->> 'to' <> 'succeeded' then
    update payments set wake_at = case
      when p_move ->> 'to' = 'unknown' then now() + interval '2 seconds'
      when ending_reason is not null then now() + make_interval(secs => least(3600, 30 * 2 ^
        (select least(count(*), 8) from refunds where payment_id = v_payment.id and state = 'failed')))
      end where id = v_payment.id;
    return true;
  end if;
  v_refunded := v_payment.refunded_minor + v_refund.amount_minor;
  -- A refund that succeeds leaves nothing to wake for; the guard says otherwise where the order ended and money is left.
  update payments set
    refunded_minor = v_refunded,
    state = case when v_refunded = amount_minor then 'refunded' else 'partially_refunded' end
    where id = v_payment.id;
  perform ledger_post(case when v_payment.provider = 'offline' then 'refund_by_hand' else 'refund' end,
    v_payment.id, v_refund.id, v_payment.currency, v_refund.amount_minor);
  for v_fact in select jsonb_array_elements(coalesce(p_move -> 'tell', '[]')) loop
    perform announce(v_fact ->> 'type', 'payment', v_payment.id::text,
      (v_fact -> 'body') || jsonb_build_object('refunded_minor', v_refunded),
      array(select jsonb_array_elements_text(v_fact -> 'to')));
  end loop;
  return true;
end $$;
--> statement-breakpoint
-- Takes up to `p_limit` payments that are due for a push, each for one resolver alone until it is due again. The pauses grow
-- to ten seconds.
create function payment_wake(p_limit integer) returns setof bigint language sql as $$
  update payments set attempts = attempts + 1,
      wake_at = now() + make_interval(secs => least(10, 2 ^ least(attempts, 5)) * (0.5 + 0.5 * random()))
    where id in (select id from payments where wake_at <= now() order by wake_at limit p_limit for update skip locked)
    returning id;
$$;
