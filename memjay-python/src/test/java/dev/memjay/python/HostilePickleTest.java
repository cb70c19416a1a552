package dev.memjay.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pickle that wants more than plain values is refused before anything is called, and whatever comes ends in a CodecException. */
@Tag("hostile")
class HostilePickleTest {
    private static final int ROUNDS = 30_000;
    private static final List<Codec<Object>> CODECS =
            List.of(PickleCodec.of(), PymemcacheCodec.of(), PylibmcCodec.of(), PythonMemcachedCodec.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(S'true'\ntR.",
                "cposix\nsystem\n(S'true'\ntR.",
                "c__builtin__\neval\n(S'1'\ntR.",
                "c__builtin__\ngetattr\n.",
                "csubprocess\nPopen\n)R.",
                "(ios\nsystem\n.",
                "(cos\nsystem\nS'true'\no.",
                "\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093\u008c\u0004true\u0085R.",
                "\u0080\u0004\u008c\u0002os\u0094\u008c\u0006system\u0094\u0093.",
                "\u0080\u0002cos\nsystem\n)}\u0092.",
                "\u0080\u0002\u0082\u0001.",
                "P1\n.",
                "K\u0001Q.",
                "\u0080\u0005\u0097.",
                "cdatetime\ndatetime\n}b.",
                "cuuid\nUUID\n.",
                "cuuid\nUUID\n)R.",
                "c__builtin__\nobject\n)R.",
                "]}s.",
                "}]K\u0001s.",
                "]q\u0000h\u0000a.",
                "]q\u0000(h\u0000ta.",
                "\u008f(]\u0090.",
                "cexample\nPayload\n)R.",
            })
    void isRefused(String pickle) {
        byte[] data = pickle.getBytes(ISO_8859_1);

        assertThatThrownBy(() -> PickleCodec.of().decode(Encoded.of(data, 1))).isInstanceOf(CodecException.class);
    }

    /** Another part of the program may register what it likes with the library: it is not asked. */
    @Test
    void constructorsOfTheLibraryAreNotCalled() {
        AtomicInteger calls = new AtomicInteger();
        Unpickler.registerConstructor("dev.memjay.test", "Payload", arguments -> calls.incrementAndGet());
        Unpickler.registerConstructor("datetime", "date", arguments -> calls.incrementAndGet());
        byte[] payload = "cdev.memjay.test\nPayload\n)R.".getBytes(ISO_8859_1);
        byte[] date = "cdatetime\ndate\n(c_codecs\nencode\n(V\\u0007\\u00e8\\u0002\\u001d\nS'latin1'\ntRtR."
                .getBytes(ISO_8859_1);

        assertThatThrownBy(() -> PickleCodec.of().decode(Encoded.of(payload, 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("dev.memjay.test.Payload");
        assertThat(PickleCodec.of().decode(Encoded.of(date, 1))).isEqualTo(java.time.LocalDate.of(2024, 2, 29));
        assertThat(calls).hasValue(0);
    }

    /** Announces two gigabytes in a dozen bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080\u0004B\u00ff\u00ff\u00ff\u007f.",
                "\u0080\u0004X\u00ff\u00ff\u00ff\u007f.",
                "\u0080\u0004T\u00ff\u00ff\u00ff\u007f.",
                "\u0080\u0004\u008b\u00ff\u00ff\u00ff\u007f.",
                "\u0080\u0004\u008e\u00ff\u00ff\u00ff\u007f\u0000\u0000\u0000\u0000.",
                "\u0080\u0004\u008d\u00ff\u00ff\u00ff\u007f\u0000\u0000\u0000\u0000.",
                "\u0080\u0005\u0096\u00ff\u00ff\u00ff\u007f\u0000\u0000\u0000\u0000.",
            })
    void whatIsAnnouncedTakesNoMemory(String pickle) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Encoded encoded = Encoded.of(pickle.getBytes(ISO_8859_1), 1);
        assertThatThrownBy(() -> PickleCodec.of().decode(encoded)).isInstanceOf(CodecException.class);

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> PickleCodec.of().decode(encoded)).isInstanceOf(CodecException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
    }

    /** Forty tuples of two that share their parts are 2^40 steps for who follows every way. */
    @Test
    void sharedPartsTakeNoTime() {
        StringBuilder value = new StringBuilder(")");
        for (int i = 0; i < 40; i++) {
            value.append("2\u0086");
        }
        byte[] asValue = (value + ".").getBytes(ISO_8859_1);
        byte[] asKey = ("}" + value + "Ns.").getBytes(ISO_8859_1);

        assertThat(PickleCodec.of().decode(Encoded.of(asValue, 1))).isInstanceOf(Tuple.class);
        assertThatThrownBy(() -> PickleCodec.of().decode(Encoded.of(asKey, 1))).isInstanceOf(CodecException.class);
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        byte[] deep = ("]".repeat(100_000) + "a".repeat(99_999) + ".").getBytes(ISO_8859_1);

        assertThatThrownBy(() -> PickleCodec.of().decode(Encoded.of(deep, 1))).isInstanceOf(CodecException.class);
    }

    /** Everything that Python stored, with some bytes changed, cut or repeated. */
    @Test
    void whatIsDamagedGivesAValueOrACodecException() throws IOException {
        List<Encoded> stored =
                GoldenValues.groups().stream().map(GoldenValues.Group::stored).toList();
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            Encoded good = stored.get(random.nextInt(stored.size()));
            byte[] data = good.data().clone();
            for (int change = random.nextInt(4); change >= 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                data = java.util.Arrays.copyOf(data, random.nextInt(data.length + 2));
            }
            read(Encoded.of(data, random.nextInt(8) == 0 ? random.nextInt() : good.flags()));
        }
    }

    @FuzzTest
    void whateverComesGivesAValueOrACodecException(FuzzedDataProvider bytes) {
        int flags = bytes.consumeBoolean() ? 1 : bytes.consumeInt();
        read(Encoded.of(bytes.consumeRemainingAsBytes(), flags));
    }

    private static void read(Encoded encoded) {
        for (Codec<Object> codec : CODECS) {
            try {
                assertThat(codec.decode(encoded)).isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }
}
