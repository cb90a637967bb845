-- What orders asks to be given back in part: written down first, then refunded until it is met.

CREATE TABLE "refund_demands" (
	"uid" uuid PRIMARY KEY NOT NULL,
	"payment_id" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"reason" text NOT NULL,
	"met_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "demand_amount" CHECK ("refund_demands"."amount_minor" > 0)
);
--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "demand_uid" uuid;--> statement-breakpoint
ALTER TABLE "refund_demands" ADD CONSTRAINT "refund_demands_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "open_demands" ON "refund_demands" USING btree ("payment_id") WHERE "refund_demands"."met_at" is null;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_demand_uid_refund_demands_uid_fk" FOREIGN KEY ("demand_uid") REFERENCES "public"."refund_demands"("uid") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
create trigger money_kept before delete on refund_demands for each row execute function money_kept();
--> statement-breakpoint
-- Guards every writer, also one with psql; keeps the version; forgets the token; tells when the resolver must look next.
-- A resolver's claim (wake_at and attempts alone) is no change of the payment.
create or replace function payment_guard() returns trigger language plpgsql as $$
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
    when new.state in ('captured', 'partially_refunded')
      and exists (select 1 from refund_demands where payment_id = new.id and met_at is null) then now()
    when new.state = 'unknown' then now() + interval '2 seconds'
    when new.state in ('initiated', 'authorized', 'capturing', 'voiding') then now() + interval '5 seconds'
  end;
  return new;
end $$;
--> statement-breakpoint
-- Writes a refund before the provider is asked. No amount: all that is left. `resumed`: this request made it before;
-- `other`: it asked for something else then; `open`: one is under way; `too-much`: more than is left; `not-paid`.
create or replace function refund_begin(p_payment bigint, p_refund jsonb, out outcome text, out refund_id bigint, out left_minor bigint)
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
  -- What orders asks for was taken once; where staff gave some of it back already, the rest is all there is.
  if p_refund ->> 'demand_uid' is not null then
    v_amount := least(v_amount, left_minor);
  end if;
  if left_minor = 0 or v_amount > left_minor then
    outcome := 'too-much';
    return;
  end if;
  insert into refunds (uid, payment_id, amount_minor, reason, placed_by, request_key, demand_uid)
    values (uuidv7(), p_payment, v_amount, p_refund ->> 'reason', (p_refund ->> 'placed_by')::bigint,
      p_refund ->> 'request_key', (p_refund ->> 'demand_uid')::uuid)
    returning id into refund_id;
  update payments set wake_at = now() + make_interval(secs => (p_refund ->> 'head_start_seconds')::integer) where id = p_payment;
  outcome := 'begun';
end $$;
--> statement-breakpoint
-- Applies one step of a refund, if it still is open. A success is posted, counted on the payment and told in the same call;
-- a failure of one that must happen is looked at again after a pause that grows to an hour.
create or replace function refund_move(p_uid uuid, p_move jsonb) returns boolean language plpgsql as $$
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
      when ending_reason is not null or v_refund.demand_uid is not null then now() + make_interval(secs => least(3600, 30 * 2 ^
        (select least(count(*), 8) from refunds where payment_id = v_payment.id and state = 'failed')))
      end where id = v_payment.id;
    return true;
  end if;
  update refund_demands set met_at = now() where uid = v_refund.demand_uid;
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
-- Notes what orders wants given back of the payment that holds the order, once. It is done at once where the money is there,
-- else when it has come; a payment that was given up has nothing to give. Answers the payment to look at, or null.
create function refund_demand(p_order uuid, p_uid uuid, p_amount bigint, p_reason text) returns bigint language plpgsql as $$
declare
  v_payment payments;
begin
  select * into v_payment from payments where order_uid = p_order and state not in ('declined', 'voided') for update;
  if not found then
    return null;
  end if;
  insert into refund_demands (uid, payment_id, amount_minor, reason, met_at)
    values (p_uid, v_payment.id, p_amount, p_reason, case when v_payment.state = 'refunded' then now() end)
    on conflict do nothing;
  if not found or v_payment.state not in ('captured', 'partially_refunded') then
    return null;
  end if;
  update payments set wake_at = now() where id = v_payment.id;
  return v_payment.id;
end $$;
