package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.NodeTraits.Peer;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.internal.wire.binary.BinaryDialect;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers without end to what is asked beside values: refused at the bound, however they arrive and whoever still waits. */
@Tag("hostile")
class AnswerLimitTest {
    private static final int ONE_READ = 64 * 1024;
    private static final Dialect CLASSIC = new ClassicDialect();
    private static final Dialect META = new MetaDialect();
    private static final Dialect BINARY = new BinaryDialect();

    /** What a server repeats without end. */
    private record Flood(String name, Dialect dialect, String repeated, String bound) {
        @Override
        public String toString() {
            return dialect.name() + ", " + name;
        }
    }

    private static Stream<Flood> floods() {
        Stream<Flood> text = Stream.of(CLASSIC, META)
                .flatMap(dialect -> Stream.of(
                        new Flood("empty lines", dialect, "\r\n", "1000 lines"),
                        new Flood("bare line feeds", dialect, "\n", "1000 lines"),
                        new Flood("statistics", dialect, "STAT a_long_name " + "1".repeat(200) + "\r\n", "65536 bytes"),
                        new Flood("one line", dialect, "x", "8192 bytes")));
        Stream<Flood> binary = Stream.of(
                new Flood("statistics without a name", BINARY, stat("", "1"), "1000 lines"),
                new Flood("statistics without a value", BINARY, stat("a", ""), "1000 lines"),
                new Flood("statistics", BINARY, stat("name", "1".repeat(4000)), "65536 bytes"),
                new Flood("a huge statistic", BINARY, header(100 << 20), "65536 bytes"),
                new Flood("a long statistic", BINARY, header(9000), "8192 bytes in one line"));
        return Stream.concat(text, binary);
    }

    private static String stat(String name, String value) {
        return header(name.length(), name.length() + value.length()) + name + value;
    }

    /** A statistic that declares a body of so many bytes. */
    private static String header(int body) {
        return header(1, body);
    }

    private static String header(int name, int body) {
        Output out = new Output();
        out.put(0x81);
        out.put(0x10);
        out.int16(name);
        out.int32(0);
        out.int32(body);
        out.int32(0);
        out.int64(0);
        return Wire.text(out);
    }

    @ParameterizedTest
    @MethodSource("floods")
    void isRefusedAtTheBound(Flood flood) {
        TextCommand settings = new TextCommand("stats settings", Ending.END);

        Fed whole = feed(flood, settings, ONE_READ, true);
        assertThat(whole.violation).contains("the answer to stats settings has more than " + flood.bound);
        assertThat(whole.bytes).isLessThanOrEqualTo(AnswerLimit.OWN.bytes + ONE_READ);
        assertThat(feed(flood, settings, 1, true).violation).isEqualTo(whole.violation);
        assertThat(feed(flood, settings, ONE_READ, false).violation)
                .as("when its caller has left")
                .isEqualTo(whole.violation);
    }

    @Test
    void aCallersCommandHasABoundToo() {
        Flood lines = new Flood("empty lines", CLASSIC, "\r\n", "");

        assertThat(feed(lines, new TextCommand("lru_crawler metadump all", Ending.END, AnswerLimit.RAW), ONE_READ, true)
                        .violation)
                .contains("lru_crawler metadump all", "1000000 lines", "ask for less");
        assertThat(feed(lines, new TextCommand("stats", Ending.END, AnswerLimit.STATS), ONE_READ, true).violation)
                .contains("100000 lines");
    }

    @Test
    void theBoundIsOfOneAnswerAndNotOfTheConnection() throws ProtocolViolation {
        for (Dialect dialect : new Dialect[] {CLASSIC, META, BINARY}) {
            String answer = dialect == BINARY
                    ? stat("a", "1").repeat(600) + stat("", "")
                    : "STAT a 1\r\n".repeat(600) + "END\r\n";
            Dialect.Decoder decoder = dialect.decoder();
            Input in = new Input(ONE_READ);
            for (int i = 0; i < 5; i++) {
                TestExchange exchange = new TestExchange(new TextCommand("stats settings", Ending.END), null);
                in.append(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
                assertThat(decoder.decode(exchange, 0, in)).as(dialect.name()).isTrue();
            }
        }
    }

    @Test
    void moreValuesThanKeysWereAskedAreRefusedWhoeverWaits() {
        GetRun bulk = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, false, BulkResult.forReads(2, false));
        for (Dialect dialect : new Dialect[] {CLASSIC, META, new ClassicDialect(NodeTraits.of(Peer.PROXY, null))}) {
            assertThat(feed(new Flood("values", dialect, "VALUE a 0 1\r\nx\r\n", ""), bulk.shape(), 64, false)
                            .violation)
                    .as(dialect.name())
                    .isEqualTo("more values came than keys were asked: 2");
        }
    }

    @Test
    void moreErrorsThanAQuietRunHasCommandsAreRefused() {
        QuietRun run = run();

        assertThat(feed(new Flood("errors", META, "SERVER_ERROR no\r\n", ""), run, 64, true).violation)
                .isEqualTo("the answer to a bulk call has more errors than commands without a reply");
        assertThat(feed(new Flood("errors", META, "SERVER_ERROR no\r\n", ""), run.shape(), 64, false).violation)
                .isEqualTo("the answer to a bulk call has more errors than commands without a reply");
    }

    private static QuietRun run() {
        Request[] requests = {new DeleteRequest(Verb.DELETE_ALL, 0, false), new DeleteRequest(Verb.DELETE_ALL, 0, false)
        };
        return new QuietRun(
                Verb.DELETE_ALL, requests, new String[] {"a", "b"}, null, new int[] {0, 1}, BulkResult.forWrites(2));
    }

    /** What became of it: how many bytes were taken, and why no more. */
    private record Fed(long bytes, String violation) {}

    private static Fed feed(Flood flood, Request request, int oneRead, boolean wanted) {
        TestExchange exchange = new TestExchange(request, null);
        if (!wanted) {
            exchange.leave();
        }
        byte[] repeated = flood.repeated.getBytes(ISO_8859_1);
        Dialect.Decoder decoder = flood.dialect.decoder();
        Input in = new Input(oneRead);
        ByteBuffer arrived = ByteBuffer.allocate(oneRead);
        long most = 16L << 20;
        long taken = 0;
        while (taken < most) {
            arrived.clear();
            while (arrived.hasRemaining()) {
                arrived.put(repeated[(int) (taken++ % repeated.length)]);
            }
            arrived.flip();
            if (in.available() == 0) {
                decoder.fill(arrived);
            }
            in.append(arrived);
            try {
                assertThat(decoder.decode(exchange, 0, in))
                        .as("an answer without end")
                        .isFalse();
            } catch (ProtocolViolation violation) {
                return new Fed(taken, violation.getMessage());
            }
        }
        throw new AssertionError("took " + taken + " bytes of " + flood);
    }
}
