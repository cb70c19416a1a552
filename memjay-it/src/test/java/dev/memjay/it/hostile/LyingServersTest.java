package dev.memjay.it.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that lies about lengths, floods, trickles or answers what was not asked: no call gives a value that it did not
 * send for the key, all end in time or in an error, and the node beside it is served throughout.
 */
@Tag("hostile")
@Timeout(60)
class LyingServersTest {
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final int MOST_QUOTED = 2_000;

    /**
     * What a server says instead of an answer.
     *
     * @param once what it says first, one character a byte; {@code KEY} and {@code OPAQUE} are those of the command
     * @param forever what it then says without end; empty to stay silent
     * @param pauseMillis how long it waits before each of these
     */
    record Lie(String protocol, String name, String once, String forever, int pauseMillis) {
        @Override
        public String toString() {
            return protocol + ", " + name;
        }
    }

    static Stream<Lie> lies() {
        List<Lie> lies = new ArrayList<>();
        for (String protocol : List.of("meta", "classic")) {
            lies.add(new Lie(protocol, "a line without end", "", "x", 0));
            lies.add(new Lie(protocol, "empty lines", "", "\r\n", 0));
            lies.add(new Lie(protocol, "zeros", "", "\0", 0));
            lies.add(new Lie(protocol, "a binary answer", "\u0081\0\0\0\0\0\0\0\u007f\u00ff\u00ff\u00ff", "\0", 0));
            lies.add(new Lie(protocol, "a trickle", "", "V", 20));
            lies.add(new Lie(protocol, "an error without end", "SERVER_ERROR ", "x", 0));
            lies.add(new Lie(protocol, "errors", "", "SERVER_ERROR out of memory\r\n", 0));
            lies.add(new Lie(protocol, "a client's errors", "", "CLIENT_ERROR bad\r\n", 0));
            lies.add(new Lie(protocol, "answers that were not asked for", "", "STORED\r\n", 0));
            lies.add(new Lie(protocol, "misses without end", "", "meta".equals(protocol) ? "EN\r\n" : "END\r\n", 0));
            lies.add(new Lie(protocol, "statistics", "", "STAT a b\r\n", 0));
        }
        for (String length : List.of("99999999999999999999", "-5", "134217729", "2147483648", "0x10", "")) {
            lies.add(new Lie("meta", "a length of '" + length + "'", "VA " + length + " f0 OOPAQUE\r\n", "x", 0));
            lies.add(new Lie("classic", "a length of '" + length + "'", "VALUE KEY 0 " + length + "\r\n", "x", 0));
        }
        lies.add(new Lie("meta", "a value without its end", "VA 2 f0 OOPAQUE\r\nab", "x", 0));
        lies.add(new Lie("meta", "another's opaque", "VA 2 f0 O9999999\r\nab\r\n", "", 0));
        lies.add(new Lie("meta", "flags without end", "VA 2 f", "9", 0));
        lies.add(new Lie("meta", "a value that never ends", "VA 100000 f0 OOPAQUE\r\n", "x", 5));
        lies.add(new Lie("classic", "a value without its end", "VALUE KEY 0 2\r\nab", "x", 0));
        lies.add(new Lie("classic", "another's key", "VALUE other 0 2\r\nab\r\nEND\r\n", "", 0));
        lies.add(new Lie("classic", "a key without end", "VALUE ", "k", 0));
        lies.add(new Lie("classic", "more values than were asked for", "", "VALUE KEY 0 2\r\nab\r\n", 0));
        lies.add(new Lie("classic", "a value that never ends", "VALUE KEY 0 100000\r\n", "x", 5));
        // magic, opcode, key length, extras, type, status, body, opaque, cas
        for (String header : List.of(
                "8100000004000000 7fffffff 00000000 0000000000000000",
                "8100000004000000 ffffffff 00000000 0000000000000000",
                "8100000004000000 08000001 00000000 0000000000000000",
                "8100ffff04000000 00000004 00000000 0000000000000000",
                "81000000ff000000 00000004 00000000 0000000000000000",
                "8000000004000000 00000004 00000000 0000000000000000",
                "81ee000004000000 00000004 00000000 0000000000000000",
                "8100000000000085 00100000 00000000 0000000000000000",
                "0000000000000000 00000000 00000000 0000000000000000")) {
            String bytes = new String(HexFormat.of().parseHex(header.replace(" ", "")), ISO_8859_1);
            lies.add(new Lie("binary", header, bytes, "x", 0));
            lies.add(new Lie("binary", header + " again and again", "", bytes, 0));
        }
        lies.add(new Lie("binary", "a trickle", "", "\u0081", 20));
        return lies.stream();
    }

    @ParameterizedTest
    @MethodSource("lies")
    void everyCallEnds(Lie lie) {
        try (LyingServer lying = new LyingServer(lie);
                MemcachedServer honest = MemcachedServer.builder().start();
                Memjay memjay = Memjay.builder()
                        .servers(lying.address(), honest.host() + ":" + honest.port())
                        .protocol(lie.protocol())
                        .timeout(TIMEOUT)
                        .build()) {
            String bad = keyOf(memjay, lying.address());
            String good = keyOf(memjay, honest.host() + ":" + honest.port());
            Keyspace<String, String> texts = memjay.strings();
            Keyspace<String, String> patient = texts.withTimeout(Duration.ofSeconds(30));
            assertThat(patient.set(good, "value")).isTrue();
            assertEnds(() -> assertNothing(texts.async().get(bad).get(50, TimeUnit.SECONDS)));
            assertThat(patient.async().get(good))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo("value");
            assertEnds(() -> assertNothing(texts.get(bad)));
            assertEnds(() ->
                    assertNothing(texts.getAll(List.of(bad, good, bad + "2")).get(bad)));
            assertEnds(() -> texts.set(bad, "value"));
            assertEnds(() -> texts.setAll(Map.of(bad, "value", good, "value")));
            assertEnds(() -> texts.delete(bad));
            assertEnds(() -> memjay.admin().stats());
            assertThat(patient.get(good)).isEqualTo("value");
            assertThat(patient.async().getAll(List.of(good)))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(Map.of(good, "value"));
            assertThat(memjay.metrics().rescues()).isZero();
        }
    }

    private static void assertNothing(Object value) {
        assertThat(value).isNull();
    }

    private static void assertEnds(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        Throwable error = thrown instanceof ExecutionException wrapped ? wrapped.getCause() : thrown;
        if (error != null) {
            assertThat(error).isInstanceOf(MemjayException.class);
            assertThat(error.getMessage().length()).isLessThan(MOST_QUOTED);
        }
    }

    private static String keyOf(Memjay memjay, String address) {
        for (int i = 0; ; i++) {
            if (memjay.nodeFor("key" + i).toString().contains(address)) {
                return "key" + i;
            }
        }
    }
}
