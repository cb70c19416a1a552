package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.error.ConnectionException;
import dev.memjay.it.transport.Certificates.Signed;
import dev.memjay.junit.RealMemcached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server's and a client's certificate, their authority and a foreign one, for the tests of what goes over TLS. */
abstract class OverTls {
    static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    static Certificates authority;
    static Certificates strangers;
    static Signed server;
    static Signed client;

    @BeforeAll
    static void makeCertificates() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        authority = new Certificates(folder, "authority");
        strangers = new Certificates(folder, "strangers");
        server = authority.forLoopback("server");
        client = authority.forLoopback("client");
    }

    static RealMemcached memcached(Signed identity, String... more) {
        List<String> options = new ArrayList<>(
                List.of("-Z", "-o", "ssl_chain_cert=" + identity.certificate() + ",ssl_key=" + identity.key()));
        options.addAll(List.of(more));
        return RealMemcached.start(options.toArray(String[]::new));
    }

    static MemjayBuilder to(String host, int port) {
        return Memjay.builder()
                .servers(host + ":" + port)
                .tls(true)
                .tlsTrust(authority.authority())
                .reconnectPause(Duration.ofMillis(5))
                .timeout(LONG)
                .connectTimeout(LONG);
    }

    static MemjayBuilder to(RealMemcached memcached) {
        return to("127.0.0.1", memcached.port());
    }

    static void roundTrips(MemjayBuilder builder) {
        try (Memjay memjay = builder.build()) {
            roundTrips(memjay);
        }
    }

    static void roundTrips(Memjay memjay) {
        memjay.strings().set("key", "value");
        assertThat(memjay.strings().get("key")).isEqualTo("value");
        byte[] large = new byte[900_000];
        large[large.length - 1] = 7;
        memjay.bytes().set("large", large);
        assertThat(memjay.bytes().async().get("large").join()).isEqualTo(large);
    }

    static void fails(MemjayBuilder builder, String... reasons) {
        try (Memjay memjay = builder.build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> memjay.strings().get("key"))
                    .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
        }
    }
}
