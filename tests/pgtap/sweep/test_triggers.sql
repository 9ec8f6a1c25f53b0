begin;
select plan(14);

-- Each kind of order, and data that just reach it or just do not.
create function pg_temp.swept(p_kind text, p_feed text) returns text[] language plpgsql as $$
declare v_found text[];
begin
    begin
        perform paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;
        insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, born)
        values ('alpha', 2, 'A', p_kind::paper_internal.trigger_kind, case p_kind when 'any' then null else 10 end, '1');
        execute p_feed;
        v_found := (select s.account_ids from paper.sweep() as s);
        raise exception using errcode = 'ZZ000';
    exception when sqlstate 'ZZ000' then return v_found;
    end;
end
$$;
create function pg_temp.q(p_ticker text, p_bid numeric, p_ask numeric) returns text language sql
return format('select paper.feed_quotes(array[row(%L, ''2026-03-01'', %L, %L, 1, 1, null)]::paper.quote[])', p_ticker, p_bid, p_ask);
create function pg_temp.b(p_high numeric, p_low numeric) returns text language sql
return format('select paper.feed_bars(array[row(''A'', ''2026-03-01'', ''2026-03-02'', %2$s, %1$s, %2$s, %2$s, 1)]::paper.bar[])', p_high, p_low);
create function pg_temp.t(p_price numeric) returns text language sql
return format('select paper.feed_trades(array[row(''A'', ''2026-03-01'', %s, 1, null)]::paper.trade[])', p_price);
select paper_test.plant_account('alpha');

select is(pg_temp.swept(kind, feed), case when found then '{alpha}' else '{}'::text[] end, kind || ' ' || what)
from (
    values
    ('buy_limit', pg_temp.q('A', 1, 10), true, 'ask at it'), ('buy_limit', pg_temp.q('A', 1, 10.1), false, 'ask above'),
    ('sell_limit', pg_temp.q('A', 10, 20), true, 'bid at it'), ('sell_limit', pg_temp.q('A', 9.9, 20), false, 'bid below'),
    ('buy_stop', pg_temp.q('A', 1, 10), true, 'ask at it'), ('buy_stop', pg_temp.q('A', 1, 9.9), false, 'ask below'),
    ('sell_stop', pg_temp.q('A', 10, 20), true, 'bid at it'), ('sell_stop', pg_temp.q('A', 10.1, 20), false, 'bid above'),
    ('buy_limit', pg_temp.b(20, 10), true, 'low at it'), ('sell_limit', pg_temp.b(10, 5), true, 'high at it'),
    ('buy_stop', pg_temp.t(10), true, 'print at it'), ('sell_stop', pg_temp.t(10.1), false, 'print above'),
    ('any', pg_temp.q('A', 1, 2), true, 'any datum'), ('any', pg_temp.q('B', 1, 2), false, 'of another ticker')
) as v (kind, feed, found, what);

select * from finish();
rollback;
