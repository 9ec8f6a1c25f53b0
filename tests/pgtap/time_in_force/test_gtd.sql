begin;
select plan(2);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "gtd", "expires_at": "2026-01-05T12:00:00+01:00"}');
select paper_test.quote('11:00', 97, 98);
select results_eq($$ select paper_test.match() $$, array['a fill 1 at 98 gap maker'], 'until it is due it fills');
select paper_test.send('b', 'buy', 1, 'limit', 90, p_options => '{"time_in_force": "gtd", "expires_at": "2026-01-05T13:00:00Z"}');
select paper_test.quote('13:00:00.000001', 89, 90);
select results_eq($$ select paper_test.match() $$, array['b expired due'], 'then not');

select * from finish();
rollback;
