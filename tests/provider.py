"""A small OpenID provider on 127.0.0.1 for tests: it signs whoever is next in, with the claims that a test wants."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "needling-checker"


@dataclass
class Provider:
    """Where it is, and what its next ID token says over the usual claims."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider that is up while the block runs."""
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    asked: dict[str, dict[str, str]] = {}

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def give(self, answer: Any, code: int = 200) -> None:
            body = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            match url.path:
                case "/.well-known/openid-configuration":
                    self.give(
                        {
                            "issuer": made.address,
                            **{f"{what}_endpoint": f"{made.address}/{what}" for what in ("authorization", "token", "userinfo")},
                            "jwks_uri": f"{made.address}/jwks",
                            "response_types_supported": ["code"], "subject_types_supported": ["public"],
                            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
                        }
                    )  # fmt: skip
                case "/jwks":
                    self.give({"keys": [key.as_dict(private=False)]})
                case "/authorization":
                    code = f"code-{len(asked)}"
                    asked[code] = query
                    self.send_response(302)
                    self.send_header(
                        "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
                    )
                    self.end_headers()
                case _:
                    self.give({}, 404)

        def do_POST(self) -> None:
            sent = {
                name: v[0]
                for name, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
            }
            query = asked.pop(sent.get("code", ""), None)
            if query is None or not _answers(query, sent):
                self.give({"error": "invalid_grant"}, 400)
                return
            now = int(time.time())
            claims = {
                "iss": made.address, "sub": "one", "aud": CLIENT, "iat": now, "exp": now + 3600, "email_verified": True,
                **({"nonce": query["nonce"]} if "nonce" in query else {}), **made.claims,
            }  # fmt: skip
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
            self.give({"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": token})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()


def _answers(query: dict[str, str], sent: dict[str, str]) -> bool:
    """Whether the code is redeemed by who asked for it (PKCE)."""
    if "code_challenge" not in query:
        return True
    digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"]
