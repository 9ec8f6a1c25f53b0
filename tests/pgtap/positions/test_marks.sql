begin;
select plan(6);

create function pg_temp.marked(p_mark text) returns setof text language plpgsql as $$
begin
    perform paper.update_settings('alpha', gen_random_uuid()::text, jsonb_build_object('mark', p_mark));
    return query
    select concat_ws(
        ' ', p.ticker, trim_scale(p.current_price), trim_scale(p.market_value), trim_scale(p.unrealized_pnl)
    )
    from paper.positions as p
    order by p.ticker;
end
$$;

select paper.open_account('alpha', 1000);
select from paper.submit_order('alpha', 'long', 'AAPL', 'buy', 3, 'limit', 100);
insert into paper_internal.positions (account_id, ticker, quantity, avg_entry_price, realized_pnl, updated_at)
values ('alpha', 'SHORT', -2, 5, 0, '2026-01-05 10:00+00');
select paper_test.quote('10:00', 104, 109);
select paper_test.quote('10:00', 4, 7, p_ticker => 'SHORT');

select results_eq(
    $$ select * from pg_temp.marked('last') $$, array['AAPL 106.5 319.5 19.5', 'SHORT 5.5 -11 -1'],
    'no trade yet: the middle of the quote'
);
select paper_test.trade('10:01', 103);
select paper_test.bar('10:01', '10:02', 103, 103, 102, 102);
select results_eq(
    $$ select * from pg_temp.marked('last') $$, array['AAPL 103 309 9', 'SHORT 5.5 -11 -1'], 'the last trade'
);
select results_eq(
    $$ select * from pg_temp.marked('mid') $$, array['AAPL 106.5 319.5 19.5', 'SHORT 5.5 -11 -1'], 'the middle'
);
select results_eq(
    $$ select * from pg_temp.marked('bid_ask') $$, array['AAPL 104 312 12', 'SHORT 7 -14 -4'],
    'the bid for what is long, the ask for what is short'
);
select results_eq(
    $$ select * from pg_temp.marked('close') $$, array['AAPL 102 306 6', 'SHORT 5.5 -11 -1'],
    'the close of the bar; of what has none the middle'
);
select paper_test.quote('10:03', 203, 205);
select results_eq(
    $$ select * from pg_temp.marked('mid') $$, array['AAPL 204 612 312', 'SHORT 5.5 -11 -1'], 'it moves with the market'
);

select * from finish();
rollback;
