"""The table of addresses, pinned by hand: the standard library's opinion changes by version."""

from ipaddress import IPv4Address, ip_address, ip_network

import pytest

from mrkl_experts.http.addresses import METADATA, embedded, refusal

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))

REFUSED = """
0.0.0.0 unspecified
0.1.2.3 unspecified
10.0.0.0 private
10.255.255.255 private
100.64.0.0 carrier-grade NAT
100.127.255.255 carrier-grade NAT
127.0.0.1 loopback
127.255.255.255 loopback
169.254.0.1 link-local
169.254.255.255 link-local
172.16.0.0 private
172.31.255.255 private
192.0.0.1 protocol assignments
192.0.0.255 protocol assignments
192.0.2.1 documentation
192.88.99.1 6to4 relay
192.168.0.1 private
192.168.255.255 private
198.18.0.1 benchmarking
198.19.255.255 benchmarking
198.51.100.7 documentation
203.0.113.7 documentation
224.0.0.1 multicast
239.255.255.255 multicast
240.0.0.1 reserved
255.255.255.255 reserved
:: unspecified
::1 loopback
::2 IPv4-compatible
::127.0.0.1 IPv4-compatible
::8.8.8.8 IPv4-compatible
::ffff:127.0.0.1 loopback
::ffff:10.0.0.1 private
::ffff:100.64.0.1 carrier-grade NAT
::ffff:0:127.0.0.1 reserved
::ffff:0:8.8.8.8 reserved
64:ff9b::7f00:1 loopback
64:ff9b::a00:1 private
64:ff9b:1::1 local NAT64
64:ff9c::1 reserved
100::1 discard-only
2001::1 Teredo
2001:0:4136:e378:8000:63bf:80ff:fffe Teredo
2001:2::1 protocol assignments
2001:20::1 protocol assignments
2001:db8::1 documentation
2002:7f00:1:: 6to4
2002:808:808:: 6to4
3fff::1 documentation
3fff:fff:ffff::1 documentation
4000::1 reserved
5f00::1 reserved
fc00::1 private
fdff::1 private
fe80::1 link-local
fe80::1%1 scoped
2606:4700::1%1 scoped
fec0::1 site-local
ff02::1 multicast
ff0e::1 multicast
2606:4700::5efe:10.0.0.1 private
2606:4700::200:5efe:127.0.0.1 loopback
169.254.169.254 cloud metadata
169.254.170.2 cloud metadata
100.100.100.200 cloud metadata
168.63.129.16 cloud metadata
192.0.0.192 cloud metadata
fd00:ec2::254 cloud metadata
fd20:ce::254 cloud metadata
"""

PUBLIC = """
1.1.1.1
8.8.8.8
9.255.255.255
11.0.0.0
100.63.255.255
100.128.0.0
126.255.255.255
128.0.0.1
168.63.129.15
172.15.255.255
172.32.0.0
192.0.1.1
192.167.255.255
192.169.0.0
198.17.255.255
198.20.0.0
223.255.255.255
2001:200::1
2001:4860:4860::8888
2003::1
2606:4700::1111
2a00:1450::1
::ffff:8.8.8.8
64:ff9b::808:808
2606:4700::5efe:8.8.8.8
"""


@pytest.mark.parametrize("row", REFUSED.strip().splitlines())
def test_an_address_of_the_table_is_refused_with_its_reason(row: str) -> None:
    address, reason = row.split(" ", 1)
    assert refusal(ip_address(address)) == reason


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refusal(ip_address(address)) is None


def test_a_permission_opens_just_its_range() -> None:
    permitted = (ip_network("127.0.0.1/32"),)
    assert refusal(ip_address("127.0.0.1"), permitted) is None
    assert refusal(ip_address("::ffff:127.0.0.1"), permitted) is None
    assert refusal(ip_address("127.0.0.2"), permitted) == "loopback"
    assert refusal(ip_address("::1"), permitted) == "loopback"
    assert refusal(ip_address("2002:7f00:1::"), permitted) == "6to4"


@pytest.mark.parametrize("address", sorted(METADATA, key=str))
def test_no_permission_opens_a_metadata_address(address: IPv4Address) -> None:
    assert refusal(address, EVERYTHING) == "cloud metadata"


@pytest.mark.parametrize(
    "form",
    [
        "::ffff:168.63.129.16",
        "::168.63.129.16",
        "::ffff:0:168.63.129.16",
        "64:ff9b::168.63.129.16",
        "64:ff9b:1::168.63.129.16",
        "2002:a83f:8110::1",
        "2001:0:a83f:8110::1",
        "2001:0:808:808:0:0:57c0:7eef",
        "2606:4700::5efe:168.63.129.16",
        "fe80::200:5efe:168.63.129.16",
    ],
)
def test_no_permission_opens_a_metadata_address_inside_another(form: str) -> None:
    assert refusal(ip_address(form), EVERYTHING) == "cloud metadata"


def test_ipv4_and_plain_ipv6_addresses_carry_nothing() -> None:
    assert list(embedded(ip_address("8.8.8.8"))) == []
    assert list(embedded(ip_address("2606:4700::1"))) == []
