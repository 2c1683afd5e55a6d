"""Decides who may read a clinic's shelf and who may sign, from what a request says of itself.

Without sign-in the shelf is open only on the machine itself: the server listens on loopback, the request comes from there,
names this machine as its host, and came through no proxy. Otherwise people sign in (OpenID Connect), and the clinic lists
who may read and who may sign. Everything else is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Headers that only a proxy sets; so does any header with one of the prefixes.
FORWARDING = frozenset(
    {"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "cf-connecting-ip", "cf-ray",
     "fastly-client-ip", "client-ip", "x-host", "x-envoy-external-address", "x-proxyuser-ip", "x-request-via", "cdn-loop"}
)  # fmt: skip
FORWARDING_PREFIXES = ("x-forwarded", "x-original")


class May(StrEnum):
    """What a visitor may do."""

    NOTHING = "nothing"
    READ = "read"
    SIGN = "sign"


class Why(StrEnum):
    """The reason why someone may do it, or may not."""

    ON_THIS_MACHINE = "on this machine"
    LISTED = "listed"
    NOT_CONFIGURED = "served to others without sign-in"
    NOT_SIGNED_IN = "not signed in"
    WRONG_AUDIENCE = "a sign-in for another application"
    RUN_OUT = "a sign-in that has run out"
    NOT_VERIFIED = "an address that the provider has not verified"
    NOT_LISTED = "a person who is not listed"
    FAILED = "a sign-in that failed"


@dataclass(frozen=True, slots=True)
class Access:
    """What a visitor may do, why, and under which name; without sign-in the page asks for the name."""

    may: May
    why: Why
    who: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Who may read and who may sign, by e-mail address. Those who may sign may read too."""

    readers: frozenset[str] = frozenset()
    signers: frozenset[str] = frozenset()

    @classmethod
    def listed(cls, settings: Mapping[str, Any]) -> People:
        """The people named in a `[clinic]` section; anything but a list of addresses names nobody."""
        return cls(_addresses(settings.get("readers")), _addresses(settings.get("signers")))


def _addresses(listed: Any) -> frozenset[str]:
    found = listed if isinstance(listed, list | tuple) else []
    return frozenset(address.strip().casefold() for address in found if isinstance(address, str) and address.strip())


def is_local(address: str | None, peer: str | None, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a request comes from this machine, to a server that only this machine can reach.

    `address` is where the server listens (None: on every interface), `peer` where the connection comes from.

    >>> is_local("127.0.0.1", "127.0.0.1", [("Host", "localhost:8501")])
    True
    >>> is_local("127.0.0.1", "127.0.0.1", [("Host", "localhost:8501"), ("X-Forwarded-For", "10.0.0.9")])
    False
    """
    sent = [(name.strip().casefold().replace("_", "-"), value.strip()) for name, value in headers]
    hosts = [value for name, value in sent if name == "host"]
    origins = [value for name, value in sent if name == "origin"]
    return (
        address in LOOPBACK
        and peer in LOOPBACK
        and len(hosts) == 1
        and _is_this_machine("//" + hosts[0])
        # A proxy may write this machine's name into Host, but not into Origin, which the browser sets.
        and all(map(_is_this_machine, origins))
        and not any(name in FORWARDING or name.startswith(FORWARDING_PREFIXES) for name, _ in sent)
    )


def _is_this_machine(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.hostname in ("localhost", "127.0.0.1") and not parts.username and not parts.path.strip("/")


def access(local: bool, signed_in: Mapping[str, Any] | None, client_id: str, people: People, now: float) -> Access:
    """What a visitor may do.

    `signed_in` holds the claims of the visitor's ID token, None without one; `client_id` is this application's, empty
    if no sign-in is configured; `now` is in seconds since 1970. If sign-in is configured, people on this machine have to
    sign in too.
    """
    if not client_id:
        return Access(May.SIGN, Why.ON_THIS_MACHINE) if local else Access(May.NOTHING, Why.NOT_CONFIGURED)
    if not signed_in:
        return Access(May.NOTHING, Why.NOT_SIGNED_IN)
    who = str(signed_in.get("email") or signed_in.get("sub") or "").strip().casefold()
    audience = signed_in.get("aud")
    if client_id not in (audience if isinstance(audience, list | tuple) else [audience]):
        return Access(May.NOTHING, Why.WRONG_AUDIENCE, who)
    expires = signed_in.get("exp")
    if isinstance(expires, bool) or not isinstance(expires, int | float) or expires <= now:
        return Access(May.NOTHING, Why.RUN_OUT, who)
    if signed_in.get("email_verified") is not True and not (who and who == str(signed_in.get("sub", "")).casefold()):
        return Access(May.NOTHING, Why.NOT_VERIFIED, who)
    if who in people.signers:
        return Access(May.SIGN, Why.LISTED, who)
    return Access(May.READ, Why.LISTED, who) if who in people.readers else Access(May.NOTHING, Why.NOT_LISTED, who)


def why_failed(error: BaseException) -> Why:
    """Why the sign-in library refused a token, from its message.

    A token for another application has another audience, or does not name us as its party.

    >>> why_failed(ValueError("missing_claim: Missing claim: 'azp'")).value
    'a sign-in for another application'
    """
    said = str(error)
    if "expired_token" in said:
        return Why.RUN_OUT
    return Why.WRONG_AUDIENCE if "'aud'" in said or "'azp'" in said else Why.FAILED
