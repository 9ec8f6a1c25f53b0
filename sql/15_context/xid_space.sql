create or replace function paper_internal.xid_space() returns text
language sql stable
-- Transactions are numbered by the server: what is stored of them means nothing in another one that a dump was
-- restored to, and the numbers of that one may be smaller or larger.
return (
    select format('%s/%s', s.system_identifier, d.oid)
    from pg_control_system() as s, pg_database as d
    where d.datname = current_database()
);
