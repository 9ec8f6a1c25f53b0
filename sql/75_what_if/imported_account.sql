create or replace function paper_internal.imported_account(
    p_lines jsonb[], p_account_id text, p_request jsonb
) returns paper_internal.accounts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts := jsonb_populate_record(
        null::paper_internal.accounts, p_lines[2] -> 'account'
    );
    v_filter bytea := decode(repeat('00', 32), 'hex');
    v_ticker text;
begin
    -- The row of the account that these lines are of, as one of the caller.
    v_account.account_id := p_account_id;
    v_account.owner := paper_internal.actor();
    -- The ids of its orders stay, unless they are those of an account that is here.
    if exists (select from paper_internal.accounts as a where a.prefix = v_account.prefix) then
        v_account.prefix := paper_internal.new_prefix();
    end if;
    v_account.origin := jsonb_build_object('request', p_request, 'seq', v_account.seq) || case
        when paper_internal.is_foreign(p_lines) then jsonb_build_object('foreign_tape_to', v_account.seq)
        when v_account.origin ? 'foreign_tape_to'
            then jsonb_build_object('foreign_tape_to', v_account.origin -> 'foreign_tape_to')
        else '{}'
    end;
    for v_ticker in
        select l.line #>> '{position,ticker}' from unnest(p_lines) as l (line) where l.line ? 'position'
    loop
        v_filter := set_bit(v_filter, paper_internal.ticker_bit(v_ticker), 1);
    end loop;
    v_account.position_filter := v_filter;
    return v_account;
end
$$;
