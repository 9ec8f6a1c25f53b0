begin;
select plan(7);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('five', 'buy', 5);
select paper_test.send('one', 'buy', 1);
select paper_test.send('rested', 'buy', 1, 'limit', 98);
select paper_test.send('three', 'sell', 3, 'limit', 110);
select paper_test.send('two', 'sell', 2, 'limit', 110);
select paper_test.quote('10:01', 96, 97);
select paper_test.quote('10:02', 111, 112);
select paper_test.match();
select results_eq(
    $$ select status::text from paper.orders $$, array['filled', 'filled', 'filled', 'filled', 'filled'], 'all are filled'
);

create function pg_temp.seq_of(p_key text) returns bigint
language sql
return (select o.seq from paper.orders as o where o.idempotency_key = p_key);

create function pg_temp.violations_of(p_column text, p_value text, variadic p_keys text[]) returns text[]
language sql
return paper_test.violations_after(format(
    'update paper_internal.orders set %I = %s where seq = any(%L)',
    p_column, pg_temp.seq_of(p_value), array(select pg_temp.seq_of(k) from unnest(p_keys) as k)
));

select is(paper_test.violations_after('select'), '{}', 'untouched books are right');
select is(
    pg_temp.violations_of('oco_seq', 'three', 'three', 'two'), '{group}', 'one of two should have cancelled the other'
);
select is(pg_temp.violations_of('parent_seq', 'five', 'three', 'two'), '{}', 'exits of an entry that filled at birth');
select is(pg_temp.violations_of('parent_seq', 'one', 'two'), '{group}', 'more than such an entry bought');
select is(pg_temp.violations_of('parent_seq', 'rested', 'two'), '{group}', 'more than an entry bought that rested');
select is(
    paper_test.violations_after(format(
        'update paper_internal.orders set replaces = %s where seq = %s;'
        'update paper_internal.orders set parent_seq = %s where seq = %s',
        pg_temp.seq_of('one'), pg_temp.seq_of('rested'), pg_temp.seq_of('rested'), pg_temp.seq_of('two')
    )), '{}', 'what the entry replaced counts for it'
);

select * from finish();
rollback;
