"""Who may: tables of requests and of sign-ins; what is not plainly allowed is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.clinic.access import Access, May, People, Why, access, is_local

HOST = ("Host", "localhost:8501")
PEOPLE = People.listed({"readers": ["Rita@clinic.example "], "signers": ["sam@clinic.example"]})
TOKEN = {"email": "sam@clinic.example", "email_verified": True, "aud": "ours", "exp": 2000.0}


@pytest.mark.parametrize(
    ("address", "peer", "headers", "local"),
    [
        ("127.0.0.1", "127.0.0.1", [HOST], True),
        ("localhost", "::1", [("host", "127.0.0.1:8501"), ("Origin", "http://127.0.0.1:8501")], True),
        ("127.0.0.1", "127.0.0.1", [("Host", "LOCALHOST")], True),
        # The server is there for others.
        ("0.0.0.0", "127.0.0.1", [HOST], False),
        (None, "127.0.0.1", [HOST], False),
        ("", "127.0.0.1", [HOST], False),
        ("192.168.1.4", "127.0.0.1", [HOST], False),
        # The visitor is elsewhere.
        ("127.0.0.1", "192.168.1.9", [HOST], False),
        ("127.0.0.1", None, [HOST], False),
        # The name is not this machine's (another machine's page that resolves to loopback, too).
        ("127.0.0.1", "127.0.0.1", [], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "skin.example.org")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "localhost.example.org")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "127.0.0.1.example.org:8501")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "localhost@example.org")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "example.org@localhost")], False),
        ("127.0.0.1", "127.0.0.1", [("Host", "localhost:port")], False),
        ("127.0.0.1", "127.0.0.1", [HOST, ("Host", "skin.example.org")], False),
        ("127.0.0.1", "127.0.0.1", [HOST, ("Origin", "https://skin.example.org")], False),
        ("127.0.0.1", "127.0.0.1", [HOST, ("Origin", "null")], False),
        # A proxy stands between.
        *[
            ("127.0.0.1", "127.0.0.1", [HOST, (name, "10.0.0.9")], False)
            for name in ("X-Forwarded-For", "x-forwarded-proto", "X_Forwarded_Host", "Forwarded", "Via", "X-Real-IP", "CF-Connecting-IP",
                         "X-Original-Host", "True-Client-IP", "X-Forwarded-Something-New", "CDN-Loop")
        ],
        ("127.0.0.1", "127.0.0.1", [HOST, ("X-Forwarded-For", "")], False),
        ("127.0.0.1", "127.0.0.1", [HOST, ("X-Forwarded-For", "127.0.0.1")], False),
    ],
)  # fmt: skip
def test_only_a_request_of_the_machine_itself_is_local(address, peer, headers, local):
    assert is_local(address, peer, headers) is local


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4), st.text())
def test_whatever_stands_in_headers_is_answered_and_a_forwarding_one_closes(headers, value):
    assert is_local("127.0.0.1", "127.0.0.1", headers) in (True, False)
    assert not is_local("127.0.0.1", "127.0.0.1", [HOST, *headers, ("x-forwarded-for", value)])


@pytest.mark.parametrize(
    ("local", "token", "client", "expected"),
    [
        (True, None, "", Access(May.SIGN, Why.ON_THIS_MACHINE)),
        (False, None, "", Access(May.NOTHING, Why.NOT_CONFIGURED)),
        # Claims count for nothing where no sign-in is configured.
        (False, TOKEN, "", Access(May.NOTHING, Why.NOT_CONFIGURED)),
        # Where it is configured, being on the machine does not stand in for it.
        (True, None, "ours", Access(May.NOTHING, Why.NOT_SIGNED_IN)),
        (False, {}, "ours", Access(May.NOTHING, Why.NOT_SIGNED_IN)),
        (False, TOKEN, "ours", Access(May.SIGN, Why.LISTED, "sam@clinic.example")),
        (False, TOKEN | {"email": "SAM@clinic.example"}, "ours", Access(May.SIGN, Why.LISTED, "sam@clinic.example")),
        (False, TOKEN | {"aud": ["theirs", "ours"]}, "ours", Access(May.SIGN, Why.LISTED, "sam@clinic.example")),
        (False, TOKEN | {"email": "rita@clinic.example"}, "ours", Access(May.READ, Why.LISTED, "rita@clinic.example")),
        (
            False,
            TOKEN | {"email": "eve@clinic.example"},
            "ours",
            Access(May.NOTHING, Why.NOT_LISTED, "eve@clinic.example"),
        ),
        (False, TOKEN | {"aud": "theirs"}, "ours", Access(May.NOTHING, Why.WRONG_AUDIENCE, "sam@clinic.example")),
        (False, TOKEN | {"aud": None}, "ours", Access(May.NOTHING, Why.WRONG_AUDIENCE, "sam@clinic.example")),
        (False, TOKEN | {"exp": 1000.0}, "ours", Access(May.NOTHING, Why.RUN_OUT, "sam@clinic.example")),
        (False, TOKEN | {"exp": None}, "ours", Access(May.NOTHING, Why.RUN_OUT, "sam@clinic.example")),
        (False, TOKEN | {"exp": "2000"}, "ours", Access(May.NOTHING, Why.RUN_OUT, "sam@clinic.example")),
        (False, TOKEN | {"email_verified": False}, "ours", Access(May.NOTHING, Why.NOT_VERIFIED, "sam@clinic.example")),
        (False, TOKEN | {"email_verified": None}, "ours", Access(May.NOTHING, Why.NOT_VERIFIED, "sam@clinic.example")),
        (False, {"sub": "eve", "aud": "ours", "exp": 2000}, "ours", Access(May.NOTHING, Why.NOT_LISTED, "eve")),
        (False, {"aud": "ours", "exp": 2000}, "ours", Access(May.NOTHING, Why.NOT_VERIFIED)),
    ],
)
def test_what_is_not_plainly_allowed_is_refused(local, token, client, expected):
    assert access(local, token, client, PEOPLE, now=1000) == expected


@pytest.mark.parametrize(
    "settings", [{}, {"signers": "sam@clinic.example"}, {"signers": [None, "", 3]}, {"signers": None}]
)
def test_lists_that_are_none_let_nobody_in(settings):
    assert access(False, TOKEN, "ours", People.listed(settings), now=1000).may is May.NOTHING
