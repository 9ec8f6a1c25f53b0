begin;
select plan(23);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 20, 'limit', 98);
create temp table lines as select e as line, n from paper.export_account('alpha') with ordinality as e (e, n);

-- What can be made of the lines with a digest that is right.
create function pg_temp.sealed(p_lines jsonb[]) returns jsonb[] language sql
return p_lines || jsonb_build_object('end', jsonb_build_object(
    'lines', cardinality(p_lines), 'sha256', paper_internal.digest_of(p_lines)
));
create function pg_temp.changed(p_n integer, p_path text[], p_value jsonb) returns jsonb[] language sql
return pg_temp.sealed(array(
    select case when l.n = p_n then jsonb_set(l.line, p_path, p_value) else l.line end
    from lines as l where l.n < (select max(n) from lines) order by l.n
));

select is(
    (paper.import_account(pg_temp.changed(1, '{account_id}', '"beta"'))).account_id, 'beta', 'so these lines are good'
);
select throws_ok($$ select paper.import_account(null) $$, 'ZP011', null, 'nothing');
select throws_ok($$ select paper.import_account('{}') $$, 'ZP011', null, 'no lines');
select throws_ok($$ select paper.import_account(array[null]::jsonb[]) $$, 'ZP011', null, 'an empty line');
select throws_ok($$ select paper.import_account(array['1', '2']::jsonb[]) $$, 'ZP011', null, 'other JSON');
select throws_ok(
    $$ select paper.import_account(array(select line from lines where n < 9 order by n), 'x') $$, 'ZP011', null, 'cut off'
);
select throws_ok(
    $$ select paper.import_account(array(select line from lines where n <> 4 order by n), 'x') $$, 'ZP011', null, 'a line is missing'
);
select throws_ok(
    $$ select paper.import_account(array(
           select case n when 4 then jsonb_set(line, '{journal,cash_after}', '1') else line end from lines order by n
       ), 'x') $$,
    'ZP011', null, 'a figure was changed'
);
select throws_ok(
    $$ select paper.import_account(array(
           select case n when 4 then jsonb_set(line, '{journal,idempotency_key}', '"z"') else line end from lines order by n
       ), 'x') $$,
    'ZP011', null, 'or a key, which no fold can tell'
);
select throws_ok(
    $$ select paper.import_account(array(select line from lines order by n <> 4, n), 'x') $$, 'ZP011', null, 'lines changed places'
);
select throws_ok(
    format('select paper.import_account(pg_temp.changed(%s, %L, %L), ''x'')', v.n, v.path, v.value), 'ZP011', null,
    'with a digest that is right: ' || v.what
)
from (
    values
    (1, '{version}', '2', 'another version'),
    (1, '{schema_version}', '9999', 'a newer schema'),
    (2, '{account}', '1', 'no account'),
    (2, '{account,prefix}', '"zz"', 'a prefix that is none'),
    (2, '{account,cash}', '1', 'cash that the journal does not say'),
    (4, '{journal,price}', '99', 'a price that the cash does not say'),
    (4, '{journal,price}', '"NaN"', 'a price that is none'),
    (4, '{journal,event_type}', '"gift"', 'an event that is none'),
    (4, '{journal,seq}', '7', 'a gap'),
    (4, '{journal,seq}', '1', 'a row twice'),
    (6, '{order,status}', '"filled"', 'an order that was not filled'),
    (7, '{position,quantity}', '5', 'a position that was not bought')
) as v (n, path, value, what);
select is((select array_agg(account_id order by account_id) from paper.accounts), '{alpha,beta}', 'nothing was written');

select * from finish();
rollback;
