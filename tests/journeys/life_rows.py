"""What a life by chance has left in the database: ended plastic, accounts, the mandate, asked for beside every room (S7, S9, S11.2)."""

from typing import Any

from django.db import connection

OLD_PLASTIC = """select k.card_number, k.state, s.state, s.loss, s.pin_locked, b.state
  from cards_card k left join cards_socialside s on s.card_id = k.id left join bank_card_side b using (card_number)
 where k.person_id = %s and k.ended_at is not null"""
ACCOUNTS = """select count(*) filter (where a.is_open), coalesce(sum(l.balance_fen), 0),
       coalesce(max((select count(*) from bank_card_side b where b.account_id = a.id and b.state = 'active')), 0)
  from bank_account a join ledger_account l on l.id = a.ledger_account_id where a.holder_number = %s"""
ACCOUNT_OPEN = "select 1 from bank_account where number = %s and is_open"
MANDATE = "select state, account_number from mandates_mandate where person_id = %s"


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
