"""PIN digests made with a key that the database never sees: tables only."""

from django.db import models


class SocialPin(models.Model):
    """The social PIN (社保密码) of a card; no row, or no digest, means that the initial one is in use (S5.3)."""

    card = models.BigIntegerField(primary_key=True)  # cards.Card.id: the room above
    digest = models.BinaryField(max_length=32, null=True)
    wrong_tries = models.SmallIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pins_social_pin"


class BankPin(models.Model):
    """The bank PIN (银行密码) of a bank card side, set by the holder in person (S5.3)."""

    card_side = models.BigIntegerField(primary_key=True)  # bank.CardSide.id: the room above
    digest = models.BinaryField(max_length=32)
    wrong_tries = models.SmallIntegerField(default=0)
    tries_on = models.DateField(null=True)
    is_locked = models.BooleanField(default=False)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "pins_bank_pin"


class OldCardPin(models.Model):
    """The PIN of an old medical card (原医保卡密码); no row, or no digest, means the initial one. It ends with that card (S5.4).

    An empty digest means the initial one too: it was put back to it (S6.1), and no list that comes later takes that away.
    """

    old_card = models.BigIntegerField(primary_key=True)  # medical.OldCard.id: the room above
    digest = models.BinaryField(max_length=32, null=True)
    wrong_tries = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "pins_old_card_pin"


class SpentPad(models.Model):
    """A PIN pad that has been used (用过的密码键盘): it is taken once, within minutes."""

    nonce = models.BinaryField(max_length=16, primary_key=True)
    spent_at = models.DateTimeField()

    class Meta:
        db_table = "pins_spent_pad"
