begin;
select plan(3);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 98, p_options => '{"time_in_force": "gtd", "expires_at": "2026-01-05T11:00:00Z"}');
select paper_test.send('b', 'buy', 1, 'limit', 98);
select paper_test.quote('10:30', 97, 98);
select is(paper.set_clock('alpha', paper_test.at('12:00')), paper_test.at('12:00'), 'the time it was set to');
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'b accepted', 'a fill 1 at 98 gap maker', 'b fill 1 at 98 gap maker'],
    'what was fed was applied'
);
select results_eq($$ select at from paper.fills $$, array[paper_test.at('10:30'), paper_test.at('10:30')], 'at its own time');

select * from finish();
rollback;
