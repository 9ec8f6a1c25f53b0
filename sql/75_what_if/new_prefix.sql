create or replace function paper_internal.new_prefix() returns text
language sql volatile
-- The first half of the order ids of a new account: the first half of a UUID of version 8, else random.
return (
    select left(u.random, 12) || '8' || substr(u.random, 14, 3)
    from (select replace(gen_random_uuid()::text, '-', '') as random) as u
);
