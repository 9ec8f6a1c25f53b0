begin;
select plan(3);

select paper_test.open_market('{"participation_rate": 0.5}');
select paper_test.open_market('{"participation_rate": null}', p_account_id => 'beta');
select paper_test.quote('10:00', 99, 100, 5, 5);
select paper_test.send('b', 'buy', 9);
select results_eq(
    $$ select paper_test.story() $$, array['b accepted', 'b partial_fill 2.5 at 100 quote taker'],
    'half of the size'
);
select paper_test.quote('10:01', 99, 100, 5, 9);
select results_eq(
    $$ select paper_test.match() $$, array['b partial_fill 2 at 100 quote taker'],
    'half of its growth'
);
select paper_test.send('u', 'buy', 900, p_account_id => 'beta');
select results_eq($$ select paper_test.story('beta') $$, array['u fill 900 at 100 quote taker'], 'null is no limit');

select * from finish();
rollback;
