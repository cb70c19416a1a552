package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.NodeTraits.Peer;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests and replies of other dialects in datagrams: the frame before them, their bound, and one key for each. */
class DatagramDialectTest {
    private final MetaDialect meta = new MetaDialect(1000);
    private final ClassicDialect classic = new ClassicDialect(1000);
    private final DatagramDialect udp = new DatagramDialect(meta);
    private final DatagramDialect classicUdp = new DatagramDialect(classic);

    private static TestExchange get() {
        return new TestExchange(ReadRequest.GET, "foo");
    }

    private static TestExchange run(int size, Request request) {
        BulkResult rows = request instanceof ReadRequest ? BulkResult.forReads(size, true) : BulkResult.forWrites(size);
        Request[] requests = new Request[size];
        Arrays.fill(requests, request);
        String[] keys = new String[size];
        Arrays.fill(keys, "foo");
        return new TestExchange(new QuietRun(request.verb(), requests, keys, null, new int[size], rows), null, rows);
    }

    private static TestExchange bulk(int size, boolean withCas) {
        BulkResult rows = BulkResult.forReads(size, false);
        String[] keys = new String[size];
        Arrays.fill(keys, "foo");
        return new TestExchange(new GetRun(keys, new int[size], withCas, rows), null, rows);
    }

    @Test
    void aFrameStandsBeforeTheRequestAndItsLengthBeforeBoth() {
        Output bare = new Output();
        meta.encode(get(), 0x1234, bare);
        Output framed = new Output();
        framed.text("before");
        udp.encode(get(), 0x1234, framed);

        assertThat(Wire.text(framed))
                .isEqualTo("before" + "\0" + (char) (bare.length() + 8) + "\u0012\u0034\0\0\0\1\0\0" + Wire.text(bare));
    }

    @Test
    void lengthsTakeTwoBytes() {
        Output out = new Output();
        udp.encode(new TestExchange(store(600), "foo"), 0, out);
        byte[] bytes = Wire.text(out).getBytes(ISO_8859_1);

        assertThat((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF).isEqualTo(bytes.length - 2);
    }

    private static StoreRequest store(int length) {
        return new StoreRequest(Verb.SET, Mode.SET, new byte[length], 0, 0, 0);
    }

    @Test
    void itIsTheOtherDialectInAllElse() {
        assertThat(udp.name()).isEqualTo("meta");
        assertThat(udp.carriesBinaryKeys()).isTrue();
        assertThat(classicUdp.carriesBinaryKeys()).isFalse();
        assertThat(udp.traits().reachesServer()).isTrue();
        assertThat(new DatagramDialect(new ClassicDialect(NodeTraits.of(Peer.PROXY, null)))
                        .traits()
                        .reachesServer())
                .isFalse();
        assertThat(classicUdp.refusal(get())).isNull();
        TestExchange binaryKey = get();
        binaryKey.base64Key = true;
        assertThat(classicUdp.refusal(binaryKey)).contains("carries no binary keys");
    }

    @Test
    void aDatagramHasOneKey() {
        DeleteRequest stale = new DeleteRequest(Verb.INVALIDATE, 0, true);
        for (TestExchange many : List.of(run(2, ReadRequest.GET_ALL), bulk(2, false), run(0, stale))) {
            assertThat(udp.refusal(many)).isEqualTo("UDP carries one key in a datagram");
        }
        for (TestExchange one : List.of(run(1, ReadRequest.GET_ALL), bulk(1, false))) {
            assertThat(udp.refusal(one)).isNull();
        }
        assertThat(classicUdp.refusal(run(1, stale))).isEqualTo(classic.refusal(stale));
    }

    @Test
    void aRequestHasToFitIntoADatagram() {
        boolean hadExact = false;
        for (int length = 1_340; length < 1_400; length++) {
            TestExchange exchange = new TestExchange(store(length), "foo");
            Output out = new Output();
            udp.encode(exchange, 0, out);
            long size = out.size() - 2;
            hadExact |= size == DatagramDialect.MAX;

            if (size <= DatagramDialect.MAX) {
                assertThat(udp.refusal(exchange)).isNull();
            } else {
                assertThat(udp.refusal(exchange)).startsWith("the request has " + size + " bytes and a datagram 1400;");
            }
            exchange.leave();
            assertThat(udp.refusal(exchange)).isNull();
        }
        assertThat(hadExact).isTrue();
    }

    @Test
    void oneKeyOfARunOrABulkIsAskedForAndAnsweredByItself() {
        assertThat(Wire.said(udp, run(1, ReadRequest.GET_ALL))).endsWith(Wire.said(meta, get()));
        assertThat(Wire.said(classicUdp, bulk(1, true))).endsWith("\0\0gets foo\r\n");
        assertThat(Wire.said(classicUdp, bulk(1, false))).endsWith("\0\0get foo\r\n");
        assertThat(Wire.heard(udp, () -> run(1, ReadRequest.GET_ALL), "VA 1 f5 c7 OAAAA\r\nx\r\n"))
                .isEqualTo("HIT | HIT 'x' f5 #7");
        assertThat(Wire.heard(udp, () -> run(1, ReadRequest.GET_ALL), "EN OAAAA\r\n"))
                .isEqualTo("HIT | MISS");
        assertThat(Wire.heard(udp, () -> run(1, ReadRequest.GET_ALL), "VA 0 f0 c7 OAAAA W\r\n\r\n"))
                .isEqualTo("HIT W [[Win[key=foo, base64Key=false, cas=7, isPlaceholder=true]]] | MISS #7 W");
        assertThat(Wire.heard(udp, () -> run(1, store(1)), "NS OAAAA\r\n")).isEqualTo("HIT | NOT_STORED");
        assertThat(Wire.heard(classicUdp, () -> bulk(1, true), "VALUE foo 5 1 7\r\nx\r\nEND\r\n"))
                .isEqualTo("HIT | HIT 'x' f5 #7");
        assertThat(Wire.heard(udp, DatagramDialectTest::get, "EN OAAAA\r\n")).isEqualTo("MISS");
    }

    @Test
    void factsReachTheirRow() {
        assertThat(Wire.heard(udp, () -> run(1, ReadRequest.LOOKUP), "VA 1 s1 t-1 l0 h0 f0 c7 OAAAA\r\nx\r\n"))
                .startsWith("HIT")
                .contains("| HIT 'x' #7 [ItemInfo[");
    }

    @Test
    void whoHasLeftGetsNothingAndTheReplyIsReadToItsEnd() {
        String reply = "VA 1 f5 c7 OAAAA\r\nx\r\n";
        for (int cut = 0; cut < reply.length(); cut++) {
            TestExchange left = run(1, ReadRequest.GET_ALL);
            assertThat(Wire.left(udp, left, reply, cut)).isEmpty();
            assertThat(left.told()).doesNotContain("'x'");
        }
    }

    @Test
    void oneDecoderReadsManyMessages() throws ProtocolViolation {
        Dialect.Decoder decoder = udp.decoder();
        for (int i = 0; i < 2; i++) {
            TestExchange hit = run(1, ReadRequest.GET_ALL);
            assertThat(decoder.decode(hit, 0, Wire.input("VA 1 f5 c7 OAAAA\r\nx\r\n")))
                    .isTrue();
            assertThat(hit.told()).isEqualTo("HIT | HIT 'x' f5 #7");
            TestExchange miss = get();
            assertThat(decoder.decode(miss, 0, Wire.input("EN OAAAA\r\n"))).isTrue();
            assertThat(miss.told()).isEqualTo("MISS");
        }
    }
}
