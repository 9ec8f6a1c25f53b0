begin;
select plan(43);

select is(paper_internal.order_problem('k', t, 'buy', 1, 'limit', 10, null, '{}', 'immediate'), null, t || ' is a ticker')
from (
    values ('A'), ('Z'), ('0'), ('9'), ('AAPL'), ('BRK.B'), ('BTC/USD'), ('ES_F'), ('BTC-USD'), ('600000.SS'),
    (repeat('A', 32)), ('A' || repeat('-', 31))
) as v (t);
select alike(paper_internal.order_problem('k', t, 'buy', 1, 'limit', 10, null, '{}', 'immediate'), 'ticker must be 1 to 32 %', what)
from (
    values
    (null, 'null is none'), ('', 'an empty one'), (repeat('A', 33), '33 characters'), (repeat('A', 3000), '3000 characters'),
    ('aapl', 'lower case'), ('AAPl', 'lower case at the end'), ('.A', 'a leading dot'), ('/A', 'a leading slash'),
    ('-A', 'a leading hyphen'), ('_A', 'a leading underscore'), ('A B', 'a space'), (' A', 'a leading space'),
    ('A ', 'a trailing space'), (E'A\n', 'a newline'), ('A''B', 'a quote'), ('A\B', 'a backslash'), ('A,B', 'a comma'),
    ('A"B', 'a double quote'), ('A(B)', 'parentheses'), ('A:B', 'a colon'), ('A@B', 'an at sign'), ('A`', 'a backtick'),
    ('A[B', 'a bracket'), (U&'\0410', 'a Cyrillic A'), (U&'\0410APL', 'a leading Cyrillic A'), (U&'AAPL\0410', 'one at the end'),
    (U&'AA\200BPL', 'a zero-width space'), (U&'AAPL\200B', 'one at the end'), (U&'\00C9', 'É'), (U&'A\FF21', 'a full-width A'),
    ('A' || chr(127), 'DEL')
) as v (t, what);

select * from finish();
rollback;
