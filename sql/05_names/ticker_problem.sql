create or replace function paper_internal.ticker_problem(p_ticker text) returns text
language sql immutable parallel safe
return case
    when not (p_ticker collate "C" ~ '^[A-Z0-9][A-Z0-9._/-]*$' and octet_length(p_ticker) <= 32) is true
        then 'ticker must be 1 to 32 of A-Z 0-9 . _ / -, the first a letter or digit'
end;
