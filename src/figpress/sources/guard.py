"""Keeps transfers out of the local network: addresses are looked at as they are written, and again as they
are connected.
"""

import ipaddress
import re
import socket

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Refused(Exception):
    """A transfer that must not be tried again; its message is for the user."""


class _PrivatePeer(OSError):
    pass


class _Guard:
    """Looks at the address that a connection really reached, so that no name server can talk it into the
    local network.
    """

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        peer = connected.getpeername()[0]
        if self.proxy is None and not is_public(peer):
            connected.close()
            raise _PrivatePeer(f"a private address: {self.host} is {peer}")
        return connected


class _GuardedHTTP(_Guard, HTTPConnection):
    pass


class _GuardedHTTPS(_Guard, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


class GuardedAdapter(HTTPAdapter):
    """An adapter of requests that connects to the internet alone."""

    def init_poolmanager(self, *arguments, **keywords) -> None:
        super().init_poolmanager(*arguments, **keywords)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def send(self, request, *arguments, **keywords):
        try:
            return super().send(request, *arguments, **keywords)
        except _PrivatePeer as error:
            raise Refused(str(error)) from None
        except requests.ConnectionError as error:
            if found := cause_of(error, _PrivatePeer):
                raise Refused(str(found)) from None
            raise


def is_public(host: str) -> bool:
    """Whether a literal address is one of the internet's; names are looked at when they are connected."""
    if host.rstrip(".").lower() == "localhost" or host.lower().endswith(
        (".localhost", ".local", ".internal")
    ):
        return False
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        # "2130706433", "0x7f.1" and "127.1" are addresses, too, to the system's resolver.
        return not re.fullmatch(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*\.?", host.lower())
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_global and not mapped.is_multicast


def cause_of(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The first `kind` in what led to `error`; urllib3 keeps it in `reason` and in arguments."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        if isinstance(one, kind):
            return one
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return None
