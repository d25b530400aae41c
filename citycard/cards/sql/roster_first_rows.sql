-- Where each of these numbers stands first in the roster.
SELECT social_number, min(row_no) FROM cards_rosterrow
 WHERE roster_id = %(roster_id)s AND social_number = ANY (%(numbers)s)
 GROUP BY social_number
