package dev.memjay.internal.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.UdpTransport;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Node;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Whatever datagrams come, in whatever order: a call gets the whole value of its own key, or stays open; the connection lives.
 *
 * <p>With {@code JAZZER_FUZZ=1} the first test searches for datagrams that do otherwise; without it only kept findings run.
 */
class DatagramConnectionFuzzTest {
    private static final int ROUNDS = 1_500;
    private static final int CALLS = 3;
    private static final int FRAME = 8;
    private static final int MAX_STRAYS = 10;
    private static final int MAX_STRAY = 40;

    @FuzzTest
    void anyDatagrams(FuzzedDataProvider data) throws Exception {
        try (Peer peer = new Peer()) {
            peer.round(below -> data.consumeInt(0, below - 1));
        }
    }

    @Test
    void mixedUpDatagrams() throws Exception {
        Random random = new Random(20_260_102);
        try (Peer peer = new Peer()) {
            for (int round = 0; round < ROUNDS; round++) {
                peer.round(random::nextInt);
            }
            assertThat(peer.trial.losses).isEmpty();
            // Else strays decided nothing, or everything.
            assertThat(peer.answered).isBetween(ROUNDS, ROUNDS * CALLS - ROUNDS / 100);
        }
    }

    /** A server of UDP that waits for three gets and then sends what it likes. */
    private static final class Peer implements AutoCloseable {
        private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        private final Trial trial;
        private int answered;
        private long names;

        Peer() throws IOException {
            trial = Trial.of(
                    Node.udp("127.0.0.1", socket.getLocalPort()),
                    new UdpTransport(SocketSettings.DEFAULT),
                    Session.NONE,
                    new MetaDialect(),
                    Trial.settings());
            trial.connection();
        }

        void round(IntUnaryOperator below) throws Exception {
            List<Started> calls = new ArrayList<>();
            List<Asked> asked = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(trial.start("key" + names++, Trial.LONG));
                asked.add(receive());
            }
            List<byte[]> datagrams = new ArrayList<>();
            for (Asked one : asked) {
                one.reply(1 + below.applyAsInt(4), datagrams);
            }
            List<byte[]> replies = List.copyOf(datagrams);
            for (int strays = below.applyAsInt(MAX_STRAYS); strays > 0; strays--) {
                byte[] stray = stray(asked.get(below.applyAsInt(CALLS)), replies, below);
                if (!passesForPart(stray, replies)) {
                    datagrams.add(stray);
                }
            }
            for (int i = datagrams.size() - 1; i > 0; i--) {
                int other = below.applyAsInt(i + 1);
                byte[] swapped = datagrams.get(i);
                datagrams.set(i, datagrams.get(other));
                datagrams.set(other, swapped);
            }
            for (byte[] datagram : datagrams) {
                send(datagram);
            }
            // What answers a call behind all of them has to be taken behind all of them.
            Started last = trial.start("key" + names++, Trial.LONG);
            List<byte[]> whole = new ArrayList<>();
            Asked sentinel = receive();
            sentinel.reply(1, whole);
            send(whole.get(0));
            assertThat(last.get().value()).isEqualTo(sentinel.value());
            for (int i = 0; i < CALLS; i++) {
                Started call = calls.get(i);
                boolean isDisturbed = disturbs(datagrams, replies, asked.get(i).number);
                if (isDisturbed && call.operation().cancel()) {
                    continue; // what was none of its reply took the place of what was: a loss, and would be a timeout
                }
                assertThat(call.get().value()).isEqualTo(asked.get(i).value());
                answered++;
            }
        }

        /** Whether anything was sent with the number of a request that is no part of its reply. */
        private static boolean disturbs(List<byte[]> sent, List<byte[]> replies, int number) {
            return sent.stream()
                    .filter(datagram ->
                            datagram.length >= 2 && (ByteBuffer.wrap(datagram).getShort() & 0xFFFF) == number)
                    .anyMatch(datagram -> replies.stream().noneMatch(reply -> Arrays.equals(reply, datagram)));
        }

        /** Whether a datagram is another than what was said, and looks like a part of it: nobody could tell. */
        private static boolean passesForPart(byte[] stray, List<byte[]> replies) {
            return stray.length > FRAME
                    && stray[4] == 0
                    && stray[5] > 1
                    && replies.stream()
                            .anyMatch(reply ->
                                    Arrays.equals(reply, 0, 2, stray, 0, 2) && Arrays.equals(reply, 4, 6, stray, 4, 6))
                    && replies.stream().noneMatch(reply -> Arrays.equals(reply, stray));
        }

        /** A duplicate, one of another request or another shape, with any bytes, or no frame at all. */
        private static byte[] stray(Asked asked, List<byte[]> replies, IntUnaryOperator below) {
            byte[] some = replies.get(below.applyAsInt(replies.size())).clone();
            switch (below.applyAsInt(6)) {
                case 0:
                    return some;
                case 1:
                    return Arrays.copyOf(some, below.applyAsInt(FRAME));
                case 2:
                    some[below.applyAsInt(FRAME)] = (byte) below.applyAsInt(256);
                    return some;
                case 3:
                    return frame(asked.number + 1 + below.applyAsInt(0xFFFF), 0, 1, "VA 5 f0 c1 OAAAA\r\nwrong\r\n");
                case 4:
                    return frame(asked.number, below.applyAsInt(3), below.applyAsInt(3), "");
                default:
                    byte[] bytes = new byte[FRAME + below.applyAsInt(MAX_STRAY)];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) below.applyAsInt(256);
                    }
                    return bytes;
            }
        }

        private Asked receive() throws IOException {
            byte[] bytes = new byte[2_000];
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            socket.receive(packet);
            int number = ByteBuffer.wrap(bytes).getShort() & 0xFFFF;
            String line = new String(bytes, FRAME, packet.getLength() - FRAME, ISO_8859_1).strip();
            from = (InetSocketAddress) packet.getSocketAddress();
            return new Asked(number, line.split(" ")[1], line.substring(line.lastIndexOf(' ') + 1));
        }

        private InetSocketAddress from = InetSocketAddress.createUnresolved("nobody", 0);

        private void send(byte[] datagram) throws IOException {
            socket.send(new DatagramPacket(datagram, datagram.length, from));
        }

        @Override
        public void close() {
            trial.close();
            socket.close();
        }
    }

    /** A get as it came. */
    private record Asked(int number, String key, String opaque) {
        String value() {
            return ("value of " + key + " ").repeat(20);
        }

        void reply(int parts, List<byte[]> datagrams) {
            String whole = "VA " + value().length() + " f0 c1 " + opaque + "\r\n" + value() + "\r\n";
            int size = (whole.length() + parts - 1) / parts;
            for (int i = 0; i < parts; i++) {
                datagrams.add(frame(
                        number, i, parts, whole.substring(i * size, Math.min(whole.length(), (i + 1) * size))));
            }
        }
    }

    private static byte[] frame(int number, int index, int count, String text) {
        return ByteBuffer.allocate(FRAME + text.length())
                .putShort((short) number)
                .putShort((short) index)
                .putShort((short) count)
                .putShort((short) 0)
                .put(text.getBytes(ISO_8859_1))
                .array();
    }
}
