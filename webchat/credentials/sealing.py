"""Secrets at rest: encrypted with AES-256-GCM, and bound to whom and what they are for."""

import hashlib
import json
import os
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webchat.secret import Secret

NONCE = 12  # bytes


class CannotOpen(Exception):
    """Its key is not among ours, it was changed, or it belongs to somebody or something else."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The first key seals, all of them open."""

    keys: Sequence[Secret]  # of 256 bits, in base64

    def seal(self, secret: Secret, *owner: str) -> str:
        """`owner` is what it is bound to: it does not open for anything else."""
        key, nonce = self.keys[0], os.urandom(NONCE)
        ciphertext = _cipher(key).encrypt(nonce, secret.reveal().encode(), _bound(owner))
        return f"{_name(key)}.{urlsafe_b64encode(nonce + ciphertext).decode()}"

    def open(self, sealed: str, *owner: str) -> Secret:
        """Raises CannotOpen."""
        name, _, content = sealed.partition(".")
        key = next((key for key in self.keys if _name(key) == name), None)
        if key is None:
            raise CannotOpen
        try:
            data = urlsafe_b64decode(content)
            return Secret(_cipher(key).decrypt(data[:NONCE], data[NONCE:], _bound(owner)).decode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error

    def is_newest(self, sealed: str) -> bool:
        """Whether it is sealed with the key that seals today."""
        return sealed.partition(".")[0] == _name(self.keys[0])


def _cipher(key: Secret) -> AESGCM:
    return AESGCM(b64decode(key.reveal()))


def _name(key: Secret) -> str:
    """Which key it is, without a word about what it is."""
    return hashlib.sha256(b"webchat key " + b64decode(key.reveal())).hexdigest()[:16]


def _bound(owner: Sequence[str]) -> bytes:
    return json.dumps(owner).encode()
