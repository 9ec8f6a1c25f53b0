-- One order on a random one of the accounts that are this client's alone.
\set account random(0, :each - 1) * 16 + :client_id + 1
\set key random(1, 1000000000000000)
select * from paper.submit_order('bench-' || :account, 'k' || :key, 'AAPL', 'buy', 1, 'limit', 100);
