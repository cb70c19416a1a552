package dev.memjay.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.Patient;
import dev.memjay.it.clients.Program.Ended;
import dev.memjay.model.Node;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * libmemcached's test of servers, memcapable, passes in the text and in the binary protocol. It knows servers that refuse a
 * {@code delete} of many words; newer ones delete, which the real server is asked about first.
 */
class MemcapableTest {
    private static final Pattern FAILED = Pattern.compile("((?:ascii|binary) [a-z ]*[a-z])\\s*\\[FAIL]");
    private static final int TEXT_TESTS = 27;
    private static final int BINARY_TESTS = 27;

    @ParameterizedTest
    @EnumSource
    void text(ServerKind kind) throws Exception {
        passes(kind, "-a", TEXT_TESTS, Set.of("ascii delete", "ascii delete noreply"));
    }

    @ParameterizedTest
    @EnumSource
    void binary(ServerKind kind) throws Exception {
        passes(kind, "-b", BINARY_TESTS, Set.of());
    }

    private static void passes(ServerKind kind, String protocol, int tests, Set<String> ofManyWords) throws Exception {
        Program memcapable = memcapable();
        try (ServerKind.Running server = kind.start()) {
            Set<String> outdated =
                    kind == ServerKind.REAL && deletesByManyWords(server.port()) ? ofManyWords : Set.of();
            Ended ended = memcapable.run("-v", protocol, "-h", "127.0.0.1", "-p", Integer.toString(server.port()));
            List<String> lines = ended.output().lines().toList();
            assertThat(lines)
                    .filteredOn(line -> line.endsWith("[pass]"))
                    .hasSizeGreaterThanOrEqualTo(tests - outdated.size());
            assertThat(failed(ended.output())).as(ended.output()).isEqualTo(outdated);
            if (outdated.isEmpty()) {
                assertThat(ended.status()).as(ended.output()).isZero();
                assertThat(lines).last().isEqualTo("All tests passed");
            }
        }
    }

    private static Set<String> failed(String output) {
        return FAILED.matcher(output).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    private static boolean deletesByManyWords(int port) {
        try (Memjay memjay = Patient.create("memcached://127.0.0.1:" + port)) {
            Node node = memjay.nodes().get(0);
            return memjay.admin().raw(node, "delete none a b c").equals("NOT_FOUND");
        } catch (ServerErrorException | UnsupportedByServerException e) {
            return false;
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
