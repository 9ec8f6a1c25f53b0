-- The same order through the function of hand_written.sql.
\set account random(1, :accounts)
\set key random(1, 1000000000000000)
select * from hand_written.submit_order('bench-' || :account, 'k' || :key, 'AAPL', 'buy', 1, 'limit', 100);
