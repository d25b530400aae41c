-- One card side is closed; an order that lay on it stays with its account, and so with every card that follows.
with closed as (
    update bank_card_side set state = %(state)s, closed_at = %(at)s where id = %(id)s returning account_id, is_frozen
)
update bank_account a set is_frozen = true from closed c where a.id = c.account_id and c.is_frozen
