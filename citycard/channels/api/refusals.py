"""What the JSON interface itself says no with, before any room is asked."""

from citycard.shared.refusal import Refusal


class SignInNeeded(Refusal):
    """No token, no session, or one that opens nothing any more."""

    rule = "A2"


class FormNotFromHere(Refusal):
    """A session act came without the token that our own pages carry (CSRF)."""

    rule = "A2"


class PostingNotYours(Refusal):
    """The header `X-Posting` names a posting that the operator does not hold now."""

    rule = "A2"


class IdempotencyKeyMissing(Refusal):
    """An act came without the header `Idempotency-Key`, or with one that is not 1–128 printable ASCII signs; fact `limit`."""

    rule = "A3"


class RequestNotReadable(Refusal):
    """The body is no JSON, or no form."""

    rule = "A4"


class FieldsNotRight(Refusal):
    """Fields are missing, unknown or of the wrong kind; the problem lists them; fact `count`."""

    rule = "A4"


class BodyTooLarge(Refusal):
    """More bytes than a request may have; fact `limit`."""

    rule = "A4"


class NothingHere(Refusal):
    """There is nothing at this address."""

    rule = "A4"


class MethodNotOffered(Refusal):
    """The address is right, the method is not; fact `offered`."""

    rule = "A4"


class SomethingFailed(Refusal):
    """A fault of ours: nothing was done."""

    rule = "A4"


class PaperUnknown(Refusal):
    """A paper of a kind that the catalogue does not know; fact `kind`."""

    rule = "S4.2"
    field = "documents"
