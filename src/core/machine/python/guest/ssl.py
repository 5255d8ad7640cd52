"""TLS as far as it goes: what is said over it reaches the service that it is meant for."""
import socket
from enum import IntEnum, IntFlag
from socket import AF_INET, SOCK_STREAM, create_connection

from _tls import mark

OPENSSL_VERSION = 'OpenSSL 3.0.2 15 Mar 2022'
OPENSSL_VERSION_INFO = (3, 0, 0, 2, 0)
OPENSSL_VERSION_NUMBER = 0x30000020
HAS_SNI = HAS_ALPN = HAS_ECDH = HAS_TLSv1_2 = HAS_TLSv1_3 = True
HAS_SSLv2 = HAS_SSLv3 = HAS_NEVER_CHECK_COMMON_NAME = False


class VerifyMode(IntEnum):
    CERT_NONE = 0
    CERT_OPTIONAL = 1
    CERT_REQUIRED = 2


class TLSVersion(IntEnum):
    MINIMUM_SUPPORTED = -2
    TLSv1 = 769
    TLSv1_1 = 770
    TLSv1_2 = 771
    TLSv1_3 = 772
    MAXIMUM_SUPPORTED = -1


class Options(IntFlag):
    OP_ALL = 0x80000050
    OP_NO_SSLv2 = 0
    OP_NO_SSLv3 = 0x2000000
    OP_NO_TLSv1 = 0x4000000
    OP_NO_TLSv1_1 = 0x10000000
    OP_NO_COMPRESSION = 0x20000


CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = VerifyMode
OP_ALL, OP_NO_SSLv2, OP_NO_SSLv3 = Options.OP_ALL, Options.OP_NO_SSLv2, Options.OP_NO_SSLv3
PROTOCOL_TLS = PROTOCOL_SSLv23 = 2
PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER = 16, 17


class Purpose:
    SERVER_AUTH, CLIENT_AUTH = 'serverAuth', 'clientAuth'


class SSLError(OSError):
    pass


class SSLCertVerificationError(SSLError, ValueError):
    pass


class SSLZeroReturnError(SSLError):
    pass


class SSLWantReadError(SSLError):
    pass


class SSLWantWriteError(SSLError):
    pass


class SSLEOFError(SSLError):
    pass


class SSLSyscallError(SSLError):
    pass


CertificateError = SSLCertVerificationError


class SSLSocket(socket.socket):
    context = None
    server_hostname = None

    def getpeercert(self, binary_form=False):
        return b'' if binary_form else {}

    def cipher(self):
        return 'TLS_AES_256_GCM_SHA384', 'TLSv1.3', 256

    def version(self):
        return 'TLSv1.3'

    def selected_alpn_protocol(self):
        return None

    def do_handshake(self, block=False):
        pass

    def unwrap(self):
        return self


class SSLContext:
    sslsocket_class = SSLSocket

    def __init__(self, protocol=PROTOCOL_TLS, *args, **kwargs):
        self.protocol = protocol
        self.verify_mode = CERT_REQUIRED if protocol == PROTOCOL_TLS_CLIENT else CERT_NONE
        self.check_hostname = protocol == PROTOCOL_TLS_CLIENT
        self.options = Options.OP_ALL
        self.minimum_version, self.maximum_version = TLSVersion.TLSv1_2, TLSVersion.MAXIMUM_SUPPORTED
        self.post_handshake_auth = False
        self.keylog_filename = None

    def _nothing(self, *given, **named):
        return None

    load_default_certs = load_verify_locations = set_alpn_protocols = set_ciphers = set_default_verify_paths = _nothing

    def load_cert_chain(self, certfile, keyfile=None, password=None):
        open(certfile).close()

    def wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True, server_hostname=None,
                    session=None):
        timeout = sock.gettimeout()
        mark(sock.fileno())
        wrapped = self.sslsocket_class(sock.family, sock.type, sock.proto, fileno=sock.detach())
        wrapped.context, wrapped.server_hostname = self, server_hostname
        wrapped.settimeout(timeout)
        return wrapped


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    return SSLContext(PROTOCOL_TLS_SERVER if purpose == Purpose.CLIENT_AUTH else PROTOCOL_TLS_CLIENT)


def _create_unverified_context(protocol=None, *, cert_reqs=CERT_NONE, check_hostname=False, **rest):
    context = SSLContext(PROTOCOL_TLS)
    context.check_hostname = False
    return context


_create_default_https_context = create_default_context
_create_stdlib_context = _create_unverified_context


def get_default_verify_paths():
    from collections import namedtuple

    kind = namedtuple('DefaultVerifyPaths', 'cafile capath openssl_cafile_env openssl_cafile openssl_capath_env openssl_capath')
    return kind(None, '/usr/lib/ssl/certs', 'SSL_CERT_FILE', '/usr/lib/ssl/cert.pem', 'SSL_CERT_DIR', '/usr/lib/ssl/certs')


def wrap_socket(sock, *given, **named):
    return SSLContext().wrap_socket(sock)
