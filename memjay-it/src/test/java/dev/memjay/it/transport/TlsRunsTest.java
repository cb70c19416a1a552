package dev.memjay.it.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.it.transport.Certificates.Signed;
import dev.memjay.junit.RealMemcached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Much at once over TLS to the real memcached, which leaves the end of what it was sent unread in its TLS layer where records
 * end inside of its requests, until more comes: here nobody sends more, so a call would wait for its timeout.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsRunsTest {
    /** Far longer than any call here takes; a call that hangs fails by it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final String MEMORY_MB = "400";

    private Signed identity;
    private Certificates authority;
    private RealMemcached memcached;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        authority = new Certificates(folder, "authority");
        identity = authority.forLoopback("server");
        memcached = RealMemcached.start(
                "-m", MEMORY_MB, "-Z", "-o", "ssl_chain_cert=" + identity.certificate() + ",ssl_key=" + identity.key());
    }

    @AfterAll
    void stop() {
        memcached.close();
    }

    @BeforeEach
    void empty() {
        try (Memjay memjay = client("auto")) {
            memjay.admin().flushAll();
        }
    }

    private Memjay client(String protocol) {
        return Memjay.builder()
                .servers("127.0.0.1:" + memcached.port())
                .tls(true)
                .tlsTrust(authority.authority())
                .protocol(protocol)
                .timeout(TIMEOUT)
                .connectTimeout(TIMEOUT)
                .build();
    }

    private static Map<String, byte[]> items(int keys, int length) {
        Map<String, byte[]> items = new LinkedHashMap<>();
        for (int i = 0; i < keys; i++) {
            byte[] value = new byte[length];
            Arrays.fill(value, (byte) i);
            items.put("key" + i, value);
        }
        return items;
    }

    @ParameterizedTest(name = "{0}: {1} keys of {2} bytes")
    @CsvSource({
        "meta, 30, 1000",
        "meta, 1000, 10",
        "meta, 1001, 1000",
        "meta, 1002, 10000",
        "meta, 10000, 10",
        "meta, 10001, 1000",
        "meta, 5000, 10000",
        "classic, 1000, 10",
        "classic, 1001, 1000",
        "classic, 1002, 10000",
        "classic, 10000, 10",
        "classic, 10001, 1000",
        "binary, 1000, 10",
        "binary, 1001, 1000",
        "binary, 1002, 10000",
        "binary, 10000, 10",
        "binary, 10001, 1000"
    })
    void bulkCallsEnd(String protocol, int keys, int length) {
        Map<String, byte[]> items = items(keys, length);
        try (Memjay memjay = client(protocol)) {
            Keyspace<String, byte[]> bytes = memjay.bytes();
            for (int round = 0; round < 3; round++) {
                assertThat(bytes.setAll(items).notDone()).isEmpty();
                assertThat(bytes.getAll(items.keySet()).keySet()).isEqualTo(items.keySet());
            }
            Map<String, byte[]> found = bytes.getAll(items.keySet());
            items.forEach((key, value) -> assertThat(found.get(key)).isEqualTo(value));
            assertThat(bytes.touchAll(items.keySet(), Duration.ofHours(1)).done())
                    .hasSize(keys);
            assertThat(bytes.deleteAll(items.keySet()).done()).hasSize(keys);
        }
    }

    /** Lengths that move the end of each record through the requests. */
    @ParameterizedTest
    @ValueSource(strings = {"meta", "classic", "binary"})
    void runsOfEveryLengthEnd(String protocol) {
        try (Memjay memjay = client(protocol)) {
            for (int length = 100; length < 30_000; length += 777) {
                Map<String, byte[]> items = items(25, length);
                assertThat(memjay.bytes().setAll(items).notDone()).isEmpty();
                assertThat(memjay.bytes().getAll(items.keySet())).hasSize(items.size());
            }
        }
    }
}
