package dev.memjay.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    private final Output out = new Output();

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                11,
                99,
                100,
                12345,
                999_999_999,
                1_000_000_000,
                999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                -1,
                -10,
                Long.MIN_VALUE
            })
    void numbers(long number) {
        out.decimal(number);
        out.put(' ');
        out.unsigned(number);
        assertThat(Wire.text(out)).isEqualTo(number + " " + Long.toUnsignedString(number));
    }

    @Test
    void growsWithoutLoss() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 40_000; i++) {
            out.text("key-");
            out.decimal(i);
            out.put('\n');
            out.bytes(new byte[] {'a', 'b'});
            expected.append("key-").append(i).append("\nab");
        }
        assertThat(Wire.text(out)).isEqualTo(expected.toString());
        out.clear();
        assertThat(out.isEmpty()).isTrue();
        assertThat(out.array().length).isLessThan(10_000);
    }

    @Test
    void charactersTravelAsOneByteEach() {
        out.text("\u00e9\u00ff");
        assertThat(Wire.text(out)).isEqualTo("\u00e9\u00ff");
    }

    @Test
    void smallValuesAreCopiedAndLargeOnesReferredTo() {
        byte[] small = new byte[Output.BIG];
        byte[] large = new byte[Output.BIG + 1];
        out.put('a');
        out.value(small);
        assertThat(out.valueCount()).isZero();
        out.value(large);
        out.put('b');
        assertThat(out.valueCount()).isEqualTo(1);
        assertThat(out.value(0)).isSameAs(large);
        assertThat(out.valueOffset(0)).isEqualTo(1 + Output.BIG);
        assertThat(out.size()).isEqualTo(2 + 2L * Output.BIG + 1);
    }

    @Test
    void rollBackRestoresWhatWas() {
        byte[] large = new byte[Output.BIG + 1];
        out.text("kept");
        out.value(large);
        int length = out.length();
        int values = out.valueCount();
        for (int i = 0; i < 9; i++) {
            out.text("dropped");
            out.value(large);
        }
        assertThat(out.valueCount()).isEqualTo(10);
        out.rollBack(length, values);
        assertThat(out.size()).isEqualTo(4L + large.length);
        assertThat(Wire.text(out)).startsWith("kept").hasSize(4 + large.length);
        out.clear();
        assertThat(out.size()).isZero();
        assertThat(out.isEmpty()).isTrue();
    }

    @Test
    void numbersOfTheWireGrowTheArrayToo() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            out.int32(0x01020304);
            out.int16(0x0506);
            out.int64(0x1112131415161718L);
            out.put(7);
            expected.append("\1\2\3\4\5\6\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\7");
        }
        assertThat(Wire.text(out)).isEqualTo(expected.toString());
    }

    @Test
    void anythingAtAllIsNotEmpty() {
        assertThat(out.isEmpty()).isTrue();
        out.put('a');
        assertThat(out.isEmpty()).isFalse();
        out.clear();
        out.value(new byte[Output.BIG + 1]);
        assertThat(out.isEmpty()).isFalse();
    }
}
