package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.ServerVersion;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The meta protocol of servers that are older than 1.6.18. */
class NodeTraitsTest {
    private static final StoreRequest SET = new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 5, 60, 0);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 0, false);

    private static MetaDialect of(String version) {
        return new MetaDialect(
                1000, NodeTraits.of(NodeTraits.Peer.SERVER, Objects.requireNonNull(ServerVersion.of(version))));
    }

    private static String heard(String version, Request request, String reply) {
        return Wire.heard(of(version), () -> new TestExchange(request, "foo"), reply);
    }

    @Test
    void versions() {
        assertThat(ServerVersion.of("1.6.18")).isEqualTo(new ServerVersion(1, 6, 18));
        assertThat(ServerVersion.of("1.6.6-cloud_2")).isEqualTo(new ServerVersion(1, 6, 6));
        assertThat(ServerVersion.of("1.6.45_beta1")).isEqualTo(new ServerVersion(1, 6, 45));
        for (String other :
                new String[] {"", "mcrouter 41.0", "1.6", "37.0.0.1x.2", "2024.01.01.00 mcrouter", "v1.6.18"}) {
            ServerVersion version = ServerVersion.of(other);
            assertThat(version == null || version.major() > 1).as(other).isTrue();
        }
    }

    @Test
    void whatVersionsAreKnownFor() {
        assertThat(traits("1.6.9")).isEqualTo("draft, bare misses, compares nothing on delete");
        assertThat(traits("1.6.10")).isEqualTo("bare misses, compares nothing on delete");
        assertThat(traits("1.6.12")).isEqualTo("bare misses, compares nothing on delete");
        assertThat(traits("1.6.13")).isEqualTo("bare misses");
        assertThat(traits("1.6.17")).isEqualTo("bare misses");
        assertThat(traits("1.6.18")).isEmpty();
        assertThat(traits("1.6.26")).isEmpty();
        assertThat(traits("1.6.27")).isEqualTo("chooses CAS");
        assertThat(traits("2.0.0")).isEqualTo("chooses CAS");
        assertThat(traits("of a proxy")).isEqualTo("chooses CAS");
    }

    private static String traits(String version) {
        NodeTraits traits = NodeTraits.of(NodeTraits.Peer.SERVER, ServerVersion.of(version));
        List<String> told = new ArrayList<>();
        if (traits.isDraft()) {
            told.add("draft");
        }
        if (traits.bareMisses()) {
            told.add("bare misses");
        }
        if (traits.choosesCas()) {
            told.add("chooses CAS");
        }
        if (!traits.comparesOnDelete()) {
            told.add("compares nothing on delete");
        }
        return String.join(", ", told);
    }

    @Test
    void beforeTheEighteenthReleaseAMissMayLackItsOpaque() {
        assertThat(heard("1.6.17", ReadRequest.GET, "EN\r\n")).isEqualTo("MISS");
        assertThat(heard("1.6.17", ReadRequest.GET, "EN \r\n")).isEqualTo("MISS");
        assertThat(heard("1.6.17", ReadRequest.GET, "EN OAAAA\r\n")).isEqualTo("MISS");
        assertThat(heard("1.6.18", ReadRequest.GET, "EN\r\n")).contains("has no opaque");
    }

    @Test
    void nothingElseMayLackItsOpaque() {
        assertThat(heard("1.6.17", ReadRequest.GET, "EN OAAAB\r\n")).contains("opaque of another request");
        assertThat(heard("1.6.17", ReadRequest.GET, "EN Ox\r\n")).startsWith("violation: ");
        assertThat(heard("1.6.17", ReadRequest.GET, "VA 1 f0 c7\r\nx\r\n")).contains("has no opaque");
        assertThat(heard("1.6.17", SET, "HD\r\n")).contains("has no opaque");
        assertThat(heard("1.6.17", SET, "EN\r\n")).contains("has no opaque");
        assertThat(heard("1.6.17", DELETE, "NF\r\n")).contains("has no opaque");
    }

    @Test
    void draftsTakeTheLengthAsAFlagAndSayOk() {
        assertThat(Wire.said(of("1.6.6"), new TestExchange(SET, "foo"))).isEqualTo("ms foo S1 F5 T60 OAAAA\r\nx\r\n");
        assertThat(Wire.said(of("1.6.10"), new TestExchange(SET, "foo"))).isEqualTo("ms foo 1 F5 T60 OAAAA\r\nx\r\n");
        assertThat(heard("1.6.6", SET, "OK OAAAA\r\n")).isEqualTo("STORED");
        assertThat(heard("1.6.6", SET, "HD OAAAA\r\n")).isEqualTo("STORED");
        assertThat(heard("1.6.6", SET, "OK\r\n")).contains("has no opaque");
        assertThat(heard("1.6.6", DELETE, "OK OAAAA \r\n")).isEqualTo("DELETED");
        assertThat(heard("1.6.6", ReadRequest.CONTAINS, "OK s1 f0 c7 OAAAA\r\n"))
                .startsWith("HIT");
        assertThat(heard("1.6.10", SET, "OK OAAAA\r\n")).startsWith("violation: ");
        assertThat(of("1.6.6").refusal(ReadRequest.GET, true)).contains("1.6.10");
        assertThat(of("1.6.10").refusal(ReadRequest.GET, true)).isNull();
    }

    @Test
    void aChosenCasNumberNeedsANewerServer() {
        StoreRequest chosen = new StoreRequest(Verb.SET, Mode.SET, new byte[0], 0, 0, 0, 9);
        assertThat(of("1.6.18").refusal(chosen)).contains("1.6.27");
        assertThat(of("1.6.27").refusal(chosen)).isNull();
    }

    /** Up to 1.6.12 {@code md} answers EX whatever the CAS number is. */
    @Test
    void aComparedDeleteIsAStoreThatExpiresAtOnceWhereDeleteComparesNothing() {
        DeleteRequest compared = new DeleteRequest(Verb.DELETE, 7, false);
        DeleteRequest marking = new DeleteRequest(Verb.INVALIDATE, 7, true, 30);
        assertThat(Wire.said(of("1.6.9"), new TestExchange(compared, "foo")))
                .isEqualTo("ms foo S0 T-1 C7 OAAAA\r\n\r\n");
        assertThat(Wire.said(of("1.6.12"), new TestExchange(compared, "foo")))
                .isEqualTo("ms foo 0 T-1 C7 OAAAA\r\n\r\n");
        assertThat(Wire.said(of("1.6.13"), new TestExchange(compared, "foo"))).isEqualTo("md foo C7 OAAAA\r\n");
        assertThat(of("1.6.12").refusal(marking)).contains("1.6.13");
        assertThat(of("1.6.12").refusal(marking.unguarded())).isNull();
        assertThat(of("1.6.13").refusal(marking)).isNull();
        assertThat(Wire.said(of("1.6.13"), new TestExchange(marking, "foo"))).isEqualTo("md foo C7 I T30 OAAAA\r\n");
        assertThat(Wire.said(of("1.6.12"), new TestExchange(DELETE, "foo"))).isEqualTo("md foo OAAAA\r\n");
        assertThat(heard("1.6.9", compared, "OK OAAAA\r\n")).isEqualTo("DELETED");
        assertThat(heard("1.6.12", compared, "HD OAAAA\r\n")).isEqualTo("DELETED");
        assertThat(heard("1.6.12", compared, "EX OAAAA\r\n")).isEqualTo("EXISTS");
        assertThat(heard("1.6.12", compared, "NF OAAAA\r\n")).isEqualTo("NOT_FOUND");
    }

    @Test
    void rawCommandsGoByTheSameRules() {
        RawMeta get = new RawMeta("mg", List.of("v"), null);
        RawMeta set = new RawMeta("ms", List.of("T9"), new byte[] {'x'});
        assertThat(heard("1.6.17", get, "EN\r\n")).startsWith("MISS");
        assertThat(heard("1.6.18", get, "EN\r\n")).contains("has no opaque");
        assertThat(heard("1.6.17", set, "EN\r\n")).contains("has no opaque");
        assertThat(Wire.said(of("1.6.9"), new TestExchange(set, "foo"))).isEqualTo("ms foo S1 T9 OAAAA\r\nx\r\n");
        assertThat(Wire.said(of("1.6.10"), new TestExchange(set, "foo"))).isEqualTo("ms foo 1 T9 OAAAA\r\nx\r\n");
    }
}
