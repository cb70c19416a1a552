package dev.memjay.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.clients.Program.Ended;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** libmemcached's test of servers, memcapable, passes in the text and in the binary protocol. */
class MemcapableTest {
    private static final int TEXT_TESTS = 27;
    private static final int BINARY_TESTS = 27;

    @ParameterizedTest
    @EnumSource
    void text(ServerKind kind) throws Exception {
        passes(kind, "-a", TEXT_TESTS);
    }

    @ParameterizedTest
    @EnumSource
    void binary(ServerKind kind) throws Exception {
        passes(kind, "-b", BINARY_TESTS);
    }

    private static void passes(ServerKind kind, String protocol, int tests) throws Exception {
        Program memcapable = memcapable();
        try (ServerKind.Running server = kind.start()) {
            Ended ended = memcapable.run("-v", protocol, "-h", "127.0.0.1", "-p", Integer.toString(server.port()));
            assertThat(ended.status()).as(ended.output()).isZero();
            List<String> lines = ended.output().lines().toList();
            assertThat(lines).last().isEqualTo("All tests passed");
            assertThat(lines).filteredOn(line -> line.endsWith("[pass]")).hasSizeGreaterThanOrEqualTo(tests);
        }
    }

    /** Debian calls it memccapable, libmemcached itself memcapable. */
    private static Program memcapable() throws Exception {
        try {
            return Program.find("memccapable", "libmemcached-tools");
        } catch (AssertionError otherName) {
            return Program.find("memcapable", "libmemcached-tools");
        }
    }
}
