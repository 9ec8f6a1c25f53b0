begin;
select plan(3);

select is(
    paper.schema_version(), max(version), 'the number of the newest migration applied'
) from paper_internal.migrations;
select paper_test.role('alice', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
create temp table version as select paper.schema_version() as version;
grant select on version to public;
set local role alice;
select is(paper.schema_version(), (select version from version), 'a trader may ask for it');
set local role ann;
select is(paper.schema_version(), (select version from version), 'an analyst too');

select * from finish();
rollback;
