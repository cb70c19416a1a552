package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.transport.Certificates.Signed;
import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Certificates good and bad, of servers and of clients, and the forms of their files. */
class TlsCertificatesTest extends OverTls {
    @Test
    void foreignCertificateIsRefused() {
        try (RealMemcached memcached = memcached(strangers.forLoopback("stranger"))) {
            fails(to(memcached), "signed by nobody who is trusted", "tlsTrust");
        }
    }

    @Test
    void expiredCertificateIsRefused() {
        Signed expired = authority.sign("expired", "DNS:localhost,IP:127.0.0.1", -1);
        try (RealMemcached memcached = memcached(expired)) {
            fails(to(memcached), "has expired");
        }
    }

    @Test
    void certificateForAnotherHostIsRefusedUnlessAskedForByItsName() {
        Signed elsewhere = authority.sign("elsewhere", "DNS:cache.example.com,IP:192.0.2.1", 30);
        try (RealMemcached memcached = memcached(elsewhere)) {
            fails(to(memcached), "is not for '127.0.0.1'", "tlsServerName");
            fails(to("localhost", memcached.port()), "is not for 'localhost'");
            roundTrips(to(memcached).tlsServerName("cache.example.com"));
            roundTrips(to(memcached).tlsHostNameCheck(false));
        }
    }

    @Test
    void clientCertificatesOfEveryForm() throws IOException {
        Path pkcs1 = folder.resolve("pkcs1.key");
        Certificates.openssl("rsa", "-in", client.key().toString(), "-traditional", "-out", pkcs1.toString());
        Path encrypted = folder.resolve("encrypted.key");
        Certificates.openssl(
                "pkcs8",
                "-topk8",
                "-v2",
                "aes-256-cbc",
                "-in",
                client.key().toString(),
                "-passout",
                "pass:secret word",
                "-out",
                encrypted.toString());
        Path store = folder.resolve("client.p12");
        Certificates.openssl(
                "pkcs12",
                "-export",
                "-in",
                client.certificate().toString(),
                "-inkey",
                client.key().toString(),
                "-passout",
                "pass:secret word",
                "-out",
                store.toString());
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "some words before it\n" + Files.readString(client.certificate()) + Files.readString(pkcs1));
        Path relabelled = Files.writeString(
                folder.resolve("relabelled.key"),
                Files.readString(client.key()).replace(" PRIVATE KEY", " RSA PRIVATE KEY"));
        assertThat(pkcs1).content().startsWith("-----BEGIN RSA PRIVATE KEY");
        String certificate = client.certificate().toString();
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            roundTrips(to(memcached)
                    .tlsCertificate(certificate)
                    .tlsKey(client.key().toString()));
            roundTrips(to(memcached).tlsCertificate(certificate).tlsKey(pkcs1.toString()));
            roundTrips(to(memcached).tlsCertificate(both.toString()));
            roundTrips(to(memcached).tlsCertificate(certificate).tlsKey(relabelled.toString()));
            roundTrips(to(memcached)
                    .tlsCertificate(certificate)
                    .tlsKey(encrypted.toString())
                    .tlsKeyPassword("secret word"));
            roundTrips(to(memcached).tlsCertificate(store.toString()).tlsKeyPassword("secret word"));
        }
    }

    @Test
    void keyOfAnEllipticCurveInItsOldForm() throws IOException {
        Path key = folder.resolve("curve.key");
        Path request = folder.resolve("curve.csr");
        Path certificate = folder.resolve("curve.crt");
        Certificates.openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key.toString());
        Certificates.openssl("req", "-new", "-key", key.toString(), "-subj", "/CN=curve", "-out", request.toString());
        Certificates.openssl(
                "x509",
                "-req",
                "-in",
                request.toString(),
                "-CA",
                authority.authority(),
                "-CAkey",
                folder.resolve("authority.key").toString(),
                "-CAcreateserial",
                "-days",
                "30",
                "-out",
                certificate.toString());
        assertThat(key).content().startsWith("-----BEGIN EC PRIVATE KEY");
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            roundTrips(to(memcached).tlsCertificate(certificate.toString()).tlsKey(key.toString()));
        }
    }

    @Test
    void missingClientCertificateIsNamed() {
        try (RealMemcached memcached = memcached(
                server,
                "-o",
                "ssl_chain_cert=" + server.certificate() + ",ssl_key=" + server.key()
                        + ",ssl_verify_mode=2,ssl_ca_cert=" + authority.authority())) {
            fails(to(memcached), "TLS");
        }
        try (MemcachedServer embedded = MemcachedServer.builder()
                .tls(ServerTls.files(server.certificate(), server.key())
                        .authority(Path.of(authority.authority()))
                        .clientCertificateRequired())
                .start()) {
            fails(to("127.0.0.1", embedded.port()), "tlsCertificate");
        }
    }

    @Test
    void missingAndBrokenFilesAreNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.crt"), "-----BEGIN CERTIFICATE-----\nno end");
        try (RealMemcached memcached = memcached(server)) {
            fails(
                    to(memcached).tlsTrust(folder.resolve("none.crt").toString()),
                    "tlsTrust",
                    "none.crt",
                    "no such file");
            fails(to(memcached).tlsTrust(broken.toString()), "tlsTrust", "broken.crt");
            fails(to(memcached).tlsTrust(client.key().toString()), "tlsTrust", "no certificate in it");
            fails(to(memcached).tlsCertificate(client.certificate().toString()), "tlsCertificate", "no private key");
            fails(
                    to(memcached)
                            .tlsCertificate(client.certificate().toString())
                            .tlsKey(client.certificate().toString()),
                    "tlsKey is '",
                    "no private key in PEM");
            Path garbage = Files.writeString(
                    folder.resolve("garbage.key"),
                    "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
            fails(
                    to(memcached)
                            .tlsCertificate(client.certificate().toString())
                            .tlsKey(garbage.toString()),
                    "tlsKey is '",
                    "garbage.key");
        }
    }
}
