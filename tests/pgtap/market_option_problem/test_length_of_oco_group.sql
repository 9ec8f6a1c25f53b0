begin;
select plan(2);

select is(paper_internal.market_option_problem('oco_group', to_jsonb(repeat('g', 200))), null, '200 characters');
select isnt(paper_internal.market_option_problem('oco_group', to_jsonb(repeat('g', 201))), null, '201 characters');

select * from finish();
rollback;
