-- For one file: card after card in the order of the lines, everything else looked up by its key. The first line leaves at once,
-- no line waits to be sorted (a photo is 20 KB), and the cost does not grow with the city.
SET LOCAL enable_sort = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off
