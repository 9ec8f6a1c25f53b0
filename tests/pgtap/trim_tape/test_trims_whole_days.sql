begin;
select plan(9);

select paper.feed_quotes(array[row('A', '2026-03-01', 1, 2, 1, 1, 1), row('B', '2026-03-01', 1, 2, 1, 1, 1)]::paper.quote[]);
-- What was fed today becomes what was fed ten and nine days ago.
do $$
declare v_today integer := paper_internal.make_partition();
begin
    for v_era in v_today - 10..v_today - 9 loop
        execute format('create table paper_internal.tape_%s partition of paper_internal.tape for values from (%s) to (%s)', v_era, v_era, v_era + 1);
    end loop;
    update paper_internal.tape set era = v_today - 10 where ticker = 'A';
    update paper_internal.tape set era = v_today - 9 where ticker = 'B';
end
$$;
select throws_ok('select paper.trim_tape(null)', 'ZP004');
select throws_ok($$ select paper.trim_tape('-1 day') $$, 'ZP004');
select is_empty($$ select paper.trim_tape('20 days') $$, 'nothing is old enough');
select paper_test.plant_account('alpha');
insert into paper_internal.working (account_id, seq, ticker, seen_seq) values ('alpha', 2, 'A', 0);
select results_eq(
    'select day from paper.trim_tape()', $$ select (now() at time zone 'UTC')::date - 9 $$, 'a day that a working order has not seen stays'
);
select results_eq('select ticker from paper.quotes', $$ values ('A'::text collate "C") $$, 'with its data');
insert into paper_internal.watches (account_id, ticker, checked_seq) values ('alpha', 'A', 1);
select results_eq('select day from paper.trim_tape()', $$ select (now() at time zone 'UTC')::date - 10 $$, 'until the account has applied it');
select is_empty('select paper.trim_tape(''0'')', 'today stays');
select is(f::text, '(0,0,1,0)', 'what is gone is out of order when fed again')
from paper.feed_quotes(array[row('A', '2026-03-01', 1, 2, 1, 1, 1)]::paper.quote[]) as f;
select is(f::text, '(1,0,0,0)', 'and feeding goes on') from paper.feed_quotes(array[row('A', '2026-03-02', 1, 2, 1, 1, 2)]::paper.quote[]) as f;

select * from finish();
rollback;
