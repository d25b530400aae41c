-- For this transaction: room to work on a whole batch at once, joins by hash (fresh rows have no statistics yet), and the word
-- that whoever gives numbers writes them into cards_given_number by the set.
SET LOCAL work_mem = '64MB';
SET LOCAL enable_nestloop = off;
SET LOCAL citycard.numbers_by_set = 'yes'
