"""Which IP addresses a request may reach.

The table is our own and pinned by a test: what ``ipaddress`` calls private or global changes
between Python versions and lets several dangerous ranges through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
"""Ranges that only an explicit permission opens; everything outside 2000::/3 adds to them."""

METADATA: frozenset[Address] = frozenset(
    ip_address(address)
    for address in (
        "100.100.100.200",  # Alibaba
        "168.63.129.16",  # Azure; a public address
        "169.254.0.23",  # Tencent
        "169.254.42.42",  # Scaleway
        "169.254.169.254",  # AWS, Azure, Google and most others
        "169.254.170.2",  # AWS containers
        "169.254.170.23",  # AWS pods
        "192.0.0.192",  # Oracle
        "fd00:42::42",  # Scaleway
        "fd00:ec2::23",  # AWS pods
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google
    )
)
"""Cloud metadata services: they hand out credentials, so no permission opens them."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ENDING_IN_IPV4 = (
    _NAT64,
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0:0/96"),
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def refusal(address: Address, permitted: Sequence[Network] = ()) -> str | None:
    """Return why ``address`` may not be reached, or None if it may.

    Args:
        address: An address as the resolver returned it.
        permitted: Ranges that are opened although the table refuses them.
    """
    forms = (address, *embedded(address))
    if not METADATA.isdisjoint(forms):
        return "cloud metadata"
    if getattr(address, "scope_id", None):
        return "scoped"
    return next(filter(None, (_table_refusal(form, permitted) for form in forms)), None)


def embedded(address: Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    number = int(address)
    ends_in_ipv4 = any(address in network for network in _ENDING_IN_IPV4)
    if ends_in_ipv4 or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)


def _table_refusal(address: Address, permitted: Sequence[Network]) -> str | None:
    if any(address in network for network in permitted):
        return None
    if isinstance(address, IPv6Address) and _is_plain_ipv4(address):
        return None  # judged by the IPv4 address inside it
    for network, kind in REFUSED:
        if address in network:
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None


def _is_plain_ipv4(address: IPv6Address) -> bool:
    """Tell mapped addresses and the NAT64 of IPv6-only networks, which reach the IPv4 internet."""
    return address.ipv4_mapped is not None or address in _NAT64
