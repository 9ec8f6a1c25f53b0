begin;
select plan(6);

select is(paper.set_instrument('A', '{"calendar": "X"}')::text, '(A,X)', 'set');
select is(paper.set_instrument('A', '{}')::text, '(A,X)', 'what is not given stays');
select is(paper.set_instrument('A', '{"calendar": null}')::text, '(A,)', 'null trades around the clock');
select throws_ok($$ select paper.set_instrument('a', '{}') $$, 'ZP004', null, 'a bad ticker');
select throws_ok($$ select paper.set_instrument('A', '{"tick": 1}') $$, 'ZP004', null, 'an unknown setting');
select results_eq('select * from paper.instruments', $$ values ('A'::text collate "C", null::text collate "C") $$, 'the view');

select * from finish();
rollback;
