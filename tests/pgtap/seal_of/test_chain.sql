begin;
select plan(6);

-- As sha256sum prints it of: 3, 0x1e, sixteen zeros (midnight of 2000-01-01 UTC), and each text after a 0x1e.
select is(
    encode(paper_internal.seal_of(null, 3, '2000-01-01 00:00:00+00', array['a', 'b']), 'hex'), '38a02b747b11e3c4bdf1fc9608fc900c79c80c8e1921de12e772eb716f417d24',
    'the first seal has none before it'
);
select is(
    encode(paper_internal.seal_of('\x0001', 4, '2000-01-01 00:00:00.000255+00', array['c']), 'hex'), '923a23fe3125a87c74fcad2916d684715b769874d1c7f02211ee7086341604c7',
    'the seal before comes first, and a microsecond is one'
);
select isnt(
    paper_internal.seal_of(null, 3, '2000-01-01', array['a', 'b']),
    paper_internal.seal_of(null, 3, '2000-01-01', array['ab']), 'where a row ends'
);
set local timezone = 'Asia/Kathmandu';
select is(
    encode(paper_internal.seal_of(null, 3, '2000-01-01 00:00:00+00', array['a', 'b']), 'hex'), '38a02b747b11e3c4bdf1fc9608fc900c79c80c8e1921de12e772eb716f417d24',
    'the zone of the session does not matter'
);
select is(
    encode(paper_internal.seal_of(null, 1, '1999-12-31 23:59:59.999999+00', array['ü']), 'hex'), 'a0cbe137ff229570aa136c08cb92f3eba60a18d7aca8c537f5fd75e4c2439e31',
    'a time before 2000 is negative, text is UTF-8'
);
select is(
    octet_length(paper_internal.seal_of(null, 1, '2000-01-01', array_fill('x'::text, array[10000]))), 32, '32 bytes'
);

select * from finish();
rollback;
