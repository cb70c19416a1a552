package dev.memjay.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A block takes memory for what has come of it, not for what the server says it will have. */
class ValueBlockTest {
    private static final int DECLARED = 128 << 20;

    /** What may throw as reading may. */
    private interface Reading {
        void run() throws ProtocolViolation;
    }

    private static Runnable asRunnable(Reading reading) {
        return () -> {
            try {
                reading.run();
            } catch (ProtocolViolation e) {
                throw new AssertionError(e);
            }
        };
    }

    @Test
    void whatIsDeclaredTakesNoMemory() {
        ValueBlock block = new ValueBlock(DECLARED);
        Input in = new Input(1024);
        in.append(ByteBuffer.wrap(new byte[] {1}));

        assertThat(Allocation.during(asRunnable(() -> {
                    block.open(DECLARED);
                    block.fill(ByteBuffer.wrap(new byte[] {1}));
                })))
                .isLessThan(4 << 20);
        assertThat(Allocation.during(asRunnable(() -> {
                    block.openBare(DECLARED, true);
                    block.read(in);
                })))
                .isLessThan(4 << 20);
    }

    @Test
    void whatIsKeptIsBoundedAndWhatIsSkippedIsNot() throws ProtocolViolation {
        ValueBlock block = new ValueBlock(100);
        block.open(100);
        block.openBare(100, true);
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> block.open(101))
                .withMessage(
                        "a value of 101 bytes is announced; more than 100, a quarter of this program's heap, are not"
                                + " read");
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> block.openBare(101, true));
        block.open(101, null);
        block.openBare(101, false);
        assertThat(block.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1 << 20, (1 << 20) + 1, 2 << 20, 3_000_001, 9_999_999})
    void whatComesInPartsIsWhole(int length) throws ProtocolViolation {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        ValueBlock block = new ValueBlock();
        block.openBare(length, true);
        Input in = new Input(16_384);
        ByteBuffer source = ByteBuffer.wrap(data);
        int turn = 0;
        while (source.hasRemaining()) {
            int part = Math.min(source.remaining(), turn % 2 == 0 ? 10_007 : 700_001);
            ByteBuffer slice = source.slice(source.position(), part);
            if (turn++ % 2 == 0) {
                in.append(slice);
                block.read(in);
            } else {
                block.fill(slice);
            }
            source.position(source.position() + part);
        }

        assertThat(block.read(in)).isTrue();
        assertThat(block.release()).isEqualTo(data);
    }
}
