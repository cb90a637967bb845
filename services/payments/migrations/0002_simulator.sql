-- The books of the simulated provider: another company's, that happen to live in the same database. Each call is idempotent
-- by its key.

create schema psp;
--> statement-breakpoint
create table psp.charges (
  key uuid primary key,
  state text not null check (state in ('authorised', 'declined', 'captured', 'voided')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency char(3),
  captured_minor bigint not null default 0 check (captured_minor in (0, amount_minor)),
  refunded_minor bigint not null default 0 check (refunded_minor between 0 and captured_minor),
  reason text,
  reference text not null unique default 'sim_' || replace(uuidv7()::text, '-', ''),
  at timestamptz not null default now()
);
--> statement-breakpoint
create table psp.refunds (
  key uuid primary key,
  charge uuid not null references psp.charges,
  amount_minor bigint not null check (amount_minor > 0),
  state text not null check (state in ('succeeded', 'failed')),
  reference text not null unique default 'sim_re_' || replace(uuidv7()::text, '-', ''),
  at timestamptz not null default now()
);
--> statement-breakpoint
create function psp.authorise(p_key uuid, p_amount bigint, p_currency text, p_refusal text) returns psp.charges
language plpgsql as $$
declare v_charge psp.charges;
begin
  insert into psp.charges (key, state, amount_minor, currency, reason)
    values (p_key, case when p_refusal is null then 'authorised' else 'declined' end, p_amount, p_currency, p_refusal)
    on conflict do nothing;
  select * into v_charge from psp.charges where key = p_key;
  return v_charge;
end $$;
--> statement-breakpoint
create function psp.capture(p_key uuid) returns psp.charges language plpgsql as $$
declare v_charge psp.charges;
begin
  update psp.charges set state = 'captured', captured_minor = amount_minor where key = p_key and state = 'authorised';
  select * into v_charge from psp.charges where key = p_key;
  return v_charge;
end $$;
--> statement-breakpoint
-- An unknown key is noted as voided, so that an authorisation still on its way finds it so.
create function psp.void(p_key uuid) returns psp.charges language plpgsql as $$
declare v_charge psp.charges;
begin
  insert into psp.charges as c (key, state, amount_minor, reason) values (p_key, 'voided', 0, 'withdrawn')
    on conflict (key) do update set state = 'voided' where c.state = 'authorised';
  select * into v_charge from psp.charges where key = p_key;
  return v_charge;
end $$;
--> statement-breakpoint
create function psp.refund(p_key uuid, p_charge uuid, p_amount bigint) returns psp.refunds language plpgsql as $$
declare
  v_refund psp.refunds;
  v_left bigint;
begin
  select captured_minor - refunded_minor into v_left from psp.charges where key = p_charge for update;
  select * into v_refund from psp.refunds where key = p_key;
  if found then
    return v_refund;
  end if;
  insert into psp.refunds (key, charge, amount_minor, state)
    values (p_key, p_charge, p_amount, case when p_amount <= v_left then 'succeeded' else 'failed' end)
    returning * into v_refund;
  if v_refund.state = 'succeeded' then
    update psp.charges set refunded_minor = refunded_minor + p_amount where key = p_charge;
  end if;
  return v_refund;
end $$;
