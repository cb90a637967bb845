-- What orders asks to be given back is given back once, also where two see to it at the same moment.

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
  -- Nothing is left of what was given back since the caller looked.
  if p_refund ->> 'demand_uid' is not null then
    v_amount := case when exists (select 1 from refund_demands
      where uid = (p_refund ->> 'demand_uid')::uuid and payment_id = p_payment and met_at is null)
      then least(v_amount, left_minor) else 0 end;
  end if;
  if v_amount = 0 or left_minor = 0 or v_amount > left_minor then
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
