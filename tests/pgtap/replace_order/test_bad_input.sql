begin;
select plan(9);

select paper_test.open_market();
select paper_test.send('a', 'buy', 2, 'limit', 90);
select paper_test.send('m', 'buy', 2);
select throws_ok(format('select paper.replace_order(%s)', args), code, null, args)
from (
    values
    ('''alpha'', paper_test.id_of(''a''), ''n'', 0', 'ZP004'), ('''alpha'', paper_test.id_of(''a''), ''n'', null, -1', 'ZP004'),
    ('''alpha'', paper_test.id_of(''a''), ''n'', null, null, 5', 'ZP004'), ('''alpha'', paper_test.id_of(''m''), ''n'', null, 5', 'ZP004'),
    ('''alpha'', paper_test.id_of(''a''), '''', 1', 'ZP004'), ('''alpha'', gen_random_uuid(), ''n'', 1', 'ZP007'),
    ('''alpha'', null, ''n'', 1', 'ZP007'), ('''nobody'', paper_test.id_of(''a''), ''n'', 1', 'ZP001')
) as v (args, code);
select is((select count(*) from paper.orders), 2::bigint, 'none is an order');

select * from finish();
rollback;
