-- Which payments of an order were given up, so that a question one of them asked before is answered no, however late it arrives.

ALTER TABLE "orders" ADD COLUMN "given_up" uuid[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the counters; tells when the sweeper must look at the order next.
-- A sweeper's claim (wake_at and attempts alone) is no change of the order.
create or replace function order_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'pending_reservation' then
      raise exception 'an order begins as pending_reservation, not as %', new.state;
    end if;
    new.wake_at := coalesce(new.wake_at, now() + interval '5 seconds');
    return new;
  end if;
  if (new.uid, new.number, new.user_id, new.currency, new.total_minor, new.delivery_minor)
      is distinct from (old.uid, old.number, old.user_id, old.currency, old.total_minor, old.delivery_minor) then
    raise exception 'what was ordered stays as it was placed (order %)', old.id;
  end if;
  if (new.state, new.payment_uid, new.prepaid, new.paid_minor, new.refunded_minor, new.shipping_address, new.expires_at,
      new.cancel_reason, new.given_up) is not distinct from (old.state, old.payment_uid, old.prepaid, old.paid_minor,
      old.refunded_minor, old.shipping_address, old.expires_at, old.cancel_reason, old.given_up) then
    return new;
  end if;
  if new.state <> old.state and not exists
      (select 1 from order_transitions where from_state = old.state and to_state = new.state) then
    raise exception 'order % may not go from % to %', old.id, old.state, new.state;
  end if;
  new.revision := old.revision + 1;
  new.updated_at := now();
  if new.state <> old.state or new.shipping_address <> old.shipping_address then
    new.version := old.version + 1;
  end if;
  new.attempts := 0;
  new.wake_at := case
    when new.state in ('pending_reservation', 'committing') then now() + interval '5 seconds'
    when new.state = 'awaiting_payment' then new.expires_at
    when new.state in ('cancel_pending', 'return_pending') and new.paid_minor = new.refunded_minor then now()
  end;
  return new;
end $$;
--> statement-breakpoint
-- Applies one move, its line of history and its facts, if the order still is at the revision the move was decided on.
-- `p_move`: to, by, actor_id, note, set {columns}, ttl_seconds, tell [{type, to, body}]. Answers whether it was applied.
create or replace function order_move(p_id bigint, p_revision integer, p_move jsonb) returns boolean language plpgsql as $$
declare
  v_set jsonb := coalesce(p_move -> 'set', '{}');
  v_from text;
  v_fact jsonb;
begin
  select state into v_from from orders where id = p_id and revision = p_revision for update;
  if not found then
    return false;
  end if;
  update orders set
    state = p_move ->> 'to',
    cancel_reason = coalesce(v_set ->> 'cancel_reason', cancel_reason),
    payment_uid = case when v_set ? 'payment_uid' then (v_set ->> 'payment_uid')::uuid else payment_uid end,
    prepaid = case when v_set ? 'prepaid' then (v_set ->> 'prepaid')::boolean else prepaid end,
    paid_minor = coalesce((v_set ->> 'paid_minor')::bigint, paid_minor),
    refunded_minor = coalesce((v_set ->> 'refunded_minor')::bigint, refunded_minor),
    shortage = coalesce(v_set -> 'shortage', shortage),
    given_up = case when v_set ? 'given_up' then array(select jsonb_array_elements_text(v_set -> 'given_up'))::uuid[]
      else given_up end,
    expires_at = case when p_move ? 'ttl_seconds'
      then greatest(expires_at, now() + make_interval(secs => (p_move ->> 'ttl_seconds')::integer)) else expires_at end
    where id = p_id;
  if v_from <> p_move ->> 'to' then
    insert into order_history (order_id, state, by, actor_id, note)
      values (p_id, p_move ->> 'to', p_move ->> 'by', (p_move ->> 'actor_id')::bigint, p_move ->> 'note');
  end if;
  for v_fact in select jsonb_array_elements(coalesce(p_move -> 'tell', '[]')) loop
    perform announce(v_fact ->> 'type', 'order', p_id::text, v_fact -> 'body',
      array(select jsonb_array_elements_text(v_fact -> 'to')));
  end loop;
  return true;
end $$;
