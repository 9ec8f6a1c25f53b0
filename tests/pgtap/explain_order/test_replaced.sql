begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('old', 'buy', 1, 'limit', 90);
select from paper.replace_order('alpha', paper_test.id_of('old'), 'new', p_limit_price => 95);
select is(detail, jsonb_build_object('replaced_by', paper_test.id_of('new')), 'the old one names the new one')
from paper.explain_order('alpha', paper_test.id_of('old')) where rule = 'replace' and outcome = 'replaced' and seq = 3;
select is(detail -> 'replaces', to_jsonb(paper_test.id_of('old')), 'and the new one the old one')
from paper.explain_order('alpha', paper_test.id_of('new')) where step = 1;

select * from finish();
rollback;
