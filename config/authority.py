"""A certificate authority of this installation (本机证书颁发机构), for HTTPS where there is no other.

Phones in the hall trust it once it is installed on them. Its key could speak for any site then, so
it is bound: by name constraints it can only vouch for this machine's names and for private
addresses. Keys are readable by their owner only and never leave the folder.

``<state>/authority/``::

    ca.pem  ca.key          ten years
    server.pem  server.key  a year, made anew a month before its end or when a name is added
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fcntl import ioctl
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yichuang.kernel.disk import replace_private

AUTHORITY_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)  # browsers believe none that lasts longer
RENEWED_BEFORE = timedelta(days=30)
_EARLIER = timedelta(hours=1)  # a phone's clock may be a little behind
_PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
_PRIVATE_6 = ("::1/128", "fc00::/7", "fe80::/10")
_LOCAL_NAMES = ("localhost", "local", "lan", "internal", "home.arpa")
_SIOCGIFADDR = 0x8915

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Authority:
    """The files of an authority and its server certificate."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def server_certificate(self) -> Path:
        return self.folder / "server.pem"

    @property
    def server_key(self) -> Path:
        return self.folder / "server.key"

    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, as phones show it."""
        digest = _read_certificate(self.certificate).fingerprint(hashes.SHA256()).hex().upper()
        return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


def ensure(folder: Path, names: Sequence[str], *, at: datetime) -> tuple[Authority, bool]:
    """An authority and a server certificate that is good for these names now and for a month.

    Args:
        names: host names and addresses.

    Returns:
        The authority, and whether the server certificate was made now.
    """
    authority = Authority(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    is_new = not _can_vouch(authority, names, at)
    if is_new:
        _make_authority(authority, names, at)
    if is_new or not _is_good(authority, names, at):
        _make_server(authority, names, at)
        return authority, True
    return authority, False


def own_names() -> list[str]:
    """How this machine can be reached: loopback, its host name, its addresses in the local network."""
    host = re.sub(r"[^a-z0-9.-]", "", socket.gethostname().lower()).strip(".-")
    names = ["127.0.0.1", "localhost", "::1"]
    names += [host, f"{host}.local"] if host and host != "localhost" and "." not in host else [host]
    names += [str(address) for address in local_addresses()]
    return list(dict.fromkeys(name for name in names if name))


def local_addresses() -> list[Address]:
    """IPv4 addresses of this machine's interfaces, loopback aside."""
    found: list[Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, interface in socket.if_nameindex():
            request = struct.pack("256s", interface.encode()[:15])
            try:
                answer = ioctl(probe.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # it has no address
            found.append(IPv4Address(answer[20:24]))
    return [address for address in found if not address.is_loopback]


# — whether what is there will do —


def _can_vouch(authority: Authority, names: Sequence[str], at: datetime) -> bool:
    """Whether the authority exists, lasts as long as a server certificate, and may vouch for the names."""
    try:
        certificate = _read_certificate(authority.certificate)
        _read_key(authority.folder / "ca.key")
    except (OSError, ValueError):
        return False
    if certificate.not_valid_after_utc < at + SERVER_LASTS:
        return False
    permitted = certificate.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    domains = [name.value for name in permitted or [] if isinstance(name, x509.DNSName)]
    networks = [name.value for name in permitted or [] if isinstance(name, x509.IPAddress)]
    return all(_is_permitted(name, domains, networks) for name in names)


def _is_permitted(name: str, domains: Sequence[str], networks: Sequence[object]) -> bool:
    address = _as_address(name)
    if address is None:
        return any(name == domain or name.endswith(f".{domain}") for domain in domains)
    return any(
        address.version == ip_network(str(n)).version and address in ip_network(str(n)) for n in networks
    )


def _is_good(authority: Authority, names: Sequence[str], at: datetime) -> bool:
    try:
        certificate = _read_certificate(authority.server_certificate)
        _read_key(authority.server_key)
    except (OSError, ValueError):
        return False
    said = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {str(value) for value in said.get_values_for_type(x509.DNSName)}
    known |= {str(value) for value in said.get_values_for_type(x509.IPAddress)}
    issuer = _read_certificate(authority.certificate)
    return (
        set(names) <= known
        and certificate.issuer == issuer.subject
        and certificate.not_valid_after_utc - at > RENEWED_BEFORE
    )


# — making —


def _make_authority(authority: Authority, names: Sequence[str], at: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    serial = x509.random_serial_number()
    # its own name each time: phones that know an earlier one must not mix them up
    subject = _subject(f"Yichuang {socket.gethostname()[:30]} {serial % 0x10000:04X}")
    domains = dict.fromkeys([*_LOCAL_NAMES, *(name for name in names if _as_address(name) is None)])
    foreign = [name for name in names if (a := _as_address(name)) and not _is_private(a)]
    networks = [*_PRIVATE, *_PRIVATE_6, *(f"{name}/{_as_address(name).max_prefixlen}" for name in foreign)]  # type: ignore[union-attr]
    constraints = x509.NameConstraints(
        permitted_subtrees=[
            *(x509.DNSName(domain) for domain in domains),
            *(x509.IPAddress(ip_network(network)) for network in networks),
        ],
        excluded_subtrees=None,
    )
    certificate = (
        _begun(subject, subject, key.public_key(), at, AUTHORITY_LASTS, serial)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_authority=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    replace_private(authority.folder / "ca.key", _as_pem(key))
    replace_private(authority.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(authority: Authority, names: Sequence[str], at: datetime) -> None:
    issuer, issuer_key = _read_certificate(authority.certificate), _read_key(authority.folder / "ca.key")
    key = ec.generate_private_key(ec.SECP256R1())
    addresses = [(name, _as_address(name)) for name in names]
    alternative = [x509.IPAddress(a) if a else x509.DNSName(name) for name, a in addresses]
    certificate = (
        _begun(_subject("Yichuang"), issuer.subject, key.public_key(), at, SERVER_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(alternative), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
    # the key first: a server that reads between the two starts again and finds both
    replace_private(authority.server_key, _as_pem(key))
    chain = (certificate, issuer)
    replace_private(
        authority.server_certificate,
        b"".join(member.public_bytes(serialization.Encoding.PEM) for member in chain),
    )


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    at: datetime,
    lasts: timedelta,
    serial: int | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(at + lasts - _EARLIER)
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _as_address(name: str) -> Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None


def _is_private(address: Address) -> bool:
    networks = map(ip_network, (*_PRIVATE, *_PRIVATE_6))
    return any(address.version == network.version and address in network for network in networks)


def _as_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path} is no key of ours.")
    return key
