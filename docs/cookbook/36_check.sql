-- Are the books right? No rows: every balance and every projection is what folding the journals gives.
select * from paper.check();
