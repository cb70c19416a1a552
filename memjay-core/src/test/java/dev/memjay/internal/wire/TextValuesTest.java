package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.binary.BinaryDialect;
import dev.memjay.internal.wire.binary.Packets;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that are wanted as text: the same in every dialect wherever a reply is cut, and a String when it comes whole. */
class TextValuesTest {
    private static final byte[] DATA = "Zo\u00eb".getBytes(UTF_8);
    private static final byte[] NO_TEXT = {'a', -1, 'b', 'c'};
    private static final int GETQ = 0x09;
    /** Text in pymemcache's flags. */
    private static final int TEXT_FLAGS = 16;

    /** A dialect, and how it answers a get, and a get for two keys of which it finds the second. */
    enum Spoken {
        META(new MetaDialect(1000)),
        CLASSIC(new ClassicDialect(1000)),
        BINARY(new BinaryDialect(1000));

        private final Dialect dialect;

        Spoken(Dialect dialect) {
            this.dialect = dialect;
        }

        private String replyToOne(byte[] data, int flags) {
            String text = new String(data, ISO_8859_1);
            return switch (this) {
                case META -> "VA 4 f" + flags + " c7 OAAAA\r\n" + text + "\r\n";
                case CLASSIC -> "VALUE k " + flags + " 4 7\r\n" + text + "\r\nEND\r\n";
                case BINARY -> Packets.hit(0, 0, flags, 7, text);
            };
        }

        private String replyToTwo(byte[] data, int flags) {
            String text = new String(data, ISO_8859_1);
            return this == BINARY
                    ? Packets.hit(GETQ, 1, flags, 7, text) + Packets.fence()
                    : "VALUE k2 " + flags + " 4\r\n" + text + "\r\nEND\r\n";
        }

        /** What each way of cutting the reply in two makes of it, the way that leaves it whole first. */
        List<@Nullable Object> one(ReadRequest request, byte[] data, int flags) {
            List<@Nullable Object> found = new ArrayList<>();
            byte[] reply = replyToOne(data, flags).getBytes(ISO_8859_1);
            for (int cut = reply.length; cut > 0; cut--) {
                TestExchange exchange = new TestExchange(request, "k");
                assertThat(Wire.arrive(dialect, exchange, reply, cut, false)).startsWith("HIT");
                assertThat(exchange.flags).isEqualTo(flags);
                assertThat(exchange.number).isEqualTo(7);
                found.add(exchange.detail == null ? exchange.value : exchange.detail);
            }
            return found;
        }

        List<@Nullable Object> second(byte[] data, int flags) {
            List<@Nullable Object> found = new ArrayList<>();
            byte[] reply = replyToTwo(data, flags).getBytes(ISO_8859_1);
            for (int cut = reply.length; cut > 0; cut--) {
                BulkResult result = BulkResult.forTexts(2);
                GetRun bulk = new GetRun(new String[] {"k1", "k2"}, new int[] {0, 1}, false, result);
                Wire.arrive(dialect, new TestExchange(bulk, null, result), reply, cut, false);
                assertThat(result.status(0)).isEqualTo(Status.MISS);
                assertThat(result.status(1)).isEqualTo(Status.HIT);
                assertThat(result.flags(1)).isEqualTo(flags);
                assertThat(result.text(0)).isNull();
                found.add(result.text(1) == null ? result.value(1) : result.text(1));
            }
            return found;
        }
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void aReplyThatComesWholeIsReadAsText(Spoken spoken) {
        for (int flags : new int[] {0, TEXT_FLAGS}) {
            assertThat(spoken.one(ReadRequest.GETS_TEXT, DATA, flags)).startsWith("Zo\u00eb");
            assertThat(spoken.second(DATA, flags)).startsWith("Zo\u00eb");
        }
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void whereverItIsCutTheValueIsTheSame(Spoken spoken) {
        for (List<@Nullable Object> found :
                List.of(spoken.one(ReadRequest.GETS_TEXT, DATA, 0), spoken.second(DATA, 0))) {
            assertThat(found)
                    .allSatisfy(value -> assertThat(value instanceof byte[] bytes ? new String(bytes, UTF_8) : value)
                            .isEqualTo("Zo\u00eb"));
            assertThat(found)
                    .as("some are cut within the value")
                    .anySatisfy(value -> assertThat(value).isInstanceOf(byte[].class));
        }
    }

    @ParameterizedTest
    @EnumSource(Spoken.class)
    void otherFlagsAndWhatIsNoUtf8AreLeftToTheCodec(Spoken spoken) {
        assertThat(spoken.one(ReadRequest.GETS_TEXT, DATA, 2))
                .allSatisfy(value -> assertThat(value).isEqualTo(DATA));
        assertThat(spoken.second(DATA, 2)).allSatisfy(value -> assertThat(value).isEqualTo(DATA));
        assertThat(spoken.one(ReadRequest.GETS_TEXT, NO_TEXT, 0))
                .allSatisfy(value -> assertThat(value).isEqualTo(NO_TEXT));
        assertThat(spoken.second(NO_TEXT, 0))
                .allSatisfy(value -> assertThat(value).isEqualTo(NO_TEXT));
        assertThat(spoken.one(ReadRequest.GETS, DATA, 0))
                .as("not asked for")
                .allSatisfy(value -> assertThat(value).isEqualTo(DATA));
    }
}
