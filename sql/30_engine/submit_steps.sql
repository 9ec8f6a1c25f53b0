create or replace function paper_internal.submit_steps(
    p_account paper_internal.accounts, p_steps paper_internal.step[]
) returns paper_internal.step[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_rows paper_internal.step[];
begin
    -- The rows that created the orders, in the order of the steps, as the account's fill model has it.
    if p_account.settings ->> 'fill_model' = 'market' then
        v_rows := paper_internal.trade(p_account, p_steps);
        return array(
            select r from unnest(v_rows) as r where r.order_type is not null and r.idempotency_key is not null
        );
    end if;
    return paper_internal.advance(p_account, p_steps);
end
$$;
