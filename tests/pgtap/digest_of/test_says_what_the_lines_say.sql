begin;
select plan(5);

select is(
    paper_internal.digest_of(array['{"a": 1}', '2']::jsonb[]),
    encode(sha256(sha256('{"a": 1}'::bytea) || sha256('2'::bytea)), 'hex'), 'the digest of the digests of the lines'
);
select is(
    paper_internal.digest_of(array['{"a":1}']::jsonb[]), paper_internal.digest_of(array[' { "a" : 1 } ']::jsonb[]),
    'however they are spaced'
);
select isnt(
    paper_internal.digest_of(array['1', '2']::jsonb[]), paper_internal.digest_of(array['2', '1']::jsonb[]), 'in their order'
);
select isnt(paper_internal.digest_of(array['1.0']::jsonb[]), paper_internal.digest_of(array['1']::jsonb[]), 'to the last digit');
select is(paper_internal.digest_of('{}'), encode(sha256(''), 'hex'), 'of no lines');

select * from finish();
rollback;
