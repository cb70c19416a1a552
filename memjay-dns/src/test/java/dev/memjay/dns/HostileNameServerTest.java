package dev.memjay.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.discovery.DnsProvider;
import dev.memjay.discovery.Fleet;
import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Name servers that answer wrongly, in pieces, too much or not at all, over real sockets. */
@Tag("hostile")
@Timeout(60)
class HostileNameServerTest {
    private static final String NAME = "www.example.com";
    /** Where the question's name is in a message. */
    private static final int QUESTION = 12;

    private static final Duration SHORT = Duration.ofMillis(500);

    private final ScriptedNameServer server = new ScriptedNameServer();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    private DnsProvider dns() {
        return new DnsjavaProvider(new ResolverFiles(folder.resolve("resolv.conf"), folder.resolve("hosts")));
    }

    private Fleet services(Duration timeout) throws IOException {
        return dns().services(NAME).discover(new NameServersOnly(timeout, server));
    }

    private Fleet services() throws IOException {
        return services(Duration.ofSeconds(40));
    }

    private static UnaryOperator<byte[]> with(int index, int value) {
        return message -> {
            message[index] = (byte) value;
            return message;
        };
    }

    private static UnaryOperator<byte[]> xor(int index, int bits) {
        return message -> {
            message[index] ^= (byte) bits;
            return message;
        };
    }

    /** What a name server, or somebody who pretends to be it, may send before the answer. */
    static List<Arguments> strays() {
        int type = QUESTION + NAME.length() + 2;
        return List.of(
                stray("another identifier", xor(1, 1)),
                stray("another name", with(QUESTION + 1, 'x')),
                stray("another type", xor(type + 1, 1)),
                stray("another class", xor(type + 3, 2)),
                stray("a question", xor(2, 0x80)),
                stray("an update", xor(2, 0x28)),
                stray("no question", with(5, 0)),
                stray("two questions", with(5, 2)),
                stray("an error for another name", message -> {
                    message[3] |= 4;
                    message[QUESTION + 1] = 'x';
                    return message;
                }),
                stray("a longer name", with(QUESTION + 4, 63)),
                stray("half a header", message -> Arrays.copyOf(message, 5)),
                stray("half a question", message -> Arrays.copyOf(message, 20)),
                stray("one byte", message -> new byte[1]));
    }

    private static Arguments stray(String what, UnaryOperator<byte[]> maker) {
        UnaryOperator<byte[]> poison = message -> {
            byte[] stray = maker.apply(message);
            if (stray.length > 3) {
                stray[3] |= 3; // would be taken for "no such name"
            }
            return stray;
        };
        return Arguments.of(what, poison);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strays")
    void anAnswerToAnotherQuestionIsIgnored(String what, UnaryOperator<byte[]> stray) throws IOException {
        server.services(NAME, 5, "0 0 11211 a.test");
        server.strays(stray, stray);

        assertThat(services().nodes()).as("by datagram").containsExactly(Node.of("a.test", 11211));

        server.truncate();
        assertThat(services().nodes()).as("over TCP").containsExactly(Node.of("a.test", 11211));
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.datagrams()).as("each question once").isEqualTo(2);
    }

    @Test
    void theNameMayComeBackInOtherLetters() throws IOException {
        server.services(NAME, 5, "0 0 11211 a.test");
        server.spoil(with(QUESTION + 1, 'W'));

        assertThat(services().nodes()).containsExactly(Node.of("a.test", 11211));
    }

    /** The answer's records, in place of those of the server; {@code c00c} is the name of the question. */
    private void answerWith(int count, String hex) {
        server.services(NAME, 5);
        byte[] records = HexFormat.of().parseHex(hex.replace(" ", ""));
        server.spoil(message -> {
            byte[] whole = Arrays.copyOf(message, message.length + records.length);
            System.arraycopy(records, 0, whole, message.length, records.length);
            whole[7] = (byte) count;
            return whole;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // a record that is not there
                "c00c 0021 0001 0000001e 0005 0001 0002 2b", // too short for its type
                "c00c 0021 0001 0000001e 000b 0001 0002 2bcb 0161 c010 00", // longer than its type is
                "c00c 0021 0001 0000001e ffff 0001 0002 2bcb 0161 c010", // longer than the message
                "c021 0021 0001 0000001e 0000", // a name that points at itself
                "c0ff 0021 0001 0000001e 0000", // a name beyond the end
                "4061 0021 0001 0000001e 0000", // a label of a kind that is none
                "c00c 0001 0001 0000001e 0005 0a00000100", // an address of five bytes
                "c00c 001c 0001 0000001e 0004 0a000001", // a short address
            })
    void aRecordThatCannotBeReadIsANamedError(String hex) {
        answerWith(1, hex);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::services)
                .withMessageContaining("the answer of the name server " + server.address() + " for SRV records of "
                        + NAME + ". cannot be read");
    }

    @Test
    void theNextNameServerIsAskedWhenOneAnswersWhatCannotBeRead() throws IOException {
        answerWith(1, "");
        try (ScriptedNameServer other = new ScriptedNameServer()) {
            other.services(NAME, 5, "0 0 11211 a.test");

            assertThat(dns().services(NAME)
                            .discover(new NameServersOnly(Duration.ofSeconds(40), server, other))
                            .nodes())
                    .containsExactly(Node.of("a.test", 11211));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b.test",
                "a\u0001b.test",
                "a/b.test",
                "a:1.test",
                "a\u00e9.test",
                "a\\b.test",
                "a\nW.test",
                "a\r.test",
                "a\u001b[2J",
                "a\u0000b",
                "a\tb"
            })
    void aServiceThatNamesNoHostIsANamedError(String target) {
        server.services(NAME, 5, "0 0 11211 good.test");
        server.serviceTarget(NAME, 5, target);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::services)
                .withMessageContaining("the SRV record '0 0 11211 a")
                .withMessageContaining("of " + NAME + " names no server");
    }

    @Test
    void aTimeToLiveBeyondItsRangeIsZero() throws IOException {
        answerWith(1, "c00c 0021 0001 ffffffff 000a 0001 0002 2bcb 0161 c010");

        assertThat(services().validFor()).isZero();
    }

    @Test
    void recordsOfOtherNamesAndClassesAreLeftOut() throws IOException {
        answerWith(
                3,
                "c00c 0021 0001 0000001e 000a 0001 0002 2bcb 0161 c010"
                        + "0162 c010 0021 0001 0000001e 000a 0001 0002 2bcb 0162 c010"
                        + "c00c 0021 0003 0000001e 000a 0001 0002 2bcb 0163 c010");

        assertThat(services().nodes()).containsExactly(Node.of("a.example.com", 11211));
    }

    @Test
    void aliasesInACircleAreANamedError() {
        server.alias(NAME, 5, "b.test");
        server.spoil(message -> {
            byte[] circle = HexFormat.of().parseHex("0162047465737400" + "00050001" + "00000005" + "0002" + "c00c");
            byte[] whole = Arrays.copyOf(message, message.length + circle.length);
            System.arraycopy(circle, 0, whole, message.length, circle.length);
            whole[7] = 2;
            return whole;
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::services)
                .withMessageContaining("aliases")
                .withMessageContaining(NAME);
    }

    @ParameterizedTest
    @ValueSource(ints = {Fleet.MAX_NODES, Fleet.MAX_NODES + 1})
    void noMoreNodesThanAFleetMayHaveAreTaken(int count) throws IOException {
        server.services(
                NAME,
                5,
                IntStream.range(0, count)
                        .mapToObj(i -> "0 0 11211 n" + i + ".test")
                        .toArray(String[]::new));

        if (count == Fleet.MAX_NODES) {
            assertThat(services().nodes()).hasSize(count);
        } else {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(this::services)
                    .withMessageContaining(NAME)
                    .withMessageContaining("the fleet has 2001 nodes");
        }
    }

    @Test
    void aLookEndsInTimeHoweverManyNameServersAreSilent() {
        server.silent(true);
        List<Node> servers = Collections.nCopies(200, server.node());

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> dns().headlessService("mc.default", 11211).discover(new NameServersOnly(SHORT, servers)))
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("did not answer in time"));
        assertThat(server.datagrams()).isBetween(1, 400);
    }

    @Test
    void aFloodOfOtherAnswersDoesNotProlongALook() {
        server.services(NAME, 5, "0 0 11211 a.test");
        server.strays(xor(1, 1));
        server.flood(true);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> services(SHORT))
                .withMessageContaining("did not answer in time");
        server.flood(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 30})
    void anAnswerThatStopsOverTcpDoesNotProlongALook(int bytes) {
        server.services(NAME, 5, "0 0 11211 a.test");
        server.truncate();
        server.tcpLimit(bytes);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> services(SHORT))
                .withMessageContaining("did not answer in time");
        assertThat(server.connections()).isPositive();
    }

    @Test
    void anAnswerThatIsCutOffOverTcpTooIsNotTakenForAWhole() {
        server.services(NAME, 5, "0 0 11211 a.test", "0 0 11211 b.test");
        server.spoil(xor(2, 2));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(this::services)
                .withMessageContaining("cut its answer off over TCP too");
    }

    @Test
    void identifiersCannotBeGuessedFromTheLast() throws IOException {
        Set<Integer> differences = new HashSet<>();
        Set<List<Byte>> seen = ConcurrentHashMap.newKeySet();
        int[] last = {0};
        server.services(NAME, 5, "0 0 11211 a.test");
        server.spoil(message -> {
            int id = (message[0] & 0xFF) << 8 | message[1] & 0xFF;
            differences.add(id - last[0]);
            last[0] = id;
            seen.add(List.of(message[0], message[1]));
            return message;
        });
        for (int i = 0; i < 50; i++) {
            services();
        }

        assertThat(seen).hasSizeGreaterThan(40);
        assertThat(differences).hasSizeGreaterThan(40);
    }

    @Test
    void whateverIsBrokenIsRefusedOrRead() {
        server.services(NAME, 5, "0 0 11211 a.test", "0 3 11212 b.test");
        Random random = new Random(7);
        int question = QUESTION + NAME.length() + 6;
        server.spoil(message -> {
            byte[] broken = Arrays.copyOf(message, question + random.nextInt(message.length - question + 1));
            for (int changes = random.nextInt(4); changes > 0 && broken.length > question; changes--) {
                broken[question + random.nextInt(broken.length - question)] = (byte) random.nextInt();
            }
            broken[6 + random.nextInt(6)] ^= (byte) random.nextInt(3);
            return broken;
        });
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            try {
                assertThat(services().nodes()).isNotEmpty();
                read++;
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining(NAME);
            }
        }
        assertThat(read).as("of the whole ones").isPositive();
    }
}
