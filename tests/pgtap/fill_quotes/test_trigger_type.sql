begin;
select plan(6);

select paper_test.open_market('{"trigger_type": "last"}');
select paper_test.open_market('{"trigger_type": "bid_ask"}', p_account_id => 'beta');
select paper_test.open_market(p_account_id => 'gamma');
select paper_test.quote('10:00', 99, 100);
select paper_test.trade('10:00', 100);
select paper_test.send('l', 'buy', 1, 'stop', null, 105, p_account_id => 'alpha');
select paper_test.send('q', 'buy', 1, 'stop', null, 106, p_account_id => 'beta');
select paper_test.send('n', 'buy', 1, 'stop', null, 105, p_account_id => 'gamma');
select paper_test.quote('10:01', 104, 105);
select is_empty($$ select paper_test.match() $$, 'last: no quote elects');
select is_empty($$ select paper_test.match('gamma') $$, 'nor where trades are fed');
select paper_test.trade('10:02', 106);
select results_eq(
    $$ select paper_test.match() $$, array['l fill 1 at 105 quote taker'],
    'a print does, and it fills at the quote'
);
select results_eq($$ select paper_test.match('gamma') $$, array['n fill 1 at 105 quote taker'], 'in the default too');
select is_empty($$ select paper_test.match('beta') $$, 'bid_ask: no print elects');
select paper_test.quote('10:03', 105, 106);
select results_eq($$ select paper_test.match('beta') $$, array['q fill 1 at 106 quote taker'], 'a quote does');

select * from finish();
rollback;
