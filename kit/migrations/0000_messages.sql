-- What every room has: facts to deliver (outbox), facts already handled (inbox), and answers to repeated requests.

create table outbox (
  id uuid primary key default uuidv7(),
  type text not null,
  aggregate text not null,
  aggregate_id text not null,
  aggregate_seq integer not null,
  body jsonb not null,
  at timestamptz not null default now(),
  unique (aggregate, aggregate_id, aggregate_seq)
);
--> statement-breakpoint
create table outbox_delivery (
  event_id uuid not null references outbox on delete cascade,
  subscriber text not null,
  aggregate text not null,
  aggregate_id text not null,
  aggregate_seq integer not null,
  state text not null default 'pending' check (state in ('pending', 'parked', 'delivered')),
  attempts integer not null default 0,
  next_at timestamptz not null default now(),
  last_error text,
  delivered_at timestamptz,
  primary key (event_id, subscriber)
);
--> statement-breakpoint
create index outbox_delivery_due on outbox_delivery (next_at) where state <> 'delivered';
--> statement-breakpoint
create index outbox_delivery_order on outbox_delivery (subscriber, aggregate, aggregate_id, aggregate_seq) where state <> 'delivered';
--> statement-breakpoint
create table inbox (
  event_id uuid primary key,
  type text not null,
  at timestamptz not null default now()
);
--> statement-breakpoint
create table idempotency (
  principal text not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  state text not null check (state in ('running', 'finished')),
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz not null default now(),
  locked_until timestamptz not null,
  primary key (principal, route, key)
);
--> statement-breakpoint
create index idempotency_age on idempotency (created_at);
--> statement-breakpoint
-- Notes a fact and who must hear it. Called in the transaction that makes it true, from SQL functions or from the kit.
-- The sequence counts per aggregate; the caller holds the aggregate's row, the unique constraint guards the rest.
create function announce(p_type text, p_aggregate text, p_aggregate_id text, p_body jsonb, p_to text[])
returns uuid language plpgsql as $$
declare v_id uuid := uuidv7(); v_seq integer;
begin
  select coalesce(max(aggregate_seq), 0) + 1 into v_seq from outbox
    where aggregate = p_aggregate and aggregate_id = p_aggregate_id;
  insert into outbox (id, type, aggregate, aggregate_id, aggregate_seq, body)
    values (v_id, p_type, p_aggregate, p_aggregate_id, v_seq, p_body);
  insert into outbox_delivery (event_id, subscriber, aggregate, aggregate_id, aggregate_seq)
    select v_id, s, p_aggregate, p_aggregate_id, v_seq from unnest(p_to) s;
  return v_id;
end $$;
