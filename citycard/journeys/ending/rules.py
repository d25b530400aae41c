"""Pure decisions of a card's end: what the medical refund comes to (S11.2)."""

from citycard.shared.money import Fen, yuan

from .refusals import MedicalMoneyLeft, MedicalRefundDiffers, NoMedicalMoney


def check_medical_refund(*, due_fen: int, given_fen: int) -> None:
    """S11.2: the medical refund is what is due, to the fen; 0 stands for “none due”.

    Refuses MedicalMoneyLeft, NoMedicalMoney, MedicalRefundDiffers.
    """
    if given_fen == due_fen:
        return
    if not given_fen:
        raise MedicalMoneyLeft(amount=yuan(Fen(due_fen)))
    if not due_fen:
        raise NoMedicalMoney
    raise MedicalRefundDiffers(amount=yuan(Fen(due_fen)), given=yuan(Fen(given_fen)))
