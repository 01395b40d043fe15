"""The way to the mail server is protected, or not taken at all."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mailroom import MailServer

from services.letters.mail_settings import SmtpAddress, parse_smtp_url
from services.settings import Settings


@pytest.fixture
def certificate(tmp_path):
    """Write a certificate that nobody vouches for but itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    local = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(local, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def check_login(_server, _session, _envelope, _mechanism, login):
    return AuthResult(success=(login.login, login.password) == (b"baton", b"p@ss"), handled=False)


@pytest.fixture
def guarded(certificate):
    """Give a server that wants TLS and a login."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = MailServer(
        tls_context=context, require_starttls=True, authenticator=check_login, auth_required=True
    )
    server.start()
    yield server
    server.stop()


def use(desk, server, login):
    desk.settings = Settings(
        smtp_url=f"smtp://{login}@127.0.0.1:{server.port}", mail_from="baton@example.org"
    )
    return desk.send()


def test_a_known_server_gets_the_login_and_the_mail(desk, guarded, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    desk.put("invitation")

    assert use(desk, guarded, "baton:p%40ss").sent == 1
    assert len(guarded.room.messages) == 1


def test_a_wrong_login_is_said_and_loses_nothing(desk, guarded, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    desk.put("invitation")
    counts = use(desk, guarded, "baton:wr0ng")

    assert counts.waiting == 1
    assert counts.problem.startswith("the mail server refused the login (535)")
    assert "wr0ng" not in counts.problem


def test_a_server_nobody_vouches_for_gets_nothing(desk, guarded):
    desk.put("invitation")
    counts = use(desk, guarded, "baton:p%40ss")

    assert counts.waiting == 1
    assert "SSLCertVerificationError" in counts.problem
    assert guarded.room.messages == []


def test_a_server_without_tls_gets_nothing_unless_it_is_set(desk, mail_server):
    desk.put("invitation")
    counts = use(desk, mail_server, "baton:p%40ss")

    assert counts.waiting == 1
    assert "SMTPNotSupportedError" in counts.problem
    assert mail_server.room.messages == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("smtp://mail", SmtpAddress(host="mail", port=587)),
        ("smtp://mail:25?tls=none", SmtpAddress(host="mail", port=25, tls="none")),
        (
            "smtps://a:b@mail",
            SmtpAddress(host="mail", port=465, user="a", password="b", tls="implicit"),
        ),
        (
            "smtp://a%40b:c%2Fd@mail/",
            SmtpAddress(host="mail", port=587, user="a@b", password="c/d"),
        ),
        (
            "smtp://a:b@[::1]:25?tls=none",
            SmtpAddress(host="::1", port=25, user="a", password="b", tls="none"),
        ),
    ],
)
def test_addresses_are_read(url, address):
    assert parse_smtp_url(url) == address
