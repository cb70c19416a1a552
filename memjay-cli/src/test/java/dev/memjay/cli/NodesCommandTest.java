package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.cli.console.ExitStatus;
import dev.memjay.server.MemcachedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code nodes}; no server of these tests is there, so that one that is asked would be missed. */
final class NodesCommandTest {
    private static final String SERVERS = "h1,h2:11212,h3";

    @Test
    void printsKeyAndNode() {
        List<String> lines = run(IntStream.range(0, 30)
                        .mapToObj(i -> "key:" + i)
                        .toArray(String[]::new))
                .lines();
        try (Memjay memjay = Memjay.builder().servers(SERVERS).build()) {
            for (String line : lines) {
                String[] keyAndNode = line.split("\t");
                assertThat(keyAndNode[1])
                        .isEqualTo(memjay.nodeFor(keyAndNode[0]).toString());
            }
        }
        assertThat(lines).hasSize(30).anyMatch(line -> line.endsWith("\th2:11212"));
        assertThat(run("a", "--json").out()).matches("\\{\"key\":\"a\",\"node\":\"h\\d:1121\\d\"\\}\n");
    }

    /** The command carries memjay-dns; the file of hosts answers here, so no name server is asked. */
    @Test
    void nodesAreFoundByDns() {
        CommandRun run = CommandRun.of("nodes", "a", "--servers", "memcached+dns://localhost:1");

        assertThat(run.out()).isEqualTo("a\t127.0.0.1:1\n");
    }

    @Test
    void hashChangesThePlace() {
        String[] keys = {"a", "b", "c", "d", "e", "f", "g", "h"};
        String[] hashed = Arrays.copyOf(keys, keys.length + 1);
        hashed[keys.length] = "--hash=crc32";
        assertThat(run(hashed).lines()).hasSize(8).isNotEqualTo(run(keys).lines());
        hashed[keys.length] = "--hash=md5"; // the default placement's own
        assertThat(run(hashed).lines()).isEqualTo(run(keys).lines());
    }

    @Test
    void everyPlacementOfTheDocumentsIsKnown() {
        for (String name : ("modula consistent ketama ketama-weighted ketama-spy virtual-bucket random rendezvous"
                        + " spymemcached-ketama spymemcached-array xmemcached-array xmemcached-ketama folsom twemproxy-ketama"
                        + " dalli")
                .split(" ")) {
            CommandRun run = CommandRun.of("nodes", "a", "--placement", name, "--servers", "10.0.0.1,10.0.0.2:11212");
            assertThat(run.out()).as(name).matches("a\t10\\.0\\.0\\.[12]:1121[12]\n");
        }
        assertThat(run("--balance", "--placement", "modula").lines())
                .isNotEqualTo(run("--balance").lines());
    }

    @Test
    void keysComeFromAFileOrStandardInput(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "a\nb\r\nc");
        List<String> expected = run("a", "b", "c").lines();
        assertThat(run("--keys-from", file.toString()).lines()).isEqualTo(expected);
        CommandRun stdin = CommandRun.withInput(
                "a\nb\nc\n".getBytes(StandardCharsets.UTF_8), "nodes", "--keys-from", "-", "--servers", SERVERS);
        assertThat(stdin.lines()).isEqualTo(expected);
    }

    @Test
    void aBadKeyOfAFileIsNamedByItsLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "a\nb b\n");
        CommandRun run = run("--keys-from", file.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("line 2 of ");
    }

    @Test
    void balanceCountsKeys() {
        List<String> lines = run("--balance").lines();
        assertThat(lines)
                .hasSize(3)
                .allMatch(line -> line.matches("h\\d:1121\\d\t\\d+\t3\\d\\.\\d\\d%\t#{40,50}"))
                .as("one of them has the full width")
                .anyMatch(line -> line.endsWith("\t" + "#".repeat(50)));
        assertThat(lines.stream()
                        .mapToLong(line -> Long.parseLong(line.split("\t")[1]))
                        .sum())
                .isEqualTo(100_000);
        assertThat(run("--balance", "a").lines())
                .hasSize(3)
                .filteredOn(line -> line.endsWith("\t1\t100.00%\t" + "#".repeat(50)))
                .hasSize(1);
        assertThat(run("--balance", "a").lines())
                .filteredOn(line -> line.endsWith("\t0\t0.00%\t"))
                .hasSize(2);
        assertThat(run("--balance", "a", "--json").lines())
                .anyMatch(line -> line.endsWith("\"keys\":1,\"share\":1.0000}"));
    }

    @Test
    void keysBeyondAsciiHaveAPlaceUnlessTheUriSaysOtherwise() {
        CommandRun run = run("schl\u00fcssel", "\u043a\u043b\u044e\u0447", "--placement=rendezvous");
        assertThat(run.lines()).hasSize(2).allMatch(line -> line.matches("\\S+\th\\d:1121\\d"));
        CommandRun refused =
                CommandRun.of("nodes", "schl\u00fcssel", "--servers", "memcached://h1,h2?keyPolicy=reject");
        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void theDeadAreMarked() {
        String dead = DeadServer.ADDRESS;
        try (MemcachedServer server = MemcachedServer.start()) {
            String both = server.address() + "," + dead;
            String up = server.address() + "\tup";
            String down = dead + "\tdown: [^\t]*cannot connect: Connection refused[^\t]*";
            CommandRun list = CommandRun.of("nodes", "--servers", both);
            assertThat(list.err()).isEmpty();
            assertThat(list.status()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(list.lines().get(0)).isEqualTo(up);
            assertThat(list.lines().get(1)).matches(down);

            assertThat(CommandRun.of("nodes", "a", "b", "c", "d", "e", "--state", "--servers", both)
                            .lines())
                    .hasSize(5)
                    .allMatch(line -> line.matches("\\w\t(" + up + "|" + down + ")"));
            assertThat(CommandRun.of("nodes", "--balance", "--state", "--servers", both)
                            .lines())
                    .hasSize(2)
                    .allMatch(line -> line.matches("\\S+\t\\d+\t\\d\\d\\.\\d\\d%\t#+\t(up|down: .*refused.*)"));
            assertThat(CommandRun.of("nodes", "--json", "--servers", both)
                            .lines()
                            .get(0))
                    .isEqualTo("{\"node\":\"" + server.address() + "\",\"state\":\"up\"}");
            assertThat(CommandRun.of("nodes", "--json", "--servers", both)
                            .lines()
                            .get(1))
                    .matches("\\{\"node\":\"" + dead + "\",\"state\":\"down\",\"error\":\"[^\"]+\"}");
            assertThat(CommandRun.of("nodes", "--servers", server.address()).status())
                    .isZero();
        }
    }

    @Test
    void noServerIsAskedForItsAddress() {
        assertThat(CommandRun.of("nodes", "a", "--servers", "/run/one.sock,/run/two.sock")
                        .out())
                .matches("a\t/run/(one|two)\\.sock\n");
    }

    @Test
    void weightsCountWhereThePlacementHasThem() {
        assertThat(CommandRun.of("nodes", "--balance", "--servers", "h1:11211:8,h2,h3:11211:1")
                        .lines())
                .anyMatch(line -> line.matches("h1:11211\t\\d+\t(7|8)\\d\\.\\d\\d%\t#{50}"));
        assertThat(CommandRun.of("nodes", "--balance", "--servers", "h1:11211:8,h2,h3", "--placement=modula")
                        .lines())
                .allMatch(line -> line.matches("h\\d:11211\t\\d+\t3\\d\\.\\d\\d%\t#{40,50}"));
        assertThat(CommandRun.of(
                                "nodes",
                                "--balance",
                                "--servers",
                                "[::1]:11211:2,udp:h2:11212:3,h3:11213:01,/tmp/a.sock:2")
                        .lines())
                .extracting(line -> line.split("\t")[0])
                .as("what stands behind a path is of the path")
                .containsExactly("[::1]:11211", "udp:h2:11212", "h3:11213", "/tmp/a.sock:2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h1:11211:0,h2 | weight '0' is not 1 to 1000000; libmemcached's 0 means 1",
                "memcached://h1,h2?weights=0,2 | libmemcached's 0 means 1",
                "h1:11211:-1 | weight '-1'",
                "h1:11211:1000001 | weight '1000001' is not 1 to 1000000",
                "h1:11211:99999999999999999999 | weight '99999999999999999999'",
                "h1:11211:1.5 | weight '1.5'",
                "h1:11211:+3 | weight '+3'",
                "memcached://h1?weights=+3 | weights",
                "h1:11211:\u0663 | weight '\u0663'",
                "memcached://h1?weights=\u0663 | weights",
                "h1:\u0661\u0661:3 | port",
                "h1:11211: | weight ''",
                "h1::3 | server 'h1::3' is not valid: its port is not 1 to 65535",
                "h1:0 | server 'h1:0' is not valid: its port",
                "h1:65536:2 | server 'h1:65536:2' is not valid: its port",
                "h1:11211:3:4 | host:port:weight",
                "memcached://h1:11211:3 | ?weights=1,2,...",
                "2001:db8::17 | an IPv6 address needs brackets",
                "1:2:3:4 | an IPv6 address needs brackets",
                ":11211:3 | host is missing",
                "'' | host is missing",
                "h1,,h2 | host is missing",
                "h1,h2,h1:11211 | h1:11211 twice",
                "h1:11211:1,h1:11211:2 | h1:11211 twice",
                "/tmp/a.sock,unix:/tmp/a.sock | /tmp/a.sock twice",
            })
    void whatIsNoServerIsRefusedWithItsReason(String servers, String reason) {
        CommandRun run = CommandRun.of("nodes", "a", "--servers", servers);
        assertThat(run.err()).contains(reason.strip());
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rendezvous, md5, rendezvous",
        "dalli, crc, dalli",
        "folsom, murmur3, folsom",
        "spymemcached-ketama, md5, spymemcached-ketama",
        "xmemcached-array, default, xmemcached-array",
        "ketama, sha1, fnv1a_32",
        "maglev, md5, twemproxy-ketama",
    })
    void aHashOrPlacementThatIsNoneIsRefusedWithThoseThatWouldDo(String placement, String hash, String named) {
        CommandRun run = run("a", "--placement", placement, "--hash", hash);
        assertThat(run.err()).contains(named);
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
    }

    private static CommandRun run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "nodes";
        all[1] = "--servers";
        all[2] = SERVERS;
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandRun.of(all);
    }
}
