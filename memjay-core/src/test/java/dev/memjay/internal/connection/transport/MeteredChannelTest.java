package dev.memjay.internal.connection.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.junit.jupiter.api.Test;

class MeteredChannelTest {
    private final Endless endless = new Endless();
    private final MeteredChannel metered = new MeteredChannel(endless, 1000);

    @Test
    void hasNothingMoreAfterSoManyBytesUntilItIsToldToGoOn() throws Exception {
        for (int round = 0; round < 3; round++) {
            ByteBuffer target = ByteBuffer.allocate(700);
            assertThat(metered.read(target)).isEqualTo(700);
            assertThat(metered.read(target.clear())).isEqualTo(300);
            assertThat(target.limit()).isEqualTo(700);
            assertThat(target.position()).isEqualTo(300);
            assertThat(metered.read(target)).isZero();
            metered.goOn();
        }
    }

    @Test
    void endIsTheEnd() throws Exception {
        endless.ended = true;
        assertThat(metered.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        assertThat(metered.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }

    private static final class Endless implements ByteChannel {
        private boolean ended;

        @Override
        public int read(ByteBuffer target) {
            int count = target.remaining();
            target.position(target.limit());
            return ended ? -1 : count;
        }

        @Override
        public int write(ByteBuffer source) {
            return 0;
        }

        @Override
        public boolean isOpen() {
            return !ended;
        }

        @Override
        public void close() {}
    }
}
